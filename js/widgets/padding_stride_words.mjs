/** What the PaddingStrideExplorer says: the formula filled in, and sentences. No DOM. */
import { format } from "../maths/numbers.mjs";
import { usageOf } from "../maths/stride.mjs";
import { aloud, counting, MOST_TERMS, plural, span, sumText } from "../ui/words.mjs";

/** @typedef {import("../maths/stride.mjs").Axis} Axis */

/** One axis of the formula: "⌊(7 + 2·1 − 3)/2⌋ + 1 = ⌊6/2⌋ + 1 = 4"
 * @type {(a: Axis) => string} */
export function formula(a) {
  const padding = a.before === a.after ? `2·${a.before}` : `${a.before} + ${a.after}`;
  const kernel = a.d === 1 ? `${a.f}` : `(${a.d}·(${a.f} − 1) + 1)`;
  const start = `⌊(${a.n} + ${padding} − ${kernel})/${a.s}⌋ + 1`;
  if (a.free < 0) return `${start}: ${a.padded} − ${a.span} is below 0, the kernel does not fit`;
  return `${start} = ⌊${a.free}/${a.s}⌋ + 1 = ${a.places}`;
}

/** Whether both axes have the same numbers, so that one formula will do.
 * @type {(rows: Axis, cols: Axis) => boolean} */
export const alike = (rows, cols) =>
  ["n", "before", "after", "f"].every((name) => rows[name] === cols[name]);

/** What no window sees.
 * @type {(rows: Axis, cols: Axis) => string} */
export function droppedText(rows, cols) {
  if (!rows.places || !cols.places) return "The kernel is larger than the padded input: there is no output.";
  const parts = [];
  if (rows.dropped) parts.push(`the last ${rows.dropped > 1 ? plural(rows.dropped, "row") : "row"}`);
  if (cols.dropped) parts.push(`the last ${cols.dropped > 1 ? plural(cols.dropped, "column") : "column"}`);
  const skipped = [rows, cols].some((a) => usageOf(a).slice(0, a.end).includes(0));
  const gaps = skipped ? " Some cells in between are skipped by every window." : "";
  if (!parts.length) return `Every step fits: nothing is left over.${gaps}`;
  const many = parts.length > 1 || rows.dropped > 1 || cols.dropped > 1;
  const what = parts.join(" and ");
  return `${what[0].toUpperCase()}${what.slice(1)} of the padded input ${many ? "are" : "is"} left over: no window reaches ${many ? "them" : "it"}.${gaps}`;
}

/** Where the window stands and what it adds up to.
 * @param {{i: number, j: number, rows: Axis, cols: Axis, terms: import("../maths/conv.mjs").Term[][], value: number}} at
 * @returns {string} */
export function sentence({ i, j, rows, cols, terms, value }) {
  const every = rows.d > 1 ? `every ${ordinal(rows.d)} cell of ` : "";
  const place = `The window covers ${every}${span(i * rows.s, rows.span, "row")} and ${span(j * cols.s, cols.span, "column")} of the padded input.`;
  const products = counting(terms);
  if (!products.length) return `${place} All products are 0, so y[${i}, ${j}] = 0.`;
  if (products.length > MOST_TERMS) return `${place} Its products add up to y[${i}, ${j}] = ${format(value)}.`;
  const sum = products.length > 1 ? `${sumText(products)} = ` : "";
  return `${place} y[${i}, ${j}] = ${sum}${format(value)}.`;
}

/** The same for a screen reader.
 * @type {(at: {i: number, j: number, rows: Axis, cols: Axis, value: number}) => string} */
export const spoken = ({ i, j, rows, cols, value }) =>
  `Row ${i}, column ${j}: ${aloud(value)}. ` +
  `The window covers ${span(i * rows.s, rows.span, "row")} and ${span(j * cols.s, cols.span, "column")}.`;

/** A cell of the padded input: what it is, and how often it is used.
 * @type {(i: number, j: number, value: number, count: number, rows: Axis, cols: Axis) => string} */
export function cellText(i, j, value, count, rows, cols) {
  const inside = i >= rows.before && i < rows.before + rows.n && j >= cols.before && j < cols.before + cols.n;
  const what = inside
    ? `Pixel at row ${i - rows.before}, column ${j - cols.before}`
    : "A cell of the padding";
  const shown = `${what}: ${aloud(value)}`;
  return `${shown}, ${count ? `in ${plural(count, "window")}` : "in no window"}.`;
}

/** The state in one line, for whoever changed a setting and does not look.
 * @type {(rows: Axis, cols: Axis) => string} */
export const summary = (rows, cols) =>
  rows.places && cols.places
    ? `The output is ${rows.places} by ${cols.places}. ${droppedText(rows, cols)}`
    : droppedText(rows, cols);

const ordinal = (n) => ["", "", "second", "third", "fourth"][n] ?? `${n}th`;
