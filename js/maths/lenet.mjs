/** LeNet-5 as it is written today: every activation for a digit of 28 x 28, without a library. */

/** @typedef {import("./safetensors.mjs").Tensor} Tensor */
/** @typedef {{channels: number, size: number, data: Float32Array}} Maps  channels x size x size */
/** @typedef {"c1" | "s2" | "c3" | "s4" | "c5" | "f6" | "output"} LayerName */

export const SIDE = 28;
const KERNEL = 5;

/** What each layer is: its maps, what it takes, and how many of the input's pixels a unit sees:
 * the window's side, the step from unit to unit, and where the first window begins. */
export const LAYERS = /** @type {const} */ ({
  c1: { from: "input", kind: "conv", channels: 6, size: 28, padding: 2, field: [5, 1, -2] },
  s2: { from: "c1", kind: "pool", channels: 6, size: 14, field: [6, 2, -2] },
  c3: { from: "s2", kind: "conv", channels: 16, size: 10, padding: 0, field: [14, 2, -2] },
  s4: { from: "c3", kind: "pool", channels: 16, size: 5, field: [16, 4, -2] },
  c5: { from: "s4", kind: "dense", channels: 120, size: 1 },
  f6: { from: "c5", kind: "dense", channels: 84, size: 1 },
  output: { from: "f6", kind: "dense", channels: 10, size: 1 },
});

const SHAPES = { c1: [6, 1, 5, 5], c3: [16, 6, 5, 5], c5: [120, 400], f6: [84, 120], output: [10, 84] };

/** Find the layers by their shapes, so that a student may give them any names.
 * @param {Record<string, Tensor>} tensors
 * @returns {Record<string, {w: Float32Array, b: Float32Array}>} throws a sentence */
export function network(tensors) {
  const entries = Object.entries(tensors);
  const find = (shape, layer) => {
    const found = entries.filter(([, t]) => String(t.shape) === String(shape));
    if (found.length !== 1) throw new Error(`a LeNet has one tensor of ${shape.join(" × ")} (${layer}), this file has ${found.length || "none"}`);
    return found[0][1].data;
  };
  const layers = {};
  for (const [layer, shape] of Object.entries(SHAPES)) layers[layer] = { w: find(shape, `weights of ${layer}`), b: find([shape[0]], `bias of ${layer}`) };
  return layers;
}

/** @param {ReturnType<typeof network>} net @param {ArrayLike<number>} x  28 x 28, 0 to 1
 * @returns {Record<LayerName | "input", Maps>} behind ReLU, and the scores without it */
export function forward(net, x) {
  const maps = { input: { channels: 1, size: SIDE, data: Float32Array.from(x) } };
  for (const [name, layer] of Object.entries(LAYERS)) {
    const from = maps[layer.from];
    if (layer.kind === "conv") maps[name] = convolve(from, net[name], layer);
    else if (layer.kind === "pool") maps[name] = pool(from);
    else maps[name] = dense(from, net[name], layer.channels, name !== "output");
  }
  return maps;
}

function convolve(x, { w, b }, { channels, size, padding }) {
  const area = x.size * x.size;
  const y = new Float32Array(channels * size * size);
  let n = 0;
  for (let o = 0; o < channels; o++)
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        let sum = b[o];
        for (let c = 0; c < x.channels; c++)
          for (let a = 0; a < KERNEL; a++) {
            const row = i + a - padding;
            if (row < 0 || row >= x.size) continue;
            const start = c * area + row * x.size + j - padding;
            const taps = ((o * x.channels + c) * KERNEL + a) * KERNEL;
            const last = Math.min(KERNEL, x.size - j + padding);
            for (let k = Math.max(0, padding - j); k < last; k++) sum += x.data[start + k] * w[taps + k];
          }
        y[n++] = sum > 0 ? sum : 0;
      }
  return { channels, size, data: y };
}

function pool({ channels, size, data }) {
  const half = size / 2;
  const y = new Float32Array(channels * half * half);
  let n = 0;
  for (let c = 0; c < channels; c++)
    for (let i = 0; i < half; i++)
      for (let j = 0; j < half; j++) {
        const at = (c * size + 2 * i) * size + 2 * j;
        y[n++] = Math.max(data[at], data[at + 1], data[at + size], data[at + size + 1]);
      }
  return { channels, size: half, data: y };
}

function dense(x, { w, b }, channels, relu) {
  const y = new Float32Array(channels);
  for (let o = 0; o < channels; o++) {
    let sum = b[o];
    for (let k = 0; k < x.data.length; k++) sum += x.data[k] * w[o * x.data.length + k];
    y[o] = relu && sum < 0 ? 0 : sum;
  }
  return { channels, size: 1, data: y };
}

/** @param {ArrayLike<number>} scores @returns {number[]} shares that add up to 1 */
export function softmax(scores) {
  const largest = Math.max(...scores);
  const e = Array.from(scores, (s) => Math.exp(s - largest));
  const all = e.reduce((sum, v) => sum + v, 0);
  return e.map((v) => v / all);
}

/** One map as rows. @type {(maps: Maps, c: number) => number[][]} */
export const plane = ({ size, data }, c) =>
  Array.from({ length: size }, (_, i) => Array.from(data.subarray((c * size + i) * size, (c * size + i + 1) * size)));

/** The pixels of the drawing that a unit can see: from row, from column, side. Dense units see all.
 * @type {(name: LayerName, i: number, j: number) => [number, number, number]} */
export function field(name, i, j) {
  const about = LAYERS[name];
  if (!("field" in about)) return [0, 0, SIDE];
  const [side, step, start] = about.field;
  return [start + i * step, start + j * step, side];
}

/** What a unit is made of: for each input map its patch, the weights on it, and their sum.
 * @param {ReturnType<typeof network>} net
 * @param {ReturnType<typeof forward>} maps
 * @param {LayerName} name @param {number} o  its map @param {number} i @param {number} j
 * @returns {{parts: {patch: number[][], kernel: number[][] | null, sum: number}[], bias: number, value: number}} */
export function explain(net, maps, name, o, i, j) {
  const layer = LAYERS[name];
  const from = maps[layer.from];
  const value = maps[name].data[(o * layer.size + i) * layer.size + j];
  const at = (c, row, column) =>
    row < 0 || column < 0 || row >= from.size || column >= from.size ? 0 : from.data[(c * from.size + row) * from.size + column];
  const square = (side, read) => Array.from({ length: side }, (_, a) => Array.from({ length: side }, (_, b) => read(a, b)));
  if (layer.kind === "pool") return { parts: [{ patch: square(2, (a, b) => at(o, 2 * i + a, 2 * j + b)), kernel: null, sum: value }], bias: 0, value };
  const { w, b } = net[name];
  const side = layer.kind === "conv" ? KERNEL : from.size;
  const shift = layer.kind === "conv" ? layer.padding : 0;
  const parts = Array.from({ length: from.channels }, (_, c) => {
    const patch = square(side, (p, q) => at(c, i + p - shift, j + q - shift));
    const kernel = square(side, (p, q) => w[((o * from.channels + c) * side + p) * side + q]);
    const sum = patch.reduce((all, row, p) => all + row.reduce((s, v, q) => s + v * kernel[p][q], 0), 0);
    return { patch, kernel, sum };
  });
  return { parts, bias: b[o], value };
}
