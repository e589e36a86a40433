/** What the inside explorer says. No DOM. */
import { LAYERS } from "../maths/lenet.mjs";
import { format } from "../maths/numbers.mjs";
import { aloud, plural } from "../ui/words.mjs";
import { NAMES, percent } from "./lenet_words.mjs";

/** Name and question of each kind of evidence. */
export const KINDS = {
  occlusion: { name: "Occlusion", title: "How much the score falls when a square is hidden there" },
  saliency: { name: "Saliency", title: "How steep the score is in a pixel" },
  smoothed: { name: "Smoothed", title: "Saliency, averaged over noisy copies" },
  cam: { name: "Grad-CAM", title: "The maps of C3, each weighed by its gradient" },
  guided: { name: "Guided", title: "Guided backpropagation: the gradient without what is negative" },
};

/** What is random, from the top down. @type {Record<string, string>} */
export const RANDOM_NAMES = {
  none: "as trained",
  output: "random: output",
  f6: "random: output and F6",
  c5: "random: output to C5",
  c3: "random: output to C3",
  all: "random: all layers",
};

/** A small number keeps two digits that count. @type {(v: number) => string} */
export const small = (v) => (v !== 0 && Math.abs(v) < 0.1 ? v.toPrecision(2).replace("-", "\u2212") : format(v));
/** The same, to be read aloud. @type {(v: number) => string} */
export const smallAloud = (v) => small(v).replace("\u2212", "minus ");

/** @param {number} winner @param {number} share @param {string} random */
export function verdict(winner, share, random, empty) {
  if (empty) return "Draw a digit.";
  return `${random === "none" ? "The network" : "With random weights the network"} says ${winner}, with ${percent(share)}.`;
}

/** @param {{cell: number | undefined}} numbers  at a pixel; nan where a map says nothing
 * @param {boolean} random @param {(v: number) => string} [say] */
export function pixelStory(i, j, d, { occlusion, saliency, smoothed, cam, guided }, random, say = small) {
  const fall = Number.isNaN(occlusion)
    ? "No square has its middle here."
    : `Hiding the square around it ${occlusion < 0 ? "raises" : "lowers"} the score of ${d} by ${say(Math.abs(occlusion))}.`;
  const coarse = Number.isNaN(cam) ? "no cell of C3 has its middle here" : `Grad-CAM ${say(cam)}`;
  const fine = `saliency ${say(saliency)}, smoothed ${Number.isNaN(smoothed) ? "not yet known" : say(smoothed)}, guided ${say(guided)}`;
  return `${random ? "With random weights: row" : "Row"} ${i}, column ${j}. ${fall} ${fine[0].toUpperCase()}${fine.slice(1)}; ${coarse}.`;
}

/** How alike the maps of the trained and of the random network are.
 * @param {Record<string, number>} alike  nan where a map is flat */
export function alikeStory(alike, say = format) {
  const parts = Object.entries(alike).map(([name, r]) => `${KINDS[name].name} ${likeness(r, say)}`);
  return `Correlation of the maps, trained and random: ${parts.join(", ")}. Near 1 means that the weights do not matter.`;
}

/** @type {(r: number, say?: (v: number) => string) => string} */
export const likeness = (r, say = format) => (Number.isNaN(r) ? "none, for one map is flat" : say(r));

/** A map by name. @type {(layer: string, o: number) => string} */
export function mapName(layer, o) {
  if (layer === "output") return `the score of ${o}`;
  return `${NAMES[layer]}, ${LAYERS[layer].size > 1 ? "map" : "unit"} ${o}`;
}

/** @param {string} layer @param {number} o @param {number} count  of digits that it answers to */
export function favouritesTitle(layer, o, count) {
  const [side] = LAYERS[layer].field ?? [0];
  const field = side ? `, in patches of ${side} × ${side} pixels` : "";
  if (!count) return `None of the 50 digits makes ${mapName(layer, o)} answer.`;
  return `What ${mapName(layer, o)} likes best${field}: the first ${count} of 50 digits`;
}

/** One of the favourites. @type {(label: number, n: number, value: number) => string} */
export const favouriteText = (label, n, value) => `Place ${n + 1}, a ${label}: ${aloud(value)}. Put it on the easel.`;

/** @type {(done: number, all: number) => string} */
export const progress = (done, all) => (done < all ? `${done} of ${plural(all, "place")}` : plural(all, "place"));
