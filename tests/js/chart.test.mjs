import assert from "node:assert/strict";
import test from "node:test";
import { band, nearest, path, scale, tens, ticks } from "../../js/maths/chart.mjs";

test("a scale brings its ends to the ends, and logarithms when it is told", () => {
  const plain = scale([10, 30], [100, 0]);
  assert.deepEqual([10, 15, 30].map(plain), [100, 75, 0]);
  const log = scale([1, 100], [0, 10], true);
  assert.ok(Math.abs(log(10) - 5) < 1e-12);
  assert.equal(scale([3, 3], [0, 10])(3), 5); // one point stands in the middle
});

test("the axis ends at tens of per cent around points and their spread", () => {
  assert.deepEqual(tens([{ x: 1, mean: 34, std: 5 }, { x: 2, mean: 71, std: 0 }]), [20, 80]);
  assert.deepEqual(tens([{ x: 1, mean: 3, std: 5 }, { x: 2, mean: 98, std: 5 }]), [0, 100]);
  assert.deepEqual(tens([]), [0, 100]);
});

test("there are three to seven ticks, each at a round number within", () => {
  for (let low = 0; low <= 90; low += 10)
    for (let high = low + 10; high <= 100; high += 10) {
      const found = ticks([low, high]);
      assert.ok(found.length >= 3 && found.length <= 7, `${low} to ${high}: ${found}`);
      assert.ok(found[0] >= low && found.at(-1) <= high);
      assert.ok(found.every((v) => v % 5 === 0));
    }
  assert.deepEqual(ticks([10, 80]), [20, 40, 60, 80]);
});

test("paths are written for SVG", () => {
  assert.equal(path([[0, 1], [2.26, 3]]), "M0 1L2.3 3");
  assert.equal(path([]), "");
  assert.equal(band([[0, 1], [5, 2]], [[0, 4], [5, 6]]), "M0 1L5 2L5 6L0 4Z");
  assert.equal(band([], []), "");
});

test("the nearest number is found, the first of equals", () => {
  assert.equal(nearest([1, 4, 9], 7), 2);
  assert.equal(nearest([1, 3], 2), 0);
});
