/**
 * InsideExplorer: look into a LeNet. Its kernels and maps, what each map likes best, and five kinds of
 * evidence for a class, with the network as it was trained or with random weights.
 */
import committed from "../../pixelup/widgets/weights/digits.safetensors";
import { correlation, COPIES, explained, favourites, gallery, passes, RANDOM, randomised } from "../maths/inside.mjs";
import { explain, field, forward, LAYERS, softmax } from "../maths/lenet.mjs";
import { toJSON } from "../maths/numbers.mjs";
import { DIGITS, rasterise, SIDE } from "../maths/strokes.mjs";
import { h } from "../ui/dom.mjs";
import { button, group, select, setOff } from "../ui/fields.mjs";
import { figure, help } from "../ui/figure.mjs";
import { traitLink } from "../ui/link.mjs";
import { calm, slices } from "../ui/slices.mjs";
import { slider } from "../ui/slider.mjs";
import { fromBundle } from "../ui/weights.mjs";
import { aloud } from "../ui/words.mjs";
import css from "./inside.css";
import { evidenceRow, favouritesPanel, kernelsPanel } from "./inside_panels.mjs";
import { alikeStory, KINDS as EVIDENCE, pixelStory, RANDOM_NAMES, smallAloud, verdict } from "./inside_words.mjs";
import lenetCss from "./lenet.css";
import { drawing, easel, FRESH as DRAWN, KINDS, lookAt, once, OURS, unit } from "./lenet_easel.mjs";
import { layersPanel, scoresPanel, unitPanel } from "./lenet_panels.mjs";
import { spoken, story } from "./lenet_words.mjs";

const TRAITS = ["strokes", "image", "placing", "weights", "view", "target", "size", "stride", "fill", "random", "seed"];
const FRESH = { ...DRAWN, view: "layers", target: "winner", size: 7, stride: 3, fill: 0, random: "none", seed: 1, pixel: 406 };
const LIMITS = { size: [3, 14], stride: [1, 7], fill: [0, 1], seed: [1, 9999] };
const CLASSES = Array.from({ length: 10 }, (_, d) => String(d));
const FAVOURITES = 8;

const { x: ink, y: LABELS } = fromBundle(committed);
const LOOKED_AT = CLASSES.flatMap((_, d) => Array.from({ length: 5 }, (_, n) => ink.data.subarray((5 * d + n) * SIDE * SIDE, (5 * d + n + 1) * SIDE * SIDE)));
const found = new WeakMap(); // a network's answers to them
const answered = new WeakMap(); // and to the drawing that it saw last
const winnerOf = ({ output: { data } }) => data.indexOf(Math.max(...data));

/** What a network answers; figures of a page that show the same drawing share it.
 * @param {ReturnType<typeof import("../maths/lenet.mjs").network>} net @param {Float32Array} x */
function answerOf(net, x) {
  const last = answered.get(net);
  if (last?.x.every((v, n) => v === x[n])) return last.maps;
  const maps = forward(net, x);
  answered.set(net, { x, maps });
  return maps;
}

/** The traits, checked; throws a sentence. A drawing that stays the same is kept.
 * @param {(name: string) => any} get @param {any} [before]  what the last call gave */
function compute(get, before) {
  for (const [name, [from, to]] of Object.entries(LIMITS))
    if (!(Number(get(name)) >= from && Number(get(name)) <= to)) throw new Error(`its ${name} ${get(name)} is not from ${from} to ${to}.`);
  if (!["layers", "evidence"].includes(get("view"))) throw new Error(`it has no view ${get("view")}: there are layers and evidence.`);
  if (!(get("random") in RANDOM)) throw new Error(`${get("random")} cannot be random: there are ${Object.keys(RANDOM).join(", ")}.`);
  if (!["winner", ...CLASSES].includes(String(get("target")))) throw new Error(`it has no class ${get("target")}: there are winner and 0 to 9.`);
  const given = [get("strokes"), get("image"), get("placing")];
  const same = before && given.every((value, n) => value === before.given[n]);
  return { ...(same ? before : drawing(get)), given, square: { size: get("size"), stride: get("stride"), fill: Number(get("fill")) } };
}

