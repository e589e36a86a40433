/**
 * LeNetExplorer: draw a digit and watch every layer answer; look at a unit's patch and weights;
 * load weights of your own. Nothing leaves the browser.
 */
import { explain, field, forward, LAYERS, softmax } from "../maths/lenet.mjs";
import { toJSON } from "../maths/numbers.mjs";
import { DIGITS, rasterise } from "../maths/strokes.mjs";
import { h } from "../ui/dom.mjs";
import { figure, help } from "../ui/figure.mjs";
import { traitLink } from "../ui/link.mjs";
import { join } from "../ui/words.mjs";
import css from "./lenet.css";
import { drawing, easel, FRESH, KINDS, lookAt, once, OURS, unit } from "./lenet_easel.mjs";
import { layersPanel, scoresPanel, unitPanel } from "./lenet_panels.mjs";
import { spoken, story, verdict } from "./lenet_words.mjs";

const TRAITS = ["strokes", "image", "placing", "weights"];

/** @param {{model: any, el: HTMLElement, share?: {key: string}}} context */
function render(context) {
  const fig = figure(context, { name: "lenet", label: "LeNet explorer", css, rest: 400, ...traitLink(KINDS, FRESH, drawing) });
  const { get, set, live } = fig;
  let net = OURS;
  let now = drawing(get);
  let maps, shares; // of `now`, when it is painted
  const words = h("p", { class: "pxu-words" });
  const answer = h("p", { class: "pxu-answer" });
  const go = lookAt(set);

  const desk = easel(fig, {
    now: () => now,
    ondraw(next) {
      now = next;
      paint();
    },
    onweights(next, again) {
      net = next;
      if (again) redraw();
    },
  });
  const layers = layersPanel(go, (layer, o, i, j) => maps[layer].data[(o * LAYERS[layer].size + i) * LAYERS[layer].size + j]);
  const scores = scoresPanel((digit) => go("output", digit));
  const detail = unitPanel();

  fig.section.append(
    fig.title(),
    h("div", { class: "pxu-bench" }, desk.el, scores.el, h("div", { class: "pxu-side" }, answer, ...desk.settings)),
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
    desk.pad.paint(now.x);
    layers.show(maps);
    answer.textContent = verdict(shares, !now.x.some((v) => v > 0));
    showUnit(true);
  }
  /** Another unit is looked at. */
  function showUnit(quiet = false) {
    const [layer, o, i, j] = unit(get);
    const why = explain(net, maps, layer, o, i, j);
    words.textContent = story(layer, o, i, j, why);
    detail.show(layer, why);
    layers.mark(layer, o, i, j);
    scores.show(shares, layer === "output" ? o : -1);
    desk.pad.frame(LAYERS[layer].size > 1 ? field(layer, i, j) : null);
    if (!quiet) live.say(spoken(layer, o, i, j, why));
  }
  function redraw(quiet = false) {
    now = drawing(get);
    desk.show();
    paint();
    fig.write({ scores: toJSON([Array.from(maps.output.data, (v) => Math.round(v * 1e4) / 1e4)]), predicted: shares.indexOf(Math.max(...shares)) });
    if (!quiet) live.say(join(answer.textContent));
  }

  desk.follow();
  const look = once(() => fig.attempt(() => showUnit())); // layer and position often change together
  fig.watch(TRAITS, redraw);
  fig.on("layer", look);
  fig.on("position", look);
  return fig.start(() => redraw(true));
}

/** How long a digit takes, for `make bench-site`. @type {(times?: number) => number} milliseconds each */
function measure(times = 300) {
  const x = rasterise(DIGITS[3]);
  const start = performance.now();
  for (let n = 0; n < times; n++) forward(OURS, x);
  return (performance.now() - start) / times;
}

export default { render, key: "lenet", measure };
