/** Pictures to inspect. */
import { colourPhoto } from "./photo_colour.mjs";

const repeat = (n, make) => Array.from({ length: n }, (_, i) => make(i));

// The same as in pixelup/widgets/pixel_inspector.py; a test compares.
const CAT_COLOURS = { " ": [110, 170, 240], o: [240, 150, 40], g: [60, 200, 90], p: [255, 120, 160], w: [255, 255, 255] };
const CAT_ROWS = ["o      o", "oo    oo", "oooooooo", "oogoogoo", "oooppooo", "owwoowwo", " wwwwww "];

/** Name to a function that makes the picture, shape (H, W, C).
 * @type {Record<string, () => number[][][]>} */
export const PICTURES = {
  "a cat of 7 × 8 pixels": () => CAT_ROWS.map((row) => [...row].map((letter) => CAT_COLOURS[letter])),
  "photograph of a cat (48 × 64)": colourPhoto,
  "the lecture's colours": () => [
    [[255, 0, 0], [255, 255, 0], [0, 255, 0]],
    [[0, 0, 255], [153, 51, 255], [0, 69, 100]],
  ],
  "red to the right, blue down": () => repeat(6, (i) => repeat(8, (j) => [Math.round((255 * j) / 7), 0, Math.round((255 * i) / 5)])),
  "black to white, in grey": () => repeat(3, (i) => repeat(8, (j) => [Math.min(255, 32 * j + 10 * i)])),
};
