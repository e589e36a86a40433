import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";
import * as pixels from "../../js/maths/pixels.mjs";
import * as words from "../../js/widgets/pixel_words.mjs";

const golden = JSON.parse(fs.readFileSync(new URL("pixels_golden.json", import.meta.url)));
const close = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

test("layouts are those of torch", () => {
  assert.ok(golden.length >= 6);
  for (const { x, chw, reshaped } of golden) {
    assert.deepEqual(pixels.planes(x), chw);
    assert.deepEqual(pixels.takenApart(x, "transpose"), chw);
    assert.deepEqual(pixels.takenApart(x, "reshape"), reshaped);
    assert.deepEqual(pixels.merged(chw, [0, 1, 2, 3]), x);
  }
});

test("places in memory are those of torch", () => {
  for (const { x, index, offset, first_offset } of golden) {
    const [height, width, channels] = pixels.shape(x);
    const [i, j, c] = index;
    assert.equal(pixels.offset(index, [height, width, channels]), offset);
    assert.equal(pixels.offset([c, i, j], [channels, height, width]), first_offset);
    assert.equal(pixels.flat(x)[offset], x[i][j][c]);
  }
});

test("means, spreads and normalised numbers are those of torch", () => {
  for (const { x, mean, std, normalised } of golden) {
    const stats = pixels.channelStats(x);
    stats.forEach((s, c) => {
      close(s.mean, mean[c]);
      close(s.std, std[c]);
    });
    const [plain, half, standard] = ["bytes", "normalised", "standardised"].map((v) => pixels.transform(v, stats));
    x.forEach((row, i) =>
      row.forEach((pixel, j) =>
        pixel.forEach((v, c) => {
          assert.equal(plain(v, c), v);
          close(half(v, c), normalised[i][j][c]);
          close(standard(v, c), (v - mean[c]) / (std[c] || 1));
        }),
      ),
    );
  }
});

test("a channel that is left out is black, and the others stay", () => {
  const [{ x, chw }] = golden;
  const whole = pixels.merged(chw, [1]);
  x.forEach((row, i) => row.forEach((pixel, j) => assert.deepEqual(whole[i][j], [0, pixel[1], 0])));
});

test("bytes are told from other numbers", () => {
  assert.equal(pixels.areBytes([[[0, 255, 7]]]), true);
  for (const v of [-1, 256, 0.5, NaN]) assert.equal(pixels.areBytes([[[0, v, 7]]]), false);
});

test("pixels that differ are counted and the first is found", () => {
  const a = [[[1], [2]], [[3], [4]]];
  assert.deepEqual(pixels.compared(a, a), { differing: 0, both: 4, first: null });
  assert.deepEqual(pixels.compared(a, [[[1], [2]], [[3.5], [9]]]), { differing: 2, both: 4, first: [1, 0] });
  assert.deepEqual(pixels.compared(a, [[[1 + 1e-9]]]), { differing: 0, both: 1, first: null });
  assert.deepEqual(pixels.compared([[[NaN]]], [[[NaN]]]).differing, 0);
  assert.deepEqual(pixels.compared([[[1, 2]]], [[[1]]]).differing, 1);
});

test("an uploaded picture keeps red, green and blue, and loses its opacity", () => {
  const data = [1, 2, 3, 255, 4, 5, 6, 0, 7, 8, 9, 255, 10, 11, 12, 9, 13, 14, 15, 1, 16, 17, 18, 2];
  assert.deepEqual(pixels.fromRGBA(data, 2, 3), [[[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[10, 11, 12], [13, 14, 15], [16, 17, 18]]]);
});

test("colours have the names that people give them", () => {
  const named = {
    red: [255, 0, 0], orange: [240, 150, 40], yellow: [255, 255, 0], green: [0, 255, 0], turquoise: [0, 200, 200],
    blue: [0, 0, 255], violet: [153, 51, 255], pink: [255, 120, 160], grey: [128, 130, 120],
    "almost black": [3, 30, 9], "almost white": [230, 240, 255], "dark turquoise": [0, 69, 100], "pale green": [150, 255, 150],
  };
  for (const [name, pixel] of Object.entries(named)) assert.equal(words.colourName(pixel), name);
  assert.equal(words.colourName([9]), "");
});

test("a sentence says the numbers and where they lie", () => {
  const x = [[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]], [[13, 14, 15], [160, 17, 18]]];
  const same = (v) => v;
  assert.equal(
    words.sentence(x, 2, 1, same, true),
    "Row 2, column 1: red 160, green 17 and blue 18, red. Channels last, the 3 numbers lie side by side, at 15, 16 and 17. " +
      "Channels first, they lie 6 apart, at 5, 11 and 17.",
  );
  assert.equal(words.spoken(x, 0, 1, pixels.normalise), "Row 0, column 1: red minus 0.48, green minus 0.48, blue minus 0.48. First number at place 3.");
  assert.match(words.sentence([[[5], [6]]], 0, 1, same, true), /^Row 0, column 1: 6\. One channel: both layouts are the same, place 1\.$/);
});

test("a wrong answer is described", () => {
  const at = { i: 0, j: 1, expected: [[[1], [2]]], yours: [[[1], [5]]], differing: 1, both: 2 };
  assert.equal(words.verdict(at), "1 of 2 pixels differ. Row 0, column 1: expected 2, yours 5.");
  assert.match(words.verdict({ ...at, yours: [[[1]]], both: 1, differing: 0 }), /^Yours is 1 × 1 × 1, expected is 1 × 2 × 1\. No pixel that both have differs\. .* yours nothing\.$/);
});
