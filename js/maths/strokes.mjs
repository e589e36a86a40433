/** A drawing: points with the number of their stroke, and what they become in 28 x 28 pixels. */

/** @typedef {[number, number, number]} Point  stroke, row, column; rows and columns from 0 to 28 */

export const SIDE = 28;
const REACH = 1.7; // pixels from the middle of a stroke to where its ink ends
const TALL = 18; // pixels: the longer side of a digit in the training set, about

/** The ink of a drawing, 0 to 1.
 * @param {Point[]} points @returns {Float32Array} 28 x 28 */
export function rasterise(points) {
  const x = new Float32Array(SIDE * SIDE);
  points.forEach((p, n) => segment(x, points[n - 1]?.[0] === p[0] ? points[n - 1] : p, p));
  return x;
}

/** Ink along the way from one point to the next. */
function segment(x, [, r0, c0], [, r1, c1]) {
  const [dr, dc] = [r1 - r0, c1 - c0];
  const long = dr * dr + dc * dc;
  const from = (a, b) => Math.max(0, Math.floor(Math.min(a, b) - REACH - 1));
  const to = (a, b) => Math.min(SIDE - 1, Math.ceil(Math.max(a, b) + REACH));
  for (let i = from(r0, r1); i <= to(r0, r1); i++)
    for (let j = from(c0, c1); j <= to(c0, c1); j++) {
      const [r, c] = [i + 0.5 - r0, j + 0.5 - c0];
      const t = long ? Math.min(1, Math.max(0, (r * dr + c * dc) / long)) : 0;
      const ink = Math.min(1, Math.max(0, REACH - Math.hypot(r - t * dr, c - t * dc)));
      const at = i * SIDE + j;
      if (ink > x[at]) x[at] = ink;
    }
}

/** The drawing in the middle, as large as the digits that the network was trained on.
 * @param {Point[]} points @returns {Point[]} */
export function centred(points) {
  if (!points.length) return points;
  const [rows, columns] = [points.map((p) => p[1]), points.map((p) => p[2])];
  const [top, left] = [Math.min(...rows), Math.min(...columns)];
  const [height, width] = [Math.max(...rows) - top, Math.max(...columns) - left];
  const scale = height || width ? Math.min(3, TALL / Math.max(height, width)) : 1;
  const middle = SIDE / 2;
  return points.map(([n, r, c]) => [n, middle + (r - top - height / 2) * scale, middle + (c - left - width / 2) * scale]);
}

const circle = (n, r, c, high, wide, from = 0, turns = 1) =>
  Array.from({ length: 25 }, (_, k) => {
    const a = 2 * Math.PI * (from + (turns * k) / 24);
    return [n, r - high * Math.cos(a), c + wide * Math.sin(a)];
  });
const lines = (n, ...points) => points.map(([r, c]) => [n, r, c]);

/** One drawing of each digit. @type {Record<string, Point[]>} */
export const DIGITS = Object.fromEntries(
  Object.entries({
    0: circle(0, 14, 14, 9, 6),
    1: lines(0, [8, 11], [5, 15], [23, 15]),
    2: [...circle(0, 10, 14, 5, 5.5, 0.75, 0.62), ...lines(0, [23, 8], [23, 20])],
    3: [...circle(0, 9.5, 13, 4.5, 5, 0.8, 0.7), ...circle(0, 18.5, 13, 4.5, 5.5, 0, 0.7)],
    4: [...lines(0, [5, 15], [17, 7], [17, 21]), ...lines(1, [11, 17], [24, 17])],
    5: [...lines(0, [5, 20], [5, 10], [13, 9]), ...circle(0, 17.5, 13.5, 5.5, 6, 0.9, 0.75)],
    6: [...lines(0, [5, 18], [9, 11], [15, 8.5]), ...circle(0, 18, 14, 5.2, 5.6, 0.75, 1)],
    7: lines(0, [5, 8], [5, 20], [24, 12]),
    8: [...circle(0, 9.5, 14, 4.5, 4.5, 0.5, 1), ...circle(0, 18.7, 14, 4.8, 5.4, 0, 1)],
    9: [...circle(0, 10, 14, 5.2, 5.2, 0.25, 1), ...lines(0, [16, 18.5], [23, 16])],
  }).map(([name, points]) => [name, points.map(([n, r, c]) => [n, Math.round(r * 10) / 10, Math.round(c * 10) / 10])]),
);
