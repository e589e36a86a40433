import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";
import * as b from "../../js/maths/backprop.mjs";
import { shape } from "../../js/maths/conv.mjs";
import { pool } from "../../js/maths/pool.mjs";

const { layers, chains } = JSON.parse(fs.readFileSync(new URL("golden_backprop.json", import.meta.url)));
const plain = (m) => m.map((row) => row.map((v) => v + 0)); // -0 is 0 for a reader

test("a layer's gradients are torch's", () => {
  assert.equal(layers.length, 7);
  for (const { x, w, b: bias, stride, y, dy, dx, dw, db } of layers) {
    assert.deepEqual(plain(b.forward(x, w, bias, stride)), plain(y));
    assert.deepEqual(plain(b.inputGradient(w, dy, shape(x), stride)), plain(dx));
    assert.deepEqual(plain(b.weightGradient(x, dy, shape(w), stride)), plain(dw));
    assert.equal(b.sum(dy), db);
  }
});

test("the ways of a pixel add up to its gradient, and there are none for a pixel left over", () => {
  let left = 0;
  for (const { x, w, stride, dy, dx } of layers)
    x.forEach((row, m) =>
      row.forEach((_, n) => {
        const all = b.ways(m, n, shape(w), shape(dy), stride);
        assert.equal(all.reduce((total, { i, j, u, v }) => total + dy[i][j] * w[u][v], 0) + 0, dx[m][n] + 0);
        if (!all.length) left++;
      }),
    );
  assert.ok(left > 20);
});

test("one gradient an output, as if nothing were shared, adds up to the weight's", () => {
  for (const { x, w, stride, dy, dw } of layers)
    w.forEach((row, u) => row.forEach((_, v) => assert.equal(b.sum(b.unshared(x, dy, u, v, stride)) + 0, dw[u][v] + 0)));
});

test("the spread dY has the stride's gaps, the kernel's border and the rest", () => {
  assert.deepEqual(b.spread([[1, 2]], [2, 2], [3, 5], 2), [
    [0, 0, 0, 0, 0, 0],
    [0, 1, 0, 2, 0, 0],
    [0, 0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 0],
  ]);
});

test("a chain's gradients are torch's, ties and left-over cells among them", () => {
  assert.equal(chains.length, 8);
  for (const { x, w, stride, pooling, t, ...gold } of chains) {
    const y = b.forward(x, w, 0, stride);
    const a = b.relu(y);
    const p = pool(a, 2, 2, pooling);
    const { loss, dp } = b.squaredLoss(p, t);
    const da = b.poolGradient(a, dp, 2, 2, pooling);
    const dy = b.reluGradient(y, da);
    assert.equal(loss, gold.loss);
    const found = { y, a, p, dp, da, dy, dx: b.inputGradient(w, dy, shape(x), stride), dw: b.weightGradient(x, dy, shape(w), stride) };
    for (const [name, m] of Object.entries(found)) assert.deepEqual(plain(m), plain(gold[name]), name);
    assert.deepEqual(b.pooledSize(y), shape(p));
  }
});

test("without a target the loss is half the sum of squares", () => {
  assert.deepEqual(b.squaredLoss([[3, -4]], []), { loss: 12.5, dp: [[3, -4]] });
});
