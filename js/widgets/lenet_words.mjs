/** What the LeNet explorer says. No DOM. */
import { LAYERS } from "../maths/lenet.mjs";
import { format } from "../maths/numbers.mjs";
import { aloud, plural } from "../ui/words.mjs";

export const NAMES = { c1: "C1", s2: "S2", c3: "C3", s4: "S4", c5: "C5", f6: "F6", output: "output" };

/** A share, never rounded to a certainty: "87 %", "less than 1 %".
 * @type {(share: number, less?: string, more?: string) => string} */
export function percent(share, less = "less than ", more = "more than ") {
  if (share > 0 && share < 0.005) return `${less}1 %`;
  if (share < 1 && share > 0.995) return `${more}99 %`;
  return `${Math.round(100 * share)} %`;
}

/** @param {number[]} shares @param {boolean} empty */
export function verdict(shares, empty) {
  if (empty) return "Draw a digit.";
  const order = shares.map((_, d) => d).sort((a, b) => shares[b] - shares[a]);
  return `The network says ${order[0]}, with ${percent(shares[order[0]])}; next is ${order[1]}, with ${percent(shares[order[1]])}.`;
}

/** Where a unit is. @type {(layer: string, o: number, i: number, j: number) => string} */
export function unitName(layer, o, i, j) {
  if (layer === "output") return `the score of ${o}`;
  if (LAYERS[layer].size === 1) return `${NAMES[layer]}, unit ${o}`;
  return `${NAMES[layer]}, map ${o}, row ${i}, column ${j}`;
}

/** How a unit came by its value.
 * @param {string} layer @param {number} o @param {number} i @param {number} j
 * @param {import("../maths/lenet.mjs").LayerName extends infer _ ? any : never} why  of `explain`
 * @param {(v: number) => string} [say] */
export function story(layer, o, i, j, { parts, bias, value }, say = format) {
  const name = unitName(layer, o, i, j);
  const head = name[0].toUpperCase() + name.slice(1);
  const { from, kind } = LAYERS[layer];
  if (kind === "pool") return `${head}: ${say(value)}, the largest of four numbers of ${NAMES[from]}.`;
  const sum = parts.reduce((all, part) => all + part.sum, 0);
  const what = kind === "conv" ? `${plural(parts.length, "patch", "patches")} times ${plural(parts.length, "kernel")}` : `${LAYERS[from].channels * LAYERS[from].size ** 2} inputs times their weights`;
  const total = `${head}: ${what} give ${say(sum)}; with the bias, ${say(bias)}, that is ${say(sum + bias)}`;
  if (layer === "output") return `${total}.`;
  return `${total}; ReLU ${sum + bias > 0 ? "keeps it" : "makes it 0"}.`;
}

export const spoken = (...unit) => story(...unit, aloud);
