/** What the ReceptiveFieldExplorer says. No DOM. */

/** @typedef {import("../maths/field.mjs").Level} Level */

const signed = (n) => String(n).replace("-", "−");
const span = ([first, last]) => (first === last ? signed(first) : `${signed(first)} to ${signed(last)}`);
const aloud = (text) => text.replaceAll("−", "minus ");

/** The recurrence of one layer, filled in: texts for size, jump and start.
 * @type {(before: Level, after: Level, layer: [string, number, number, number]) => [string, string, string]} */
export const steps = (before, after, [, k, s, p]) => [
  `${before.size} + ${k - 1}·${before.jump} = ${after.size}`,
  `${before.jump}·${s} = ${after.jump}`,
  p ? `${signed(before.start)} − ${p * before.jump} = ${signed(after.start)}` : signed(after.start),
];

/** What one cell sees.
 * @type {(cell: [number, number], rows: [number, number], cols: [number, number], level: Level,
 *   pixels: number) => string} */
export function sees([row, column], rows, cols, { size, jump }, pixels) {
  const outside = [rows, cols].some(([first, last]) => first < 0 || last >= pixels);
  const part = outside ? " A part of it lies outside the picture, in the padding." : "";
  const next = jump === 1 ? "the next pixel" : `${jump} pixels on`;
  return `Cell ${row}, ${column} of the last map sees rows ${span(rows)} and columns ${span(cols)}: ${size} × ${size} pixels.${part} The field of its neighbour begins ${jump === 1 ? "at " : ""}${next}.`;
}

/** How much of the field counts.
 * @type {(size: number, rows: [number, number]) => string} */
export function counts(size, rows) {
  const side = rows[1] - rows[0] + 1;
  if (side >= size) return "No smaller box around the middle holds 95\u00a0% of the paths.";
  return `95\u00a0% of the paths from the pixels to this cell begin in the dashed box of ${side} × ${side}.`;
}

/** For a screen reader.
 * @type {(cell: [number, number], rows: [number, number], cols: [number, number], size: number) => string} */
export const spoken = ([row, column], rows, cols, size) =>
  aloud(`Cell ${row}, ${column} sees rows ${span(rows)}, columns ${span(cols)}, ${size} by ${size} pixels.`);

/** For a screen reader, when the stack has changed.
 * @type {(count: number, level: Level) => string} */
export const summary = (count, { n, size, jump }) =>
  `${count} layer${count === 1 ? "" : "s"}: a map of ${n} by ${n}, fields of ${size} pixels, jump ${jump}.`;
