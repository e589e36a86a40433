/** A number to slide, with its value beside it. */
import { h, uid } from "./dom.mjs";

/**
 * @param {string} label
 * @param {{from: number, to: number, step: number}} limits
 * @param {(value: number) => string} text  of a value
 * @param {(value: number) => void} onchange
 */
export function slider(label, { from, to, step }, text, onchange) {
  const id = uid("slider");
  const input = h("input", { id, type: "range", min: from, max: to, step, oninput: () => onchange(input.valueAsNumber) });
  const value = h("span", { class: "pxu-slid", "aria-hidden": "true" }); // the input says it
  let shown;
  return {
    el: h("div", { class: "pxu-slide" }, h("label", { for: id }, label), value, input),
    input,
    /** @param {number} next */
    put(next) {
      if (next === shown) return;
      shown = next;
      if (input.valueAsNumber !== next) input.value = String(next);
      value.textContent = text(next);
      input.setAttribute("aria-valuetext", text(next).replace("−", "minus "));
    },
  };
}
