/** What the DetectionExplorer begins with: two boxes, or scenes with several scored ones. */
import { DIGITS } from "../maths/strokes.mjs";

/** Digits of a scene: which, where its 28 × 28 field begins (x, y), and how many units a pixel of it is.
 * The same in pixelup/widgets/boxes.py.
 * @type {Record<string, {cols: number, rows: number, digits: [number, number, number, number][]}>} */
export const SCENES = {
  none: { cols: 24, rows: 16, digits: [] },
  apart: { cols: 48, rows: 30, digits: [[6, 2, 2, 0.9], [9, 24, 2, 0.9]] },
  close: { cols: 48, rows: 30, digits: [[6, 7, 2, 0.9], [9, 13, 2, 0.9]] },
};

/** Lines of a scene's digits, each a row of x, y; and how thick they are.
 * @type {(scene: string) => {points: number[][], width: number}[]} */
export const lines = (scene) =>
  SCENES[scene].digits.flatMap(([digit, x, y, unit]) => {
    const strokes = [...new Set(DIGITS[digit].map(([n]) => n))].map((n) => DIGITS[digit].filter((point) => point[0] === n));
    return strokes.map((points) => ({ points: points.map(([, r, c]) => [x + unit * c, y + unit * r]), width: 2.4 * unit }));
  });

const A = [4, 4, 12, 12];
/** @type {Record<string, {boxes: number[][], others: number[][]}>} */
export const PAIRS = {
  "half a width apart": { boxes: [A], others: [[8, 4, 16, 12]] },
  "the same box": { boxes: [A], others: [A] },
  "touching at an edge": { boxes: [A], others: [[12, 6, 18, 12]] },
  "apart in both directions": { boxes: [[2, 2, 9, 7]], others: [[13, 9, 22, 14]] },
  "one inside the other": { boxes: [[4, 2, 16, 14]], others: [[7, 5, 13, 11]] },
  "a cross": { boxes: [[2, 6, 22, 10]], others: [[10, 1, 14, 15]] },
  "an empty box": { boxes: [[4, 4, 14, 12]], others: [[9, 2, 9, 14]] },
  "half pixels": { boxes: [[3.5, 3, 12, 10.5]], others: [[6, 5.25, 15.5, 13]] },
};

/** @type {Record<string, {boxes: number[][], scores: number[], threshold: number, scene: string}>} */
export const CROWDS = {
  "two digits": {
    scene: "apart", threshold: 0.5, scores: [0.75, 0.9, 0.45, 0.6, 0.95, 0.55, 0.7, 0.3],
    boxes: [[7, 7, 20, 26], [8, 5, 21, 24], [6, 3, 24, 27], [10, 4, 23, 23], [30, 5, 43, 24], [27, 4, 40, 23], [32, 7, 45, 26], [21, 10, 32, 21]],
  },
  "two that overlap": {
    scene: "close", threshold: 0.5, scores: [0.9, 0.6, 0.8, 0.5],
    boxes: [[13, 5, 26, 24], [11, 7, 24, 26], [20, 5, 32, 24], [21, 3, 34, 22]],
  },
  "three in a row": { scene: "none", threshold: 0.3, scores: [0.9, 0.75, 0.5], boxes: [[2, 4, 12, 10], [6, 5, 16, 11], [10, 6, 20, 12]] },
  "equal scores": { scene: "none", threshold: 0.5, scores: [0.75, 0.75, 0.75], boxes: [[4, 3, 12, 9], [6, 3, 14, 9], [8, 3, 16, 9]] },
  "just the threshold": { scene: "none", threshold: 0.5, scores: [0.25, 0.75, 0.5], boxes: [[8, 2, 18, 7], [6, 2, 16, 7], [6, 2, 16, 12]] },
};
