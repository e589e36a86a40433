/** What figures that look at a LeNet share: the easel, its examples, the weights, and their traits. */
import trained from "../../pixelup/widgets/weights/lenet.safetensors";
import { LAYERS, network } from "../maths/lenet.mjs";
import { toMatrix } from "../maths/numbers.mjs";
import { centred, DIGITS, rasterise, SIDE } from "../maths/strokes.mjs";
import { h } from "../ui/dom.mjs";
import { button, group, select } from "../ui/fields.mjs";
import { presets } from "../ui/presets.mjs";
import { sketch } from "../ui/sketch.mjs";
import { fromBundle, fromPython, weightsButton } from "../ui/weights.mjs";

/** @typedef {{strokes: import("../maths/strokes.mjs").Point[], x: Float32Array}} Drawing */

export const KINDS = { strokes: "matrix", image: "matrix", placing: "text", layer: "text", position: "number" };
export const FRESH = { strokes: [], image: [], placing: "centred", layer: "c3", position: 0 };
export const OURS = network(fromBundle(trained));
const OUR_WEIGHTS = "Weights: ours, trained on 24,000 digits made of fonts.";

/** What the network sees. @param {(name: string) => any} get @param {number[][]} strokes */
function input(get, strokes) {
  const image = toMatrix(get("image") ?? []);
  if (image.length && !strokes.length) {
    if (image.length !== SIDE || image.some((row) => row.length !== SIDE)) throw new Error(`its image is not ${SIDE} × ${SIDE}.`);
    return Float32Array.from(image.flat());
  }
  return rasterise(get("placing") === "centred" ? centred(strokes) : strokes);
}

/** The drawing that the traits say; throws a sentence. @param {(name: string) => any} get @returns {Drawing} */
export function drawing(get) {
  const strokes = toMatrix(get("strokes") ?? []);
  if (strokes.some((point) => point.length !== 3 || !point.every(Number.isFinite))) throw new Error("its strokes are not rows of stroke, row and column.");
  if (!(get("layer") in LAYERS)) throw new Error(`it has no layer ${get("layer")}: there are ${Object.keys(LAYERS).join(", ")}.`);
  return { strokes, x: input(get, strokes) };
}

/** Which unit is looked at: layer, map, row and column. @param {(name: string) => any} get */
export function unit(get) {
  const layer = get("layer");
  const { channels, size } = LAYERS[layer];
  const n = Math.max(0, Math.min(channels * size * size - 1, get("position") || 0));
  return [layer, Math.floor(n / (size * size)), Math.floor(n / size) % size, n % size];
}

/** Look at a unit. @param {(changes: Record<string, any>) => void} set */
export const lookAt = (set) => (layer, o, i = 0, j = 0) => {
  const { size } = LAYERS[layer];
  set({ layer, position: (o * size + i) * size + j });
};

/**
 * @param {import("../ui/figure.mjs").Figure} fig
 * @param {object} options
 * @param {() => Drawing} options.now
 * @param {(drawing: Drawing) => void} options.ondraw  while a stroke grows
 * @param {(net: ReturnType<typeof network>, again: boolean) => void} options.onweights  `again`: the figure is to be drawn
 */
export function easel({ get, set, say, live, copy, on, attempt }, { now, ondraw, onweights }) {
  const whose = h("p", { class: "pxu-sizes" }, OUR_WEIGHTS);
  const use = (net, text, again = true) => {
    whose.textContent = text;
    if (again) say("");
    onweights(net, again);
  };
  const pad = sketch({
    side: SIDE,
    points: () => now().strokes,
    ondraw: (strokes) => ondraw({ strokes, x: rasterise(strokes) }), // as it is drawn; it is centred when the pen is up
    onend: () => set({ strokes: now().strokes, image: [] }),
    say: (text) => live.say(text),
  });
  const examples = presets("Example", DIGITS, (strokes) => set({ strokes, image: [] }));
  const placing = select("Placing", [["centred", "centred, as in training"], ["as-drawn", "as drawn"]], (value) => set({ placing: value }));
  const own = weightsButton({
    kind: "LeNet",
    network,
    onweights: (net, name) => use(net, `Weights: ${name}, in this browser only.`),
    onproblem: say,
  });
  const ours = button("Our weights", () => {
    set({ weights: "" });
    use(OURS, OUR_WEIGHTS);
  });
  const undo = () => {
    const { strokes } = now();
    const last = strokes.at(-1)?.[0];
    set({ strokes: strokes.filter((point) => point[0] !== last) });
  };
  /** Weights that came from Python; the trait's change draws the figure. */
  const follow = () =>
    attempt(() => {
      const text = get("weights");
      if (text) use(network(fromPython(text)), "Weights: those that you gave in Python.", false);
    });
  on("weights", follow);

  return {
    pad,
    el: h(
      "div",
      { class: "pxu-easel" },
      h("p", { class: "pxu-title" }, "Draw here ", h("span", { class: "pxu-shape" }, `${SIDE} × ${SIDE}`)),
      pad.el,
      h("div", { class: "pxu-controls" }, button("Clear", () => set({ strokes: [], image: [] })), button("Undo", undo), copy),
    ),
    /** Examples and weights, to stand where the figure wants them. */
    settings: [group("Drawing", examples.el, placing.el), h("div", { class: "pxu-controls" }, own, ours), whose],
    follow,
    show() {
      examples.show(now().strokes);
      placing.input.value = get("placing");
    },
  };
}

/** Do once what several traits ask for in one go. @param {() => void} act */
export function once(act) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    queueMicrotask(() => {
      asked = false;
      act();
    });
  };
}
