/** What a failing check's answer says at a cell. No DOM. */
import { shape } from "../maths/conv.mjs";
import { format } from "../maths/numbers.mjs";

/**
 * @param {{i: number, j: number, expected: number[][], yours: number[][], differing: number,
 *   shared: number}} at
 * @returns {string}
 */
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

/** The same from a comparison.
 * @type {(c: import("../maths/compare.mjs").Comparison, at: [number, number]) => string} */
export const judged = ({ expected, answer, d }, [i, j]) =>
  verdict({ i, j, expected, yours: answer, differing: d.flat().filter((v) => v !== 0).length, shared: d.length * shape(d)[1] });
