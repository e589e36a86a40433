/** A whole number to type, between limits; what is none of that is put back. */
import { number } from "./fields.mjs";

/**
 * @param {string} label
 * @param {{from: number, to: number}} limits
 * @param {(value: number) => void} onchange
 */
export function whole(label, { from, to }, onchange) {
  const { el, input } = number(label, from);
  Object.assign(input, { min: from, max: to, step: 1 });
  let good = from;
  const value = () => input.valueAsNumber;
  const fine = () => Number.isInteger(value()) && value() >= from && value() <= to;
  input.addEventListener("input", () => {
    if (!fine()) return;
    good = value();
    onchange(good);
  });
  input.addEventListener("change", () => {
    if (!fine()) input.value = String(good);
  });
  return {
    el,
    input,
    put(next) {
      good = next;
      if (value() !== next) input.value = String(next);
    },
  };
}
