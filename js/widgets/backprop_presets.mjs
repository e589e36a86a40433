/** Examples of the BackpropExplorer. No DOM. */

/** What a figure has that says nothing else; the same as in pixelup.widgets.backprop_explorer. */
export const PLAIN = {
  x: [
    [3, 0, 2, 1, 0],
    [0, 3, 1, 0, 2],
    [2, 1, 0, 1, 1],
    [1, 0, 1, 2, 0],
    [0, 2, 1, 0, 3],
  ],
  w: [
    [1, -1],
    [2, 1],
  ],
  b: [[-2]],
  stride: 1,
  padding: 0,
  dy: [],
  pooling: "max",
  target: [
    [1, 3],
    [0, 2],
  ],
};

/** Name to the traits of an example.
 * @type {Record<string, typeof PLAIN>} */
export const EXAMPLES = {
  "a chain": PLAIN,
  "the lecture's a, b, c, d": {
    ...PLAIN,
    x: [
      [1, 2, 0],
      [0, 3, 1],
      [2, 1, 4],
    ],
    w: [
      [1, 0],
      [-1, 2],
    ],
    b: [[0]],
    dy: [
      [1, 2],
      [-1, 3],
    ],
  },
  "one gradient alone": {
    ...PLAIN,
    b: [[0]],
    dy: [
      [0, 0, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ],
  },
  "stride 2, a row and a column left over": {
    ...PLAIN,
    x: Array.from({ length: 6 }, (_, i) => Array.from({ length: 6 }, (_, j) => (3 * i + 2 * j) % 5)),
    w: [
      [1, 2, 0],
      [0, -1, 1],
      [2, 0, 1],
    ],
    b: [[0]],
    stride: 2,
    dy: [
      [2, -1],
      [1, 3],
    ],
  },
  "average-pooling": {
    ...PLAIN,
    pooling: "average",
  },
  "a border of zeros": { ...PLAIN, padding: 1, dy: Array.from({ length: 6 }, (_, i) => Array.from({ length: 6 }, (_, j) => ((i + 2 * j) % 3) - 1)) },
};
