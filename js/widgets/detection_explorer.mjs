/**
 * DetectionExplorer: drag two boxes and read how well they agree; or several boxes with scores,
 * and go through non-maximum suppression one comparison at a time.
 */
import { decision, fates, pairs, ranking, suppression } from "../maths/boxes.mjs";
import { comparison, WITHOUT_ANSWER } from "../maths/compare.mjs";
import { shape } from "../maths/conv.mjs";
import { format, toJSON, toMatrix } from "../maths/numbers.mjs";
import { cursor } from "../ui/cursor.mjs";
import { h } from "../ui/dom.mjs";
import { group, select } from "../ui/fields.mjs";
import { figure, help } from "../ui/figure.mjs";
import { traitLink } from "../ui/link.mjs";
import { mapsPanel } from "../ui/maps.mjs";
import { player } from "../ui/player.mjs";
import { presets } from "../ui/presets.mjs";
import { slider } from "../ui/slider.mjs";
import { judged } from "../ui/verdict.mjs";
import { join } from "../ui/words.mjs";
import css from "./detection.css";
import { candidatesPanel, spellingsPanel, stagePanel, sumsPanel } from "./detection_panels.mjs";
import { CROWDS, PAIRS, SCENES } from "./detection_presets.mjs";
import { firstDifference, judgedKept, list, relation, spokenPair, stepText } from "./detection_words.mjs";

const TRAITS = ["mode", "boxes", "others", "scores", "threshold", "scene", "expected", "answer"];
const KINDS = {
  mode: "text", boxes: "matrix", others: "matrix", scores: "matrix", threshold: "text", scene: "text",
  position: "number", step: "number", expected: "matrix", answer: "matrix",
};
const FRESH = { mode: "overlap", others: [], scores: [], threshold: 0.5, scene: "none", position: 0, step: 0, ...WITHOUT_ANSWER };
const [FIRST_PAIR, FIRST_CROWD] = [Object.values(PAIRS)[0], Object.values(CROWDS)[0]];
const FARTHEST = 1000;

/** Rows of left, top, right, bottom. Throws a sentence. */
function boxesOf(rows, name) {
  const found = toMatrix(rows);
  for (const [n, box] of found.entries()) {
    if (box.length !== 4 || !box.every((v) => Math.abs(v) <= FARTHEST)) throw new Error(`row ${n} of its ${name} is no box: it takes left, top, right and bottom, up to ${FARTHEST}.`);
    if (box[2] < box[0] || box[3] < box[1]) throw new Error(`box ${n} of its ${name} ends before it begins.`);
  }
  return found;
}

/** Everything that follows from the traits. @param {(name: string) => any} get */
function compute(get) {
  const [mode, scene, threshold] = [get("mode"), get("scene"), Number(get("threshold"))];
  if (!["overlap", "suppression"].includes(mode)) throw new Error(`its mode ${mode} is neither overlap nor suppression.`);
  if (!SCENES[scene]) throw new Error(`it has no scene ${scene}: there are ${Object.keys(SCENES).join(", ")}.`);
  if (!(threshold >= 0 && threshold <= 1)) throw new Error(`its threshold ${get("threshold")} is not from 0 to 1.`);
  const boxes = boxesOf(get("boxes"), "boxes");
  if (!boxes.length) throw new Error("it has no box.");
  const base = { mode, scene, threshold, boxes };
  if (mode === "overlap") {
    const others = boxesOf(get("others"), "others");
    if (!others.length) throw new Error("it has no other box to compare with.");
    return { ...base, others, scores: [], ...comparison(pairs(boxes, others), get) };
  }
  const scores = toMatrix(get("scores")).flat();
  if (scores.length !== boxes.length || !scores.every(Number.isFinite)) throw new Error(`its ${boxes.length} boxes need as many scores, not ${scores.length}.`);
  const steps = suppression(boxes, scores, threshold);
  const kept = steps.at(-1).kept;
  const [expected, yours] = ["expected", "answer"].map((name) => toMatrix(get(name) ?? []).flat());
  return { ...base, others: [], scores, steps, kept, failing: expected.length + yours.length > 0, expected: expected.length ? expected : kept, yours };
}

/** What the stage has to show: the scene's field, and more where boxes lie outside. */
function extentOf({ scene, boxes, others }) {
  const all = [...boxes, ...others];
  const { cols, rows } = SCENES[scene];
  const side = (at, start, round, most) => round(all.reduce((v, box) => most(v, box[at]), start));
  return [side(0, 0, Math.floor, Math.min), side(1, 0, Math.floor, Math.min), side(2, cols, Math.ceil, Math.max), side(3, rows, Math.ceil, Math.max)];
}

