/** What the TransferExplorer says. No DOM; the records come as an argument. */
import { best, bestRate, find, line, nextToOwn, overLabels, parameters, those } from "../maths/transfer.mjs";
import { count } from "../maths/layers.mjs";
import { join, plural } from "../ui/words.mjs";

/** @typedef {import("../maths/transfer.mjs").Run} Run */
/** @typedef {import("../maths/transfer.mjs").Records} Records */
/** @typedef {{pair: string, method: string, rate: number, labels: number}} Choice */

/** How a method reads within a sentence; the same as in pixelup/widgets/transfer_explorer.py. */
const HOW = {
  scratch: "from scratch",
  frozen: "with the kernels frozen",
  top: "with the top layers fine-tuned",
  full: "with everything fine-tuned",
  "probe-then-full": "with the head first, then everything",
};
export const how = (method) => HOW[method] ?? method;

/** "from scratch" on a button: "From scratch" */
const NAMES = { scratch: "From scratch", frozen: "Kernels frozen", top: "Top layers", full: "Everything", "probe-then-full": "Head first, then everything" };
export const nameOf = (method) => NAMES[method] ?? method;

/** @type {(text: string) => string} */
export const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** "83 ± 2 %"; a decimal only where the spread is below 1.
 * @type {(run: {mean: number, std: number}, unit?: string) => string} */
export function percent({ mean, std }, unit = " %") {
  const digits = std < 1 ? 1 : 0;
  const rounded = (v) => (Math.floor(v * 10 ** digits + 0.5) / 10 ** digits).toFixed(digits);
  return `${rounded(mean)} ± ${rounded(std)}${unit}`;
}

/** No line ends within "83 ± 2 %". @type {(text: string) => string} */
export const tight = (text) => text.replace(/ ([±%])( (?=\d))?/g, (_, sign, space) => `\u00a0${sign}${space ? "\u00a0" : ""}`);

/** For the ear. @type {(text: string) => string} */
export const aloud = (text) => text.replaceAll("±", "plus or minus").replaceAll(" %", " percent");

const labelsText = (labels) => `${plural(labels, "label")} a class`;

/** With whom a run is compared: with training from scratch, and that one with the best other.
 * @type {(data: Records, choice: Choice) => Run | undefined} */
function rival(data, choice) {
  const lines = overLabels(data, choice);
  const others = Object.entries(lines).flatMap(([method, runs]) => (method === choice.method ? [] : those(runs, { labels: choice.labels })));
  return choice.method === "scratch" ? best(others) : others.find((run) => run.method === "scratch");
}

/** "10 labels a class: 83 ± 2 % with the kernels frozen, 24 ± 3 % from scratch."
 * @type {(data: Records, choice: Choice) => string} */
export function result(data, choice) {
  const run = find(data, choice);
  const { method, rate, labels } = choice;
  if (!run) return `${labelsText(labels)}, ${how(method)}, learning rate ${rate}: no run was measured.`;
  const other = rival(data, choice);
  return `${labelsText(labels)}: ${[run, other].filter(Boolean).map((one) => `${percent(one)} ${how(one.method)}`).join(", ")}.`;
}

/** What the numbers say, and no more. @type {(data: Records, choice: Choice) => string} */
export function meaning(data, choice) {
  const run = find(data, choice);
  if (!run) return measured(data, choice);
  const other = rival(data, choice);
  return join(
    other && difference(run, other),
    `The worst of ${plural(run.seeds, "seed")}: ${run.worst.toFixed(run.std < 1 ? 1 : 0)} %.`,
    choice.method !== "scratch" && reach(data, choice, run),
    highest(data, choice, run, other),
  );
}

function difference(run, other) {
  const points = Math.abs(run.mean - other.mean);
  const text = points < 10 ? points.toFixed(1) : points.toFixed(0);
  return `They are ${text} points apart, and their spreads ${overlap(run, other) ? "overlap" : "do not overlap"}.`;
}

/** How many labels training from scratch needs to come as far. */
function reach(data, { pair, method, labels }, run) {
  const scratch = line(data, pair, "scratch", bestRate(data, pair, "scratch"));
  if (!scratch.length || those(scratch, { labels })[0]?.mean >= run.mean) return "";
  const enough = scratch.find((one) => one.mean >= run.mean);
  return enough
    ? `From scratch, it takes ${labelsText(enough.labels)} to come as far.`
    : `From scratch, not even ${labelsText(scratch.at(-1).labels)} come as far.`;
}

function highest(data, { pair, labels }, run, other) {
  const most = best(those(data.runs, { pair, labels }));
  if (most === run) return "Nothing that was measured with as many labels is higher.";
  if (most === other) return "";
  const near = overlap(most, run) ? "; the spreads overlap" : "";
  return `The highest that was measured with as many labels: ${percent(most)} ${how(most.method)}, learning rate ${most.rate}${near}.`;
}

const overlap = (a, b) => Math.abs(a.mean - b.mean) <= a.std + b.std;

/** What was measured instead. */
function measured(data, { pair, method, rate, labels }) {
  const rates = those(data.runs, { pair, method, labels }).map((run) => run.rate);
  const other = line(data, pair, method, rate).map((run) => run.labels);
  const list = (values) => new Intl.ListFormat("en", { type: "conjunction" }).format(values.map(String));
  if (!rates.length && !other.length) return "Of this pair, nothing was measured in this way.";
  return join(
    rates.length && `With as many labels there are runs with ${rates.length > 1 ? "the learning rates" : "the learning rate"} ${list(rates.sort((a, b) => a - b))}.`,
    other.length && `With this learning rate there are runs with ${list(other)} labels a class.`,
  );
}

