import assert from "node:assert/strict";
import test from "node:test";
import { number, order, readNumber, several, single } from "../../js/quiz/judge.mjs";

test("numbers as people write them", () => {
  for (const [text, value] of [
    ["7488", 7488], ["7,488", 7488], ["7 488", 7488], ["7\u202f488.5", 7488.5], ["1,234,567", 1234567],
    ["-10", -10], ["\u221210", -10], ["\u20130.5", -0.5], ["+3", 3], [" 3 ", 3], [".5", 0.5], ["5.", 5],
    ["0,5", 0.5], ["1e-3", 0.001], ["1/3", 1 / 3], ["-1/4", -0.25], ["8.1e9", 8.1e9],
  ])
    assert.equal(readNumber(text), value, text);
});

test("what is no number is none", () => {
  for (const text of ["", " ", "three", "1/0", "1/", "--1", "1.2.3", "12px", "Infinity", "NaN", "0x10", "1,2,3", "."])
    assert.equal(readNumber(text), null, text);
});

test("a number within its tolerance", () => {
  assert.deepEqual(number(3, 3, 0), { right: true, words: "Right." });
  assert.deepEqual(number(3.1, 3, 0), { right: false, words: "Not yet." });
  assert.equal(number(3.1, 3, 0.1).right, true);
  assert.equal(number(0.1 + 0.2, 0.3, 0).right, true);
  assert.equal(number(8_100_090_001, 8_100_090_000, 0).right, false);
});

test("one answer", () => {
  assert.equal(single(1, [false, true]).right, true);
  assert.equal(single(0, [false, true]).right, false);
});

test("all that apply: the words count, and name no answer", () => {
  const correct = [true, false, true, false];
  assert.deepEqual(several([0, 2], correct), { right: true, words: "Right." });
  assert.equal(several([0], correct).words, "Not yet: 1 missing.");
  assert.equal(several([0, 1, 2], correct).words, "Not yet: 1 tick too many.");
  assert.equal(several([1, 3], correct).words, "Not yet: 2 ticks too many, 2 missing.");
  assert.equal(several([], [false, false]).right, true);
});

test("an order", () => {
  assert.equal(order([0, 1, 2]).right, true);
  assert.equal(order([1, 0, 2]).words, "Not yet: 1 of 3 are in their place.");
});
