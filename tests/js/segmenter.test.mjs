import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";
import { parse } from "../../js/maths/safetensors.mjs";
import * as s from "../../js/maths/segmenter.mjs";
import { ABOUT, kindOf, KINDS, MAKERS, moral, NAMES, pixelText, spoken, sums } from "../../js/widgets/segmentation_words.mjs";

const golden = JSON.parse(fs.readFileSync(new URL("golden_segmenter.json", import.meta.url)));
const tensors = parse(new Uint8Array(fs.readFileSync(new URL("../../pixelup/widgets/weights/segmenter.safetensors", import.meta.url))));
const net = s.network(tensors);
const pictures = s.examples(tensors);
const SOME = 101;

test("every layer is torch's, with the shortcut and without it", () => {
  assert.equal(pictures.length, golden.pictures.length);
  pictures.forEach(({ x, truth }, n) => {
    const wanted = golden.pictures[n];
    assert.equal(truth.reduce((sum, v) => sum + v, 0), wanted.true);
    assert.equal(truth.indexOf(1), wanted.first);
    for (const [name, shortcut] of [["with", true], ["without", false]]) {
      const maps = s.forward(net, x, { shortcut });
      for (const layer of s.LAYERS) {
        const some = [...maps[layer].data].filter((_, k) => k % SOME === 0);
        assert.equal(some.length, wanted[name][layer].length);
        some.forEach((v, k) => assert.ok(Math.abs(v - wanted[name][layer][k]) < 2e-3, `picture ${n}, ${layer} ${k}: ${v}`));
      }
      const digit = s.maskOf(s.probabilities(maps.up1), 0.5).reduce((sum, v) => sum + v, 0);
      assert.equal(digit, wanted[`digit ${name}`]);
    }
  });
});

test("another size comes out at that size", () => {
  const x = { channels: 3, rows: 12, cols: 20, data: new Float32Array(3 * 12 * 20) };
  const maps = s.forward(net, x);
  assert.deepEqual(s.LAYERS.map((name) => [maps[name].channels, maps[name].rows, maps[name].cols]), [[12, 6, 10], [24, 3, 5], [24, 3, 5], [12, 6, 10], [2, 12, 20]]);
});

test("measures of masks, and a mask with nothing to find", () => {
  for (const { mask, truth, ...wanted } of golden.masks) {
    const found = s.measures(s.counts(mask, truth));
    for (const [name, value] of Object.entries(wanted)) assert.ok(Math.abs(found[name] - value) < 1e-12, name);
  }
  assert.deepEqual(s.counts([1, 1, 0, 0, 0], [1, 0, 1, 0, 0]), { hit: 1, invented: 1, missed: 1, rest: 2 });
  assert.deepEqual(s.measures({ hit: 0, missed: 0, invented: 0, rest: 9 }), { accuracy: 1, iou: 1, dice: 1 });
});

test("a threshold at one half asks for the larger score; at its ends it takes all or nothing", () => {
  const scores = { channels: 2, rows: 1, cols: 3, data: Float32Array.of(0, 1, 2, 1, 1, -2) };
  const p = s.probabilities(scores);
  assert.ok(Math.abs(p[0] - 1 / (1 + Math.exp(-1))) < 1e-6);
  assert.deepEqual([...s.maskOf(p, 0.5)], [1, 0, 0]);
  assert.deepEqual([[...s.maskOf(p, 0)], [...s.maskOf(p, 1)]], [[1, 1, 1], [0, 0, 0]]);
});

test("a coarse map is the mean of its blocks", () => {
  const p = [0, 1, 4, 4, 1, 2, 4, 4];
  assert.deepEqual([...s.coarse(p, 2, 4, 2)], [1, 1, 4, 4, 1, 1, 4, 4]);
});

test("sums and sentences", () => {
  const c = { hit: 35, missed: 22, invented: 42, rest: 925 };
  assert.deepEqual(sums(c), { accuracy: "(35 + 925) / 1024 = 93.8 %", iou: "35 / (35 + 22 + 42) = 0.354", dice: "2 · 35 / (2 · 35 + 22 + 42) = 0.522" });
  assert.equal(sums({ hit: 0, missed: 0, invented: 0, rest: 4 }).dice, "nothing there, nothing found: 1");
  assert.equal(moral("network", c), "The network’s mask is right for 93.8 % of the pixels; calling everything background is right for 94.4 %. By accuracy that would be better, and it finds nothing.");
  assert.match(moral("painted", { ...c, invented: 2 }), /^Your mask is right .* The Dice score asks about the digit alone\.$/);
  assert.match(moral("background", { hit: 0, missed: 57, invented: 0, rest: 967 }), /is right for 94\.4 % of the pixels, and has found nothing: its Dice score is 0\.$/);
  assert.match(moral("network", { hit: 0, missed: 0, invented: 3, rest: 6 }), /no digit to find/);
  assert.equal(spoken("network", c), "The network’s mask: 35 hit, 22 missed, 42 invented. Dice 0.52, IoU 0.35, 93.8 per cent of the pixels.");
  assert.equal(pixelText(3, 4, 0.875, 1, 0), "Row 3, column 4: probability 0.88; invented: background, called digit.");
  assert.deepEqual([[1, 1], [1, 0], [0, 1], [0, 0]].map(([m, t]) => kindOf(m, t)), ["hit", "invented", "missed", "rest"]);
  assert.deepEqual(Object.keys(ABOUT), Object.keys(NAMES));
  assert.ok(Object.keys(KINDS).length === 4 && Object.keys(MAKERS).length === 5);
});
