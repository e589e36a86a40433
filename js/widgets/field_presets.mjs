/** Stacks of the ReceptiveFieldExplorer, their limits, and how one is written in an address. No DOM. */

/** @typedef {[string, number, number, number]} Layer  kind, window, stride, padding */

/** What can be typed; the same limits as in pixelup.widgets.receptive_field_explorer. */
export const MOST_LAYERS = 60;
export const LARGEST_PICTURE = 160;
export const LIMITS = [
  { label: "k", word: "window", from: 1, to: 31 },
  { label: "s", word: "stride", from: 1, to: 16 },
  { label: "p", word: "padding", from: 0, to: 15 },
];
export const KINDS = { conv: "Convolution", pool: "Pooling" };

const conv = (k, s = 1, p = 0) => ["conv", k, s, p];
const pool = (k, s = k, p = 0) => ["pool", k, s, p];
const times = (n, ...layers) => Array.from({ length: n }, () => layers).flat();

/** @type {Record<string, {pixels: number, layers: Layer[]}>} */
export const STACKS = {
  "3 × 3 upon 3 × 3": { pixels: 11, layers: times(2, conv(3)) },
  "with a pooling": { pixels: 24, layers: [conv(3), conv(3), pool(2), conv(3)] },
  "the lecture's fifty layers": { pixels: 110, layers: times(50, conv(3)) },
  "pooling after each layer": { pixels: 128, layers: times(4, conv(3, 1, 1), pool(2)) },
  "strides of 2": { pixels: 64, layers: times(4, conv(3, 2, 1)) },
  "the chapter's network": { pixels: 100, layers: [conv(5), pool(3), conv(5), pool(2)] },
  "LeNet-5": { pixels: 32, layers: [conv(5), pool(2), conv(5), pool(2), conv(5)] },
};

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** The example that a stack is, or "".
 * @type {(pixels: number, layers: Layer[]) => string} */
export const nameOf = (pixels, layers) => Object.keys(STACKS).find((name) => same(STACKS[name], { pixels, layers })) ?? "";

/** Say why a layer cannot be, or nothing.
 * @type {(layer: any) => string} */
export function wrong(layer) {
  const [kind, ...numbers] = Array.isArray(layer) ? layer : [];
  if (!KINDS[kind] || numbers.length !== LIMITS.length) return "a layer is a kind (conv or pool), a window, a stride and a padding";
  const n = numbers.findIndex((v, m) => !Number.isInteger(v) || v < LIMITS[m].from || v > LIMITS[m].to);
  return n < 0 ? "" : `a ${LIMITS[n].word} is a whole number from ${LIMITS[n].from} to ${LIMITS[n].to}`;
}

/** As in {pixels: 24, layers: "conv.3.1.0;pool.2.2.0", cell: "3.4"}
 * @type {(pixels: number, layers: Layer[], cell: number[]) => import("../ui/share.mjs").State} */
export const write = (pixels, layers, cell) => ({
  pixels,
  layers: layers.map((layer) => layer.join(".")).join(";"),
  cell: cell.join("."),
});

/** Read what `write`, or Python's `ReceptiveFieldExplorer.fragment`, wrote; throws a sentence.
 * @type {(text: string) => {pixels: number, layers: Layer[], cell: number[]}} */
export function read(text) {
  const parts = Object.fromEntries(text.split("/").map((part) => part.split(":")));
  const pixels = Number(parts.pixels);
  if (!Number.isInteger(pixels) || pixels < 1 || pixels > LARGEST_PICTURE)
    throw new Error(`the link's pixels are no whole number from 1 to ${LARGEST_PICTURE}`);
  const layers = (parts.layers ?? "").split(";").filter(Boolean).map((text) => {
    const [kind, ...numbers] = text.split(".");
    return [kind, ...numbers.map(Number)];
  });
  const problem = layers.map(wrong).find(Boolean);
  if (problem) throw new Error(problem);
  if (layers.length > MOST_LAYERS) throw new Error(`the link has more than ${MOST_LAYERS} layers`);
  const cell = (parts.cell ?? "0.0").split(".").map(Number);
  if (cell.length !== 2 || cell.some((v) => !Number.isInteger(v) || v < 0)) throw new Error("the link's cell is not a row and a column");
  return { pixels, layers, cell };
}
