/** Words and sums that figures share. No DOM. */
import { format } from "../maths/numbers.mjs";

/** @typedef {import("../maths/conv.mjs").Term} Term */

/** Terms written out; more are only counted. */
export const MOST_TERMS = 25;

/** A number to be read aloud: a true minus is read badly.
 * @type {(v: number) => string} */
export const aloud = (v) => format(v).replace("−", "minus ");

/** "1 row", "2 rows"
 * @type {(n: number, one: string, many?: string) => string} */
export const plural = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

/** "row 2" or "rows 2 to 4"
 * @type {(from: number, length: number, name: string) => string} */
export const span = (from, length, name) => (length === 1 ? `${name} ${from}` : `${name}s ${from} to ${from + length - 1}`);

/** "rows 0 to 2 and columns 1 to 3"
 * @type {(i: number, j: number, rows: number, cols: number) => string} */
export const where = (i, j, rows, cols) => `${span(i, rows, "row")} and ${span(j, cols, "column")}`;

/** The products that count.
 * @param {Term[][]} terms
 * @returns {number[]} those that are not 0, nan among them */
export const counting = (terms) =>
  terms.flat().map((t) => t.product).filter((p) => p !== 0);

/** A sum for the eye: "2 + 3 − 1"
 * @type {(products: number[]) => string} */
export const sumText = (products) =>
  products
    .map((p, n) => {
      const magnitude = format(Math.abs(p));
      if (n === 0) return p < 0 ? `−${magnitude}` : magnitude;
      return `${p < 0 ? "−" : "+"} ${magnitude}`;
    })
    .join(" ");

/** One term for a formula: "3·(−1)"
 * @type {(t: {x: number, w: number}) => string} */
export const termText = (t) => {
  const guard = (v) => (v < 0 ? `(${format(v)})` : format(v));
  return `${guard(t.x)}·${guard(t.w)}`;
};

/** Sentences that are there, one behind the other.
 * @type {(...parts: (string | false | null | undefined)[]) => string} */
export const join = (...parts) => parts.filter(Boolean).join(" ");
