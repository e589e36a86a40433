/** What the SignalExplorer says, and its examples. No DOM. */

const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const raised = (n) => [...String(n)].map((letter) => SUPERSCRIPT[letter]).join("");

/** A power of ten. @type {(n: number) => string} */
export const power = (n) => `10${raised(n)}`;

/** A positive number of any size: 0.52, 41, 3·10⁻¹² @type {(v: number) => string} */
export function size(v) {
  if (v === 0) return "0";
  if (!Number.isFinite(v)) return "beyond all numbers";
  if (v >= 0.01 && v < 10000) return v >= 100 ? String(Math.round(v)) : String(Number(v.toPrecision(2)));
  const exponent = Math.floor(Math.log10(v));
  const head = Math.round(v / 10 ** exponent);
  return head === 10 ? power(exponent + 1) : head === 1 ? power(exponent) : `${head}·${power(exponent)}`;
}

/** The same to be read aloud. @type {(v: number) => string} */
export function aloud(v) {
  if (v === 0 || !Number.isFinite(v) || (v >= 0.01 && v < 10000)) return size(v);
  return `about 10 to the power of ${String(Math.round(Math.log10(v))).replace("-", "minus ")}`;
}

/** Whether a signal keeps its size on its way. @type {(from: number, to: number) => "vanishes" | "explodes" | "stays"} */
export function fate(from, to) {
  if (!(to > from / 1000)) return "vanishes";
  return to > from * 1000 ? "explodes" : "stays";
}

const FATE = {
  vanishes: (what, from, to) => `The ${what} vanish: from ${from} to ${to}.`,
  explodes: (what, from, to) => `The ${what} explode: from ${from} to ${to}.`,
  stays: (what, from, to) => `The ${what} stay within a factor of 1000: from ${from} to ${to}.`,
};

/** The whole stack.
 * @param {{std: number}[]} activations  of each layer, the first layer first
 * @param {{std: number}[]} gradients
 * @param {(v: number) => string} [say]
 * @returns {string} */
export function summary(activations, gradients, say = size) {
  const [first, last] = [activations[0].std, activations.at(-1).std];
  const [put, left] = [gradients.at(-1).std, gradients[0].std];
  const forward = FATE[fate(first, last)]("activations", say(first), `${say(last)} in layer ${activations.length}`);
  return `${forward} ${FATE[fate(put, left)]("gradients", say(put), `${say(left)} in layer 1`)}`;
}

const percent = (share) => `${Math.round(100 * share)}\u00a0%`;

/** One layer.
 * @param {number} layer  counted from 1
 * @param {{std: number, zeros: number}} a
 * @param {{std: number}} g
 * @param {(v: number) => string} [say]
 * @returns {string} */
export const layerText = (layer, a, g, say = size) =>
  `Layer ${layer}: the activations have a standard deviation of ${say(a.std)}, and ${percent(a.zeros)} of them are 0. The gradient that arrives has ${say(g.std)}.`;

const plain = { depth: 50, activation: "relu", init: "he", norm: "none", skips: "none" };

/** @type {Record<string, typeof plain>} */
export const EXAMPLES = {
  "weights of 0.01": { ...plain, init: "small" },
  "weights of 1": { ...plain, init: "large" },
  "Glorot with ReLU": { ...plain, init: "glorot" },
  "He with ReLU": plain,
  "Glorot with tanh": { ...plain, activation: "tanh", init: "glorot" },
  "tanh, weights of 1": { ...plain, activation: "tanh", init: "large" },
  "0.01 with batch norm": { ...plain, init: "small", norm: "batch" },
  "skips without a norm": { ...plain, skips: "identity" },
  "skips and batch norm": { ...plain, norm: "batch", skips: "identity" },
};
