/** What happens under the window, in words. No DOM. */
import { format } from "../maths/numbers.mjs";
import { aloud, counting, MOST_TERMS, sumText, where } from "../ui/words.mjs";

/** @typedef {import("../maths/conv.mjs").Term} Term */

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
  if (products.length > MOST_TERMS) return `${place} ${some} to y[${i}, ${j}] = ${format(value)}.`;
  return `${place} ${some} to y[${i}, ${j}]: ${sumText(products)} = ${format(value)}.`;
}

/** The same for a screen reader: short, without signs that are read badly.
 * @param {{i: number, j: number, terms: Term[][], value: number}} at
 * @returns {string} */
export function spoken({ i, j, terms, value }) {
  const products = counting(terms);
  const place = `Row ${i}, column ${j}: `;
  if (!products.length) return `${place}all products are 0, the sum is 0.`;
  if (products.length === 1) return `${place}one product is not 0, the sum is ${aloud(value)}.`;
  if (products.length > 9) return `${place}the sum of ${products.length} products is ${aloud(value)}.`;
  const text = products
    .map((p, n) => (n === 0 ? aloud(p) : `${p < 0 ? "minus" : "plus"} ${aloud(Math.abs(p))}`))
    .join(" ");
  return `${place}${text} is ${aloud(value)}.`;
}
