/**
 * More pictures from one: geometry by one matrix, and what is done to the pixels. Without DOM.
 *
 * Places are measured in pixels from the picture's centre, x to the right and y down. A = [[a, b, c],
 * [d, e, f]] says where a place goes: turned about the centre, then zoomed, then shifted. The new
 * picture asks for each of its pixels' centres where it came from, and mixes the four pixels there
 * (bilinear); outside the picture is 0.
 */
import { normals, uniform } from "./random.mjs";

/** @typedef {{rows: number, cols: number, channels: number, data: Float64Array}} Picture  H x W x C, 0 to 1 */
/** @typedef {[[number, number, number], [number, number, number]]} Affine */
/** @typedef {[number, number, number, number]} Box  x0, y0, width, height; pixel j is from j to j + 1 */
/** @typedef {{angle: number, zoom: number, right: number, down: number, flip: boolean, noise: number,
 *   brightness: number, contrast: number, saturation: number, erase: number, lam: number}} Ranges */
/** @typedef {Ranges & {at: [number, number]}} Settings  and where the erased square lies, 0 to 1 */

export const SAMPLES = 16;
const LUMA = [0.299, 0.587, 0.114]; // ITU-R BT.601

const clip = (v) => (v < 0 ? 0 : v > 1 ? 1 : v);

/** @type {(like: Picture, make: (n: number) => number) => Picture} */
function made(like, make) {
  const data = new Float64Array(like.data.length);
  for (let n = 0; n < data.length; n++) data[n] = make(n);
  return { ...like, data };
}

/** From rows of pixels, bytes or 0 to 1; a grey pixel is one number or a list of one.
 * @type {(x: any[][]) => Picture} */
export function picture(x) {
  const flat = x.flat(2);
  const scale = flat.some((v) => v > 1) ? 255 : 1;
  const [rows, cols] = [x.length, x[0].length];
  return { rows, cols, channels: flat.length / (rows * cols), data: Float64Array.from(flat, (v) => clip(v / scale)) };
}

/** Flip, then turn counter-clockwise, zoom, and shift.
 * @type {(settings: {angle: number, zoom: number, right: number, down: number, flip?: boolean}) => Affine} */
export function matrix({ angle, zoom, right, down, flip = false }) {
  const a = (angle * Math.PI) / 180;
  const [cos, sin] = [zoom * Math.cos(a), zoom * Math.sin(a)];
  const x = flip ? -1 : 1;
  return [[x * cos, sin, right], [-x * sin, cos, down]];
}

/** @type {(A: Affine) => Affine} */
export function inverse([[a, b, c], [d, e, f]]) {
  const det = a * e - b * d;
  return [[e / det, -b / det, (b * f - c * e) / det], [-d / det, a / det, (c * d - a * f) / det]];
}

/** Move a picture.
 * @type {(x: Picture, A: Affine) => Picture} */
export function warp(x, A) {
  const { rows, cols, channels, data } = x;
  const [[a, b, c], [d, e, f]] = inverse(A);
  const [middle, centre] = [(rows - 1) / 2, (cols - 1) / 2];
  const out = new Float64Array(data.length);
  let n = 0;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++, n += channels) {
      const column = a * (j - centre) + b * (i - middle) + c + centre;
      const row = d * (j - centre) + e * (i - middle) + f + middle;
      const [top, left] = [Math.floor(row), Math.floor(column)];
      const [below, beside] = [row - top, column - left];
      for (let k = 0; k < 4; k++) {
        const [p, q] = [top + (k >> 1), left + (k & 1)];
        if (p < 0 || q < 0 || p >= rows || q >= cols) continue;
        const share = (k >> 1 ? below : 1 - below) * (k & 1 ? beside : 1 - beside);
        const from = (p * cols + q) * channels;
        for (let m = 0; m < channels; m++) out[n + m] += share * data[from + m];
      }
    }
  return { ...x, data: out };
}

/** Left becomes right. @type {(x: Picture) => Picture} */
export const flip = (x) => {
  const { cols, channels, data } = x;
  return made(x, (n) => {
    const pixel = Math.floor(n / channels);
    const j = pixel % cols;
    return data[(pixel - j + cols - 1 - j) * channels + (n % channels)];
  });
};

/** Put zeros around, and cut the old size out: row `top` and column `left` of the padded picture come first.
 * @type {(x: Picture, pad: number, top: number, left: number) => Picture} */
export const padAndCrop = (x, pad, top, left) => {
  const { rows, cols, channels, data } = x;
  return made(x, (n) => {
    const pixel = Math.floor(n / channels);
    const [i, j] = [Math.floor(pixel / cols) + top - pad, (pixel % cols) + left - pad];
    return i < 0 || j < 0 || i >= rows || j >= cols ? 0 : data[(i * cols + j) * channels + (n % channels)];
  });
};

/** Add noise. @type {(x: Picture, std: number, noise: ArrayLike<number>) => Picture} */
export const addNoise = (x, std, noise) => made(x, (n) => clip(x.data[n] + std * noise[n]));

/** How bright each pixel is. @type {(x: Picture) => Float64Array} */
export function brightness({ rows, cols, channels, data }) {
  const grey = new Float64Array(rows * cols);
  for (let n = 0; n < grey.length; n++)
    grey[n] = channels < 3 ? data[n * channels] : LUMA[0] * data[n * channels] + LUMA[1] * data[n * channels + 1] + LUMA[2] * data[n * channels + 2];
  return grey;
}

/** Brightness, contrast and saturation, one behind the other; a factor of 1 changes nothing.
 * Contrast pulls to the mean of all pixels, saturation to each pixel's grey.
 * @type {(x: Picture, factors: {brightness: number, contrast: number, saturation: number}) => Picture} */
