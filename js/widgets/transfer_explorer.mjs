/**
 * TransferExplorer: choose a pair of tasks, labels a class, what is trained and how fast; see which
 * parameters that are, the accuracy that was measured with its spread, and the features as a map.
 * Nothing is trained here: every number was measured and committed.
 */
import { bestRate, find, overLabels, overRates, rates, those, whileTraining } from "../maths/transfer.mjs";
import { chart, chartStyle } from "../ui/chart.mjs";
import { h } from "../ui/dom.mjs";
import { group, select } from "../ui/fields.mjs";
import { figure, help } from "../ui/figure.mjs";
import * as address from "../ui/share.mjs";
import { slider } from "../ui/slider.mjs";
import { join } from "../ui/words.mjs";
import css from "./transfer.css";
import { DATA, LENGTH } from "./transfer_data.mjs";
import { mapPanel, methodsPanel, networkPanel, tablePanel } from "./transfer_panels.mjs";
import { aloud, blocks, capital, counted, curveText, mapOf, meaning, nameOf, next, pointText, result, sign, tight, unrecorded } from "./transfer_words.mjs";

const METHODS = Object.keys(DATA.methods);
const PAIRS = Object.keys(DATA.pairs);
const RATES = rates(DATA);
const CHOICE = ["pair", "method", "rate", "labels"];
const KINDS = { pair: "text", labels: "number", method: "text", rate: "text", shown: "text" };

/** @type {(get: (name: string) => any) => any} */
const choiceOf = (get) => Object.fromEntries(CHOICE.map((name) => [name, get(name)]));

/** Refuses what cannot be shown, in one sentence. */
function check(get) {
  const offered = { pair: PAIRS, method: METHODS, labels: DATA.labels, rate: RATES, shown: ["before", "after"] };
  for (const [name, values] of Object.entries(offered))
    if (!values.includes(get(name))) throw new Error(`its ${name} is ${get(name)}: there are ${values.join(", ")}`);
}

/** What an address says. Throws a sentence. */
function read(text, get) {
  const said = address.read(text, KINDS);
  const state = { pair: PAIRS[0], method: get("method"), labels: get("labels"), shown: "after", ...said };
  state.rate = "rate" in said ? Number(said.rate) : bestRate(DATA, state.pair, state.method) ?? RATES[0];
  check((name) => state[name]);
  return state;
}

