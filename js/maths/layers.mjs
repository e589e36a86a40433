/**
 * Shapes, parameters, multiplications and memory of a stack of layers, without DOM.
 *
 * A shape is [C, H, W], or [units] behind a dense layer. A layer is one of
 *   {kind: "conv", filters, kernel, stride, padding}, {kind: "pool", kernel, stride},
 *   {kind: "dense", units}
 * Convolutional and dense layers have biases.
 */

/** @typedef {number[]} Shape */
/** @typedef {{kind: string, filters?: number, units?: number, kernel?: number, stride?: number, padding?: number}} Layer */
/** @typedef {{layer: Layer, shape: Shape, parameters: number, products: number, numbers: number,
 *   dense: number}} Row
 *   `numbers`: values in the output; `dense`: parameters of a dense layer in its place */

/** Bytes of a number (float32). */
export const BYTES = 4;

/** @type {(shape: Shape) => number} */
export const volume = (shape) => shape.reduce((product, n) => product * n, 1);

/** @type {(n: number, k: number, s: number, p: number) => number} */
const places = (n, k, s, p) => (n + 2 * p < k ? 0 : Math.floor((n + 2 * p - k) / s) + 1);

/** One layer. Throws a sentence when its input does not suit it.
 * @type {(shape: Shape, layer: Layer) => Row} */
export function step(shape, layer) {
  const inputs = volume(shape);
  const row = (out, parameters, products) => {
    const numbers = volume(out);
    return { layer, shape: out, parameters, products, numbers, dense: (inputs + 1) * numbers };
  };
  if (layer.kind === "dense") return row([layer.units], (inputs + 1) * layer.units, inputs * layer.units);
  if (shape.length !== 3)
    throw new Error("A dense layer's output is no picture any more: put this layer in front of it.");
  const [channels, height, width] = shape;
  const { kernel, stride, padding = 0 } = layer;
  const h = places(height, kernel, stride, padding);
  const w = places(width, kernel, stride, padding);
  if (!h || !w) throw new Error(`The kernel, ${kernel} × ${kernel}, does not fit into ${height} × ${width}${padding ? ` with a padding of ${padding}` : ""}.`);
  if (layer.kind === "pool") return row([channels, h, w], 0, 0);
  const weights = layer.filters * channels * kernel * kernel;
  return row([layer.filters, h, w], weights + layer.filters, weights * h * w);
}

/**
 * The whole stack, as far as it goes.
 * @param {Shape} input
 * @param {Layer[]} layers
 * @returns {{rows: Row[], problem: string, total: {parameters: number, products: number, numbers: number, dense: number}}}
 *   `problem`: why the layer behind the last row cannot be; `numbers` counts the input too
 */
export function walk(input, layers) {
  const rows = [];
  let problem = "";
  for (const layer of layers)
    try {
      rows.push(step(rows.at(-1)?.shape ?? input, layer));
    } catch (error) {
      problem = error.message;
      break;
    }
  const sum = (name) => rows.reduce((s, row) => s + row[name], 0);
  return {
    rows,
    problem,
    total: { parameters: sum("parameters"), products: sum("products"), numbers: volume(input) + sum("numbers"), dense: sum("dense") },
  };
}

/** A count for the eye: 1,234,567; from 10 million on also with a word.
 * @type {(n: number) => string} */
export function count(n) {
  if (n > Number.MAX_SAFE_INTEGER) {
    const [digits, power] = n.toExponential(1).split("e+");
    return `${digits} × 10^${power}`;
  }
  return n.toLocaleString("en-US");
}

/** Bytes for the eye, as in "3.7 MB".
 * @type {(bytes: number) => string} */
export function memory(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let unit = 0;
  let value = bytes;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 && unit ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** @type {(shape: Shape) => string} */
export const shapeText = (shape) => shape.join(" × ");
