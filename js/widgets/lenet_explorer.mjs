/**
 * LeNetExplorer: draw a digit and watch every layer answer; look at a unit's patch and weights;
 * load weights of your own. Nothing leaves the browser.
 */
import trained from "../../pixelup/widgets/weights/lenet.safetensors";
import { explain, field, forward, LAYERS, network, softmax } from "../maths/lenet.mjs";
import { toJSON, toMatrix } from "../maths/numbers.mjs";
import { parse } from "../maths/safetensors.mjs";
import { centred, DIGITS, rasterise, SIDE } from "../maths/strokes.mjs";
import { h } from "../ui/dom.mjs";
import { button, group, select } from "../ui/fields.mjs";
import { figure, help } from "../ui/figure.mjs";
import { traitLink } from "../ui/link.mjs";
import { presets } from "../ui/presets.mjs";
import { sketch } from "../ui/sketch.mjs";
import { join } from "../ui/words.mjs";
import css from "./lenet.css";
import { layersPanel, scoresPanel, unitPanel } from "./lenet_panels.mjs";
import { spoken, story, verdict } from "./lenet_words.mjs";

const TRAITS = ["strokes", "image", "placing", "weights"];
const KINDS = { strokes: "matrix", image: "matrix", placing: "text", layer: "text", position: "number" };
const FRESH = { strokes: [], image: [], placing: "centred", layer: "c3", position: 0 };
const OURS = network(parse(trained));

/** What the network sees. @param {(name: string) => any} get @param {number[][]} strokes */
function input(get, strokes) {
  const image = toMatrix(get("image") ?? []);
  if (image.length && !strokes.length) {
    if (image.length !== SIDE || image.some((row) => row.length !== SIDE)) throw new Error(`its image is not ${SIDE} × ${SIDE}.`);
    return Float32Array.from(image.flat());
  }
  return rasterise(get("placing") === "centred" ? centred(strokes) : strokes);
}

function compute(get) {
  const strokes = toMatrix(get("strokes") ?? []);
  if (strokes.some((point) => point.length !== 3 || !point.every(Number.isFinite))) throw new Error("its strokes are not rows of stroke, row and column.");
  if (!(get("layer") in LAYERS)) throw new Error(`it has no layer ${get("layer")}: there are ${Object.keys(LAYERS).join(", ")}.`);
  return { strokes, x: input(get, strokes) };
}

