/**
 * What a LeNet's answer hangs on: gradients of a score, and the maps that are made of them, without DOM.
 *
 * Saliency: Simonyan et al. 2014. Smoothed: Smilkov et al. 2017. Grad-CAM: Selvaraju et al. 2017.
 * Guided backpropagation: Springenberg et al. 2015. Randomised layers: Adebayo et al. 2018.
 */
import { forward, LAYERS, SIDE } from "./lenet.mjs";
import { normals, uniform } from "./random.mjs";

/** @typedef {ReturnType<typeof import("./lenet.mjs").network>} Net */
/** @typedef {ReturnType<typeof forward>} Maps */
/** @typedef {{size: number, stride: number, fill: number}} Square  that hides a part of the drawing */
/** @typedef {{saliency: Float32Array, smoothed: Float32Array, cam: Float32Array, guided: Float32Array,
 *   occlusion: Float32Array}} Evidence  28 x 28 but for cam, 10 x 10, and occlusion, a number a place */

export const COPIES = 24; // noisy copies for the smoothed map
export const SIGMA = 0.15; // standard deviation of their noise
const KERNEL = 5;
const BACKWARDS = Object.entries(LAYERS).reverse();

/** The gradient of one score with respect to what every layer answers, and to the drawing.
 * @param {Net} net @param {Maps} maps  what `forward` gave
 * @param {number} d  the class
 * @param {boolean} [guided]  at every ReLU drop what is negative, too
 * @returns {Record<string, Float32Array>} of the sizes of the maps */
export function backward(net, maps, d, guided = false) {
  const g = { output: new Float32Array(LAYERS.output.channels) };
  g.output[d] = 1;
  for (const [name, layer] of BACKWARDS) {
    const from = maps[layer.from];
    const back = (g[layer.from] = new Float32Array(from.data.length));
    if (layer.kind === "pool") unpool(from, g[name], back);
    else {
      const own = name === "output" ? g.output : gate(g[name], maps[name].data, guided);
      if (layer.kind === "dense") spreadDense(own, net[name].w, back);
      else spreadConv(own, net[name].w, layer, from, back);
    }
  }
  return g;
}

/** Through a ReLU: where it answered 0, nothing comes back. */
const gate = (g, y, guided) => g.map((v, n) => (y[n] > 0 && !(guided && v < 0) ? v : 0));

function spreadDense(g, w, back) {
  for (let o = 0; o < g.length; o++) {
    if (!g[o]) continue;
    for (let k = 0; k < back.length; k++) back[k] += g[o] * w[o * back.length + k];
  }
}

/** To the largest of each window; of several, to the first. */
function unpool({ channels, size, data }, g, back) {
  const half = size / 2;
  let n = 0;
  for (let c = 0; c < channels; c++)
    for (let i = 0; i < half; i++)
      for (let j = 0; j < half; j++) {
        const at = (c * size + 2 * i) * size + 2 * j;
        let best = at;
        for (const other of [at + 1, at + size, at + size + 1]) if (data[other] > data[best]) best = other;
        back[best] += g[n++];
      }
}

function spreadConv(g, w, { channels, size, padding }, x, back) {
  const area = x.size * x.size;
  let n = 0;
  for (let o = 0; o < channels; o++)
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        const slope = g[n++];
        if (!slope) continue;
        const last = Math.min(KERNEL, x.size - j + padding);
        for (let c = 0; c < x.channels; c++)
          for (let a = 0; a < KERNEL; a++) {
            const row = i + a - padding;
            if (row < 0 || row >= x.size) continue;
            const start = c * area + row * x.size + j - padding;
            const taps = ((o * x.channels + c) * KERNEL + a) * KERNEL;
            for (let k = Math.max(0, padding - j); k < last; k++) back[start + k] += slope * w[taps + k];
          }
      }
}

const absolute = (g) => g.map(Math.abs);

/** Each map of C3 times the mean of its gradient, added up; what is negative is dropped.
 * @type {(maps: Maps, g: Record<string, Float32Array>) => Float32Array} 10 x 10 */
export function gradCam({ c3: { channels, data } }, { c3: slopes }) {
  const area = data.length / channels;
  const heat = new Float32Array(area);
  for (let c = 0; c < channels; c++) {
    let weight = 0;
    for (let n = 0; n < area; n++) weight += slopes[c * area + n] / area;
    for (let n = 0; n < area; n++) heat[n] += weight * data[c * area + n];
  }
  return heat.map((v) => Math.max(0, v));
}

/** Places of a square in a row. @type {(square: Square) => number} */
export const places = ({ size, stride }) => Math.floor((SIDE - size) / stride) + 1;

/** The drawing with a square on it. @type {(x: ArrayLike<number>, i: number, j: number, square: Square) => Float32Array} */
export function hidden(x, i, j, { size, fill }) {
  const y = Float32Array.from(x);
  for (let row = i; row < i + size; row++) y.fill(fill, row * SIDE + j, row * SIDE + j + size);
  return y;
}

/** How many times `explain` runs the network forwards. @type {(square: Square) => number} */
export const passes = (square) => 1 + COPIES + places(square) ** 2;

