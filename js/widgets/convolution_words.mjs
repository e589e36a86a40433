/** What happens under the window, in words. No DOM. */
import { format } from "../maths/numbers.mjs";

/** @typedef {import("../maths/conv.mjs").Term} Term */

/** Terms written out; more are only counted. */
const MOST = 25;

const span = (from, length) => (length === 1 ? `${from}` : `${from} to ${from + length - 1}`);

/** "rows 0 to 2 and columns 1 to 3"
 * @type {(i: number, j: number, rows: number, cols: number) => string} */
export const where = (i, j, rows, cols) =>
  `row${rows > 1 ? "s" : ""} ${span(i, rows)} and column${cols > 1 ? "s" : ""} ${span(j, cols)}`;

/** The terms that count, as signs and magnitudes.
 * @param {Term[][]} terms
 * @returns {number[]} products that are not 0, nan among them */
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

/** The sentence below the figure.
 * @param {{i: number, j: number, terms: Term[][], value: number}} at
 * @returns {string} */
export function sentence({ i, j, terms, value }) {
  const rows = terms.length;
  const cols = terms[0].length;
  const products = counting(terms);
  const many = `${rows * cols} products`;
  const place = `The window covers ${where(i, j, rows, cols)} of the input.`;
  if (rows * cols === 1) return `${place} Its one product is y[${i}, ${j}] = ${format(value)}.`;
  if (!products.length) return `${place} All of its ${many} are 0, so y[${i}, ${j}] = 0.`;
  if (products.length === 1)
    return `${place} Of its ${many} only one is not 0, so y[${i}, ${j}] = ${format(value)}.`;
  const some = products.length === rows * cols ? `Its ${many} add up` : `Of its ${many}, ${products.length} are not 0; they add up`;
  if (products.length > MOST) return `${place} ${some} to y[${i}, ${j}] = ${format(value)}.`;
  return `${place} ${some} to y[${i}, ${j}]: ${sumText(products)} = ${format(value)}.`;
}

/** The same for a screen reader: short, without signs that are read badly.
 * @param {{i: number, j: number, terms: Term[][], value: number}} at
 * @returns {string} */
export function spoken({ i, j, terms, value }) {
  const say = (v) => format(v).replace("−", "minus ");
  const products = counting(terms);
  const place = `Row ${i}, column ${j}: `;
  if (!products.length) return `${place}all products are 0, the sum is 0.`;
  if (products.length === 1) return `${place}one product is not 0, the sum is ${say(value)}.`;
  if (products.length > 9) return `${place}the sum of ${products.length} products is ${say(value)}.`;
  const text = products
    .map((p, n) => (n === 0 ? say(p) : `${p < 0 ? "minus" : "plus"} ${say(Math.abs(p))}`))
    .join(" ");
  return `${place}${text} is ${say(value)}.`;
}

/** One term for the formula: "3·(−1)"
 * @type {(t: Term) => string} */
export const termText = (t) => {
  const guard = (v) => (v < 0 ? `(${format(v)})` : format(v));
  return `${guard(t.x)}·${guard(t.w)}`;
};

/** What a failing check's answer says at a cell.
 * @param {{i: number, j: number, expected: number[][], yours: number[][], differing: number,
 *   shared: number}} at
 * @returns {string} */
export function verdict({ i, j, expected, yours, differing, shared }) {
  const size = (m) => `${m.length} × ${m.length ? m[0].length : 0}`;
  const parts = [];
  if (size(expected) !== size(yours))
    parts.push(`Yours is ${size(yours)}, expected is ${size(expected)}.`);
  const here = yours[i]?.[j];
  if (here === undefined) parts.push(`Yours has no cell at row ${i}, column ${j}; expected ${format(expected[i][j])} there.`);
  else {
    const e = expected[i][j];
    if (differing === 0) parts.push(shared === 1 ? "The one cell that both have is equal." : `The ${shared} cells that both have are equal.`);
    else parts.push(`${differing} of ${shared} cells ${differing === 1 ? "differs" : "differ"}.`);
    const equal = e === here || (Number.isNaN(e) && Number.isNaN(here));
    const off = equal ? "the same" : `yours ${format(here)}, which is off by ${format(here - e)}`;
    parts.push(`Row ${i}, column ${j}: expected ${format(e)}, ${off}.`);
  }
  return parts.join(" ");
}
