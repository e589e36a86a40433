/**
 * A small fully convolutional network that says for each pixel whether it is digit; and how good a
 * mask is. Without a library and without DOM. The same as pixelup/widgets/segmenter.py, where the
 * layers and the file are described.
 */

/** @typedef {import("./safetensors.mjs").Tensor} Tensor */
/** @typedef {{channels: number, rows: number, cols: number, data: Float32Array}} Maps */
/** @typedef {{data: ArrayLike<number>, rows: number, cols: number}} Plane */

const KINDS = { down1: 2, down2: 2, middle: 1, up2: -2, up1: -2 }; // the stride; below 0: transposed
/** @typedef {keyof typeof KINDS} LayerName */

export const LAYERS = /** @type {LayerName[]} */ (Object.keys(KINDS));

const SHAPES = { down1: [12, 3, 4, 4], down2: [24, 12, 4, 4], middle: [24, 24, 3, 3], up2: [24, 12, 4, 4], up1: [12, 2, 4, 4] };

/** Throws a sentence when tensors are missing or of another shape. @param {Record<string, Tensor>} tensors */
export function network(tensors) {
  const take = (name, shape) => {
    const found = tensors[name];
    const has = found ? found.shape.join(" × ") : "none";
    if (String(found?.shape) !== String(shape)) throw new Error(`a segmenter has ${name} of ${shape.join(" × ")}, this file has ${has}`);
    return found;
  };
  return Object.fromEntries(
    LAYERS.map((name) => {
      const channels = KINDS[name] < 0 ? SHAPES[name][1] : SHAPES[name][0];
      return [name, { w: take(`${name}.weight`, SHAPES[name]), b: take(`${name}.bias`, [channels]).data }];
    }),
  );
}

/** The pictures that come with the network, each with its mask.
 * @param {Record<string, Tensor>} tensors
 * @returns {{x: Maps, truth: Uint8Array}[]} */
export function examples(tensors) {
  const { shape, data } = tensors["examples.x"];
  const packed = tensors["examples.y"].data;
  const [count, channels, rows, cols] = shape;
  const [size, area] = [channels * rows * cols, rows * cols];
  return Array.from({ length: count }, (_, n) => ({
    x: { channels, rows, cols, data: data.slice(n * size, (n + 1) * size).map((v) => v / 255) },
    truth: Uint8Array.from({ length: area }, (_, k) => (packed[(n * area + k) >> 3] >> (7 - (k & 7))) & 1),
  }));
}

/** @param {ReturnType<typeof network>} net @param {Maps} x  3 maps, sides that 4 divides
 * @param {{shortcut?: boolean}} [how]  whether the maps of down1 are added to up2
 * @returns {Record<LayerName, Maps>} behind ReLU, and the two scores of each pixel without it */
export function forward(net, x, { shortcut = true } = {}) {
  const down1 = relu(convolve(x, net.down1, KINDS.down1));
  const down2 = relu(convolve(down1, net.down2, KINDS.down2));
  const middle = relu(convolve(down2, net.middle, KINDS.middle));
  const grown = transposed(middle, net.up2, -KINDS.up2);
  if (shortcut) down1.data.forEach((v, n) => (grown.data[n] += v));
  const up2 = relu(grown);
  return { down1, down2, middle, up2, up1: transposed(up2, net.up1, -KINDS.up1) };
}

const PADDING = 1;

function relu(maps) {
  maps.data.forEach((v, n) => v < 0 && (maps.data[n] = 0));
  return maps;
}

function convolve(x, { w, b }, stride) {
  const [channels, inputs, k] = w.shape;
  const [rows, cols] = [x.rows, x.cols].map((n) => Math.floor((n + 2 * PADDING - k) / stride) + 1);
  const data = new Float32Array(channels * rows * cols);
  let n = 0;
  for (let o = 0; o < channels; o++)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < cols; j++) {
        let sum = b[o];
        const [top, left] = [i * stride - PADDING, j * stride - PADDING];
        for (let c = 0; c < inputs; c++)
          for (let p = Math.max(0, -top); p < Math.min(k, x.rows - top); p++) {
            const from = (c * x.rows + top + p) * x.cols + left;
            const taps = ((o * inputs + c) * k + p) * k;
            for (let q = Math.max(0, -left); q < Math.min(k, x.cols - left); q++) sum += x.data[from + q] * w.data[taps + q];
          }
        data[n++] = sum;
      }
  return { channels, rows, cols, data };
}

