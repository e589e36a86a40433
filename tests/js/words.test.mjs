import assert from "node:assert/strict";
import test from "node:test";
import { windowTerms } from "../../js/maths/conv.mjs";
import { nameOf } from "../../js/maths/examples.mjs";
import { verdict } from "../../js/ui/verdict.mjs";
import { termText } from "../../js/ui/words.mjs";
import { KERNELS, PICTURES } from "../../js/widgets/convolution_presets.mjs";
import { sentence, spoken } from "../../js/widgets/convolution_words.mjs";

const x = [[0, 1, 2], [3, 4, 5], [6, 7, 8]];
const at = (i, j, w) => {
  const terms = windowTerms(x, w, i, j);
  return { i, j, terms, value: terms.flat().reduce((s, t) => s + t.product, 0) };
};

test("the sum in words", () => {
  const w = [[0, 1], [2, -3]];
  assert.equal(
    sentence(at(1, 0, w)),
    "The window covers rows 1 to 2 and columns 0 to 1 of the input. " +
      "Of its 4 products, 3 are not 0; they add up to y[1, 0]: 4 + 12 − 21 = −5.",
  );
  assert.equal(spoken(at(1, 0, w)), "Row 1, column 0: 4 plus 12 minus 21 is minus 5.");
  assert.match(sentence(at(1, 1, [[1]])), /row 1 and column 1 of the input. Its one product is y\[1, 1\] = 4\./);
  assert.match(sentence(at(0, 0, [[1, 0]])), /All of its 2 products are 0, so y\[0, 0\] = 0\./);
  assert.match(sentence(at(0, 0, [[0, 1]])), /only one is not 0, so y\[0, 0\] = 1\./);
});

test("negative numbers stand in brackets in the formula", () => {
  assert.equal(termText({ x: -1, w: -2, product: 2 }), "(−1)·(−2)");
});

test("what is wrong with an answer", () => {
  const say = (expected, yours, i, j, differing, shared) => verdict({ i, j, expected, yours, differing, shared });
  assert.equal(say([[1, 2]], [[1, 5]], 0, 1, 1, 2), "1 of 2 cells differs. Row 0, column 1: expected 2, yours 5, which is off by 3.");
  assert.equal(
    say([[1, 2]], [[1]], 0, 1, 0, 1),
    "Yours is 1 × 1, expected is 1 × 2. Yours has no cell at row 0, column 1; expected 2 there.",
  );
  assert.equal(
    say([[1]], [[1, 7]], 0, 0, 0, 1),
    "Yours is 1 × 2, expected is 1 × 1. The one cell that both have is equal. Row 0, column 0: expected 1, the same.",
  );
});

test("the presets are matrices, and are recognised", () => {
  for (const [name, w] of Object.entries(KERNELS)) {
    assert.equal(new Set(w.map((row) => row.length)).size, 1);
    assert.equal(nameOf(KERNELS, w), name);
  }
  for (const [name, make] of Object.entries(PICTURES)) {
    const m = make();
    assert.equal(new Set(m.map((row) => row.length)).size, 1);
    assert.ok(m.length <= 64 && m[0].length <= 64);
    assert.equal(nameOf(PICTURES, m), name);
  }
  assert.equal(nameOf(KERNELS, [[5]]), "");
});

test("edge sums to 0, sharpen and blur to 1", () => {
  const sum = (m) => m.flat().reduce((a, b) => a + b, 0);
  assert.equal(sum(KERNELS.edge), 0);
  assert.equal(sum(KERNELS.sharpen), 1);
  assert.ok(Math.abs(sum(KERNELS.blur) - 1) < 1e-12);
});
