/**
 * A picture as numbers: layouts, places in memory, normalising. Without DOM.
 *
 * A picture is rows of pixels, a pixel is a list of channels: shape (H, W, C).
 */

/** @typedef {number[][][]} Picture  shape (H, W, C) */
/** @typedef {number[][]} Plane  one channel, shape (H, W) */
/** @typedef {"bytes" | "normalised" | "standardised"} Values */
/** @typedef {"transpose" | "reshape"} Split */

/** @type {(x: Picture) => [number, number, number]} */
export const shape = (x) => [x.length, x[0]?.length ?? 0, x[0]?.[0]?.length ?? 0];

/** Place in memory of an index, the last axis running fastest (NumPy's and PyTorch's order).
 * @type {(index: number[], shape: number[]) => number} */
export const offset = (index, shape) => index.reduce((place, i, axis) => place * shape[axis] + i, 0);

/** All numbers in the order of memory: H, W, C.
 * @type {(x: Picture) => number[]} */
export const flat = (x) => x.flat(2);

/** One picture a channel: x.transpose(2, 0, 1), shape (C, H, W).
 * @type {(x: Picture) => Plane[]} */
export const planes = (x) =>
  Array.from({ length: shape(x)[2] }, (_, c) => x.map((row) => row.map((pixel) => pixel[c])));

/** The same row of numbers with other line breaks: x.reshape(C, H, W), which is no layout change.
 * @type {(x: Picture) => Plane[]} */
export function reshaped(x) {
  const [height, width, channels] = shape(x);
  const numbers = flat(x);
  return Array.from({ length: channels }, (_, c) =>
    Array.from({ length: height }, (_, i) => numbers.slice((c * height + i) * width, (c * height + i + 1) * width)),
  );
}

/** @type {(x: Picture, split: Split) => Plane[]} */
export const takenApart = (x, split) => (split === "reshape" ? reshaped(x) : planes(x));

/** Put planes together: shape (C, H, W) back to (H, W, C). A plane that is not wanted is zero.
 * @type {(all: Plane[], wanted: number[]) => Picture} */
export const merged = (all, wanted) =>
  all[0].map((row, i) => row.map((_, j) => all.map((plane, c) => (wanted.includes(c) ? plane[i][j] : 0))));

/** x / 255 - 0.5
 * @type {(v: number) => number} */
export const normalise = (v) => v / 255 - 0.5;

/** Mean and standard deviation of each channel, over all pixels (divided by their count).
 * @type {(x: Picture) => {mean: number, std: number}[]} */
export function channelStats(x) {
  const [height, width] = shape(x);
  return planes(x).map((plane) => {
    const mean = plane.flat().reduce((sum, v) => sum + v, 0) / (height * width);
    const variance = plane.flat().reduce((sum, v) => sum + (v - mean) ** 2, 0) / (height * width);
    return { mean, std: Math.sqrt(variance) };
  });
}

/** Red, green and blue of a canvas's RGBA pixels: shape (rows, cols, 3).
 * @type {(data: ArrayLike<number>, rows: number, cols: number) => number[][][]} */
export const fromRGBA = (data, rows, cols) =>
  Array.from({ length: rows }, (_, i) =>
    Array.from({ length: cols }, (_, j) => {
      const n = 4 * (i * cols + j);
      return [data[n], data[n + 1], data[n + 2]];
    }),
  );

/** Grey levels of a canvas's RGBA pixels, 0 to 255, with the weights of ITU-R BT.601.
 * @type {(data: ArrayLike<number>, rows: number, cols: number) => number[][]} */
export const greyFromRGBA = (data, rows, cols) =>
  fromRGBA(data, rows, cols).map((row) => row.map(([r, g, b]) => Math.round(0.299 * r + 0.587 * g + 0.114 * b)));

/** What a number becomes, by channel; a channel without any spread is only shifted.
 * @type {(values: Values, stats: {mean: number, std: number}[]) => (v: number, c: number) => number} */
export function transform(values, stats) {
  if (values === "normalised") return normalise;
  if (values === "standardised") return (v, c) => (v - stats[c].mean) / (stats[c].std || 1);
  return (v) => v;
}

/** Whether these can be the bytes of a photograph.
 * @type {(x: Picture) => boolean} */
export const areBytes = (x) => flat(x).every((v) => Number.isInteger(v) && v >= 0 && v <= 255);

/** Yours against expected: how many pixels differ, of how many that both have, and the first.
 * @param {Picture} expected
 * @param {Picture} yours
 * @returns {{differing: number, both: number, first: [number, number] | null}} */
export function compared(expected, yours) {
  const height = Math.min(expected.length, yours.length);
  const width = Math.min(shape(expected)[1], shape(yours)[1]);
  let differing = 0;
  let first = null;
  for (let i = 0; i < height; i++)
    for (let j = 0; j < width; j++) {
      const [a, b] = [expected[i][j], yours[i][j]];
      if (a.length === b.length && a.every((v, c) => near(v, b[c]))) continue;
      differing += 1;
      first ??= [i, j];
    }
  return { differing, both: height * width, first };
}

const near = (a, b) => Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b));
