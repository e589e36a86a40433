/**
 * Padding, stride and dilation of one picture with one kernel, without DOM.
 *
 * Formula (PyTorch, torch.nn.Conv2d), for one axis:
 *   places = floor((n + before + after - d (f - 1) - 1) / s) + 1
 */
import { shape } from "./conv.mjs";

/** @typedef {import("./conv.mjs").Matrix} Matrix */
/** @typedef {"zeros" | "reflect" | "replicate"} Mode */
/** @typedef {[number, number, number, number]} Pads  top, bottom, left, right */
/** @typedef {{pads: Pads, mode: Mode, stride: number, dilation: number}} Settings */
/** @typedef {{n: number, before: number, after: number, f: number, s: number, d: number,
 *   padded: number, span: number, free: number, places: number, end: number, dropped: number}} Axis
 *   `end`: the first cell behind the last window; `dropped`: cells from there on */

/** Pixels from the first to the last weight of a kernel.
 * @type {(f: number, d: number) => number} */
export const span = (f, d) => d * (f - 1) + 1;

/** Everything about one axis.
 * @type {(n: number, before: number, after: number, f: number, s: number, d: number) => Axis} */
export function axis(n, before, after, f, s, d) {
  const padded = n + before + after;
  const free = padded - span(f, d);
  const places = free < 0 ? 0 : Math.floor(free / s) + 1;
  const end = places ? (places - 1) * s + span(f, d) : 0;
  return { n, before, after, f, s, d, padded, span: span(f, d), free, places, end, dropped: padded - end };
}

/** Both axes of a picture and a kernel.
 * @type {(x: Matrix, w: Matrix, settings: Settings) => [Axis, Axis]} */
export function axes(x, w, { pads: [top, bottom, left, right], stride, dilation }) {
  const [height, width] = shape(x);
  const [kh, kw] = shape(w);
  return [axis(height, top, bottom, kh, stride, dilation), axis(width, left, right, kw, stride, dilation)];
}

/** The pixel whose value stands i pixels from the first one; -1 for a zero.
 * @type {(i: number, n: number, mode: Mode) => number} */
export function source(i, n, mode) {
  if (i >= 0 && i < n) return i;
  if (mode === "replicate") return i < 0 ? 0 : n - 1;
  if (mode === "reflect") return i < 0 ? -i : 2 * (n - 1) - i;
  return -1;
}

/** The most padding that a mode allows on n pixels.
 * @type {(n: number, mode: Mode) => number} */
export const mostPadding = (n, mode) => (mode === "reflect" ? n - 1 : Infinity);

/** The picture with its border.
 * @type {(x: Matrix, pads: Pads, mode: Mode) => Matrix} */
export function pad(x, [top, bottom, left, right], mode) {
  const [height, width] = shape(x);
  return Array.from({ length: top + height + bottom }, (_, i) => {
    const row = source(i - top, height, mode);
    return Array.from({ length: left + width + right }, (_, j) => {
      const column = source(j - left, width, mode);
      return row < 0 || column < 0 ? 0 : x[row][column];
    });
  });
}

/** Cross-correlation of a padded picture; [] where the kernel does not fit.
 * @type {(padded: Matrix, w: Matrix, stride: number, dilation: number) => Matrix} */
export function slide(padded, w, stride, dilation) {
  const [kh, kw] = shape(w);
  const rows = axis(padded.length, 0, 0, kh, stride, dilation).places;
  const cols = axis(shape(padded)[1], 0, 0, kw, stride, dilation).places;
  if (!rows || !cols) return [];
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: cols }, (_, j) => {
      let sum = 0;
      for (let u = 0; u < kh; u++)
        for (let v = 0; v < kw; v++) sum += padded[i * stride + u * dilation][j * stride + v * dilation] * w[u][v];
      return sum;
    }),
  );
}

/** In how many windows each cell of one axis lies.
 * @type {(a: Axis) => number[]} */
export function usageOf(a) {
  const counts = new Array(a.padded).fill(0);
  for (let t = 0; t < a.places; t++) for (let u = 0; u < a.f; u++) counts[t * a.s + u * a.d] += 1;
  return counts;
}

/** In how many windows each cell of the padded picture lies.
 * @type {(rows: Axis, cols: Axis) => Matrix} */
export function usage(rows, cols) {
  const across = usageOf(cols);
  return usageOf(rows).map((down) => across.map((right) => down * right));
}

/** The products of the window at output (i, j), shape (kH, kW).
 * @type {(padded: Matrix, w: Matrix, i: number, j: number, stride: number, dilation: number) =>
 *   import("./conv.mjs").Term[][]} */
export const terms = (padded, w, i, j, stride, dilation) =>
  w.map((row, u) =>
    row.map((weight, v) => {
      const value = padded[i * stride + u * dilation][j * stride + v * dilation];
      return { x: value, w: weight, product: value * weight };
    }),
  );

/** A picture of another size: the old one, repeated where there is more room.
 * @type {(x: Matrix, rows: number, cols: number) => Matrix} */
export const tile = (x, rows, cols) =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: cols }, (_, j) => x[i % x.length][j % x[0].length]));
