/** What the AugmentationExplorer says. No DOM. */
import { format } from "../maths/numbers.mjs";
import { aloud } from "../ui/words.mjs";

/** @typedef {import("../maths/augment.mjs").Settings} Settings */
/** @typedef {import("../maths/augment.mjs").Box} Box */

/** "3 to the right and 2 up"; short of a tenth of a pixel nothing is said.
 * @type {(right: number, down: number, say?: (v: number) => string) => string} */
function way(right, down, say = format) {
  const parts = [];
  if (Math.abs(right) >= 0.05) parts.push(`${say(tenth(Math.abs(right)))} to the ${right > 0 ? "right" : "left"}`);
  if (Math.abs(down) >= 0.05) parts.push(`${say(tenth(Math.abs(down)))} ${down > 0 ? "down" : "up"}`);
  return parts.join(" and ");
}
const tenth = (v) => Math.round(10 * v) / 10;
const off = (factor) => Math.abs(factor - 1) >= 0.005;

/** What was done, in the order in which it was done.
 * @type {(s: Settings, about: {channels: number, rows: number, cols: number}, say?: (v: number) => string) => string[]} */
export function steps(s, { channels, rows, cols }, say = format) {
  const moved = way(s.right, s.down, say);
  return [
    s.flip && "flipped",
    Math.abs(s.angle) >= 0.5 && `turned by ${say(Math.round(Math.abs(s.angle)))}° ${s.angle > 0 ? "counter-clockwise" : "clockwise"}`,
    off(s.zoom) && `zoomed by ${say(s.zoom)}`,
    moved && `shifted ${moved}`,
    off(s.brightness) && `brightness times ${say(s.brightness)}`,
    off(s.contrast) && `contrast times ${say(s.contrast)}`,
    channels >= 3 && off(s.saturation) && `saturation times ${say(s.saturation)}`,
    s.noise > 0 && `noise with σ = ${say(s.noise)}`,
    s.erase > 0 && `${Math.min(s.erase, rows)} × ${Math.min(s.erase, cols)} pixels erased`,
    s.lam < 0.995 && `mixed with λ = ${say(s.lam)}`,
  ].filter(Boolean);
}

/** "The sliders' picture: turned by 15° counter-clockwise."
 * @type {(sample: number, s: Settings, about: any, say?: (v: number) => string) => string} */
export function story(sample, s, about, say = format) {
  const done = steps(s, about, say);
  const who = sample ? `Sample ${sample}` : "The sliders’ picture";
  return done.length ? `${who}: ${done.join(", ")}.` : `${who}: nothing has changed.`;
}

const boxNumbers = (box, say) => box.map((v) => say(tenth(v))).join(", ");

/** Where the box was and is: x0, y0, width, height.
 * @type {(before: Box, after: Box | null, cols: number, say?: (v: number) => string) => string} */
export const boxText = (before, after, say = format) =>
  after ? `Box (x0, y0, w, h): from ${boxNumbers(before, say)} to ${boxNumbers(after, say)}.` : `Box (x0, y0, w, h): from ${boxNumbers(before, say)}; it has left the picture.`;

export const spoken = (sample, s, about, before, after) => `${story(sample, s, about, aloud)} ${boxText(before, after, aloud)}`;

/** The matrix to be read aloud, row by row.
 * @type {(A: number[][]) => string} */
export const matrixText = (A) => `A, two rows of three: ${A.map((row) => row.map(aloud).join(", ")).join("; ")}.`;
