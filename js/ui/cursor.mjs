/** The place in an output map: a number, counted row by row, as row and column. */
import { firstDifference } from "../maths/conv.mjs";
import { player } from "./player.mjs";

/** @typedef {ReturnType<typeof cursor>} Cursor */

const clamp = (v, n) => Math.max(0, Math.min(n - 1, v));

/**
 * @param {{get: (name: string) => any, set: (changes: object) => void}} figure  its trait is `position`
 * @param {() => [number, number]} size  rows and columns of the map
 */
export function cursor({ get, set }, size) {
  const count = () => size()[0] * size()[1];
  const cols = () => size()[1] || 1;
  const place = (i, j) => clamp(i, size()[0]) * cols() + clamp(j, cols());
  const at = () => {
    const p = clamp(get("position") || 0, count());
    return /** @type {[number, number]} */ ([Math.floor(p / cols()), p % cols()]);
  };
  const go = (i, j) => set({ position: place(i, j) });
  return {
    /** Row and column. */
    at,
    /** The number of a row and a column; outside the map, of the nearest cell. */
    place,
    go,
    count,
    /** The number that keeps row and column in a map of another size. @type {(size: [number, number]) => number} */
    kept([rows, columns]) {
      const [i, j] = at();
      return clamp(i, rows) * columns + clamp(j, columns);
    },
    /** Go where yours differs first. @param {number[][]} d */
    toDifference(d) {
      const first = firstDifference(d);
      if (first) set({ position: first[0] * cols() + first[1] });
    },
    /** Buttons that go from cell to cell. @param {() => void} onstop @param {string} [label] */
    player: (onstop, label) =>
      player({ position: () => Math.min(get("position"), count() - 1), count, go: (p) => go(Math.floor(p / cols()), p % cols()), onstop, label }),
  };
}
