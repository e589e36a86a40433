/**
 * Colours of values. Signed: orange below 0, the page's background at 0, blue above.
 * Pixels: black to white. The ink on them has a contrast of 4.5 to 1 at least.
 */
import { range } from "../maths/numbers.mjs";

/** @typedef {[number, number, number]} RGB  0 to 255 */
/** @typedef {{positive: RGB, negative: RGB, zero: RGB}} Colours */
/** @typedef {"signed" | "pixels"} Palette */

/** @type {Record<"light" | "dark", Colours>} */
export const THEMES = {
  light: { positive: [74, 146, 236], negative: [240, 132, 60], zero: [255, 255, 255] },
  dark: { positive: [48, 112, 205], negative: [190, 84, 18], zero: [24, 26, 30] },
};

/** Ten kinds, told apart; each is read on the background of its theme as text is.
 * @type {Record<"light" | "dark", string[]>} */
export const HUES = {
  light: ["#bc0002", "#9d5d03", "#70640c", "#3b8209", "#04745e", "#0f7d8b", "#0268a5", "#6141fe", "#9608ba", "#c4087a"],
  dark: ["#fdb6ab", "#f09106", "#e4cc02", "#5dc811", "#0eecc1", "#15c0d5", "#9cd1ff", "#9ca0fe", "#eab2fe", "#fd74b5"],
};

const NOT_FINITE = /** @type {RGB} */ ([128, 128, 128]);

/** Relative luminance (WCAG 2.2), 0 to 1.
 * @type {(c: RGB) => number} */
export function luminance(c) {
  const [r, g, b] = c.map((v) => (v <= 10 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Black or white, whichever is read better: never below 4.58 to 1.
 * @type {(c: RGB) => string} */
export const ink = (c) => (luminance(c) < 0.179 ? "#fff" : "#000");

/** @type {(c: RGB) => string} */
export const css = (c) => `rgb(${c[0]}, ${c[1]}, ${c[2]})`;

/** How values become colours: chosen once for a matrix, then asked for every cell.
 * @param {number[][]} values
 * @param {Palette} palette  pixels with negative values are drawn signed
 * @param {Colours} colours
 * @returns {(value: number) => RGB} grey where the value is not finite */
export function painter(values, palette, colours) {
  const { min, magnitude } = range(values);
  const largest = magnitude || 1;
  if (palette === "pixels" && min >= 0)
    return (v) => {
      if (!Number.isFinite(v)) return NOT_FINITE;
      const level = Math.round((255 * v) / largest);
      return [level, level, level];
    };
  const { positive, negative, zero } = colours;
  return (v) => {
    if (!Number.isFinite(v)) return NOT_FINITE;
    const full = v > 0 ? positive : negative;
    const share = Math.abs(v) / largest;
    return [
      Math.round(zero[0] + share * (full[0] - zero[0])),
      Math.round(zero[1] + share * (full[1] - zero[1])),
      Math.round(zero[2] + share * (full[2] - zero[2])),
    ];
  };
}
