/**
 * Boxes: their spellings, how well two of them agree, and non-maximum suppression. Without DOM.
 *
 * A box is left, top, right, bottom. x counts columns, y rows; coordinates lie between pixels, so
 * a box from 3 to 5 is two wide, and boxes that touch share nothing.
 */

/** @typedef {number[]} Box  left, top, right, bottom */
/** @typedef {"waiting" | "kept" | "fallen"} Fate */
/** @typedef {{kind: "start"} | {kind: "keep", best: number, tied: number[], waiting: number[]} | {kind: "compare",
 *   best: number, box: number, iou: number, falls: boolean} | {kind: "end", kept: number[]}} Step */

/** @type {(box: Box) => number} */
export const area = ([left, top, right, bottom]) => (right - left) * (bottom - top);

/** What both boxes hold; null where that is nothing.
 * @type {(a: Box, b: Box) => Box | null} */
export function common(a, b) {
  const box = [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
  return box[2] > box[0] && box[3] > box[1] ? box : null;
}

/** Shared area, area that the two cover together, and their quotient; 0 where they cover nothing.
 * @type {(a: Box, b: Box) => {shared: number, covered: number, iou: number}} */
export function agreement(a, b) {
  const both = common(a, b);
  const shared = both ? area(both) : 0;
  const covered = area(a) + area(b) - shared;
  return { shared, covered, iou: covered > 0 ? shared / covered : 0 };
}

/** Every box of a with every box of b, shape (N, M).
 * @type {(a: Box[], b: Box[]) => number[][]} */
export const pairs = (a, b) => a.map((one) => b.map((other) => agreement(one, other).iou));

/** The same box in the three usual spellings.
 * @type {(box: Box) => {xywh: number[], xyxy: number[], cxcywh: number[]}} */
export function spellings([left, top, right, bottom]) {
  const [w, h] = [right - left, bottom - top];
  return { xywh: [left, top, w, h], xyxy: [left, top, right, bottom], cxcywh: [left + w / 2, top + h / 2, w, h] };
}

/** Highest score first; of equal scores, the box that comes first.
 * @type {(scores: number[]) => number[]} */
export const ranking = (scores) => scores.map((_, n) => n).sort((m, n) => scores[n] - scores[m] || m - n);

/** Non-maximum suppression, one act at a time.
 * @type {(boxes: Box[], scores: number[], threshold: number) => Step[]} */
export function suppression(boxes, scores, threshold) {
  /** @type {Step[]} */
  const steps = [{ kind: "start" }];
  const kept = [];
  let waiting = ranking(scores);
  while (waiting.length) {
    const [best, ...others] = waiting;
    kept.push(best);
    steps.push({ kind: "keep", best, tied: others.filter((n) => scores[n] === scores[best]), waiting: others });
    waiting = others.filter((box) => {
      const { iou } = agreement(boxes[best], boxes[box]);
      steps.push({ kind: "compare", best, box, iou, falls: iou > threshold });
      return iou <= threshold;
    });
  }
  return [...steps, { kind: "end", kept }];
}

/** What has become of each box when a step is done, and which one made it fall.
 * @type {(steps: Step[], at: number, count: number) => {fate: Fate, by: number}[]} */
export function fates(steps, at, count) {
  const found = Array.from({ length: count }, () => ({ fate: /** @type {Fate} */ ("waiting"), by: -1 }));
  for (const step of steps.slice(0, at + 1)) {
    if (step.kind === "keep") found[step.best].fate = "kept";
    else if (step.kind === "compare" && step.falls) found[step.box] = { fate: "fallen", by: step.best };
  }
  return found;
}

/** The step that decides about a box: it is kept, or it falls.
 * @type {(steps: Step[], box: number) => number} */
export const decision = (steps, box) =>
  steps.findIndex((s) => (s.kind === "keep" && s.best === box) || (s.kind === "compare" && s.box === box && s.falls));
