/**
 * Gradients of one convolution of one picture with one kernel, and of a short chain, without DOM.
 *
 * Forward: y[i, j] = b + sum over u, v of x[i s + u, j s + v] w[u, v]. Backward, for a loss L with
 * dY = dL/dy (Goodfellow, Bengio, Courville, Deep Learning, 2016, eq. 9.11 to 9.13):
 *   dw[u, v] = sum over i, j of dy[i, j] x[i s + u, j s + v]
 *   dx[m, n] = sum over i, j, u, v with i s + u = m and j s + v = n of dy[i, j] w[u, v]
 *   db       = sum over i, j of dy[i, j]
 */
import { shape, turn } from "./conv.mjs";
import { places, winner } from "./pool.mjs";
import { slide } from "./stride.mjs";

/** @typedef {import("./conv.mjs").Matrix} Matrix */
/** @typedef {{i: number, j: number, u: number, v: number}} Way  from pixel to output (i, j), by weight (u, v) */

const zeros = ([rows, cols]) => Array.from({ length: rows }, () => new Array(cols).fill(0));
const map = (m, make) => m.map((row, i) => row.map((v, j) => make(v, i, j)));

/** @type {(x: Matrix, w: Matrix, b: number, s: number) => Matrix} [] where the kernel does not fit */
export const forward = (x, w, b, s) => map(slide(x, w, s, 1), (v) => v + b);

/** The patch of x that output (i, j) saw, shape of the kernel.
 * @type {(x: Matrix, size: [number, number], i: number, j: number, s: number) => Matrix} */
export const seenBy = (x, [kh, kw], i, j, s) => x.slice(i * s, i * s + kh).map((row) => row.slice(j * s, j * s + kw));

/** The gradient of weight (u, v) as if every output had a weight of its own; dw[u, v] is its sum.
 * @type {(x: Matrix, dy: Matrix, u: number, v: number, s: number) => Matrix} shape of dy */
export const unshared = (x, dy, u, v, s) => map(dy, (d, i, j) => d * x[i * s + u][j * s + v]);

/** @type {(m: Matrix) => number} */
export const sum = (m) => m.flat().reduce((total, v) => total + v, 0);

/** @type {(x: Matrix, dy: Matrix, size: [number, number], s: number) => Matrix} */
export const weightGradient = (x, dy, size, s) => map(zeros(size), (_, u, v) => sum(unshared(x, dy, u, v, s)));

/** dY with s - 1 zeros between its cells, a border of k - 1, and zeros for the pixels left over:
 * its valid cross-correlation with the turned kernel is dX.
 * @type {(dy: Matrix, size: [number, number], picture: [number, number], s: number) => Matrix}
 *   shape (H + kH - 1, W + kW - 1) */
export function spread(dy, [kh, kw], [height, width], s) {
  const wide = zeros([height + kh - 1, width + kw - 1]);
  dy.forEach((row, i) => row.forEach((d, j) => (wide[kh - 1 + i * s][kw - 1 + j * s] = d)));
  return wide;
}

/** The gradient of a picture: the full correlation of dY with the turned kernel.
 * @type {(w: Matrix, dy: Matrix, picture: [number, number], s: number) => Matrix} */
export const inputGradient = (w, dy, picture, s) => slide(spread(dy, shape(w), picture, s), turn(w), 1, 1);

/** How pixel (m, n) reaches the outputs: nothing for one that is left over.
 * @type {(m: number, n: number, size: [number, number], outputs: [number, number], s: number) => Way[]} */
export function ways(m, n, [kh, kw], [rows, cols], s) {
  const found = [];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) {
      const [u, v] = [m - i * s, n - j * s];
      if (u >= 0 && u < kh && v >= 0 && v < kw) found.push({ i, j, u, v });
    }
  return found;
}

/** @type {(y: Matrix) => Matrix} */
export const relu = (y) => map(y, (v) => (v < 0 ? 0 : v));

/** As in PyTorch, the slope at 0 is 0.
 * @type {(y: Matrix, da: Matrix) => Matrix} */
export const reluGradient = (y, da) => map(da, (d, i, j) => (y[i][j] > 0 ? d : 0));

/** Where the gradient of a pooled map goes: to the first largest of each window, or in equal parts.
 * @type {(a: Matrix, dp: Matrix, k: number, s: number, mode: string) => Matrix} shape of a */
export function poolGradient(a, dp, k, s, mode) {
  const da = zeros(shape(a));
  dp.forEach((row, i) =>
    row.forEach((d, j) => {
      const window = seenBy(a, [k, k], i, j, s);
      const best = mode === "max" ? winner(window) : null;
      for (let u = 0; u < k; u++)
        for (let v = 0; v < k; v++)
          if (mode !== "max") da[i * s + u][j * s + v] += d / (k * k);
          else if (best && best[0] === u && best[1] === v) da[i * s + u][j * s + v] += d;
    }),
  );
  return da;
}

/** Half the sum of squares of p - t, and its gradient p - t.
 * @type {(p: Matrix, t: Matrix) => {loss: number, dp: Matrix}} t: [] is zeros */
export function squaredLoss(p, t) {
  const dp = map(p, (v, i, j) => v - (t[i]?.[j] ?? 0));
  return { loss: 0.5 * sum(map(dp, (d) => d * d)), dp };
}

/** Whole 2 x 2 windows of the chain's pooling.
 * @type {(y: Matrix) => [number, number]} */
export const pooledSize = (y) => /** @type {[number, number]} */ (shape(y).map((n) => places(n, 2, 2)));
