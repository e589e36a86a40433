/** What the PoolingExplorer says. No DOM. */
import { format } from "../maths/numbers.mjs";
import { aloud, MOST_TERMS, plural, sumText, where } from "../ui/words.mjs";

/** @typedef {{i: number, j: number, s: number, window: number[][], value: number, mode: string,
 *   best: [number, number] | null}} Cell */

/** The formula of one cell: "y[0, 1] = max(1, 5, 4, 8) = 8"
 * @type {(c: Cell) => string} */
export function formula({ i, j, window, value, mode }) {
  const cells = window.flat();
  const many = cells.length > MOST_TERMS;
  if (mode === "max") return `y[${i}, ${j}] = max(${many ? "…" : cells.map(format).join(", ")}) = ${format(value)}`;
  return `y[${i}, ${j}] = ${many ? "Σ x" : `(${sumText(cells)})`} / ${cells.length} = ${format(value)}`;
}

/** The sentence below the figure.
 * @type {(c: Cell) => string} */
export function sentence({ i, j, s, window, value, mode, best }) {
  const k = window.length;
  const place = `The window covers ${where(i * s, j * s, k, k)} of the map.`;
  if (mode !== "max") return `${place} The mean of its ${plural(k * k, "number")} is ${format(value)}.`;
  const ties = window.flat().filter((v) => v === value).length;
  const from = best ? ` It stands in row ${i * s + best[0]}, column ${j * s + best[1]}${ties > 1 ? `, and in ${plural(ties - 1, "other cell")}` : ""}.` : "";
  return `${place} Its largest number is ${format(value)}.${from}`;
}

/** The same for a screen reader.
 * @type {(c: Cell) => string} */
export const spoken = ({ i, j, window, value, mode }) =>
  `Row ${i}, column ${j}: the ${mode === "max" ? "largest" : "mean"} of ${plural(window.length ** 2, "number")} is ${aloud(value)}.`;

/** "1 to the right and 2 up"
 * @type {(down: number, right: number) => string} */
export function way(down, right) {
  const parts = [];
  if (right) parts.push(`${Math.abs(right)} to the ${right > 0 ? "right" : "left"}`);
  if (down) parts.push(`${Math.abs(down)} ${down > 0 ? "down" : "up"}`);
  return parts.join(" and ");
}

/** What the shift has changed.
 * @type {(down: number, right: number, inputs: [number, number], outputs: [number, number]) => string} */
export function shiftText(down, right, [a, inputs], [b, outputs]) {
  if (!down && !right) return "Nothing has moved yet. Move the map by one: how many inputs change, and how many outputs?";
  const share = (n, all) => (all ? ` (${Math.round((100 * n) / all)}\u00a0%)` : "");
  return `Moved by ${way(down, right)}: ${a} of ${inputs} inputs changed${share(a, inputs)}, and ${b} of ${outputs} outputs${share(b, outputs)}.`;
}

/** What no whole window sees.
 * @type {(rows: number, cols: number, k: number, s: number) => string} */
export function restText(rows, cols, k, s) {
  const gaps = s > k ? " The stride is larger than the window, so pixels between the windows are not seen." : "";
  const parts = [rows && plural(rows, "row"), cols && plural(cols, "column")].filter(Boolean);
  if (!parts.length) return gaps.trim();
  const one = rows + cols === 1;
  return `${parts.join(" and ")} ${one ? "is" : "are"} left over: no whole window reaches ${one ? "it" : "them"}.${gaps}`;
}

/** "⌊(5 − 2)/2⌋ + 1 = 2"
 * @type {(n: number, k: number, s: number, places: number) => string} */
export const sizeText = (n, k, s, places) =>
  n < k ? `${n} is less than ${k}: no window fits` : `⌊(${n} − ${k})/${s}⌋ + 1 = ${places}`;
