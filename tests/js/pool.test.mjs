import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { changed, leftOver, places, pool, seen, shift, tally, winner } from "../../js/maths/pool.mjs";
import { MAPS } from "../../js/widgets/pooling_presets.mjs";
import { formula, restText, sentence, shiftText, sizeText, spoken, way } from "../../js/widgets/pooling_words.mjs";

const { pools } = JSON.parse(fs.readFileSync(new URL("golden_pool.json", import.meta.url), "utf8"));
const LECTURE = [[4, 3, 1, 5], [1, 3, 4, 8], [4, 5, 4, 3], [6, 5, 9, 4]];

test("pooling is what torch computes", () => {
  for (const { x, k, s, max, average } of pools) {
    assert.deepEqual(pool(x, k, s, "max"), max);
    const got = pool(x, k, s, "average");
    assert.equal(got.length, average.length);
    got.forEach((row, i) => row.forEach((v, j) => assert.ok(Math.abs(v - average[i][j]) < 1e-12)));
  }
});

test("the lecture's numbers, with 5 and not 5.3", () => {
  assert.deepEqual(pool(LECTURE, 2, 2, "max"), [[4, 8], [6, 9]]);
  assert.deepEqual(pool(LECTURE, 2, 2, "average"), [[2.75, 4.5], [5, 5]]);
  assert.deepEqual(MAPS["the lecture's numbers"](), LECTURE);
});

test("a window that does not fit gives nothing, and nan gives nan", () => {
  assert.deepEqual(pool(LECTURE, 5, 1, "max"), []);
  assert.deepEqual(pool([[NaN, 1]], 1, 1, "max"), [[NaN, 1]]);
  assert.ok(Number.isNaN(pool([[NaN, 1], [2, 3]], 2, 1, "max")[0][0]));
});

test("places and what is left over", () => {
  assert.deepEqual([places(7, 3, 2), leftOver(7, 3, 2)], [3, 0]);
  assert.deepEqual([places(8, 3, 2), leftOver(8, 3, 2)], [3, 1]);
  assert.deepEqual([places(2, 3, 1), leftOver(2, 3, 1)], [0, 2]);
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6].map((i) => seen(i, 7, 2, 3)), [true, true, false, true, true, false, false]);
});

test("the winner is the first largest", () => {
  assert.deepEqual(winner([[1, 7], [7, 2]]), [0, 1]);
  assert.deepEqual(winner([[-3, -2], [-9, -5]]), [0, 1]);
  assert.deepEqual(winner([[NaN, 1]]), [0, 1]);
  assert.equal(winner([[NaN]]), null);
});

test("a shift lets zeros in, and what changed is counted", () => {
  assert.deepEqual(shift([[1, 2], [3, 4]], 0, 1), [[0, 1], [0, 3]]);
  assert.deepEqual(shift([[1, 2], [3, 4]], -1, 0), [[3, 4], [0, 0]]);
  assert.deepEqual(shift([[1, 2], [3, 4]], 5, 0), [[0, 0], [0, 0]]);
  const x = MAPS["five columns"]();
  const moved = shift(x, 0, 1);
  assert.deepEqual(tally(changed(moved, x)), [15, 15]);
  assert.deepEqual(tally(changed(pool(moved, 3, 1, "max"), pool(x, 3, 1, "max"))), [1, 3]);
  assert.deepEqual(changed([[NaN, -0]], [[NaN, 0]]), [[false, false]]);
});

test("words", () => {
  const cell = { i: 1, j: 0, s: 2, window: [[4, 5], [6, 5]], value: 6, mode: "max", best: [1, 0] };
  assert.equal(formula(cell), "y[1, 0] = max(4, 5, 6, 5) = 6");
  assert.equal(formula({ ...cell, mode: "average", value: 5 }), "y[1, 0] = (4 + 5 + 6 + 5) / 4 = 5");
  assert.equal(sentence(cell), "The window covers rows 2 to 3 and columns 0 to 1 of the map. Its largest number is 6. It stands in row 3, column 0.");
  assert.equal(sentence({ ...cell, value: 5, window: [[5, 5], [1, 2]], best: [0, 0] }), "The window covers rows 2 to 3 and columns 0 to 1 of the map. Its largest number is 5. It stands in row 2, column 0, and in 1 other cell.");
  assert.equal(spoken({ ...cell, value: -6 }), "Row 1, column 0: the largest of 4 numbers is minus 6.");
  assert.equal(way(-2, 1), "1 to the right and 2 up");
  assert.equal(shiftText(0, 1, [15, 15], [1, 3]), "Moved by 1 to the right: 15 of 15 inputs changed (100\u00a0%), and 1 of 3 outputs (33\u00a0%).");
  assert.equal(restText(1, 0, 2, 2), "1 row is left over: no whole window reaches it.");
  assert.equal(restText(0, 0, 2, 2), "");
  assert.match(restText(0, 2, 2, 3), /^2 columns are left over.*between the windows/);
  assert.equal(sizeText(5, 2, 2, 2), "⌊(5 − 2)/2⌋ + 1 = 2");
});
