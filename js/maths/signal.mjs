/**
 * What becomes of a signal in a deep stack of dense layers, forwards and backwards, without DOM.
 *
 * Layer: z = W a, normalised or not, plus a where there are skips; a' = f(z). The entries of W are
 * normal with a standard deviation of
 *   sqrt(2 / n)            He et al. 2015, for ReLU
 *   sqrt(2 / (n + n))      Glorot and Bengio 2010, n inputs and n outputs
 * Batch norm (Ioffe and Szegedy 2015) and layer norm (Ba et al. 2016) with biased variances.
 */

export const WIDTH = 40;
export const BATCH = 20;
export const EPSILON = 1e-5;

/** @typedef {{depth: number, activation: "relu" | "tanh", init: string, norm: "none" | "batch" | "layer",
 *   skips: boolean}} Settings */
/** @typedef {Float64Array} Rows  one row a picture: BATCH x WIDTH numbers, row by row */

/** The standard deviation of the weights.
 * @type {(init: string, n?: number) => number} */
export const weightStd = (init, n = WIDTH) => ({ he: Math.sqrt(2 / n), glorot: Math.sqrt(1 / n), small: 0.01, large: 1 })[init];

/** Normalise every column (batch) or every row (layer) to mean 0 and variance 1.
 * @type {(z: Rows, width: number, kind: string) => {z: Rows, inverse: Float64Array}} */
function normalise(z, width, kind) {
  const rows = z.length / width;
  const [outer, inner, step, jump] = kind === "batch" ? [width, rows, width, 1] : [rows, width, 1, width];
  const inverse = new Float64Array(outer);
  const out = new Float64Array(z.length);
  for (let g = 0; g < outer; g++) {
    let mean = 0;
    for (let n = 0; n < inner; n++) mean += z[g * jump + n * step];
    mean /= inner;
    let variance = 0;
    for (let n = 0; n < inner; n++) variance += (z[g * jump + n * step] - mean) ** 2;
    inverse[g] = 1 / Math.sqrt(variance / inner + EPSILON);
    for (let n = 0; n < inner; n++) out[g * jump + n * step] = (z[g * jump + n * step] - mean) * inverse[g];
  }
  return { z: out, inverse };
}

/** The way back: the mean of d, and its part along the output, are taken out. */
function normaliseBack(d, out, inverse, width, kind) {
  const rows = d.length / width;
  const [outer, inner, step, jump] = kind === "batch" ? [width, rows, width, 1] : [rows, width, 1, width];
  const back = new Float64Array(d.length);
  for (let g = 0; g < outer; g++) {
    let mean = 0;
    let along = 0;
    for (let n = 0; n < inner; n++) {
      const at = g * jump + n * step;
      mean += d[at];
      along += d[at] * out[at];
    }
    mean /= inner;
    along /= inner;
    for (let n = 0; n < inner; n++) {
      const at = g * jump + n * step;
      back[at] = inverse[g] * (d[at] - mean - out[at] * along);
    }
  }
  return back;
}

/** a W' of all rows: W[o, i] begins at `from`. */
function times(a, w, from, width, std) {
  const out = new Float64Array(a.length);
  for (let r = 0; r < a.length; r += width)
    for (let o = 0; o < width; o++) {
      let sum = 0;
      const start = from + o * width;
      for (let i = 0; i < width; i++) sum += a[r + i] * w[start + i];
      out[r + o] = std * sum;
    }
  return out;
}

/** d W of all rows. */
function timesBack(d, w, from, width, std) {
  const out = new Float64Array(d.length);
  for (let r = 0; r < d.length; r += width)
    for (let o = 0; o < width; o++) {
      const v = std * d[r + o];
      if (v === 0) continue;
      const start = from + o * width;
      for (let i = 0; i < width; i++) out[r + i] += v * w[start + i];
    }
  return out;
}

/**
 * Send numbers through the stack, and a gradient back.
 * @param {Settings} settings
 * @param {Float64Array} weights  standard normal, depth x width x width
 * @param {Rows} input
 * @param {Rows} gradient  of the last activations
 * @param {number} [width]
 * @param {number} [std]  of the weights
 * @returns {{activations: Rows[], gradients: Rows[]}} behind each layer, the first layer first
 */
export function run({ depth, activation, init, norm, skips }, weights, input, gradient, width = WIDTH, std = weightStd(init, width)) {
  const layers = [];
  let a = input;
  for (let l = 0; l < depth; l++) {
    const z = times(a, weights, l * width * width, width, std);
    const normed = norm === "none" ? { z, inverse: null } : normalise(z, width, norm);
    const out = new Float64Array(a.length);
    for (let n = 0; n < out.length; n++) {
      const sum = normed.z[n] + (skips ? a[n] : 0);
      out[n] = activation === "relu" ? (sum > 0 ? sum : 0) : Math.tanh(sum);
    }
    layers.push({ ...normed, out });
    a = out;
  }
  const gradients = new Array(depth);
  let d = gradient;
  for (let l = depth - 1; l >= 0; l--) {
    gradients[l] = d;
    if (!l) break;
    const { z, inverse, out } = layers[l];
    const before = new Float64Array(d.length);
    for (let n = 0; n < d.length; n++) before[n] = activation === "relu" ? (out[n] > 0 ? d[n] : 0) : d[n] * (1 - out[n] * out[n]);
    const dz = norm === "none" ? before : normaliseBack(before, z, inverse, width, norm);
    const back = timesBack(dz, weights, l * width * width, width, std);
    if (skips) for (let n = 0; n < back.length; n++) back[n] += before[n];
    d = back;
  }
  return { activations: layers.map(({ out }) => out), gradients };
}

/** Mean, standard deviation and share of zeros.
 * @type {(values: ArrayLike<number>) => {mean: number, std: number, zeros: number}} */
export function spreadOf(values) {
  let sum = 0;
  let zeros = 0;
  for (let n = 0; n < values.length; n++) {
    sum += values[n];
    if (values[n] === 0) zeros++;
  }
  const mean = sum / values.length;
  let squares = 0;
  for (let n = 0; n < values.length; n++) squares += (values[n] - mean) ** 2;
  return { mean, std: Math.sqrt(squares / values.length), zeros: zeros / values.length };
}

/** Share of the values in each step of magnitude, the largest first; zeros are in none. What is
 * larger or smaller than all steps is in the outermost.
 * @type {(values: ArrayLike<number>, high: number, low: number, steps: number) => number[]}
 *   high and low: powers of ten; steps: rows a power */
export function magnitudes(values, high, low, steps) {
  const rows = new Array((high - low) * steps).fill(0);
  for (let n = 0; n < values.length; n++) {
    if (values[n] === 0) continue;
    const row = Math.floor((high - Math.log10(Math.abs(values[n]))) * steps);
    rows[Math.max(0, Math.min(rows.length - 1, row))] += 1 / values.length;
  }
  return rows;
}

/** Share of the values in each of some equal steps from -most to most.
 * @type {(values: ArrayLike<number>, most: number, steps: number) => number[]} */
export function histogram(values, most, steps) {
  const bars = new Array(steps).fill(0);
  for (let n = 0; n < values.length; n++) {
    const bar = Math.floor(((values[n] + most) / (2 * most || 1)) * steps);
    bars[Math.max(0, Math.min(steps - 1, bar))] += 1 / values.length;
  }
  return bars;
}
