/**
 * SegmentationExplorer: a small network says for each pixel whether it is digit. Set the threshold,
 * see what was hit, missed and invented, paint a mask by hand, and look at the maps on the way.
 */
import trained from "../../pixelup/widgets/weights/segmenter.safetensors";
import { equal, format, toJSON, toMatrix, toNumber } from "../maths/numbers.mjs";
import { coarse, counts, examples, forward, maskOf, measures, network, probabilities } from "../maths/segmenter.mjs";
import { h } from "../ui/dom.mjs";
import { button, group, select } from "../ui/fields.mjs";
import { figure, help } from "../ui/figure.mjs";
import { traitLink } from "../ui/link.mjs";
import { slider } from "../ui/slider.mjs";
import { fromBundle, fromPython, weightsButton } from "../ui/weights.mjs";
import css from "./segmentation.css";
import { errorsPanel, legendPanel, mapsPanel, measuresPanel, picturePanel, probabilityPanel } from "./segmentation_panels.mjs";
import { ABOUT, MAKERS, moral, NAMES, pixelText, spoken } from "./segmentation_words.mjs";

const TRAITS = ["example", "image", "truth", "probability", "threshold", "maker", "painted", "weights"];
const KINDS = { example: "number", threshold: "text", maker: "text", painted: "matrix", layer: "text", position: "number" };
const FRESH = { example: 0, image: [], truth: [], probability: [], threshold: 0.5, maker: "network", painted: [], layer: "middle", position: 0 };
const BLOCK = 4; // pixels of the picture along one place of the coarsest map

const tensors = fromBundle(trained);
const OURS = network(tensors);
const OUR_WEIGHTS = "Weights: ours, trained on 24,000 digits on photographs.";
const EXAMPLES = examples(tensors);
const NO_NETWORK = ["background", "painted"]; // masks that no threshold changes
const EXAMPLE_NAMES = ["an easy one", "a good one", "a middling one", "a hard one", "a very hard one"];

/** Picture, truth and what the networks say; kept while they are the same.
 * @param {(name: string) => any} get @param {any} before */
function scene(get, before) {
  const key = ["example", "image", "truth", "probability"].map(get);
  if (before && equal(before.key, key)) return before;
  const [example, image, truth, given] = key;
  if (!image.length) {
    if (!EXAMPLES[example]) throw new Error(`its example ${example} is not from 0 to ${EXAMPLES.length - 1}.`);
    return { key, ...EXAMPLES[example], given: null, own: false };
  }
  const [rows, cols] = [image.length, image[0].length];
  const numbers = image.map((row) => row.map((pixel) => pixel.map(toNumber)));
  const most = Math.max(...numbers.flat(2)) > 1 ? 255 : 1;
  const channels = 3;
  const data = new Float32Array(channels * rows * cols);
  numbers.forEach((row, i) => row.forEach((pixel, j) => [0, 1, 2].forEach((c) => (data[(c * rows + i) * cols + j] = pixel[Math.min(c, pixel.length - 1)] / most))));
  const plane = (m, name) => {
    if (m.length && (m.length !== rows || m[0].length !== cols)) throw new Error(`its ${name} is not ${rows} × ${cols}, as its image is.`);
    return m.length ? Float32Array.from(toMatrix(m).flat()) : null;
  };
  if (rows % BLOCK || cols % BLOCK) throw new Error(`its image is ${rows} × ${cols}: ${BLOCK} must divide both.`);
  const mask = plane(truth, "truth") ?? new Float32Array(rows * cols);
  return { key, x: { channels, rows, cols, data }, truth: Uint8Array.from(mask, (v) => (v > 0 ? 1 : 0)), given: plane(given, "probability"), own: true };
}

/** What a network last said of each picture: it is asked once, whoever wants to know. */
const known = new WeakMap();

function mapsOf(net, x, shortcut) {
  const last = known.get(x);
  if (last?.net === net && last.shortcut === shortcut) return last.maps;
  const maps = forward(net, x, { shortcut });
  known.set(x, { net, shortcut, maps });
  return maps;
}

/** Everything that follows from the traits.
 * @param {(name: string) => any} get @param {any} [before]  what the last call gave @param {any} [net] */
