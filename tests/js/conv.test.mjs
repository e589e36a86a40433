import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";
import * as conv from "../../js/maths/conv.mjs";

const golden = JSON.parse(fs.readFileSync(new URL("golden.json", import.meta.url)));

const close = (got, expected) => {
  assert.deepEqual(conv.shape(got), conv.shape(expected));
  got.forEach((row, i) => row.forEach((v, j) => assert.ok(Math.abs(v - expected[i][j]) < 1e-12, `[${i}, ${j}]`)));
};

test("agrees with torch on every shape of kernel", () => {
  assert.ok(golden.length >= 9);
  for (const { x, w, correlated, convolved } of golden) {
    close(conv.crossCorrelate(x, w), correlated);
    close(conv.convolve(x, w), convolved);
    close(conv.crossCorrelate(x, conv.slidingKernel(w, "convolution")), convolved);
  }
});

test("the terms of a window add up to the output there", () => {
  for (const { x, w, correlated } of golden)
    correlated.forEach((row, i) =>
      row.forEach((value, j) => {
        const terms = conv.windowTerms(x, w, i, j);
        assert.deepEqual(conv.shape(terms), conv.shape(w));
        const sum = terms.flat().reduce((s, t) => s + t.product, 0);
        assert.ok(Math.abs(sum - value) < 1e-12);
      }),
    );
});

test("a kernel that does not fit has no output", () => {
  assert.deepEqual(conv.crossCorrelate([[1, 2]], [[1], [1]]), []);
  assert.deepEqual(conv.crossCorrelate([[1], [2]], [[1, 1]]), []);
});

test("turning twice changes nothing, and the argument stays as it was", () => {
  const w = [[1, 2, 3], [4, 5, 6]];
  assert.deepEqual(conv.turn(w), [[6, 5, 4], [3, 2, 1]]);
  assert.deepEqual(conv.turn(conv.turn(w)), w);
  assert.deepEqual(w, [[1, 2, 3], [4, 5, 6]]);
});

test("a patch is the part under the window", () => {
  assert.deepEqual(conv.patch([[1, 2, 3], [4, 5, 6], [7, 8, 9]], 1, 0, 2, 2), [[4, 5], [7, 8]]);
});

test("difference: yours minus expected, on the cells that both have", () => {
  assert.deepEqual(conv.difference([[1, 2], [3, 4]], [[1, 5], [3, 4], [9, 9]]), [[0, 3], [0, 0]]);
  assert.deepEqual(conv.difference([[1, 2]], []), []);
  assert.deepEqual(conv.difference([[NaN, 1]], [[NaN, 1 + 1e-9]]), [[0, 0]]);
  const [[a, b]] = conv.difference([[NaN, 1]], [[1, Infinity]]);
  assert.ok(Number.isNaN(a));
  assert.equal(b, Infinity);
});

test("the first difference is found row by row, nan too", () => {
  assert.deepEqual(conv.firstDifference([[0, 0], [0, 2]]), [1, 1]);
  assert.deepEqual(conv.firstDifference([[0, NaN], [3, 2]]), [0, 1]);
  assert.equal(conv.firstDifference([[0, 0]]), null);
  assert.equal(conv.firstDifference([]), null);
});

test("resizing keeps the top left and fills with zeros", () => {
  assert.deepEqual(conv.resize([[1, 2], [3, 4]], 3, 1), [[1], [3], [0]]);
});
