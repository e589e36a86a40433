import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";
import * as b from "../../js/maths/boxes.mjs";
import { CROWDS, lines, PAIRS, SCENES } from "../../js/widgets/detection_presets.mjs";
import { firstDifference, judgedKept, list, placeText, relation, spokenPair, stepText, sums } from "../../js/widgets/detection_words.mjs";

const golden = JSON.parse(fs.readFileSync(new URL("golden_boxes.json", import.meta.url)));
const near = (found, wanted, what) => assert.ok(Math.abs(found - wanted) < 1e-9, `${what}: ${found} is not ${wanted}`);

test("areas and IoU are those of counted squares, and nobody comes first", () => {
  assert.ok(golden.pairs.length >= 10);
  for (const { a, b: other, shared, covered, iou, spelled } of golden.pairs) {
    for (const found of [b.agreement(a, other), b.agreement(other, a)])
      for (const [name, wanted] of Object.entries({ shared, covered, iou })) near(found[name], wanted, `${name} of ${a} and ${other}`);
    assert.deepEqual(b.spellings(a), spelled);
  }
  assert.ok(golden.pairs.some(({ covered }) => covered === 0));
});

test("all pairs: a row for each of the first", () => {
  const table = b.pairs([[0, 0, 2, 2], [0, 0, 4, 4], [9, 9, 9, 9]], [[0, 0, 4, 4], [2, 0, 4, 2]]);
  assert.deepEqual(table, [[0.25, 0], [1, 0.25], [0, 0]]);
});

test("suppression keeps what counted overlaps say, ties among them", () => {
  let [fell, tied] = [0, 0];
  for (const { boxes, scores, threshold, kept, by } of golden.crowds) {
    const steps = b.suppression(boxes, scores, threshold);
    assert.deepEqual(steps.at(-1), { kind: "end", kept });
    assert.deepEqual(b.fates(steps, steps.length - 1, boxes.length).map((one) => one.by), by);
    fell += by.filter((n) => n >= 0).length;
    tied += steps.filter((s) => s.kind === "keep" && s.tied.length).length;
  }
  assert.ok(fell > 20 && tied > 5, `${fell} fell, ${tied} ties`);
});

test("every box that waits is compared once with each that is kept before it is decided", () => {
  const { boxes, scores } = CROWDS["two digits"];
  const steps = b.suppression(boxes, scores, 0.5);
  assert.equal(steps.length, 2 + 3 + 7 + 4 + 0);
  assert.deepEqual(b.fates(steps, 0, 8).map((one) => one.fate), Array(8).fill("waiting"));
  const after = (n) => b.fates(steps, n, 8).map((one) => one.fate[0]).join("");
  assert.equal(after(1), "wwwwkwww");
  assert.equal(after(8), "wwwwkffw");
  assert.equal(after(steps.length - 1), "fkffkffk");
  assert.equal(steps[b.decision(steps, 5)].best, 4);
  assert.equal(steps[b.decision(steps, 1)].kind, "keep");
});

test("nothing to suppress is no step but the first and the last", () => {
  assert.deepEqual(b.suppression([], [], 0.5), [{ kind: "start" }, { kind: "end", kept: [] }]);
});

test("the examples show what their names say", () => {
  const iou = (name) => b.agreement(PAIRS[name].boxes[0], PAIRS[name].others[0]).iou;
  near(iou("half a width apart"), 1 / 3, "half");
  assert.deepEqual(["the same box", "touching at an edge", "apart in both directions", "an empty box", "one inside the other"].map(iou), [1, 0, 0, 0, 0.25]);
  const kept = (name, threshold = CROWDS[name].threshold) => b.suppression(CROWDS[name].boxes, CROWDS[name].scores, threshold).at(-1).kept;
  assert.deepEqual(kept("two digits"), [4, 1, 7]);
  assert.deepEqual([kept("two that overlap"), kept("two that overlap", 0.2), kept("two that overlap", 0.7)], [[0, 2], [0], [0, 2, 1, 3]]);
  assert.deepEqual(kept("three in a row"), [0, 2]);
  assert.deepEqual(kept("equal scores"), [0, 2]);
  assert.deepEqual(kept("just the threshold"), [1, 2]);
  for (const { scene, boxes } of Object.values(CROWDS))
    for (const [left, top, right, bottom] of boxes) assert.ok(left >= 0 && top >= 0 && right <= SCENES[scene].cols && bottom <= SCENES[scene].rows);
});