function compute(get, before, net = OURS) {
  const [threshold, maker] = [Number(get("threshold")), get("maker")];
  if (!(threshold >= 0 && threshold <= 1)) throw new Error(`its threshold ${get("threshold")} is not from 0 to 1.`);
  if (!MAKERS[maker]) throw new Error(`it has no mask by ${maker}: there are ${Object.keys(MAKERS).join(", ")}.`);
  if (!NAMES[get("layer")]) throw new Error(`it has no layer ${get("layer")}: there are ${Object.keys(NAMES).join(", ")}.`);
  const base = scene(get, before?.base);
  const { x, truth } = base;
  const [rows, cols] = [x.rows, x.cols];
  const fresh = base !== before?.base;
  const shortcut = maker !== "no shortcut";
  const maps = mapsOf(net, x, shortcut);
  const p = base.given && shortcut ? base.given : probabilities(maps.up1);
  const shown = maker === "coarse" ? coarse(p, rows, cols, BLOCK) : p;
  const painted = toMatrix(get("painted") ?? []);
  if (painted.length && (painted.length !== rows || painted[0].length !== cols)) throw new Error(`its painted mask is not ${rows} × ${cols}, as its picture is.`);
  const own = Uint8Array.from(painted.length ? painted.flat() : new Array(rows * cols).fill(0), (v) => (v > 0 ? 1 : 0));
  const mask = maker === "background" ? new Uint8Array(rows * cols) : maker === "painted" ? own : maskOf(shown, threshold);
  return { net, base, x, truth, rows, cols, fresh, threshold, maker, shortcut, maps, p: shown, own, mask, counted: counts(mask, truth) };
}

