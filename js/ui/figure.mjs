/** What every figure needs around its drawing: the model, the frame, the redraw, the link, the end. */
import { equal } from "../maths/numbers.mjs";
import { frame, h } from "./dom.mjs";
import { link } from "./link.mjs";
import { liveRegion } from "./live.mjs";

/** @typedef {ReturnType<typeof figure>} Figure */

/**
 * @param {{model: any, el: HTMLElement, share?: {key: string}}} context  what `render` was given
 * @param {object} about
 * @param {string} about.name  class of the figure, without its `pxu-`
 * @param {string} about.label  when the model has none
 * @param {string} [about.css]
 * @param {number} [about.rest]  milliseconds before the live region speaks
 * @param {(text: string, get: (trait: string) => any) => Record<string, any>} about.read  the traits that
 *   an address says; throws a sentence
 * @param {(get: (trait: string) => any) => import("./share.mjs").State} about.state  what a link holds
 */
export function figure({ model, el, share }, { name, label, css, rest, read, state }) {
  const note = h("p", { class: "pxu-note", role: "alert" });
  const stops = [];
  /** @type {(name: string) => any} */
  const get = (trait) => model.get(trait);
  /** @type {(changes: Record<string, any>) => void} */
  const set = (changes) => {
    for (const [trait, value] of Object.entries(changes)) model.set(trait, value);
    model.save_changes();
  };
  /** @type {(text: string) => void} */
  const say = (text) => {
    note.textContent = text;
  };
  const on = (trait, act) => {
    model.on(`change:${trait}`, act);
    stops.push(() => model.off(`change:${trait}`, act));
  };
  const attempt = (act) => {
    try {
      act();
      return true;
    } catch (error) {
      say(`This cannot be drawn: ${error.message}`);
      return false;
    }
  };

  const shared = link({ share, follow: (text) => set(read(text, get)), state: () => state(get), onproblem: say });
  const { section, mount, remove } = frame(el, { name, label: get("label") || label });
  if (css) section.append(h("style", {}, css));
  const live = liveRegion(rest);

  return {
    get,
    set,
    section,
    live,
    note,
    say,
    /** Listen to a trait. */
    on,
    /** Draw, or say why not. @type {(act: () => void) => boolean} */
    attempt,
    /** The button that copies a link; null in a notebook. */
    copy: shared.el,
    /** The figure's name, above it. */
    title: () => h("p", { class: "pxu-label" }, get("label")),
    /** Write results back; what is the same already is left alone. @type {(results: Record<string, any>) => void} */
    write(results) {
      for (const [trait, value] of Object.entries(results)) if (!equal(get(trait), value)) set({ [trait]: value });
    },
    /** One redraw for any number of changes in one go.
     * @param {string[]} traits  whose change draws everything
     * @param {() => void} redraw
     * @param {Record<string, () => void>} [parts]  for traits that change only a part */
    watch(traits, redraw, parts = {}) {
      let asked = false;
      const ask = () => {
        if (asked) return;
        asked = true;
        queueMicrotask(() => {
          asked = false;
          say("");
          attempt(redraw);
        });
      };
      for (const trait of traits) on(trait, ask);
      for (const [trait, act] of Object.entries(parts)) on(trait, () => asked || act());
    },
    /** What else is to be stopped when the figure is taken away. @type {(stop: () => void) => void} */
    end: (stop) => void stops.push(stop),
    /** Draw for the first time and stand on the page; gives how to take the figure away.
     * @param {() => void} draw  quietly: nothing is said
     * @param {() => void} [again]  when the page becomes dark or light */
    start(draw, again = draw) {
      draw();
      mount(again);
      shared.start(section);
      return () => {
        for (const stop of stops) stop();
        shared.stop();
        live.stop();
        remove();
      };
    },
  };
}

/** Closed text below a figure.
 * @type {(summary: string, ...sentences: string[]) => HTMLElement} */
export const help = (summary, ...sentences) =>
  h("details", { class: "pxu-help" }, h("summary", {}, summary), h("p", {}, ...sentences));