/** @param {{model: any, el: HTMLElement, share?: {key: string}}} context */
function render(context) {
  const fig = figure(context, { name: "lenet", label: "LeNet explorer", css, rest: 400, ...traitLink(KINDS, FRESH, compute) });
  const { get, set, say, live } = fig;
  let net = OURS;
  let now = compute(get);
  let maps = forward(net, now.x);
  let shares = softmax(maps.output.data);
  const words = h("p", { class: "pxu-words" });
  const answer = h("p", { class: "pxu-answer" });
  const whose = h("p", { class: "pxu-sizes" });

  /** Layer, map, row and column of what is looked at. */
  const unit = () => {
    const layer = get("layer");
    const { channels, size } = LAYERS[layer];
    const n = Math.max(0, Math.min(channels * size * size - 1, get("position") || 0));
    return [layer, Math.floor(n / (size * size)), Math.floor(n / size) % size, n % size];
  };
  const go = (layer, o, i = 0, j = 0) => {
    const { size } = LAYERS[layer];
    set({ layer, position: (o * size + i) * size + j });
  };

  const pad = sketch({
    side: SIDE,
    points: () => now.strokes,
    ondraw(strokes) {
      now = { strokes, x: rasterise(strokes) }; // as it is drawn; it is centred when the pen is up
      paint();
    },
    onend: () => set({ strokes: now.strokes, image: [] }),
    say: (text) => live.say(text),
  });
  const examples = presets("Example", DIGITS, (strokes) => set({ strokes, image: [] }));
  const placing = select("Placing", [["centred", "centred, as in training"], ["as-drawn", "as drawn"]], (value) => set({ placing: value }));
  const layers = layersPanel(go, (layer, o, i, j) => maps[layer].data[(o * LAYERS[layer].size + i) * LAYERS[layer].size + j]);
  const scores = scoresPanel((digit) => go("output", digit));
  const detail = unitPanel();
  const own = weightsButton(
    (next, name) => {
      net = next;
      whose.textContent = `Weights: ${name}, in this browser only.`;
      say("");
      redraw();
    },
    (sentence) => say(sentence),
  );
  const ours = button("Our weights", () => {
    net = OURS;
    set({ weights: "" });
    whose.textContent = OUR_WEIGHTS;
    say("");
    redraw();
  });
  const undo = () => {
    const last = now.strokes.at(-1)?.[0];
    set({ strokes: now.strokes.filter((point) => point[0] !== last) });
  };

  fig.section.append(
    fig.title(),
    h(
      "div",
      { class: "pxu-bench" },
      h("div", { class: "pxu-easel" }, h("p", { class: "pxu-title" }, "Draw here ", h("span", { class: "pxu-shape" }, `${SIDE} × ${SIDE}`)), pad.el, h("div", { class: "pxu-controls" }, button("Clear", () => set({ strokes: [], image: [] })), button("Undo", undo), fig.copy)),
      scores.el,
      h("div", { class: "pxu-side" }, answer, group("Drawing", examples.el, placing.el), h("div", { class: "pxu-controls" }, own, ours), whose),
    ),
    fig.note,
    layers.el,
    words,
    detail.el,
    live.el,
    help(
      "Keys",
      "Tab goes from part to part. In the drawing area the arrow keys move the pen, the space bar puts it down and lifts it. ",
      "In a layer the arrow keys go from unit to unit; below stands what the unit is made of, and a frame shows what it can see of the drawing. ",
      "Blue is positive, orange negative; each layer has its own scale. Maps, rows and columns are counted from 0.",
    ),
  );

  /** The drawing or the weights are other ones. */
  function paint() {
    maps = forward(net, now.x);
    shares = softmax(maps.output.data);
    pad.paint(now.x);
    layers.show(maps);
    answer.textContent = verdict(shares, !now.x.some((v) => v > 0));
    showUnit(true);
  }
  /** Another unit is looked at. */
  function showUnit(quiet = false) {
    const [layer, o, i, j] = unit();
    const why = explain(net, maps, layer, o, i, j);
    words.textContent = story(layer, o, i, j, why);
    detail.show(layer, why);
    layers.mark(layer, o, i, j);
    scores.show(shares, layer === "output" ? o : -1);
    pad.frame(LAYERS[layer].size > 1 ? field(layer, i, j) : null);
    if (!quiet) live.say(spoken(layer, o, i, j, why));
  }
  function redraw(quiet = false) {
    now = compute(get);
    examples.show(now.strokes);
    placing.input.value = get("placing");
    paint();
    fig.write({ scores: toJSON([Array.from(maps.output.data, (v) => Math.round(v * 1e4) / 1e4)]), predicted: shares.indexOf(Math.max(...shares)) });
    if (!quiet) live.say(join(answer.textContent));
  }
  function follow() {
    const text = get("weights");
    if (!text) return;
    net = network(parse(Uint8Array.from(atob(text), (c) => c.charCodeAt(0))));
    whose.textContent = "Weights: those that you gave in Python.";
  }

  whose.textContent = OUR_WEIGHTS;
  fig.attempt(follow);
  fig.on("weights", () => fig.attempt(follow));
  let asked = false;
  const look = () => {
    if (asked) return; // layer and position often change together
    asked = true;
    queueMicrotask(() => {
      asked = false;
      fig.attempt(() => showUnit());
    });
  };
  fig.watch(TRAITS, redraw);
  fig.on("layer", look);
  fig.on("position", look);
  return fig.start(() => redraw(true));
}

const OUR_WEIGHTS = "Weights: ours, trained on 24,000 digits made of fonts.";

/** Weights of the reader's own, from a file. @param {(net: any, name: string) => void} onweights @param {(sentence: string) => void} onproblem */
function weightsButton(onweights, onproblem) {
  const file = h("input", { type: "file", accept: ".safetensors", hidden: true, "aria-label": "Your own weights" });
  file.addEventListener("change", async () => {
    const [one] = file.files;
    file.value = "";
    if (!one) return;
    try {
      onweights(network(parse(new Uint8Array(await one.arrayBuffer()))), one.name);
    } catch (error) {
      onproblem(`${one.name} is no LeNet of this form: ${error.message}.`);
    }
  });
  const title = "A .safetensors file of your own LeNet; it stays in this browser";
  return h("span", { class: "pxu-upload" }, button("Your weights", () => file.click(), { title }), file);
}

/** How long a digit takes, for `make bench-site`. @type {(times?: number) => number} milliseconds each */
function measure(times = 300) {
  const x = rasterise(DIGITS[3]);
  const start = performance.now();
  for (let n = 0; n < times; n++) forward(OURS, x);
  return (performance.now() - start) / times;
}

export default { render, key: "lenet", measure };
