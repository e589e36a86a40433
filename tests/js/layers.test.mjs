import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";
import * as layers from "../../js/maths/layers.mjs";
import { fresh, KINDS, nameOf, read, STACKS, write } from "../../js/widgets/layer_presets.mjs";

const { stacks } = JSON.parse(fs.readFileSync(new URL("golden_stride.json", import.meta.url)));

test("shapes, parameters and multiplications agree with torch", () => {
  assert.ok(stacks.length >= 5);
  for (const one of stacks) {
    const { rows, problem, total } = layers.walk(one.input, one.layers);
    assert.equal(problem, "");
    const got = rows.map(({ shape, parameters, products, dense }) => ({ shape, parameters, products, dense }));
    assert.deepEqual(got, one.rows);
    for (const name of ["parameters", "products", "dense"])
      assert.equal(total[name], one.rows.reduce((s, row) => s + row[name], 0));
  }
});

test("the lecture's counts", () => {
  const one = (name) => layers.walk(STACKS[name].input, STACKS[name].layers);
  assert.equal(one("the lecture's ten filters").total.parameters, 280);
  const hundred = one("the lecture's hundred filters").rows[0];
  assert.deepEqual([hundred.shape, hundred.parameters, hundred.numbers], [[100, 96, 96], 7600, 921600]);
  assert.deepEqual(one("one kernel on 300 × 300").rows.map((row) => [row.parameters, row.dense]), [[26, 8_100_090_000]]);
});

test("a layer that does not fit ends the walk with a sentence", () => {
  const conv = { kind: "conv", filters: 1, kernel: 5, stride: 1, padding: 0 };
  const { rows, problem } = layers.walk([1, 7, 6], [conv, conv, conv]);
  assert.equal(rows.length, 1);
  assert.equal(problem, "The kernel, 5 × 5, does not fit into 3 × 2.");
  const behind = layers.walk([1, 7, 6], [{ kind: "dense", units: 3 }, conv]);
  assert.match(behind.problem, /no picture any more/);
});

test("counts and memory are written for the eye", () => {
  assert.equal(layers.count(1234567), "1,234,567");
  assert.equal(layers.count(1.66e19), "1.7 × 10^19");
  assert.deepEqual([0, 999, 1000, 54760, 3686400, 1.1e11].map(layers.memory), ["0 B", "999 B", "1.0 kB", "55 kB", "3.7 MB", "110 GB"]);
});

test("a stack goes into an address and comes back", () => {
  for (const { input, layers } of Object.values(STACKS)) {
    const text = Object.entries(write(input, layers)).map(([k, v]) => `${k}:${v}`).join("/");
    assert.deepEqual(read(text), { input, layers });
  }
  assert.throws(() => read("input:3.4/layers:"), /channels, height and width/);
  assert.throws(() => read("input:3.4.5/layers:conv.1.2"), /is none that this figure has/);
  assert.throws(() => read("input:3.4.5/layers:constructor"), /is none that this figure has/);
  assert.throws(() => read("input:3.4.5/layers:dense.0"), /units is not a whole number from 1/);
});

test("every kind has a fresh layer with all its fields, and examples have names", () => {
  for (const [kind, { fields }] of Object.entries(KINDS)) assert.deepEqual(Object.keys(fresh(kind)), ["kind", ...fields]);
  for (const [name, { input, layers }] of Object.entries(STACKS)) assert.equal(nameOf(input, layers), name);
  assert.equal(nameOf([1, 2, 3], []), "");
});
