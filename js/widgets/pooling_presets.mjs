/** Maps to pool. */
import { photo } from "./photo.mjs";

const grid = (rows, cols, make) => Array.from({ length: rows }, (_, i) => Array.from({ length: cols }, (_, j) => make(i, j)));

/** Name to a function that makes the map.
 * @type {Record<string, () => number[][]>} */
export const MAPS = {
  "the lecture's numbers": () => [
    [4, 3, 1, 5],
    [1, 3, 4, 8],
    [4, 5, 4, 3],
    [6, 5, 9, 4],
  ],
  "five columns": () => grid(3, 5, (_, j) => [1, 3, 9, 2, 5][j]),
  "all below zero": () => grid(5, 6, (i, j) => -1 - ((7 * i + 5 * j) % 11)),
  "one strong answer": () => grid(8, 8, (i, j) => (i === 3 && j === 3 ? 9 : 0)),
  "thin line": () => grid(8, 10, (i, j) => (j === i + 1 ? 1 : 0)),
  stripes: () => grid(6, 8, (i, j) => (j % 2 ? 9 : 1)),
  "pixels left over": () => grid(5, 7, (i, j) => ((i + 2) * (j + 3) * 7) % 10),
  "photograph (48 × 48)": photo,
};
