/** A student's output beside the right one. No DOM. */
import { difference, shape } from "./conv.mjs";
import { toMatrix } from "./numbers.mjs";

/** @typedef {import("./conv.mjs").Matrix} Matrix */
/** @typedef {{expected: Matrix, answer: Matrix, failing: boolean, d: Matrix, aligned: boolean, scale: Matrix}} Comparison
 *   `d`: yours minus expected; `aligned`: whether `expected` has the shape of what was computed, so
 *   that its cells have windows; `scale`: all values that are coloured alike */

/** The traits of a case that nobody failed. */
export const WITHOUT_ANSWER = { expected: [], answer: [] };

/** @type {(y: Matrix, get: (name: string) => any) => Comparison} y is expected unless the model says otherwise */
export function comparison(y, get) {
  const answer = toMatrix(get("answer") ?? []);
  const given = toMatrix(get("expected") ?? []);
  const expected = given.length ? given : y;
  const failing = answer.length > 0;
  return {
    expected,
    answer,
    failing,
    d: failing ? difference(expected, answer) : [],
    aligned: String(shape(expected)) === String(shape(y)),
    scale: failing ? [...expected, ...answer] : expected,
  };
}

/** Refuse what is no matrix. @type {(matrices: Record<string, Matrix>) => void} */
export function demandMatrices(matrices) {
  for (const [name, m] of Object.entries(matrices))
    if (!m.length || !m[0].length || m.some((row) => row.length !== m[0].length))
      throw new Error(`its ${name} is not a matrix: all rows must have the same length, at least 1.`);
}
