/** Buttons and fields with their labels. */
import { h, uid } from "./dom.mjs";

/** @type {(text: string, onclick: () => void, more?: Record<string, any>) => HTMLButtonElement} */
export const button = (text, onclick, more = {}) =>
  h("button", { type: "button", class: "pxu-button", onclick, ...more }, text);

/** A button that cannot be used now keeps the keyboard's focus: `disabled` would lose it.
 * @type {(el: HTMLElement, off: boolean) => void} */
export const setOff = (el, off) => el.setAttribute("aria-disabled", String(off));

/** A choice among texts; the value of an option is its text unless a pair is given.
 * @param {string} label
 * @param {(string | [string, string])[]} options  value and text
 * @param {(value: string) => void} onchange
 * @returns {{el: HTMLElement, input: HTMLSelectElement}} */
export function select(label, options, onchange) {
  const id = uid("select");
  const input = h(
    "select",
    { id, onchange: (event) => onchange(event.target.value) },
    ...options.map((option) => {
      const [value, text] = Array.isArray(option) ? option : [option, option];
      return h("option", { value }, text);
    }),
  );
  return { el: field(id, label, input), input };
}

/** Choose a value; one that the list does not offer joins it.
 * @type {(input: HTMLSelectElement, value: string | number, text?: string) => void} */
export function choose(input, value, text = String(value)) {
  if (![...input.options].some((option) => option.value === String(value))) input.append(h("option", { value }, text));
  input.value = String(value);
}

/** The whole numbers from one to another, as options.
 * @type {(from: number, to: number) => string[]} */
export const upTo = (from, to) => Array.from({ length: to - from + 1 }, (_, n) => String(from + n));

/** A number to type.
 * @param {string} label
 * @param {number} value
 * @returns {{el: HTMLElement, input: HTMLInputElement}} */
export function number(label, value) {
  const id = uid("number");
  const input = h("input", { id, type: "number", step: "any", value });
  return { el: field(id, label, input), input };
}

const field = (id, label, input) => h("span", { class: "pxu-field" }, h("label", { for: id }, label), input);

/** Fields and buttons that belong together.
 * @type {(label: string, ...children: (Node | string)[]) => HTMLElement} */
export const group = (label, ...children) =>
  h("div", { class: "pxu-controls pxu-settings", role: "group", "aria-label": label }, ...children);
