/** What the DetectionExplorer says. No DOM. */
import { agreement, area, common } from "../maths/boxes.mjs";
import { format } from "../maths/numbers.mjs";
import { aloud } from "../ui/words.mjs";

/** @typedef {import("../maths/boxes.mjs").Box} Box */
/** @typedef {import("../maths/boxes.mjs").Step} Step */

const sides = ([left, top, right, bottom]) => `${format(right - left)} × ${format(bottom - top)}`;
/** "1", "1 and 2", "1, 2 and 3"; "none" @type {(numbers: number[]) => string} */
export const list = (numbers) =>
  numbers.length < 2 ? (numbers.length ? String(numbers[0]) : "none") : `${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
const boxes = (numbers) => `${numbers.length === 1 ? "box" : "boxes"} ${list(numbers)}`;
const capital = (text) => text[0].toUpperCase() + text.slice(1);
const fraction = ({ shared, covered, iou }) => (covered > 0 ? `${format(shared)} / ${format(covered)} = ${format(iou)}` : "0");

/** The sums below two boxes, line by line: what, sum.
 * @type {(a: Box, b: Box) => {shared: string, covered: string, iou: string}} */
export function sums(a, b) {
  const both = common(a, b);
  const { shared, covered, iou } = agreement(a, b);
  return {
    shared: both ? `${sides(both)} = ${format(shared)}` : "0",
    covered: `${format(area(a))} + ${format(area(b))} − ${format(shared)} = ${format(covered)}`,
    iou: covered > 0 ? fraction({ shared, covered, iou }) : "0 / 0, which counts as 0",
  };
}

/** How two boxes lie.
 * @type {(a: Box, b: Box) => string} */
export function relation(a, b) {
  const empty = [a, b].filter((box) => area(box) === 0).length;
  if (empty) return empty === 2 ? "Both boxes are empty: they cover nothing, and the IoU is 0 by agreement." : "One box is empty. It shares nothing with any box, and the IoU is 0.";
  if (String(a) === String(b)) return "The same box twice: all is shared.";
  const gap = (axis) => Math.max(a[axis], b[axis]) - Math.min(a[axis + 2], b[axis + 2]);
  const [x, y] = [gap(0), gap(1)];
  if (x > 0 && y > 0) return "They lie apart in both directions. Along x and along y the overlap would be negative, and the product of two negative numbers is positive: that is why each side must stop at 0.";
  if (x > 0 || y > 0) return `They lie apart, ${format(Math.max(x, y))} along ${x > 0 ? "x" : "y"}: nothing is shared.`;
  if (x === 0 || y === 0) return "They only touch. Coordinates lie between the pixels, so nothing is shared.";
  const inside = (p, q) => p[0] >= q[0] && p[1] >= q[1] && p[2] <= q[2] && p[3] <= q[3];
  if (inside(a, b) || inside(b, a)) return "One lies inside the other: all of the small one is shared, and the union is the large one.";
  return "They overlap in part.";
}

/** For a screen reader. @type {(a: Box, b: Box) => string} */
export function spokenPair(a, b) {
  const { shared, covered, iou } = agreement(a, b);
  return `Shared ${aloud(shared)}, covered together ${aloud(covered)}, IoU ${aloud(iou)}. ${relation(a, b)}`;
}

/** A box's place for its slider. @type {(box: Box) => string} */
export const placeText = ([left, top, right, bottom]) =>
  `left ${aloud(left)}, top ${aloud(top)}, right ${aloud(right)}, bottom ${aloud(bottom)}`;

/** What a step of the suppression does.
 * @type {(step: Step, boxes: Box[], scores: number[], threshold: number) => string} */
export function stepText(step, all, scores, threshold) {
  if (step.kind === "start") return `${all.length === 1 ? "One box waits" : `${all.length} boxes wait`}, the highest score first. Step, and see what becomes of them.`;
  if (step.kind === "end") return `Nobody waits any more. Kept, the best first: ${list(step.kept)}.`;
  if (step.kind === "keep") {
    const { best, tied, waiting } = step;
    const tie = tied.length ? `${capital(boxes([best, ...tied]))} have the same score; box ${best} comes first in the list and is taken.` : `Box ${best} has the highest score that is left, ${format(scores[best])}.`;
    return `${tie} It is kept. ${waiting.length ? `It is now compared with all that wait: ${list(waiting)}.` : "Nobody is left to compare it with."}`;
  }
  const sum = `Box ${step.box} with box ${step.best}: IoU ${fraction(agreement(all[step.best], all[step.box]))}`;
  if (step.falls) return `${sum}, larger than ${format(threshold)}. Box ${step.box} falls: it is taken for the same thing.`;
  const how = step.iou === threshold ? `just ${format(threshold)}, not larger` : `not larger than ${format(threshold)}`;
  return `${sum}, ${how}. Box ${step.box} waits on.`;
}

/** What is wrong with the answer of a failing check: which boxes yours keeps.
 * @param {number[]} expected @param {number[]} yours @param {number} count  of boxes */
export function judgedKept(expected, yours, count) {
  const head = `Expected keeps ${list(expected)}; yours keeps ${list(yours)}.`;
  const unknown = yours.filter((n) => !Number.isInteger(n) || n < 0 || n >= count);
  const more = yours.filter((n) => !unknown.includes(n) && !expected.includes(n));
  const less = expected.filter((n) => !yours.includes(n));
  const parts = [
    unknown.length && `There is no box ${list(unknown)}.`,
    more.length && `Yours keeps ${boxes(more)}, which should fall.`,
    less.length && `Yours lets ${boxes(less)} fall, which should stay.`,
  ].filter(Boolean);
  if (!parts.length && String(expected) !== String(yours)) parts.push("The boxes are right, their order is not: the best comes first.");
  return [head, ...parts].join(" ");
}

/** The box at which both part first; -1 where they are the same.
 * @type {(expected: number[], yours: number[]) => number} */
export function firstDifference(expected, yours) {
  const n = expected.findIndex((box, at) => box !== yours[at]);
  if (n >= 0) return expected[n];
  return yours.length > expected.length ? yours[expected.length] : -1;
}
