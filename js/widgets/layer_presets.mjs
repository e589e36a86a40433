/** Kinds of layers, limits, examples, and how a stack is written in an address. No DOM. */

/** @typedef {import("../maths/layers.mjs").Layer} Layer */

export const MOST_LAYERS = 24;

/** What can be typed; the same limits as in pixelup.widgets.layer_counter. */
export const LIMITS = {
  input: [{ from: 1, to: 4096 }, { from: 1, to: 4096 }, { from: 1, to: 4096 }],
  filters: { from: 1, to: 4096, label: "Filters" },
  kernel: { from: 1, to: 31, label: "Kernel" },
  stride: { from: 1, to: 31, label: "Stride" },
  padding: { from: 0, to: 31, label: "Padding" },
  units: { from: 1, to: 1_000_000, label: "Units" },
};

export const KINDS = {
  conv: { title: "Convolution", fields: ["filters", "kernel", "stride", "padding"] },
  pool: { title: "Pooling", fields: ["kernel", "stride"] },
  dense: { title: "Dense", fields: ["units"] },
};

/** @type {(kind: string) => Layer} */
export const fresh = (kind) =>
  structuredClone(
    {
      conv: { kind, filters: 16, kernel: 3, stride: 1, padding: 1 },
      pool: { kind, kernel: 2, stride: 2 },
      dense: { kind, units: 10 },
    }[kind],
  );

const conv = (filters, kernel, stride = 1, padding = 0) => ({ kind: "conv", filters, kernel, stride, padding });
const pool = (kernel, stride = kernel) => ({ kind: "pool", kernel, stride });
const dense = (units) => ({ kind: "dense", units });

/** @type {Record<string, {input: number[], layers: Layer[]}>} */
export const STACKS = {
  "the lecture's ten filters": { input: [3, 6, 6], layers: [conv(10, 3)] },
  "the lecture's hundred filters": { input: [3, 100, 100], layers: [conv(100, 5)] },
  "the same with stride 3": { input: [3, 100, 100], layers: [conv(100, 5, 3)] },
  "three layers on 39 × 39": { input: [3, 39, 39], layers: [conv(10, 3), conv(20, 5, 2), conv(40, 5, 2)] },
  "one kernel on 300 × 300": { input: [1, 300, 300], layers: [conv(1, 5, 1, 2)] },
  "LeNet-5": { input: [1, 28, 28], layers: [conv(6, 5, 1, 2), pool(2), conv(16, 5), pool(2), dense(120), dense(84), dense(10)] },
};

/** The example that a stack is, or "".
 * @type {(input: number[], layers: Layer[]) => string} */
export const nameOf = (input, layers) =>
  Object.keys(STACKS).find((name) => JSON.stringify(write(STACKS[name].input, STACKS[name].layers)) === JSON.stringify(write(input, layers))) ?? "";

/** As in {input: "3.39.39", layers: "conv.10.3.1.0;pool.2.2;dense.10"}
 * @type {(input: number[], layers: Layer[]) => {input: string, layers: string}} */
export const write = (input, layers) => ({
  input: input.join("."),
  layers: layers.map((layer) => [layer.kind, ...KINDS[layer.kind].fields.map((name) => layer[name])].join(".")).join(";"),
});

/** Read what `write`, or Python's `LayerCounter.fragment`, wrote. Throws a sentence when it cannot.
 * @type {(text: string) => {input: number[], layers: Layer[]}} */
export function read(text) {
  const parts = Object.fromEntries(text.split("/").map((part) => part.split(":")));
  const number = (text, { from, to }, name) => {
    const value = Number(text);
    if (!text || !Number.isInteger(value) || value < from || value > to)
      throw new Error(`the link's ${name} is not a whole number from ${from} to ${to}`);
    return value;
  };
  const input = (parts.input ?? "").split(".");
  if (input.length !== 3) throw new Error("the link's input is not channels, height and width");
  const layers = decodeURIComponent(parts.layers ?? "").split(";").filter(Boolean);
  if (layers.length > MOST_LAYERS) throw new Error(`the link has more than ${MOST_LAYERS} layers`);
  return {
    input: input.map((value, n) => number(value, LIMITS.input[n], "input")),
    layers: layers.map((one) => {
      const [kind, ...values] = one.split(".");
      if (!Object.hasOwn(KINDS, kind) || values.length !== KINDS[kind].fields.length)
        throw new Error(`the link's layer ${JSON.stringify(one)} is none that this figure has`);
      return { kind, ...Object.fromEntries(KINDS[kind].fields.map((name, n) => [name, number(values[n], LIMITS[name], name)])) };
    }),
  };
}