const numbers = ["size", "stride", "seed", "pixel"];
const kinds = { ...KINDS, view: "text", target: "text", random: "text", fill: "text", ...Object.fromEntries(numbers.map((name) => [name, "number"])) };
const { read, state } = traitLink(kinds, FRESH, compute);
const shared = { state, read: (text, get) => ((next) => ({ ...next, fill: Number(next.fill) }))(read(text, get)) };

/** Evidence of the trained network and then of the random one, little by little.
 * @param {any} old  finished evidence of the trained one, or null */
function* both(base, other, x, d, square, old) {
  let own = old;
  if (!own) for (own of explained(base, x, d, square)) yield { own, other: null };
  let random = null;
  if (other !== base) for (random of explained(other, x, d, square)) yield { own, other: random };
  return { own, other: random };
}

/** @param {{model: any, el: HTMLElement, share?: {key: string}}} context */
function render(context) {
  const fig = figure(context, { name: "inside", label: "Inside explorer", css: lenetCss + css, rest: 400, ...shared });
  const { get, set, live } = fig;
  let base = OURS;
  let net = OURS; // the one that is looked at: random where it is to be
  let drawn = "";
  let now = compute(get);
  let maps; // of `now`, when it is painted
  let shown = { net: null, x: null }; // in the layers
  let kept = { key: [], evidence: null };
  let evidence = null;

  const words = h("p", { class: "pxu-words" });
  const answer = h("p", { class: "pxu-answer" });
  const reading = h("p", { class: "pxu-words" });
  const alikeness = h("p", { class: "pxu-words" });
  const go = lookAt(set);
  const desk = easel(fig, {
    now: () => now,
    ondraw(next) {
      now = { ...now, ...next, given: [] };
      paint();
    },
    onweights(next, again) {
      base = next;
      drawn = "";
      if (again) redraw();
    },
  });
  const scores = scoresPanel((d) => set({ target: get("target") === String(d) ? "winner" : String(d) }));
  const views = { layers: button("What the layers see", () => set({ view: "layers" })), evidence: button("What decided", () => set({ view: "evidence" })) };
  const random = select("Weights", Object.entries(RANDOM_NAMES), (value) => set({ random: value }));
  const again = button("Other random weights", () => get("random") !== "none" && set({ seed: (get("seed") % 9999) + 1 }));

  // What the layers see.
  const value = (layer, o, i, j) => maps[layer].data[(o * LAYERS[layer].size + i) * LAYERS[layer].size + j];
  const kernels = kernelsPanel((layer, o) => {
    const middle = LAYERS[layer].size >> 1;
    go(layer, o, middle, middle);
  });
  const layers = layersPanel(go, value);
  const detail = unitPanel();
  const liked = favouritesPanel(LOOKED_AT, LABELS.data, (digit, at) => {
    const [layer, o] = unit(get);
    const image = Array.from({ length: SIDE }, (_, i) => Array.from(LOOKED_AT[digit].subarray(i * SIDE, (i + 1) * SIDE), (v) => Math.round(v * 1e4) / 1e4));
    set({ strokes: [], image, position: o * LAYERS[layer].size ** 2 + at });
  });
  const inside = h("div", {}, kernels.el, layers.el, words, detail.el, liked.el);

  // What decided.
  let last = "occlusion"; // the map that was touched
  const touch = (i, j, kind) => {
    last = kind;
    if (get("pixel") === i * SIDE + j) showPixel();
    else set({ pixel: i * SIDE + j });
  };
  const rows = [evidenceRow("trained weights", touch), evidenceRow("random weights", touch)];
  const size = slider("Square", { from: 3, to: 14, step: 1 }, (v) => `${v} pixels`, (v) => set({ size: v }));
  const stride = slider("Moves by", { from: 1, to: 7, step: 1 }, (v) => `${v} ${v === 1 ? "pixel" : "pixels"}`, (v) => set({ stride: v }));
  const fill = slider("Filled with", { from: 0, to: 1, step: 0.05 }, (v) => v.toFixed(2), (v) => set({ fill: v }));
  const decided = h(
    "div",
    {},
    ...rows.map((row) => row.el),
    reading,
    alikeness,
    h("div", { class: "pxu-slides", role: "group", "aria-label": "The square that hides a part" }, size.el, stride.el, fill.el),
  );

  fig.section.append(
    fig.title(),
    h("div", { class: "pxu-bench" }, desk.el, scores.el, h("div", { class: "pxu-side" }, answer, ...desk.settings)),
    h("div", { class: "pxu-choices" }, h("div", { class: "pxu-controls", role: "group", "aria-label": "View" }, views.layers, views.evidence), group("Sanity check", random.el, again)),
    fig.note,
    inside,
    decided,
    live.el,
    help(
      "Keys, and what is drawn",
      "Tab goes from part to part. In the drawing area the arrow keys move the pen, the space bar puts it down and lifts it. A bar of the output chooses the class that is asked about; once more, and it is the winner again. ",
      "In kernels, layers and maps the arrow keys go from cell to cell; a frame on the drawing shows what the cell sees, or which square was hidden. A favourite digit is put on the easel by a click. ",
      "Blue is positive, orange negative; each layer and each map has its own scale. Maps, rows and columns are counted from 0. ",
      "Each cell of occlusion lies in the middle of its square, each cell of Grad-CAM in the middle of what it sees. ",
      `Smoothed: the mean over ${COPIES} copies with noise of 0.15. Guided backpropagation drops what is negative at every ReLU, also on the way back. `,
      "Random weights are drawn as PyTorch begins: uniform, up to one over the root of the number of a unit’s inputs.",
    ),
  );

  /** The class that is asked about: the winner is that of the trained weights. */
  const asked = () => (get("target") === "winner" ? winnerOf(answerOf(base, now.x)) : Number(get("target")));
  const work = slices(fig.section, ({ own, other }, done) => {
    if (!done && calm()) return;
    evidence = { ...evidence, own, other, done };
    if (done) kept = { key: evidence.key, evidence: own };
    fig.attempt(showEvidence);
  });
  const looking = slices(fig.section, (all, done) => {
    if (!done) return;
    found.set(net, all);
    fig.attempt(showFavourites);
  });
  fig.end(work.stop);
  fig.end(looking.stop);

  function askForEvidence(d) {
    const key = [base, now.x, d, JSON.stringify(now.square)];
    const old = key.every((part, n) => part === kept.key[n]) ? kept.evidence : null;
    evidence = { key, d, own: old, other: null, done: false, passes: passes(now.square) };
    work.start(both(base, net, now.x, d, now.square, old));
  }
  function showEvidence() {
    const { own, other, d, done } = evidence;
    const alike = other && done ? Object.fromEntries(Object.keys(EVIDENCE).map((name) => [name, correlation(own[name], other[name])])) : null;
    rows[0].show(`For the ${d}${other ? ": trained weights" : ""}`, now.x, own, now.square, null);
    rows[1].el.hidden = get("random") === "none";
    if (other) rows[1].show(`For the ${d}, ${RANDOM_NAMES[get("random")]}`, now.x, other, now.square, alike);
    alikeness.textContent = alike ? alikeStory(alike) : "";
    showPixel(true);
    if (!done) return;
    if (alike) live.say(alikeStory(alike, aloud));
    const { occlusion, saliency, cam } = other ?? own;
    const square = (map, n = Math.sqrt(map.length)) => toJSON(Array.from({ length: n }, (_, i) => Array.from(map.subarray(i * n, (i + 1) * n), (v) => Math.round(v * 1e5) / 1e5)));
    fig.write({ occlusion: square(occlusion), saliency: square(saliency), cam: square(cam) });
  }
  /** What the maps say at a pixel, and what was looked at for it. */
  function showPixel(quiet = false) {
    const at = Math.max(0, Math.min(SIDE * SIDE - 1, get("pixel")));
    const [i, j] = [Math.floor(at / SIDE), at % SIDE];
    for (const row of rows) row.cursor(i, j);
    if (!evidence?.own) return;
    const say = (how) => pixelStory(i, j, evidence.d, rows[evidence.other ? 1 : 0].at(i, j), Boolean(evidence.other), how);
    reading.textContent = say();
    const { size: side, stride: step } = now.square;
    const square = [i, j].map((v) => Math.floor((v - Math.floor((side - step) / 2)) / step) * step);
    const cell = [i, j].map((v) => Math.floor((v - 4) / 2));
    const frames = { occlusion: [...square, side], cam: field("c3", ...cell) };
    desk.pad.frame(frames[last] ?? [i, j, 1]);
    if (!quiet) live.say(say(smallAloud));
  }

  function askForFavourites() {
    if (found.has(net)) looking.stop();
    else looking.start(gallery(net, LOOKED_AT));
    showFavourites();
  }
  function showFavourites() {
    const [layer, o] = unit(get);
    const all = found.get(net);
    liked.show(layer, o, all ? favourites(all.map((one) => one[layer]), o, FAVOURITES) : null);
  }
  /** Another unit is looked at. */
  function showUnit(quiet = false) {
    if (get("view") !== "layers") return;
    const [layer, o, i, j] = unit(get);
    const why = explain(net, maps, layer, o, i, j);
    words.textContent = story(layer, o, i, j, why);
    detail.show(layer, why);
    layers.mark(layer, o, i, j);
    kernels.mark(layer, o);
    desk.pad.frame(LAYERS[layer].size > 1 ? field(layer, i, j) : null);
    showFavourites();
    if (!quiet) live.say(spoken(layer, o, i, j, why));
  }

  /** The drawing or the weights are other ones. */
  function paint() {
    maps = answerOf(net, now.x);
    const shares = softmax(maps.output.data);
    const [winner, d] = [winnerOf(maps), asked()];
    desk.pad.paint(now.x);
    scores.show(shares, d);
    answer.textContent = verdict(winner, shares[winner], get("random"), !now.x.some((v) => v > 0));
    if (get("view") === "evidence") {
      askForEvidence(d);
      return winner;
    }
    if (shown.net !== net) kernels.show(net);
    if (shown.net !== net || shown.x !== now.x) layers.show(maps);
    shown = { net, x: now.x };
    showUnit(true);
    return winner;
  }
  /** A trait changed. */
  function redraw(quiet = false) {
    now = compute(get, now);
    const [view, which] = [get("view"), get("random")];
    const wanted = `${which} ${get("seed")}`;
    if (wanted !== drawn) {
      drawn = wanted;
      net = which === "none" ? base : randomised(base, which, get("seed"));
    }
    desk.show();
    for (const [name, el] of Object.entries(views)) el.setAttribute("aria-pressed", String(name === view));
    [inside.hidden, decided.hidden] = [view !== "layers", view !== "evidence"];
    random.input.value = which;
    setOff(again, which === "none");
    for (const [name, one] of Object.entries({ size, stride, fill })) one.put(now.square[name]);
    const winner = paint();
    if (view === "layers") {
      work.stop();
      askForFavourites();
    } else looking.stop();
    fig.write({ scores: toJSON([Array.from(maps.output.data, (v) => Math.round(v * 1e4) / 1e4)]), predicted: winner });
    if (!quiet) live.say(answer.textContent);
  }

  desk.follow();
  const look = once(() => fig.attempt(() => showUnit())); // layer and position often change together
  fig.watch(TRAITS, redraw, { pixel: () => get("view") === "evidence" && showPixel() });
  fig.on("layer", look);
  fig.on("position", look);
  const recolour = () => {
    shown = { net: null, x: null };
    redraw(true);
  };
  return fig.start(recolour);
}

/** How long the evidence for a digit takes, for `make bench-site`.
 * @type {(times?: number) => number} milliseconds for one of its passes */
function measure(times = 2) {
  const [x, square] = [rasterise(DIGITS[3]), { size: 7, stride: 3, fill: 0 }];
  const start = performance.now();
  for (let n = 0; n < times; n++) for (const _ of explained(OURS, x, 3, square));
  return (performance.now() - start) / times / passes(square);
}

export default { render, key: "inside", measure };
