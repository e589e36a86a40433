/**
 * Receptive fields along one axis, without DOM; both axes of a square stack are alike.
 *
 * Recurrence (Araujo, Norris, Sim, Distill 2019), from size 1, jump 1, start 0 of a pixel:
 *   size' = size + (k - 1) jump,   jump' = jump s,   start' = start - p jump
 * Cell i sees the pixels start + i jump to start + i jump + size - 1.
 */

/** @typedef {{k: number, s: number, p: number}} Window */
/** @typedef {{n: number, size: number, jump: number, start: number}} Level  n: cells of the map */

/** The map behind each layer, the input first; it ends before a layer that does not fit.
 * @type {(layers: Window[], n: number) => Level[]} */
export function levels(layers, n) {
  const all = [{ n, size: 1, jump: 1, start: 0 }];
  for (const { k, s, p } of layers) {
    const { n: cells, size, jump, start } = all.at(-1);
    if (cells + 2 * p < k) break;
    all.push({
      n: Math.floor((cells + 2 * p - k) / s) + 1,
      size: size + (k - 1) * jump,
      jump: jump * s,
      start: start - p * jump,
    });
  }
  return all;
}

/** First and last pixel of a cell's field; with padding they can lie outside the picture.
 * @type {(level: Level, cell: number) => [number, number]} */
export const field = ({ size, jump, start }, cell) => [start + cell * jump, start + cell * jump + size - 1];

/**
 * How many paths lead from each cell of each map to one cell of the last: the gradient when all
 * weights are 1, and up to a factor the mean squared gradient of random weights (Luo et al. 2016).
 * @type {(layers: Window[], all: Level[], cell: number) => number[][]} one row a map, the input first
 */
export function paths(layers, all, cell) {
  const counts = all.map(({ n }) => new Array(n).fill(0));
  const top = all.length - 1;
  counts[top][cell] = 1;
  for (let level = top; level > 0; level--) {
    const { k, s, p } = layers[level - 1];
    counts[level].forEach((count, i) => {
      if (!count) return;
      for (let u = 0; u < k; u++) {
        const below = i * s - p + u;
        if (below >= 0 && below < all[level - 1].n) counts[level - 1][below] += count;
      }
    });
  }
  return counts;
}

/** The smallest range around the middle of a field that, as a square, holds a share of the paths.
 * @type {(rows: number[], cols: number[], across: [[number, number], [number, number]], share: number) =>
 *   [[number, number], [number, number]]} first and last row, first and last column */
export function holding(rows, cols, [down, right], share) {
  const inside = (line, first, last) => line.slice(Math.max(0, first), last + 1).reduce((sum, v) => sum + v, 0);
  const all = inside(rows, 0, rows.length) * inside(cols, 0, cols.length);
  const shrunk = ([first, last], by) => /** @type {[number, number]} */ ([first + by, last - by]);
  let by = 0;
  for (; down[1] - down[0] > 2 * by; by++) {
    const [a, b] = [shrunk(down, by + 1), shrunk(right, by + 1)];
    if (a[0] > a[1] || inside(rows, ...a) * inside(cols, ...b) < share * all) break;
  }
  return [shrunk(down, by), shrunk(right, by)];
}

/** The part of a range that lies in the picture; null when nothing does.
 * @type {(range: [number, number], n: number) => [number, number] | null} */
export function visible([first, last], n) {
  const clipped = /** @type {[number, number]} */ ([Math.max(0, first), Math.min(n - 1, last)]);
  return clipped[0] > clipped[1] ? null : clipped;
}

/** Heat of a square picture, the largest 1: rows times columns.
 * @type {(rows: number[], cols: number[]) => number[][]} */
export function heat(rows, cols) {
  const most = Math.max(...rows) * Math.max(...cols) || 1;
  return rows.map((r) => cols.map((c) => (r * c) / most));
}
