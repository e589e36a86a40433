import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { field, heat, holding, levels, paths, visible } from "../../js/maths/field.mjs";
import { nameOf, read, STACKS, write, wrong } from "../../js/widgets/field_presets.mjs";
import { counts, sees, spoken, steps, summary } from "../../js/widgets/field_words.mjs";

const { stacks } = JSON.parse(fs.readFileSync(new URL("golden_pool.json", import.meta.url), "utf8"));
const windows = (layers) => layers.map(([, k, s, p]) => ({ k, s, p }));

test("the paths are torch's gradient with weights of 1", () => {
  for (const { layers, n, cell, paths: want } of stacks) {
    const all = levels(windows(layers), n);
    assert.deepEqual(paths(windows(layers), all, cell)[0], want);
  }
});

test("the recurrence names the first and the last pixel with a path", () => {
  for (const { layers, n, cell, paths: want } of stacks) {
    const lit = want.flatMap((v, i) => (v ? [i] : []));
    const range = field(levels(windows(layers), n).at(-1), cell);
    assert.deepEqual(visible(range, n), [lit[0], lit.at(-1)]);
  }
});

test("the lecture's fifty layers, and the chapter's network", () => {
  const last = (name) => levels(windows(STACKS[name].layers), STACKS[name].pixels).at(-1);
  assert.deepEqual(last("the lecture's fifty layers"), { n: 10, size: 101, jump: 1, start: 0 });
  assert.equal(levels(windows(STACKS["the chapter's network"].layers), 100)[3].size, 19);
  assert.equal(last("LeNet-5").size, 32);
  for (const { layers, pixels } of Object.values(STACKS)) assert.equal(levels(windows(layers), pixels).length, layers.length + 1);
});

test("a layer that does not fit ends the walk", () => {
  assert.equal(levels([{ k: 3, s: 1, p: 0 }, { k: 9, s: 1, p: 0 }], 5).length, 2);
});

test("a box that holds 95 % of the paths", () => {
  const layers = windows(STACKS["the lecture's fifty layers"].layers);
  const all = levels(layers, 110);
  const line = paths(layers, all, 4)[0];
  const range = field(all.at(-1), 4);
  const [rows, cols] = holding(line, line, [range, range], 0.95);
  assert.deepEqual(rows, cols);
  assert.equal(rows[0] + rows[1], range[0] + range[1]);
  const inside = (a, b) => line.slice(a, b + 1).reduce((s, v) => s + v, 0) / line.reduce((s, v) => s + v, 0);
  assert.ok(inside(...rows) ** 2 >= 0.95);
  assert.ok(inside(rows[0] + 1, rows[1] - 1) ** 2 < 0.95);
  assert.deepEqual(holding([1], [1], [[0, 0], [0, 0]], 0.95), [[0, 0], [0, 0]]);
});

test("heat is 1 at its hottest", () => {
  assert.deepEqual(heat([1, 2, 1], [0, 4, 4]), [[0, 0.5, 0.5], [0, 1, 1], [0, 0.5, 0.5]]);
});

test("an address is read as it was written", () => {
  const state = { pixels: 24, layers: [["conv", 3, 1, 0], ["pool", 2, 2, 0]], cell: [3, 4] };
  const text = Object.entries(write(state.pixels, state.layers, state.cell)).map((pair) => pair.join(":")).join("/");
  assert.equal(text, "pixels:24/layers:conv.3.1.0;pool.2.2.0/cell:3.4");
  assert.deepEqual(read(text), state);
  assert.throws(() => read("pixels:0/layers:conv.3.1.0/cell:0.0"), /pixels/);
  assert.throws(() => read("pixels:9/layers:dense.3.1.0/cell:0.0"), /a layer is/);
  assert.throws(() => read("pixels:9/layers:conv.3.0.0/cell:0.0"), /a stride is a whole number from 1 to 16/);
  assert.throws(() => read("pixels:9/layers:conv.3.1.0/cell:x.0"), /cell/);
  assert.equal(wrong(["conv", 3, 1, 0]), "");
  assert.equal(nameOf(11, [["conv", 3, 1, 0], ["conv", 3, 1, 0]]), "3 × 3 upon 3 × 3");
});

test("words", () => {
  const [before, after] = levels([{ k: 3, s: 2, p: 1 }], 9);
  assert.deepEqual(steps(before, after, ["conv", 3, 2, 1]), ["1 + 2·1 = 3", "1·2 = 2", "0 − 1 = −1"]);
  assert.equal(
    sees([0, 2], [-1, 1], [3, 5], after, 9),
    "Cell 0, 2 of the last map sees rows −1 to 1 and columns 3 to 5: 3 × 3 pixels. A part of it lies outside the picture, in the padding. The field of its neighbour begins 2 pixels on.",
  );
  assert.equal(spoken([0, 2], [-1, 1], [3, 5], 3), "Cell 0, 2 sees rows minus 1 to 1, columns 3 to 5, 3 by 3 pixels.");
  assert.match(counts(9, [2, 6]), /dashed box of 5 × 5/);
  assert.match(counts(3, [2, 4]), /No smaller box/);
  assert.equal(summary(1, after), "1 layer: a map of 5 by 5, fields of 3 pixels, jump 2.");
});
