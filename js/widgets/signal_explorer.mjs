/**
 * SignalExplorer: send numbers through 50 layers and a gradient back, and see what becomes of their
 * size as the weights' start, the norm and the skips change.
 */
import { normals } from "../maths/random.mjs";
import { BATCH, magnitudes, run, spreadOf, weightStd, WIDTH } from "../maths/signal.mjs";
import { h } from "../ui/dom.mjs";
import { figure, help } from "../ui/figure.mjs";
import { traitLink } from "../ui/link.mjs";
import css from "./signal.css";
import { bars, RANGE, settingsPanel, stripes } from "./signal_panels.mjs";
import { aloud, layerText, size, summary } from "./signal_words.mjs";

const STACK = ["depth", "activation", "init", "norm", "skips"];
const KINDS = { depth: "number", activation: "text", init: "text", norm: "text", skips: "text", seed: "number", layer: "number" };
const FRESH = { depth: 50, activation: "relu", init: "small", norm: "none", skips: "none", seed: 1, layer: 50 };
const KNOWN = { activation: ["relu", "tanh"], init: ["he", "glorot", "small", "large"], norm: ["none", "batch", "layer"], skips: ["none", "identity"] };
const DEEPEST = 50;

/** The same random numbers for a seed, however deep the stack is.
 * @type {(seed: number, before?: any) => any} */
function draw(seed, before) {
  if (before?.seed === seed) return before;
  const [weights, input, gradient] = [DEEPEST * WIDTH * WIDTH, BATCH * WIDTH, BATCH * WIDTH].map((count, n) => normals(3 * seed + n, count));
  return { seed, weights, input, gradient };
}

/** Everything that follows from the traits.
 * @param {(name: string) => any} get */
function compute(get, before) {
  for (const [name, words] of Object.entries(KNOWN))
    if (!words.includes(get(name))) throw new Error(`its ${name} ${get(name)} is none of ${words.join(", ")}.`);
  const depth = get("depth");
  if (!(depth >= 2 && depth <= DEEPEST)) throw new Error(`its depth is not 2 to ${DEEPEST} layers.`);
  const drawn = draw(get("seed"), before?.drawn);
  const settings = { depth, activation: get("activation"), init: get("init"), norm: get("norm"), skips: get("skips") === "identity" };
  const { activations, gradients } = run(settings, drawn.weights, drawn.input, drawn.gradient);
  const both = [activations, gradients].map((all) => ({
    all,
    columns: all.map((values) => magnitudes(values, RANGE.high, RANGE.low, RANGE.steps)),
    spreads: all.map(spreadOf),
  }));
  return { depth, drawn, both };
}

/** @param {{model: any, el: HTMLElement, share?: {key: string}}} context */
function render(context) {
  const fig = figure(context, { name: "signal", label: "Signal explorer", css, rest: 300, ...traitLink(KINDS, FRESH, compute) });
  const { get, set, live } = fig;
  let now = compute(get);
  const layer = () => Math.max(1, Math.min(now.depth, get("layer")));
  const words = h("p", { class: "pxu-words" });
  const about = h("p", { class: "pxu-words" });

  const onlayer = (next) => set({ layer: next });
  const views = ["Activations", "Gradients"].map((name) => stripes({ name: `${name}: their size, layer by layer`, onlayer }));
  const histograms = ["Activations", "Gradients"].map(bars);
  const settings = settingsPanel({
    // Who looks at the last layer goes on looking at the last layer.
    onset: (changes) => set({ ...changes, ...(changes.depth && layer() === now.depth ? { layer: changes.depth } : {}) }),
    onseed: () => set({ seed: (get("seed") % 9999) + 1 }),
  });
  const tools = h("div", { class: "pxu-controls" });
  if (fig.copy) tools.append(fig.copy);

  fig.section.append(
    fig.title(),
    settings.el,
    ...views.map((view) => view.el),
    words,
    h("div", { class: "pxu-detail" }, h("div", { class: "pxu-bars" }, ...histograms.map((one) => one.el)), about),
    tools,
    fig.note,
    live.el,
    help(
      "Keys, and what is drawn",
      "Tab goes from field to field. In the two pictures, the arrow keys, Home and End choose a layer, and so does the mouse. ",
      `${BATCH} pictures of ${WIDTH} numbers, drawn from a standard normal distribution, go through dense layers of ${WIDTH} units; a gradient of the same kind is put in behind the last layer. `,
      "A column is a layer: the bluer a place, the more of its numbers have that size; the dashed line is 1. What is larger or smaller than the scale is drawn at its end. ",
      "Wider layers would keep their size more exactly. With float32, numbers below 10⁻⁴⁵ become 0, and numbers above 10³⁸ infinite.",
    ),
  );

  const text = (say) => {
    const n = layer() - 1;
    const [a, g] = now.both.map(({ spreads }) => spreads[n]);
    return layerText(n + 1, a, g, say);
  };

  /** Another layer. */
  function showLayer(quiet = false) {
    const n = layer() - 1;
    now.both.forEach(({ all, spreads }, m) => {
      histograms[m].show(all[n], n + 1, spreads[n]);
      views[m].pick(n + 1, `layer ${n + 1}, standard deviation ${aloud(spreads[n].std)}`);
    });
    about.textContent = text(size);
    if (!quiet) live.say(text(aloud));
  }

  /** A trait changed: draw everything. */
  function showAll(quiet = false) {
    settings.show(Object.fromEntries(STACK.map((name) => [name, get(name)])));
    now.both.forEach(({ columns, spreads }, m) => views[m].show(columns, spreads.map(({ zeros }) => zeros)));
    const [a, g] = now.both.map(({ spreads }) => spreads);
    words.textContent = `Weights with a standard deviation of ${size(weightStd(get("init")))}. ${summary(a, g)}`;
    fig.write({ activation_std: a.map(({ std }) => std), gradient_std: g.map(({ std }) => std) });
    showLayer(true);
    if (!quiet) live.say(summary(a, g, aloud));
  }

  fig.watch(
    [...STACK, "seed"],
    () => {
      now = compute(get, now);
      showAll();
    },
    { layer: showLayer },
  );
  return fig.start(() => showAll(true));
}

export default { render, key: "signal" };