/** Every number of the small maps paints a kernel onto the large ones. */
function transposed(x, { w, b }, stride) {
  const [inputs, channels, k] = w.shape;
  const [rows, cols] = [x.rows, x.cols].map((n) => (n - 1) * stride + k - 2 * PADDING);
  const data = new Float32Array(channels * rows * cols);
  for (let o = 0; o < channels; o++) data.fill(b[o], o * rows * cols, (o + 1) * rows * cols);
  for (let c = 0; c < inputs; c++)
    for (let i = 0; i < x.rows; i++)
      for (let j = 0; j < x.cols; j++) {
        const v = x.data[(c * x.rows + i) * x.cols + j];
        if (v === 0) continue;
        const [top, left] = [i * stride - PADDING, j * stride - PADDING];
        for (let o = 0; o < channels; o++)
          for (let p = Math.max(0, -top); p < Math.min(k, rows - top); p++) {
            const to = (o * rows + top + p) * cols + left;
            const taps = ((c * channels + o) * k + p) * k;
            for (let q = Math.max(0, -left); q < Math.min(k, cols - left); q++) data[to + q] += v * w.data[taps + q];
          }
      }
  return { channels, rows, cols, data };
}

/** The digit's share of the softmax over two scores. @type {(scores: Maps) => Float32Array} */
export function probabilities({ rows, cols, data }) {
  const area = rows * cols;
  return Float32Array.from({ length: area }, (_, n) => 1 / (1 + Math.exp(data[n] - data[area + n])));
}

/** The mean of each block, painted over the block: what a coarse map can say.
 * @type {(p: ArrayLike<number>, rows: number, cols: number, block: number) => Float32Array} */
export function coarse(p, rows, cols, block) {
  const means = new Float32Array(rows * cols);
  for (let i = 0; i < rows; i += block)
    for (let j = 0; j < cols; j += block) {
      const places = [];
      for (let a = i; a < Math.min(rows, i + block); a++) for (let b = j; b < Math.min(cols, j + block); b++) places.push(a * cols + b);
      const mean = places.reduce((sum, n) => sum + p[n], 0) / places.length;
      for (const n of places) means[n] = mean;
    }
  return means;
}

/** 1 above the threshold; at 0.5 that is where the digit has the larger score.
 * @type {(p: ArrayLike<number>, threshold: number) => Uint8Array} */
export const maskOf = (p, threshold) => Uint8Array.from(p, (v) => (v > threshold ? 1 : 0));

/** @typedef {{hit: number, missed: number, invented: number, rest: number}} Counts */

/** How many pixels are right and wrong in which way.
 * @type {(mask: ArrayLike<number>, truth: ArrayLike<number>) => Counts} */
export function counts(mask, truth) {
  const found = [0, 0, 0, 0];
  for (let n = 0; n < truth.length; n++) found[(mask[n] ? 1 : 0) + (truth[n] ? 2 : 0)]++;
  const [rest, invented, missed, hit] = found;
  return { hit, missed, invented, rest };
}

/** Three ways to judge a mask; where there is nothing to find and nothing was found, all is right.
 * @type {(c: Counts) => {accuracy: number, iou: number, dice: number}} */
export function measures({ hit, missed, invented, rest }) {
  const wrong = missed + invented;
  return {
    accuracy: (hit + rest) / (hit + rest + wrong),
    iou: hit + wrong ? hit / (hit + wrong) : 1,
    dice: hit + wrong ? (2 * hit) / (2 * hit + wrong) : 1,
  };
}
