/**
 * Cross-correlation and convolution of one picture with one kernel, without DOM.
 *
 * Formula (Goodfellow, Bengio, Courville, Deep Learning, 2016, eq. 9.6), valid positions only:
 *   y[i, j] = sum over u, v of x[i + u, j + v] w[u, v]
 * A convolution does the same with the kernel turned by 180 degrees.
 */

/** @typedef {number[][]} Matrix  rows of equal length, shape (H, W) */
/** @typedef {{x: number, w: number, product: number}} Term */

/** @type {(m: Matrix) => [number, number]} */
export const shape = (m) => [m.length, m.length ? m[0].length : 0];

/** Length of the output along one axis, without padding: n - k + 1, never below 0.
 * @type {(n: number, k: number) => number} */
export const outputLength = (n, k) => Math.max(0, n - k + 1);

/** The kernel turned by 180 degrees.
 * @type {(w: Matrix) => Matrix} */
export const turn = (w) => w.map((row) => [...row].reverse()).reverse();

/** The kernel as it lies on the picture.
 * @type {(w: Matrix, operation: string) => Matrix} */
export const slidingKernel = (w, operation) => (operation === "convolution" ? turn(w) : w);

/**
 * Valid cross-correlation. Shapes (H, W) and (kH, kW) give (H - kH + 1, W - kW + 1);
 * a kernel that does not fit gives [].
 * @type {(x: Matrix, w: Matrix) => Matrix}
 */
export function crossCorrelate(x, w) {
  const [kh, kw] = shape(w);
  const height = outputLength(x.length, kh);
  const width = outputLength(shape(x)[1], kw);
  if (!height || !width) return [];
  const y = [];
  for (let i = 0; i < height; i++) {
    const row = new Array(width);
    for (let j = 0; j < width; j++) {
      let sum = 0;
      for (let u = 0; u < kh; u++) {
        const xs = x[i + u];
        const ws = w[u];
        for (let v = 0; v < kw; v++) sum += xs[j + v] * ws[v];
      }
      row[j] = sum;
    }
    y.push(row);
  }
  return y;
}

/** Valid convolution: cross-correlation with the turned kernel.
 * @type {(x: Matrix, w: Matrix) => Matrix} */
export const convolve = (x, w) => crossCorrelate(x, turn(w));

/** The rows x cols part of x whose first cell is (i, j).
 * @type {(x: Matrix, i: number, j: number, rows: number, cols: number) => Matrix} */
export const patch = (x, i, j, rows, cols) =>
  x.slice(i, i + rows).map((row) => row.slice(j, j + cols));

/** The products under the window at (i, j), shape (kH, kW); their sum is y[i, j].
 * @type {(x: Matrix, w: Matrix, i: number, j: number) => Term[][]} */
export const windowTerms = (x, w, i, j) =>
  w.map((row, u) =>
    row.map((weight, v) => ({
      x: x[i + u][j + v],
      w: weight,
      product: x[i + u][j + v] * weight,
    })),
  );

/** Whether two numbers are the same for a reader: nan equals nan, and a relative error below
 * the tolerance is none.
 * @type {(a: number, b: number, tolerance?: number) => boolean} */
export function same(a, b, tolerance = 1e-6) {
  if (Object.is(a, b) || a === b) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
}

/**
 * Yours minus expected, on the cells that both have. Equal cells, nan with nan too, are 0.
 * @type {(expected: Matrix, yours: Matrix) => Matrix}
 */
export function difference(expected, yours) {
  const height = Math.min(expected.length, yours.length);
  const width = Math.min(shape(expected)[1], shape(yours)[1]);
  return Array.from({ length: width ? height : 0 }, (_, i) =>
    Array.from({ length: width }, (_, j) =>
      same(expected[i][j], yours[i][j]) ? 0 : yours[i][j] - expected[i][j],
    ),
  );
}

/** Row and column of the first cell of a difference that is not 0, or null.
 * @type {(d: Matrix) => [number, number] | null} */
export function firstDifference(d) {
  for (let i = 0; i < d.length; i++)
    for (let j = 0; j < d[i].length; j++) if (d[i][j] !== 0) return [i, j];
  return null;
}

/** The weights in a new size: kept from the top left, zeros where there were none.
 * @type {(m: Matrix, rows: number, cols: number) => Matrix} */
export const resize = (m, rows, cols) =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: cols }, (_, j) => m[i]?.[j] ?? 0));

/** A matrix with one cell changed.
 * @type {(m: Matrix, i: number, j: number, value: number) => Matrix} */
export const withCell = (m, i, j, value) =>
  m.map((row, r) => (r === i ? row.map((v, c) => (c === j ? value : v)) : row));
