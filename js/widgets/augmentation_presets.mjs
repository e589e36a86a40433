/** Pictures of the AugmentationExplorer, what its sliders allow, and examples. */
import { inkBox, picture } from "../maths/augment.mjs";
import { DIGITS, rasterise, SIDE } from "../maths/strokes.mjs";
import { photo } from "./photo.mjs";
import { colourPhoto } from "./photo_colour.mjs";

/** @typedef {import("../maths/augment.mjs").Picture} Picture */
/** @typedef {import("../maths/augment.mjs").Box} Box */

// A stem and a bowl; a d is a b in the mirror. The same as in pixelup/widgets/augment.py.
const STEM = [[0, 5, 10], [0, 23, 10]];
const BOWL = Array.from({ length: 25 }, (_, k) => {
  const a = (2 * Math.PI * k) / 24;
  return [1, 17.5 - 5.5 * Math.cos(a), 14.5 + 5 * Math.sin(a)];
});
const B = [...STEM, ...BOWL];
const D = B.map(([n, r, c]) => [n, r, SIDE - c]);

const drawing = (points) => {
  const x = { rows: SIDE, cols: SIDE, channels: 1, data: Float64Array.from(rasterise(points)) };
  return { x, box: inkBox(x) };
};

/** By name: what it is, what is mixed in when it is chosen, and how to make it with the box of its object.
 * @type {Record<string, {text: string, partner: string, make: () => {x: Picture, box: Box}}>} */
export const PICTURES = {
  cat: { text: "a cat", partner: "camera", make: () => ({ x: picture(colourPhoto().map((row) => row.slice(8, 56))), box: [4, 12, 36, 32] }) },
  camera: { text: "a cameraman", partner: "cat", make: () => ({ x: picture(photo()), box: [0, 2, 24, 34] }) },
  6: { text: "a 6", partner: "9", make: () => drawing(DIGITS[6]) },
  9: { text: "a 9", partner: "6", make: () => drawing(DIGITS[9]) },
  b: { text: "a b", partner: "d", make: () => drawing(B) },
  d: { text: "a d", partner: "b", make: () => drawing(D) },
};

const made = {};
/** Made once. @type {(name: string) => {x: Picture, box: Box}} */
export const pictureOf = (name) => (made[name] ??= PICTURES[name].make());

/** From, to and step of each slider. */
export const LIMITS = {
  angle: { from: -180, to: 180, step: 1 },
  zoom: { from: 0.5, to: 2, step: 0.05 },
  right: { from: -32, to: 32, step: 1 },
  down: { from: -32, to: 32, step: 1 },
  noise: { from: 0, to: 0.5, step: 0.01 },
  brightness: { from: 0, to: 2, step: 0.05 },
  contrast: { from: 0, to: 2, step: 0.05 },
  saturation: { from: 0, to: 2, step: 0.05 },
  erase: { from: 0, to: 32, step: 1 },
  lam: { from: 0, to: 1, step: 0.05 },
};

/** Sliders that change nothing. */
export const NOTHING = { angle: 0, zoom: 1, right: 0, down: 0, flip: false, noise: 0, brightness: 1, contrast: 1, saturation: 1, erase: 0, lam: 1 };

const cat = { picture: "cat", other: "camera", ...NOTHING };
const six = { ...cat, picture: "6", other: "9" };
/** @type {Record<string, Record<string, any>>} */
export const EXAMPLES = {
  "a little of everything": { ...cat, angle: 15, zoom: 1.2, right: 4, down: 3, flip: true, noise: 0.04, brightness: 1.2, contrast: 1.2, saturation: 1.3, erase: 8 },
  "a cat, turned by 15°": { ...cat, angle: 15 },
  "a cat in other light": { ...cat, brightness: 1.4, contrast: 1.3, saturation: 1.6 },
  "two pictures, mixed": { ...cat, lam: 0.5 },
  "a 6, moved a little": { ...six, angle: 12, zoom: 1.15, right: 3, down: 3, noise: 0.05 },
  "a 6, upside down": { ...six, angle: 180 },
  "a b, flipped": { ...six, picture: "b", other: "d", flip: true },
  "far too much": { ...six, angle: 180, zoom: 2, right: 12, down: 12, flip: true, noise: 0.4, erase: 14 },
};