/** @param {{model: any, el: HTMLElement, share?: {key: string}}} context */
function render(context) {
  const state = (get) => Object.fromEntries(Object.keys(KINDS).map((name) => [name, get(name)]));
  const fig = figure(context, { name: "transfer", label: "Transfer explorer", css: chartStyle + css, rest: 400, read, state });
  const { get, set, live } = fig;
  let choice = choiceOf(get);
  let curves = {}; // by method, where they were recorded
  let step = Infinity; // the last one
  let mapped = ""; // the pair whose map is drawn

  /** Another pair or method: its rate, where this one was not measured. */
  const turn = (changes) => {
    const { pair, method, rate } = { ...choice, ...changes };
    const known = those(DATA.runs, { pair, method, rate }).length;
    set({ ...changes, rate: known ? rate : bestRate(DATA, pair, method) ?? rate });
  };
  const pairs = select("From, to", Object.entries(DATA.pairs).map(([value, { title }]) => [value, capital(title)]), (pair) => turn({ pair }));
  const labels = slider("Labels a class", { from: 0, to: DATA.labels.length - 1, step: 1 }, (n) => String(DATA.labels[n]), (n) => set({ labels: DATA.labels[n] }));
  const rate = select("Learning rate", RATES.map(String), (text) => set({ rate: Number(text) }));
  const methods = methodsPanel(METHODS, (method) => turn({ method }));
  const network = networkPanel();
  const words = h("p", { class: "pxu-words" });
  const more = h("p", { class: "pxu-more" });
  const keys = "Left and right: a point. Up and down: another way to train.";
  const byLabels = chart({
    name: "Accuracy over labels",
    keys,
    onmove(method, n) {
      const run = overLabels(DATA, choice)[method][n];
      set({ method, rate: run.rate, labels: run.labels });
    },
  });
  const byRate = chart({
    name: "Accuracy over learning rates",
    keys,
    onmove(method, n) {
      set({ method, rate: overRates(DATA, choice)[method][n].rate });
    },
  });
  const training = chart({
    name: "While training",
    keys,
    onmove(method, n) {
      step = n;
      if (method !== choice.method) return set({ method, rate: curves[method].rate });
      live.say(aloud(showStep()));
    },
  });
  const map = mapPanel({ onmap: (shown) => set({ shown }), onclass: (text) => live.say(text) });
  const table = tablePanel();

  fig.section.append(
    fig.title(),
    group("The task", pairs.el, rate.el, labels.el, fig.copy),
    fig.note,
    methods.el,
    network.el,
    words,
    more,
    h("div", { class: "pxu-charts" }, byLabels.el, byRate.el, training.el, map.el),
    table.el,
    live.el,
    help(
      "Keys, and what was measured",
      "Tab goes from field to field, and once into each chart: there left and right go from point to point, up and down from one way to train to another, and what a chart shows is chosen with it. In the map, left and right choose a class. ",
      "Each point is the mean accuracy over several seeds, on test pictures that no training saw; the whiskers and the band reach one standard deviation to either side. ",
      "A seed draws other labelled pictures and another new head. The line of a way to train that is not chosen has the learning rate that did best, on the same pictures. ",
      `Every training has ${LENGTH.steps} steps of at most ${LENGTH.batch} pictures; head first, then everything, has as many for the head before. While training, a part of the test pictures is measured. `,
      "The map brings the numbers that go into the head down to two; the letters are the classes.",
    ),
  );

  const toLines = (all, x) => Object.entries(all).map(([key, runs]) => ({ key, look: METHODS.indexOf(key), points: runs.map((run) => ({ x: run[x], mean: run.mean, std: run.std })) }));
  const place = (runs = []) => runs.findIndex((run) => run.labels === choice.labels && run.rate === choice.rate);

  /** A chart of runs, and the run that is read. */
  function showRuns(view, all, x, about) {
    view.show({ lines: toLines(all, x), chosen: choice.method, ...about });
    const n = place(all[choice.method]);
    const text = n < 0 ? "Of this choice, no run was measured." : pointText(all[choice.method][n]);
    view.mark(choice.method, n, tight(text), aloud(text));
  }

  function showStep() {
    const curve = curves[choice.method];
    if (curve) step = Math.min(step, curve.epochs.length - 1);
    const text = curve ? curveText(nameOf(choice.method), curve.epochs[step], curve.mean[step], curve.std[step]) : unrecorded(DATA, choice);
    training.mark(choice.method, step, tight(text), aloud(text));
    return text;
  }

  function showTraining() {
    curves = whileTraining(DATA, choice);
    const all = Object.entries(curves).map(([key, { epochs, mean, std }]) => ({ key, look: METHODS.indexOf(key), points: epochs.map((x, n) => ({ x, mean: mean[n], std: std[n] })) }));
    const epochs = all[0]?.points.map(({ x }) => x) ?? [];
    training.show({
      lines: all,
      heading: "While training, in %",
      across: "epochs",
      marks: [epochs[0], epochs[Math.floor(epochs.length / 2)], epochs.at(-1)],
      chosen: choice.method,
      why: unrecorded(DATA, choice),
    });
    showStep();
  }

  function showMap() {
    const [pair, shown] = [get("pair"), get("shown")];
    mapped = pair;
    const points = (DATA.map[pair]?.[shown] ?? []).map(([x, y, label]) => [x, y, sign(pair, label)]);
    return map.show(points, shown, mapOf(DATA, pair, shown));
  }

  function showAll(quiet = false) {
    check(get);
    choice = choiceOf(get);
    const { pair, method } = choice;
    const run = find(DATA, choice);
    pairs.input.value = pair;
    labels.put(DATA.labels.indexOf(choice.labels));
    RATES.forEach((value, n) => {
      const text = `${value}${find(DATA, { ...choice, rate: value }) ? "" : " (not measured)"}`;
      if (rate.input.options[n].text !== text) rate.input.options[n].text = text;
    });
    rate.input.value = String(choice.rate);
    methods.show(method);
    const { trainable, text } = counted(DATA, choice);
    network.show(blocks(DATA, choice), text);
    const said = result(DATA, choice);
    words.textContent = tight(said);
    more.textContent = tight(join(meaning(DATA, choice), next(DATA, choice)));
    const why = "Of this pair, nothing was measured.";
    showRuns(byLabels, overLabels(DATA, choice), "labels", { heading: "Accuracy over labels, in %", across: "labels a class", marks: DATA.labels, log: true, why });
    showRuns(byRate, overRates(DATA, choice), "rate", { heading: "Accuracy over learning rates, in %", across: "learning rate", marks: RATES, log: true, why });
    showTraining();
    if (pair !== mapped) showMap();
    table.show(capital(DATA.pairs[pair].title), METHODS, those(DATA.runs, { pair }));
    fig.write({ measured: run ? [[run.mean, run.std, run.worst, run.seeds]] : [], trainable });
    if (!quiet) live.say(aloud(said));
  }

  fig.watch(CHOICE, showAll, { shown: () => live.say(showMap()) });
  return fig.start(
    () => showAll(true),
    () => showMap(), // its colours are another theme's
  );
}

export default { render, key: "transfer" };
