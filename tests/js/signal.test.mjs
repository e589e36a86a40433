import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";
import { normals } from "../../js/maths/random.mjs";
import * as s from "../../js/maths/signal.mjs";

const golden = JSON.parse(fs.readFileSync(new URL("golden_signal.json", import.meta.url)));
const close = (a, b, name) => [...a].forEach((v, n) => assert.ok(Math.abs(v - b[n]) <= 1e-9 * Math.max(1, Math.abs(b[n])), `${name} ${n}: ${v} ${b[n]}`));

test("activations and gradients are torch's", () => {
  assert.equal(golden.cases.length, 12);
  const [weights, x, gradient] = ["weights", "x", "gradient"].map((name) => Float64Array.from(golden[name]));
  for (const { activations, gradients, ...settings } of golden.cases) {
    const found = s.run({ depth: golden.depth, init: "he", ...settings }, weights, x, gradient, golden.width, golden.std);
    const name = JSON.stringify(settings);
    activations.forEach((values, l) => close(found.activations[l], values, `${name} activations of ${l}`));
    gradients.forEach((values, l) => close(found.gradients[l], values, `${name} gradients of ${l}`));
  }
});

test("normals are normal, and the same for a seed", () => {
  const values = normals(3, 40001);
  const { mean, std } = s.spreadOf(values);
  assert.ok(Math.abs(mean) < 0.02 && Math.abs(std - 1) < 0.02, `${mean} ${std}`);
  const fourth = values.reduce((sum, v) => sum + v ** 4, 0) / values.length;
  assert.ok(Math.abs(fourth - 3) < 0.15, `${fourth}`);
  assert.deepEqual(normals(3, 10), values.slice(0, 10));
  assert.notEqual(normals(4, 1)[0], values[0]);
});

test("He keeps the size of a ReLU's signal over depth, Glorot halves its square", () => {
  assert.ok(Math.abs(s.weightStd("he") ** 2 - 2 / 40) < 1e-12);
  assert.ok(Math.abs(s.weightStd("glorot") ** 2 - 1 / 40) < 1e-12);
  const size = (init) => {
    // many seeds, few layers: the mean square is what the argument is about
    let ratio = 0;
    for (let seed = 0; seed < 20; seed++) {
      const settings = { depth: 5, activation: "relu", init, norm: "none", skips: false };
      const x = normals(seed + 100, s.BATCH * s.WIDTH);
      const { activations } = s.run(settings, normals(seed, 5 * s.WIDTH ** 2), x, x);
      const square = (v) => v.reduce((sum, one) => sum + one * one, 0);
      ratio += square(activations[4]) / square(activations[0]) / 20;
    }
    return ratio;
  };
  assert.ok(Math.abs(size("he") - 1) < 0.25, `${size("he")}`);
  assert.ok(Math.abs(size("glorot") * 16 - 1) < 0.25, `${size("glorot")}`);
});

test("magnitudes and bars count shares", () => {
  assert.deepEqual(s.magnitudes([1000, 0.5, -0.5, 0], 1, -1, 1), [0.25, 0.5]);
  assert.deepEqual(s.magnitudes([5, 0.05], 1, -2, 1), [0.5, 0, 0.5]);
  assert.deepEqual(s.histogram([-1, 0, 1, 1], 1, 2), [0.25, 0.75]);
  assert.deepEqual(s.histogram([0, 0], 0, 3), [1, 0, 0].map((v, n) => (n === 0 ? 1 : 0)));
  assert.deepEqual(s.spreadOf([0, 2]), { mean: 1, std: 1, zeros: 0.5 });
});
