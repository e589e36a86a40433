/** What is seen at a pixel, in words. No DOM. */
import { format } from "../maths/numbers.mjs";
import { offset, shape } from "../maths/pixels.mjs";
import { aloud } from "../ui/words.mjs";

/** @type {(count: number) => string[]} */
export function channelNames(count) {
  if (count === 1) return ["grey"];
  if (count === 3) return ["red", "green", "blue"];
  if (count === 4) return ["red", "green", "blue", "opacity"];
  return Array.from({ length: count }, (_, c) => `channel ${c}`);
}

/** Everything about one number of a picture.
 * @typedef {{name: string, value: number, hwc: number[], hwcPlace: number, chw: number[], chwPlace: number}} Entry */

/** @type {(x: number[][][], i: number, j: number) => Entry[]} */
export function entries(x, i, j) {
  const [height, width, channels] = shape(x);
  return channelNames(channels).map((name, c) => ({
    name,
    value: x[i][j][c],
    hwc: [i, j, c],
    hwcPlace: offset([i, j, c], [height, width, channels]),
    chw: [c, i, j],
    chwPlace: offset([c, i, j], [channels, height, width]),
  }));
}

/** "0, 1 and 2"
 * @type {(items: (string | number)[]) => string} */
export const list = (items) =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;

/** A colour that everybody has a word for, or "".
 * @type {(pixel: number[]) => string} */
export function colourName(pixel) {
  if (pixel.length !== 3) return "";
  const [r, g, b] = pixel;
  const [low, high] = [Math.min(...pixel), Math.max(...pixel)];
  if (high < 40) return "almost black";
  if (low > 225) return "almost white";
  if (high - low < 24) return "grey";
  const shade = high < 110 ? "dark " : low > 140 ? "pale " : "";
  // The hue as an angle: 0 red, 120 green, 240 blue.
  const span = high - low;
  const hue = (60 * (high === r ? (g - b) / span : high === g ? 2 + (b - r) / span : 4 + (r - g) / span) + 360) % 360;
  const names = [[18, "red"], [45, "orange"], [70, "yellow"], [160, "green"], [200, "turquoise"], [255, "blue"], [290, "violet"], [345, "pink"], [361, "red"]];
  return shade + names.find(([end]) => hue < end)[1];
}

/** The sentence below the figure.
 * @param {number[][][]} x
 * @param {number} i
 * @param {number} j
 * @param {(v: number, c: number) => number} change  what the numbers become
 * @param {boolean} bytes
 * @returns {string} */
export function sentence(x, i, j, change, bytes) {
  const all = entries(x, i, j);
  const named = bytes ? colourName(x[i][j]) : "";
  const value = list(all.map((e, c) => `${all.length > 1 ? `${e.name} ` : ""}${format(change(e.value, c))}`));
  const start = `Row ${i}, column ${j}: ${value}${named && `, ${named}`}.`;
  if (all.length === 1) return `${start} One channel: both layouts are the same, place ${all[0].hwcPlace}.`;
  const step = all[1].chwPlace - all[0].chwPlace;
  return (
    `${start} Channels last, the ${all.length} numbers lie side by side, at ${list(all.map((e) => e.hwcPlace))}. ` +
    `Channels first, they lie ${step} apart, at ${list(all.map((e) => e.chwPlace))}.`
  );
}

/** The same for a screen reader: short.
 * @type {(x: number[][][], i: number, j: number, change: (v: number, c: number) => number) => string} */
export function spoken(x, i, j, change) {
  const all = entries(x, i, j);
  return `Row ${i}, column ${j}: ${all.map((e, c) => `${e.name} ${aloud(change(e.value, c))}`).join(", ")}. First number at place ${all[0].hwcPlace}.`;
}

/** What a failing check's answer says at a pixel.
 * @param {{i: number, j: number, expected: number[][][], yours: number[][][], differing: number, both: number}} at
 * @returns {string} */
export function verdict({ i, j, expected, yours, differing, both }) {
  const size = (x) => shape(x).join(" × ");
  const show = (pixel) => (pixel === undefined ? "nothing" : list(pixel.map(format)));
  const parts = [];
  if (size(expected) !== size(yours)) parts.push(`Yours is ${size(yours)}, expected is ${size(expected)}.`);
  parts.push(differing ? `${differing} of ${both} pixels differ.` : "No pixel that both have differs.");
  parts.push(`Row ${i}, column ${j}: expected ${show(expected[i]?.[j])}, yours ${show(yours[i]?.[j])}.`);
  return parts.join(" ");
}