export function jitter(x, { brightness: b, contrast, saturation }) {
  let y = b === 1 ? x : made(x, (n) => clip(b * x.data[n]));
  if (contrast !== 1) {
    const before = y;
    const grey = brightness(before);
    const mean = grey.reduce((sum, v) => sum + v, 0) / grey.length;
    y = made(before, (n) => clip(contrast * before.data[n] + (1 - contrast) * mean));
  }
  if (saturation !== 1 && x.channels >= 3) {
    const before = y;
    const grey = brightness(before);
    y = made(before, (n) => clip(saturation * before.data[n] + (1 - saturation) * grey[Math.floor(n / x.channels)]));
  }
  return y;
}

/** Make a square black; `at` says how far down and to the right, 0 to 1.
 * @type {(x: Picture, side: number, at: [number, number]) => Picture} */
export function erase(x, side, [v, u]) {
  const [high, wide] = [Math.min(side, x.rows), Math.min(side, x.cols)];
  const [top, left] = [Math.round(v * (x.rows - high)), Math.round(u * (x.cols - wide))];
  const y = { ...x, data: x.data.slice() };
  for (let i = top; i < top + high; i++) y.data.fill(0, (i * x.cols + left) * x.channels, (i * x.cols + left + wide) * x.channels);
  return y;
}

/** lam of a picture, and the rest of another one of its shape.
 * @type {(x: Picture, other: Picture, lam: number) => Picture} */
export const mixup = (x, other, lam) => made(x, (n) => lam * x.data[n] + (1 - lam) * other.data[n]);

/** A picture in the size and the channels of another one: the nearest pixels.
 * @type {(x: Picture, like: Picture) => Picture} */
export function fitted(x, { rows, cols, channels }) {
  const grey = brightness(x);
  const data = new Float64Array(rows * cols * channels);
  for (let n = 0; n < data.length; n++) {
    const pixel = Math.floor(n / channels);
    const i = Math.floor(((Math.floor(pixel / cols) + 0.5) * x.rows) / rows);
    const from = i * x.cols + Math.floor((((pixel % cols) + 0.5) * x.cols) / cols);
    data[n] = x.channels === channels ? x.data[from * channels + (n % channels)] : grey[from];
  }
  return { rows, cols, channels, data };
}

/** The smallest upright box around the four corners, where they go; cut off at the border.
 * @type {(box: Box, A: Affine, rows: number, cols: number) => Box | null} null when nothing is left */
export function moveBox([x0, y0, width, height], A, rows, cols) {
  const corners = [[x0, y0], [x0 + width, y0], [x0, y0 + height], [x0 + width, y0 + height]].map(([x, y]) =>
    A.map(([a, b, c], axis) => a * (x - cols / 2) + b * (y - rows / 2) + c + (axis ? rows : cols) / 2),
  );
  const [left, right] = [Math.min, Math.max].map((f) => Math.min(cols, Math.max(0, f(...corners.map(([x]) => x)))));
  const [top, bottom] = [Math.min, Math.max].map((f) => Math.min(rows, Math.max(0, f(...corners.map(([, y]) => y)))));
  return right > left && bottom > top ? [left, top, right - left, bottom - top] : null;
}

/** The box around what is not black. @type {(x: Picture) => Box} */
export function inkBox(x) {
  const { rows, cols } = x;
  const inked = [...brightness(x)].flatMap((v, n) => (v > 0.1 ? [n] : []));
  if (!inked.length) return [0, 0, cols, rows];
  const [is, js] = [inked.map((n) => Math.floor(n / cols)), inked.map((n) => n % cols)];
  const [top, left] = [Math.min(...is), Math.min(...js)];
  return [left, top, Math.max(...js) + 1 - left, Math.max(...is) + 1 - top];
}

const DRAWS = 12; // numbers for one sample; a new slider would take the next

/** One sample's settings, drawn with the sliders as ranges: changing one of them leaves the others' draws alone.
 * @type {(ranges: Ranges, seed: number, n: number) => Settings} */
export function drawn(ranges, seed, n) {
  const u = (k) => uniform(2 * seed, DRAWS * n + k);
  const around = (k) => 2 * u(k) - 1;
  const factor = (f, k) => 1 + (f - 1) * around(k);
  return {
    angle: ranges.angle * around(0),
    zoom: ranges.zoom ** around(1),
    right: ranges.right * around(2),
    down: ranges.down * around(3),
    flip: ranges.flip && u(4) < 0.5,
    noise: ranges.noise,
    brightness: factor(ranges.brightness, 5),
    contrast: factor(ranges.contrast, 6),
    saturation: factor(ranges.saturation, 7),
    erase: ranges.erase,
    at: [u(8), u(9)],
    lam: 1 - (1 - ranges.lam) * u(10),
  };
}

/** Noise for the sliders' own picture, and for every sample.
 * @type {(seed: number, count: number) => Float64Array[]} */
export function noises(seed, count) {
  const all = normals(2 * seed + 1, (SAMPLES + 1) * count);
  return Array.from({ length: SAMPLES + 1 }, (_, n) => all.subarray(n * count, (n + 1) * count));
}

/** Everything, in this order: geometry, colours, noise, the erased square, mixup.
 * @type {(x: Picture, settings: Settings, other: Picture, noise: ArrayLike<number>) => Picture} */
export function augment(x, settings, other, noise) {
  const { angle, zoom, right, down, flip: flipped } = settings;
  const still = !angle && zoom === 1 && !right && !down && !flipped;
  let y = jitter(still ? x : warp(x, matrix(settings)), settings);
  if (settings.noise) y = addNoise(y, settings.noise, noise);
  if (settings.erase) y = erase(y, settings.erase, settings.at);
  return settings.lam === 1 ? y : mixup(y, other, settings.lam);
}