test("the digits of a scene lie inside it, and inside their best box", () => {
  const points = lines("apart").flatMap((one) => one.points);
  for (const [x, y] of points) assert.ok(x > 0 && y > 0 && x < 48 && y < 30);
  const [box] = [CROWDS["two digits"].boxes[1]];
  for (const [x, y] of points.filter(([x]) => x < 24)) assert.ok(x > box[0] && x < box[2] && y > box[1] && y < box[3]);
});

test("sums and sentences", () => {
  assert.deepEqual(sums([4, 4, 12, 12], [8, 4, 16, 12]), { shared: "4 × 8 = 32", covered: "64 + 64 − 32 = 96", iou: "32 / 96 = 0.33" });
  assert.equal(sums([3, 3, 3, 3], [3, 3, 3, 3]).iou, "0 / 0, which counts as 0");
  assert.match(relation([0, 0, 2, 2], [2, 0, 4, 2]), /only touch/);
  assert.match(relation([0, 0, 2, 2], [2, 2, 4, 4]), /only touch/);
  assert.match(relation([0, 0, 2, 2], [5, 0, 7, 2]), /apart, 3 along x/);
  assert.match(relation([0, 0, 2, 2], [5, 2, 7, 4]), /apart, 3 along x/);
  assert.match(relation([0, 0, 2, 2], [5, 5, 7, 7]), /apart in both directions/);
  assert.match(relation([0, 0, 9, 9], [3, 3, 3, 5]), /One box is empty/);
  assert.match(relation([1, 1, 1, 1], [1, 1, 1, 1]), /Both boxes are empty/);
  assert.match(relation([0, 0, 9, 9], [3, 3, 4, 5]), /inside/);
  assert.match(relation([0, 0, 9, 9], [0, 0, 9, 9]), /same box/);
  assert.match(spokenPair([4, 4, 12, 12], [8, 4, 16, 12]), /^Shared 32, covered together 96, IoU 0\.33\. They overlap/);
  assert.equal(placeText([-1, 0, 2.5, 3]), "left minus 1, top 0, right 2.5, bottom 3");
  assert.deepEqual([list([]), list([3]), list([3, 1, 2])], ["none", "3", "3, 1 and 2"]);
});

test("a step says what it does, ties and the threshold itself too", () => {
  const say = (name, n) => {
    const { boxes, scores, threshold } = CROWDS[name];
    const steps = b.suppression(boxes, scores, threshold);
    return stepText(steps.at(n), boxes, scores, threshold);
  };
  assert.match(say("equal scores", 0), /^3 boxes wait/);
  assert.equal(say("equal scores", 1), "Boxes 0, 1 and 2 have the same score; box 0 comes first in the list and is taken. It is kept. It is now compared with all that wait: 1 and 2.");
  assert.equal(say("equal scores", 2), "Box 1 with box 0: IoU 36 / 60 = 0.6, larger than 0.5. Box 1 falls: it is taken for the same thing.");
  assert.equal(say("just the threshold", 2), "Box 2 with box 1: IoU 50 / 100 = 0.5, just 0.5, not larger. Box 2 waits on.");
  assert.match(say("three in a row", -2), /^Box 2 has the highest score that is left, 0\.5\. It is kept\. Nobody is left/);
  assert.equal(say("three in a row", -1), "Nobody waits any more. Kept, the best first: 0 and 2.");
});

test("a wrong answer is told by its boxes, and where it parts", () => {
  assert.match(judgedKept([1, 2], [1, 2, 0], 3), /^Expected keeps 1 and 2; yours keeps 1, 2 and 0\. Yours keeps box 0, which should fall\.$/);
  assert.match(judgedKept([1, 2], [1], 3), /Yours lets box 2 fall, which should stay\.$/);
  assert.match(judgedKept([1, 2], [2, 1], 3), /their order is not: the best comes first\.$/);
  assert.match(judgedKept([1, 2], [], 3), /yours keeps none\. Yours lets boxes 1 and 2 fall/);
  assert.match(judgedKept([1, 2], [1, 7], 3), /There is no box 7\./);
  assert.deepEqual([firstDifference([1, 2], [1, 0]), firstDifference([1], [1, 0]), firstDifference([1], [1])], [2, 0, -1]);
});
