/**
 * Pooling of one map, and what a shift changes, without DOM.
 *
 * Formula (PyTorch, torch.nn.MaxPool2d), whole windows only:
 *   y[i, j] = max over u, v < k of x[i s + u, j s + v], or the mean of the same numbers
 */
import { shape } from "./conv.mjs";

/** @typedef {import("./conv.mjs").Matrix} Matrix */
/** @typedef {"max" | "average"} Mode */

/** Whole windows of k cells, s apart, on n cells.
 * @type {(n: number, k: number, s: number) => number} */
export const places = (n, k, s) => (n < k ? 0 : Math.floor((n - k) / s) + 1);

/** Cells behind the last whole window.
 * @type {(n: number, k: number, s: number) => number} */
export const leftOver = (n, k, s) => (n < k ? n : n - k - s * (places(n, k, s) - 1));

/** Pool a map: (H, W) gives (places(H), places(W)); [] where no window fits. As in PyTorch, a
 * window with a nan answers nan.
 * @type {(x: Matrix, k: number, s: number, mode: Mode) => Matrix} */
export function pool(x, k, s, mode) {
  const [height, width] = shape(x);
  const [rows, cols] = [places(height, k, s), places(width, k, s)];
  if (!rows || !cols) return [];
  const cell = mode === "max" ? largest : mean;
  return Array.from({ length: rows }, (_, i) => Array.from({ length: cols }, (_, j) => cell(x, i * s, j * s, k)));
}

function largest(x, top, left, k) {
  let best = -Infinity;
  for (let u = top; u < top + k; u++) for (let v = left; v < left + k; v++) best = Math.max(best, x[u][v]);
  return best;
}

function mean(x, top, left, k) {
  let sum = 0;
  for (let u = top; u < top + k; u++) for (let v = left; v < left + k; v++) sum += x[u][v];
  return sum / (k * k);
}

/** Row and column, inside a window, of its first largest number; null where there is none.
 * @type {(window: Matrix) => [number, number] | null} */
export function winner(window) {
  let best = null;
  window.forEach((row, u) =>
    row.forEach((v, w) => {
      if (!Number.isNaN(v) && (!best || v > window[best[0]][best[1]])) best = [u, w];
    }),
  );
  return best;
}

/** Whether any window looks at a cell.
 * @type {(i: number, n: number, k: number, s: number) => boolean} */
export const seen = (i, n, k, s) => i % s < k && i < s * (places(n, k, s) - 1) + k;

/** Move a map down and to the right (or up and left, below 0); what comes in is 0.
 * @type {(x: Matrix, down: number, right: number) => Matrix} */
export const shift = (x, down, right) =>
  x.map((row, i) => row.map((_, j) => x[i - down]?.[j - right] ?? 0));

/** Which cells of two maps of one shape hold another number.
 * @type {(a: Matrix, b: Matrix) => boolean[][]} */
export const changed = (a, b) => a.map((row, i) => row.map((v, j) => !Object.is(v + 0, b[i][j] + 0)));

/** How many are true, and how many there are.
 * @type {(m: boolean[][]) => [number, number]} */
export const tally = (m) => [m.flat().filter(Boolean).length, m.flat().length];
