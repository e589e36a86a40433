/** Scales, ticks and paths of charts, without DOM. */

/** @typedef {{x: number, mean: number, std: number}} Point  a mean and its standard deviation */

/** From numbers to places on the screen.
 * @type {(domain: number[], range: number[], log?: boolean) => (v: number) => number} */
export function scale([from, to], [start, end], log = false) {
  const f = log ? Math.log : (v) => v;
  const span = f(to) - f(from);
  return span ? (v) => start + ((f(v) - f(from)) / span) * (end - start) : () => (start + end) / 2;
}

/** Tens of per cent around all points and their spreads, within 0 and 100.
 * @type {(points: Point[]) => [number, number]} */
export function tens(points) {
  if (!points.length) return [0, 100];
  const low = Math.min(...points.map(({ mean, std }) => mean - std));
  const high = Math.max(...points.map(({ mean, std }) => mean + std));
  return [Math.max(0, 10 * Math.floor(low / 10)), Math.min(100, 10 * Math.ceil(high / 10))];
}

/** Multiples of 5, 10 or 20 from one to the other: seven at most.
 * @type {(domain: number[]) => number[]} */
export function ticks([from, to]) {
  const step = to - from <= 20 ? 5 : to - from <= 50 ? 10 : 20;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, n) => first + n * step);
}

const at = ([x, y]) => `${Math.round(10 * x) / 10} ${Math.round(10 * y) / 10}`;

/** An open line through places. @type {(places: number[][]) => string} */
export const path = (places) => (places.length ? `M${places.map(at).join("L")}` : "");

/** A closed area between an upper line and a lower one.
 * @type {(upper: number[][], lower: number[][]) => string} */
export const band = (upper, lower) => (upper.length ? `${path([...upper, ...lower.toReversed()])}Z` : "");

/** The place in a list of the number that is nearest; the first of equals.
 * @type {(numbers: number[], wanted: number) => number} */
export function nearest(numbers, wanted) {
  let best = 0;
  numbers.forEach((v, n) => {
    if (Math.abs(v - wanted) < Math.abs(numbers[best] - wanted)) best = n;
  });
  return best;
}