const NEXT = {
  scratch: "Try the other ways to train with the same labels; then slide to more labels.",
  frozen: "Try one label a class, then fifty: how does the gap change?",
  top: "Try the other pairs: is it the top layers that have to change?",
  full: "Try the other learning rates: how fast may pretrained kernels change?",
  "probe-then-full": "Compare with everything at once: what does a head that is trained first save?",
};
/** What to try now. @type {(data: Records, choice: Choice) => string} */
export function next(data, { pair, method, labels }) {
  if (method === "full" && those(data.runs, { pair, method, labels }).length < 2) return "Compare with the head first, then everything.";
  return NEXT[method] ?? "";
}

/** Why there is no training curve. @type {(data: Records, choice: Choice) => string} */
export function unrecorded(data, { pair, method }) {
  const [one] = those(data.curves, { pair, method });
  return join("Of this choice, no training was recorded step by step.", one && `Recorded: ${labelsText(one.labels)}, learning rate ${one.rate}.`);
}

/** One point of a chart. @type {(run: Run, rate?: boolean) => string} */
export const pointText = (run) => `${nameOf(run.method)}, ${labelsText(run.labels)}, rate ${run.rate}: ${percent(run)}, worst ${run.worst.toFixed(run.std < 1 ? 1 : 0)} %`;

/** One point of a training. @type {(name: string, epoch: number, mean: number, std: number) => string} */
export const curveText = (name, epoch, mean, std) => `${name}, ${epoch} epochs: ${percent({ mean, std })}`;

const LAYERS = ["Block 1", "Block 2", "Block 3", "Head"];
const COLOURED = "letters-to-digits"; // the other pairs are grey

/** Maps of the first block; the head of the first pair, whose numbers the file has, tells. */
const width = (data) => (data.methods.frozen.trainable / Object.values(data.pairs)[0].classes - 1) / 4;

/** The network of a choice, block by block: what is trained, and from where it starts.
 * @param {Records} data @param {Choice} choice
 * @returns {{name: string, parameters: number, trained: boolean, how: string, start: string}[]} */
export function blocks(data, { pair, method }) {
  const { classes } = data.pairs[pair];
  const from = { frozen: 3, top: 2 }[method] ?? 0;
  const probe = method === "probe-then-full";
  return parameters({ channels: pair === COLOURED ? 3 : 1, width: width(data), classes }).map((count, n) => {
    const head = n === 3;
    return {
      name: LAYERS[n],
      parameters: count,
      trained: n >= from,
      how: n < from ? "frozen" : !probe ? "trained" : head ? "trained first, and after" : "trained after the head",
      start: head || method === "scratch" ? "begins at random" : "pretrained",
    };
  });
}

/** How many parameters are trained, of how many, and what they saw before.
 * @type {(data: Records, choice: Choice) => {trainable: number, total: number, text: string}} */
export function counted(data, choice) {
  const parts = blocks(data, choice);
  const sum = (some) => some.reduce((s, part) => s + part.parameters, 0);
  const [trainable, total] = [sum(parts.filter((part) => part.trained)), sum(parts)];
  const share = (100 * trainable) / total;
  const text = trainable === total ? `all ${count(total)} parameters are trained.` : `${count(trainable)} of ${count(total)} parameters are trained, ${share.toFixed(share < 10 ? 1 : 0)} %.`;
  const before = choice.method !== "scratch" && `Pretrained on ${data.pairs[choice.pair].source}.`;
  return { trainable, total, text: join(`${capital(data.methods[choice.method].title)}: ${text}`, before) };
}

const GEORGIAN = 0x10d0; // the first letter of the alphabet
/** The sign of a class. @type {(pair: string, label: string | number) => string} */
export const sign = (pair, label) => (pair === "latin-to-georgian" && typeof label === "number" ? String.fromCodePoint(GEORGIAN + label) : String(label));

/** Whose features a map shows. @type {(data: Records, pair: string, shown: string) => string} */
export const mapOf = (data, pair, shown) =>
  `${shown === "before" ? "Features of an untrained network" : `Features learnt from ${data.pairs[pair].source}; of the new task they saw nothing`}. Two directions of ${4 * width(data)}.`;

/** What a map shows, for one class or for all of them, and what chance alone would show.
 * @type {(points: [number, number, string][], chosen: string | null) => string} */
export function mapText(points, chosen) {
  const own = nextToOwn(points);
  const sizes = {};
  for (const [, , label] of points) sizes[label] = (sizes[label] ?? 0) + 1;
  const some = points.map(([, , label], n) => ({ label, own: own[n] })).filter(({ label }) => chosen === null || label === chosen);
  const good = some.filter((one) => one.own).length;
  const chance = some.reduce((sum, { label }) => sum + (sizes[label] - 1) / (points.length - 1), 0);
  const who = chosen === null ? "their own class" : `class ${chosen}`;
  return `${chosen === null ? "" : `Class ${chosen}: `}${good} of ${some.length} points have a point of ${who} as the nearest one; by chance, ${chance.toFixed(0)} would.`;
}
