/** Pictures and kernels of the lectures. */
import { photo } from "./photo.mjs";

const repeat = (n, make) => Array.from({ length: n }, (_, i) => make(i));

/** Name to a function that makes the picture.
 * @type {Record<string, () => number[][]>} */
export const PICTURES = {
  "the lecture's numbers": () => [
    [1, 0, 0, 1, 2],
    [0, 0, 0, 3, 0],
    [0, 1, 2, 1, 1],
    [1, 1, 3, 0, 0],
    [3, 0, 0, 0, 1],
  ],
  "vertical edge": () => repeat(6, () => [10, 10, 10, 0, 0, 0]),
  "vertical edge, dark to bright": () => repeat(6, () => [0, 0, 0, 10, 10, 10]),
  "white stripe": () => repeat(5, () => [0, 255, 255, 255, 0]),
  checker: () => repeat(6, (i) => (i < 3 ? [10, 10, 10, 0, 0, 0] : [0, 0, 0, 10, 10, 10])),
  diagonal: () => repeat(8, (i) => repeat(8, (j) => (i === j ? 1 : 0))),
  "one bright pixel": () => repeat(7, (i) => repeat(7, (j) => (i === 3 && j === 3 ? 1 : 0))),
  "photograph (48 × 48)": photo,
  "empty, to draw on": () => repeat(8, () => repeat(8, () => 0)),
  "empty, 28 × 28": () => repeat(28, () => repeat(28, () => 0)),
};

/** Name to weights.
 * @type {Record<string, number[][]>} */
export const KERNELS = {
  "the lecture's numbers": [
    [0, 0, 1],
    [0, 2, 0],
    [1, 1, 0],
  ],
  identity: [
    [0, 0, 0],
    [0, 1, 0],
    [0, 0, 0],
  ],
  edge: [
    [-1, -1, -1],
    [-1, 8, -1],
    [-1, -1, -1],
  ],
  sharpen: [
    [0, -1, 0],
    [-1, 5, -1],
    [0, -1, 0],
  ],
  blur: repeat(3, () => repeat(3, () => 1 / 9)),
  "vertical-edge": repeat(3, () => [1, 0, -1]),
  "horizontal-edge": [
    [1, 1, 1],
    [0, 0, 0],
    [-1, -1, -1],
  ],
  sobel: [
    [1, 0, -1],
    [2, 0, -2],
    [1, 0, -1],
  ],
  scharr: [
    [3, 0, -3],
    [10, 0, -10],
    [3, 0, -3],
  ],
  "oblique-line": repeat(3, (i) => repeat(3, (j) => (i === j ? 1 : 0))),
  "vertical-line": repeat(3, () => [0, 1, 0]),
  "plus-corner": [
    [1, 0, 1],
    [1, 1, 1],
    [0, 0, 1],
  ],
};
