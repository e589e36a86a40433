import assert from "node:assert/strict";
import test from "node:test";
import { comparison, demandMatrices, WITHOUT_ANSWER } from "../../js/maths/compare.mjs";
import { withCell } from "../../js/maths/conv.mjs";
import { nameOf, valueOf } from "../../js/maths/examples.mjs";
import { judged } from "../../js/ui/verdict.mjs";

const y = [
  [1, 2],
  [3, 4],
];
const of = (traits) => comparison(y, (name) => traits[name]);

test("without an answer the output is what is expected", () => {
  const now = of(WITHOUT_ANSWER);
  assert.deepEqual([now.expected, now.failing, now.d, now.aligned], [y, false, [], true]);
  assert.equal(now.scale, now.expected);
});

test("an answer is compared with the output, or with what was expected", () => {
  const now = of({ expected: [], answer: [[1, 2], [3, "nan"]] });
  assert.deepEqual(now.d, [[0, 0], [0, NaN]]);
  assert.equal(judged(now, [1, 1]), "1 of 4 cells differs. Row 1, column 1: expected 4, yours nan, which is off by nan.");
  const given = of({ expected: [[7]], answer: [[7, 8]] });
  assert.deepEqual([given.d, given.aligned], [[[0]], false]);
  assert.match(judged(given, [0, 0]), /^Yours is 1 × 2, expected is 1 × 1\. The one cell that both have is equal\./);
});

test("what is no matrix is refused by name", () => {
  assert.throws(() => demandMatrices({ kernel: [[1], [2, 3]] }), /its kernel is not a matrix/);
  assert.throws(() => demandMatrices({ map: [] }), /its map/);
});

test("one cell is changed and the rest is left alone", () => {
  assert.deepEqual(withCell(y, 1, 0, 9), [[1, 2], [9, 4]]);
  assert.deepEqual(y, [[1, 2], [3, 4]]);
});

test("an example is made once and found by its value", () => {
  const examples = { plain: [[1]], made: () => [[2]] };
  assert.equal(nameOf(examples, [[2]]), "made");
  assert.equal(nameOf(examples, [[3]]), "");
  assert.equal(valueOf(examples.made), valueOf(examples.made));
});