/** @param {{model: any, el: HTMLElement, share?: {key: string}}} context */
function render(context) {
  const links = traitLink(KINDS, FRESH, compute);
  const fig = figure(context, {
    name: "detect",
    label: "Detection explorer",
    css,
    rest: 400,
    read(text, get) {
      const next = links.read(text, get);
      return { ...next, threshold: Number(next.threshold) };
    },
    state: (get) => Object.fromEntries(Object.entries(links.state(get)).filter(([name]) => get("mode") !== "overlap" || !["scores", "threshold", "step"].includes(name))),
  });
  const { get, set, live } = fig;
  let now = compute(get);
  let extent = extentOf(now);
  let mine = false; // the reader's own move: the stage stays as it is
  let chosen = 0;
  const pair = cursor(fig, () => (now.mode === "overlap" ? shape(now.expected) : [0, 0]));
  /** The two boxes that are compared: rows of `boxes` and of `others`. */
  const here = () => {
    const [i, j] = pair.at();
    return now.aligned ? [i, j] : [Math.min(i, now.boxes.length - 1), Math.min(j, now.others.length - 1)];
  };
  const at = () => Math.min(get("step") || 0, (now.steps?.length ?? 1) - 1);

  const stage = stagePanel({
    onbox(n, box) {
      mine = true;
      const overlap = now.mode === "overlap";
      const [name, row] = overlap ? [["boxes", "others"][n], here()[n]] : ["boxes", n];
      set({ [name]: now[name].map((old, m) => (m === row ? box : old)), ...WITHOUT_ANSWER });
    },
    onchoose: choose,
  });
  const mode = select("Show", [["overlap", "two boxes"], ["suppression", "suppression"]], (next) => {
    const other = left[next];
    left[get("mode")] = { boxes: get("boxes"), others: get("others"), scores: get("scores"), threshold: get("threshold"), scene: get("scene") };
    begin({ mode: next, ...other });
  });
  /** What each side was when the reader left it. */
  const left = { overlap: { ...FIRST_PAIR, scene: "none" }, suppression: { ...FIRST_CROWD, scores: [FIRST_CROWD.scores] } };
  const begin = (traits) => set({ position: 0, step: 0, ...WITHOUT_ANSWER, ...traits });
  const couples = presets("Example", PAIRS, (traits) => begin({ ...traits, scene: "none" }));
  const crowds = presets("Example", CROWDS, (traits) => begin({ ...traits, scores: [traits.scores] }));
  const sums = sumsPanel();
  const spelled = spellingsPanel();
  const candidates = candidatesPanel((n) => {
    choose(n);
    stage.focus(n);
  });
  const maps = mapsPanel({ name: "IoU of all pairs", onmove: pair.go, note: "A row for each box A, a column for each box B. Arrow keys choose a pair." });
  const table = h("div", { class: "pxu-matrices" }, ...maps.matrices);
  const words = h("p", { class: "pxu-words" });
  const result = h("p", { class: "pxu-result" });
  const threshold = slider("Threshold", { from: 0, to: 1, step: 0.05 }, format, (value) => set({ threshold: value, ...WITHOUT_ANSWER }));
  const score = slider("Score of box 0", { from: 0, to: 1, step: 0.05 }, format, (value) => set({ scores: [now.scores.map((v, n) => (n === chosen ? value : v))], ...WITHOUT_ANSWER }));
  const progress = slider("Step", { from: 0, to: 1, step: 1 }, String, (step) => set({ step }));
  const steps = player({
    position: at,
    count: () => now.steps?.length ?? 0,
    go: (step) => set({ step }),
    onstop: () => live.say(speech()),
    label: "Go through the suppression",
  });
  const acts = h("div", { class: "pxu-acts" }, h("div", { class: "pxu-slides" }, progress.el, threshold.el, score.el), steps.el);
  const sharing = fig.copy && h("div", { class: "pxu-controls" }, fig.copy);

  fig.section.append(
    fig.title(),
    group("What to begin with", mode.el, couples.el, crowds.el),
    fig.note,
    h("div", { class: "pxu-detecting" }, stage.el, h("div", { class: "pxu-beside" }, acts, sums.el, words, result), candidates.el),
    table,
    spelled.el,
    ...(sharing ? [sharing] : []),
    live.el,
    help(
      "Keys, and how boxes are counted",
      "Drag a box to move it, a corner to change its size. By keyboard: the arrow keys move the box with the focus by 1, with Shift they move its right and its lower edge. ",
      "x counts columns and comes first, y rows; coordinates lie between pixels, so a box from 3 to 5 is two wide. ",
      "Suppression: the box with the highest score is kept, of equal scores the one that comes first; a box falls when its IoU with it is larger than the threshold, and what fell throws nothing away. ",
      "Boxes are counted from 0, as in Python.",
    ),
  );

  function choose(n) {
    if (n === chosen) return;
    chosen = n;
    showStage();
  }
  const speech = () => {
    if (now.mode === "overlap") return join(now.failing && judged(now, pair.at()), spokenPair(...couple()));
    return join(now.failing && judgedKept(now.expected, now.yours, now.boxes.length), stepText(now.steps[at()], now.boxes, now.scores, now.threshold).replaceAll("−", "minus "));
  };
  const couple = () => {
    const [i, j] = here();
    return [now.boxes[i], now.others[j]];
  };

  /** Boxes on the stage, and what stands beside it. */
  function showStage() {
    if (now.mode === "overlap") showPair();
    else showStep();
  }
  function showPair() {
    const [a, b] = couple();
    const [i, j] = here();
    const many = now.boxes.length * now.others.length > 1;
    const names = [many ? `A ${i}` : "A", many ? `B ${j}` : "B"];
    const items = [a, b].map((box, n) => ({ box, name: names[n], says: `Box ${names[n]}`, stop: true, look: `pxu-${"ab"[n]} ${n === chosen ? "pxu-chosen" : ""}` }));
    stage.show(extent, now.scene, items, [a, b]);
    sums.show(a, b);
    words.textContent = join(now.failing && judged(now, pair.at()), relation(a, b));
    spelled.show([[names[0], a], [names[1], b]]);
    const [p, q] = pair.at();
    maps.cursor(p, q);
  }
  function showStep() {
    const step = now.steps[at()];
    const found = fates(now.steps, at(), now.boxes.length);
    const done = step.kind === "end";
    const [best, box] = [done ? -1 : (step.best ?? -1), step.kind === "compare" ? step.box : -1];
    chosen = Math.min(chosen, now.boxes.length - 1);
    const order = ranking(now.scores);
    const items = now.boxes.map((one, n) => {
      const role = n === best ? "pxu-best" : n === box ? "pxu-asked" : "";
      const says = `Box ${n}, score ${format(now.scores[n])}, ${fateText(found[n])}`;
      return { box: one, name: String(n), says, stop: n === chosen, look: `pxu-${found[n].fate} pxu-at-${order.indexOf(n) % 4} ${role} ${n === chosen ? "pxu-chosen" : ""}` };
    });
    const compared = box >= 0 ? [now.boxes[best], now.boxes[box]] : null;
    stage.show(extent, now.scene, items, compared);
    sums.el.classList.toggle("pxu-still-there", !compared); // keeps its place
    if (compared) sums.show(...compared);
    words.textContent = join(now.failing && judgedKept(now.expected, now.yours, now.boxes.length), stepText(step, now.boxes, now.scores, now.threshold));
    const soFar = found.map(({ fate }, n) => (fate === "kept" ? n : -1));
    result.textContent = `Kept${done ? "" : " so far"}: ${list(order.filter((n) => soFar.includes(n)))}.`;
    const past = new Map(now.steps.slice(0, at() + 1).filter((s) => s.kind === "compare" && s.best === best).map((s) => [s.box, s.iou]));
    candidates.show(
      order.map((n) => ({ n, score: now.scores[n], iou: past.has(n) ? format(past.get(n)) : n === best ? "itself" : "", fate: fateText(found[n]), look: `pxu-${found[n].fate} ${n === box ? "pxu-asked" : ""}` })),
      chosen,
    );
    spelled.show([[String(chosen), now.boxes[chosen]]]);
    score.put(now.scores[chosen]);
    score.el.querySelector("label").textContent = `Score of box ${chosen}`;
    progress.input.max = String(now.steps.length - 1);
    progress.put(at());
    steps.update();
  }
  const fateText = ({ fate, by }) => (fate === "fallen" ? `falls to ${by}` : fate === "kept" ? "kept" : "waits");

  /** A trait changed: draw everything. */
  function showAll(quiet = false) {
    const overlap = now.mode === "overlap";
    mode.input.value = now.mode;
    couples.el.hidden = !overlap;
    sums.el.classList.toggle("pxu-of-two", overlap);
    if (overlap) sums.el.classList.remove("pxu-still-there");
    crowds.el.hidden = acts.hidden = candidates.el.hidden = result.hidden = overlap;
    table.hidden = !overlap || now.expected.length * (now.expected[0]?.length ?? 0) + now.answer.length < 2;
    if (overlap) {
      couples.show({ boxes: now.boxes, others: now.others });
      if (!table.hidden) maps.show(now);
    } else {
      crowds.show({ scene: now.scene, threshold: now.threshold, scores: now.scores, boxes: now.boxes });
      threshold.put(now.threshold);
    }
    fig.write(overlap ? { ious: toJSON(pairs(now.boxes, now.others)), kept: [] } : { ious: [], kept: now.kept });
    showStage();
    if (!quiet) live.say(speech());
  }

  fig.watch(
    TRAITS,
    () => {
      const before = now.mode;
      now = compute(get);
      const fits = [...now.boxes, ...now.others].every((box) => stage.fits(box, extent));
      if (!mine || !fits) extent = extentOf(now);
      if (before !== now.mode) chosen = 0;
      mine = false;
      steps.stop();
      showAll();
    },
    {
      position: () => {
        if (now.mode !== "overlap") return;
        showPair();
        live.say(speech());
      },
      step: () => {
        if (now.mode !== "suppression") return;
        showStep();
        if (!steps.playing()) live.say(speech());
      },
    },
  );
  fig.end(steps.stop);
  if (now.failing && now.mode === "overlap" && !get("position")) pair.toDifference(now.d);
  if (now.failing && now.mode === "suppression" && !get("step")) set({ step: Math.max(0, decision(now.steps, firstDifference(now.expected, now.yours))) });
  return fig.start(() => showAll(true), () => {});
}

export default { render, key: "detection" };
