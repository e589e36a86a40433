import { equal } from "./maths/numbers.mjs";

/** The part of the anywidget front-end model that works without a kernel (AFM). */
export class StaticModel {
  #state;
  #listeners = new Map();

  /** @param {Record<string, any>} state */
  constructor(state) {
    this.#state = { ...state };
  }
  /** @param {string} name */
  get(name) {
    return this.#state[name];
  }
  /** @param {string} name @param {any} value */
  set(name, value) {
    if (equal(this.#state[name], value)) return;
    this.#state[name] = value;
    this.#emit(`change:${name}`);
    this.#emit("change");
  }
  save_changes() {}
  send() {}
  /** @param {string} event @param {() => void} act */
  on(event, act) {
    if (!this.#listeners.has(event)) this.#listeners.set(event, new Set());
    this.#listeners.get(event).add(act);
  }
  /** @param {string} event @param {() => void} act */
  off(event, act) {
    this.#listeners.get(event)?.delete(act);
  }
  #emit(event) {
    for (const act of [...(this.#listeners.get(event) ?? [])]) act();
  }
}