/** @param {{model: any, el: HTMLElement, share?: {key: string}}} context */
function render(context) {
  const links = traitLink(KINDS, FRESH, (get) => compute(get));
  const fig = figure(context, {
    name: "segment",
    label: "Segmentation explorer",
    css,
    rest: 400,
    read(text, get) {
      const next = links.read(text, get);
      return { ...next, threshold: Number(next.threshold) };
    },
    state: links.state,
  });
  const { get, set, say, live } = fig;
  let net = OURS;
  let now = compute(get);
  /** Row and column of the pixel that is looked at. */
  const at = () => {
    const n = Math.min(get("position") || 0, now.rows * now.cols - 1);
    return [Math.floor(n / now.cols), n % now.cols];
  };
  const go = (i, j) => set({ position: i * now.cols + j });
  const here = (i, j) => {
    const n = i * now.cols + j;
    return pixelText(i, j, now.p[n], now.mask[n], now.truth[n]);
  };
  const asRows = (mask) => Array.from({ length: now.rows }, (_, i) => Array.from(mask.subarray(i * now.cols, (i + 1) * now.cols)));

  let brush = 1;
  const picture = picturePanel(go);
  const probability = probabilityPanel(go);
  const errors = errorsPanel({
    onmove: go,
    text: here,
    onpaint(i, j, fresh) {
      // Who begins to paint goes on from the mask that is shown.
      const mask = Uint8Array.from(now.mask);
      const n = i * now.cols + j;
      if (fresh) brush = mask[n] ? 0 : 1;
      errors.painted();
      mask[n] = brush;
      set({ maker: "painted", painted: asRows(mask), position: n });
    },
  });
  const legend = legendPanel();
  const measured = measuresPanel();
  const maps = mapsPanel((text) => live.say(text));
  const words = h("p", { class: "pxu-words" });
  const pixel = h("p", { class: "pxu-pixel" });
  const about = h("p", { class: "pxu-about-maps" });
  const example = select("Picture", EXAMPLE_NAMES.map((name, n) => [String(n), name]), (n) => n !== "" && set({ ...FRESH, example: Number(n), threshold: get("threshold"), layer: get("layer"), position: get("position"), maker: get("maker") === "painted" ? "network" : get("maker") }));
  const maker = select("Mask by", Object.entries(MAKERS).map(([value, [text]]) => [value, text]), (value) => set({ maker: value }));
  const threshold = slider("Digit, if the probability is above", { from: 0, to: 1, step: 0.01 }, format, (value) => set({ threshold: value, ...(NO_NETWORK.includes(now.maker) ? { maker: "network" } : {}) }));
  const layer = select("Maps of", Object.entries(NAMES), (value) => set({ layer: value }));
  const whose = h("p", { class: "pxu-sizes" }, OUR_WEIGHTS);
  const use = (next, text, again = true) => {
    net = next;
    whose.textContent = text;
    if (!again) return;
    say("");
    redraw();
  };
  const own = weightsButton({
    kind: "segmenter",
    network,
    onweights: (next, name) => use(next, `Weights: ${name}, in this browser only.`),
    onproblem: say,
  });
  const ours = button("Our weights", () => {
    set({ weights: "" });
    use(OURS, OUR_WEIGHTS);
  });
  /** Weights that came from Python; the trait's change draws the figure. */
  const follow = () =>
    fig.attempt(() => {
      const text = get("weights");
      if (text) use(network(fromPython(text)), "Weights: those that you gave in Python.", false);
      else use(OURS, OUR_WEIGHTS, false);
    });
  const wipe = button("Paint a mask of your own", () => set({ maker: "painted", painted: asRows(new Uint8Array(now.rows * now.cols)) }));

  fig.section.append(
    fig.title(),
    group("What to begin with", example.el, maker.el),
    fig.note,
    h("div", { class: "pxu-fields" }, picture.el, probability.el, errors.el),
    h("div", { class: "pxu-controls pxu-thresholds" }, threshold.el, wipe, ...(fig.copy ? [fig.copy] : [])),
    pixel,
    h("div", { class: "pxu-judged" }, legend.el, words, measured.el),
    h("div", { class: "pxu-inner" }, h("div", { class: "pxu-controls" }, layer.el, own, ours, whose), h("div", { class: "pxu-beside-maps" }, maps.el, about)),
    live.el,
    help(
      "Keys, and what is drawn",
      "Tab goes from one part to the next; in a picture the arrow keys, Home and End go from pixel to pixel. ",
      "In the third picture a mouse or a finger paints a mask of your own: it begins with the mask that is shown, and the first pixel decides whether you paint or wipe. The space bar does the same for one pixel. ",
      "Hit pixels are filled, missed ones striped, invented ones chequered. Rows and columns are counted from 0. ",
      "The network has 15,434 weights and was trained on 24,000 pictures like these, of other photographs. In the maps, blue is positive; each layer has its own scale.",
    ),
  );

  function showPosition(quiet = false) {
    const [i, j] = at();
    for (const panel of [picture, probability, errors]) panel.cursor(i, j);
    pixel.textContent = here(i, j);
    if (!quiet) live.say(here(i, j));
  }
  function showMaps() {
    const name = get("layer");
    layer.input.value = name;
    maps.show(name, now.maps[name]);
    about.textContent = ABOUT[name](now.maps[name].rows, now.maps[name].cols);
  }
  /** A trait changed: draw what is another now. */
  function showAll(quiet = false) {
    const { base, x, rows, cols, mask, truth, counted } = now;
    if (now.fresh) picture.show(x, base.own ? "A picture of your own." : `Picture ${base.key[0]}: ${EXAMPLE_NAMES[base.key[0]]}.`);
    probability.show(now.p, rows, cols);
    errors.show(x, mask, truth);
    example.input.value = base.own ? "" : String(base.key[0]);
    maker.input.value = now.maker;
    threshold.put(now.threshold);
    threshold.el.classList.toggle("pxu-idle", NO_NETWORK.includes(now.maker));
    legend.show(counted);
    measured.show(counted);
    words.textContent = moral(now.maker, counted);
    const { accuracy, iou, dice } = measures(counted);
    const exact = (v) => Math.round(1e6 * v) / 1e6;
    fig.write({ mask: toJSON(asRows(mask)), scores: [counted.hit, counted.missed, counted.invented, counted.rest, exact(accuracy), exact(iou), exact(dice)] });
    showMaps();
    showPosition(true);
    if (!quiet) live.say(spoken(now.maker, counted));
  }

  function redraw() {
    now = compute(get, now, net);
    showAll();
  }
  fig.on("weights", follow);
  fig.watch(TRAITS, redraw, { position: showPosition, layer: showMaps });
  follow();
  return fig.start(() => {
    now = { ...compute(get, now, net), fresh: true };
    showAll(true);
  });
}

export default { render, key: "segmentation" };