/** All maps, little by little: each turn runs the network once, so that a page can draw in between.
 * @param {Net} net @param {ArrayLike<number>} x @param {number} d  the class @param {Square} square
 * @returns {Generator<Evidence, Evidence>} what is known so far; nan where a square was not yet */
export function* explained(net, x, d, square) {
  const maps = forward(net, x);
  const g = backward(net, maps, d);
  const side = places(square);
  const occlusion = new Float32Array(side * side).fill(NaN);
  const sum = new Float32Array(x.length);
  let smoothed = new Float32Array(x.length).fill(NaN);
  const evidence = () => ({ saliency, cam, guided, smoothed, occlusion });
  const saliency = absolute(g.input);
  const cam = gradCam(maps, g);
  const guided = absolute(backward(net, maps, d, true).input);
  yield evidence();
  const noise = normals(1, COPIES * x.length);
  for (let n = 0; n < COPIES; n++) {
    const noisy = Float32Array.from(x, (v, k) => v + SIGMA * noise[n * x.length + k]);
    backward(net, forward(net, noisy), d).input.forEach((v, k) => (sum[k] += Math.abs(v)));
    smoothed = sum.map((v) => v / (n + 1));
    yield evidence();
  }
  const whole = maps.output.data[d];
  for (let n = 0; n < occlusion.length; n++) {
    const [i, j] = [Math.floor(n / side) * square.stride, (n % side) * square.stride];
    occlusion[n] = whole - forward(net, hidden(x, i, j, square)).output.data[d];
    yield evidence();
  }
  return evidence();
}

/** Layers from the top that can be randomised, and what is then random.
 * @type {Record<string, (keyof Net)[]>} */
export const RANDOM = {
  none: [],
  output: ["output"],
  f6: ["output", "f6"],
  c5: ["output", "f6", "c5"],
  c3: ["output", "f6", "c5", "c3"],
  all: ["output", "f6", "c5", "c3", "c1"],
};

/** A network some of whose layers have the weights that PyTorch begins with: uniform up to one over
 * the root of a unit's inputs. A layer's numbers are the same however many others are random.
 * @type {(net: Net, which: string, seed: number) => Net} */
export function randomised(net, which, seed) {
  const next = { ...net };
  for (const name of RANDOM[which]) {
    const { w, b } = net[name];
    const bound = 1 / Math.sqrt(w.length / b.length);
    const stream = 100 * seed + RANDOM.all.indexOf(name);
    const draw = (like, from) => like.map((_, n) => bound * (2 * uniform(stream, from + n) - 1));
    next[name] = { w: draw(w, 0), b: draw(b, w.length) };
  }
  return next;
}

/** Pearson's correlation; nan where a map is the same everywhere, or not finished.
 * @type {(a: ArrayLike<number>, b: ArrayLike<number>) => number} */
export function correlation(a, b) {
  const mean = (v) => Array.prototype.reduce.call(v, (s, one) => s + one, 0) / v.length;
  const [p, q] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let n = 0; n < a.length; n++) {
    ab += (a[n] - p) * (b[n] - q);
    aa += (a[n] - p) ** 2;
    bb += (b[n] - q) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

/** The strongest answer of every map of a layer, and where it stands in the map.
 * @type {(maps: {channels: number, data: Float32Array}) => {value: Float32Array, at: Uint16Array}} */
export function strongest({ channels, data }) {
  const area = data.length / channels;
  const [value, at] = [new Float32Array(channels), new Uint16Array(channels)];
  for (let c = 0; c < channels; c++) {
    let best = c * area;
    for (let n = best; n < (c + 1) * area; n++) if (data[n] > data[best]) best = n;
    value[c] = data[best];
    at[c] = best - c * area;
  }
  return { value, at };
}

/** Every digit's strongest answers, little by little: each turn runs the network once.
 * @param {Net} net @param {Float32Array[]} digits
 * @returns {Generator<Record<string, {value: Float32Array, at: Uint16Array}>[], Record<string, {value: Float32Array, at: Uint16Array}>[]>} */
export function* gallery(net, digits) {
  const found = [];
  for (const x of digits) {
    const maps = forward(net, x);
    found.push(Object.fromEntries(Object.keys(LAYERS).map((name) => [name, strongest(maps[name])])));
    yield found;
  }
  return found;
}

/** The digits to which a map answers most, best first; those that leave it at 0 are left out.
 * @type {(found: ReturnType<typeof strongest>[], channel: number, most: number) => {digit: number, value: number, at: number}[]} */
export const favourites = (found, channel, most) =>
  found
    .map(({ value, at }, digit) => ({ digit, value: value[channel], at: at[channel] }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value || a.digit - b.digit)
    .slice(0, most);

/** A small map on the drawing: each cell is `step` pixels wide, the first begins at pixel `start`.
 * @type {(map: ArrayLike<number>, start: number, step: number) => number[][]} 28 x 28, nan outside */
export function laid(map, start, step) {
  const side = Math.sqrt(map.length);
  const cell = (i) => Math.floor((i - start) / step);
  const inside = (i) => i >= 0 && i < side;
  return Array.from({ length: SIDE }, (_, i) =>
    Array.from({ length: SIDE }, (_, j) => (inside(cell(i)) && inside(cell(j)) ? map[cell(i) * side + cell(j)] : NaN)),
  );
}
