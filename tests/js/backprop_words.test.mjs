import assert from "node:assert/strict";
import test from "node:test";
import { LAST_STEP, pixelText, scatterText, spoken, stepText, summary, weightText } from "../../js/widgets/backprop_words.mjs";

test("a gradient is told where it goes", () => {
  const at = { i: 0, j: 1, d: -2, top: 0, left: 2, rows: 2, cols: 3, border: false };
  assert.equal(
    scatterText(at),
    "dY[0, 1] = −2 goes where y[0, 1] came from: −2 times w to rows 0 to 1 and columns 2 to 4 of dX, −2 times the same window of x to dW, and −2 to db.",
  );
  assert.equal(scatterText({ ...at, d: 0 }), "dY[0, 1] = 0: this output gives nothing to dX, dW and db.");
  assert.match(scatterText({ ...at, border: true }), /of the padded dX/);
});

test("a shared weight adds up what its places would have alone", () => {
  const text = weightText({ u: 1, v: 0, products: [[3, 0], [-1, 2]], value: 4 });
  assert.match(text, /^The window puts w\[1, 0\] on 4 places of x\./);
  assert.match(text, /they add up: dW\[1, 0\] = 3 − 1 \+ 2 = 4\.$/);
  assert.match(weightText({ u: 0, v: 0, products: [[5]], value: 5 }), /on one place of x.*dW\[0, 0\] = 5\.$/);
});

test("a pixel is told what it feeds, or that it is left over", () => {
  const ways = [{ i: 0, j: 0, u: 1, v: 1 }, { i: 1, j: 1, u: 0, v: 0 }];
  const at = { m: 1, n: 1, ways, terms: [{ x: 2, w: -1 }, { x: 3, w: 4 }], value: 10, outside: false };
  assert.equal(pixelText(at), "x[1, 1] feeds y[0, 0] through w[1, 1] and y[1, 1] through w[0, 0]. dX[1, 1] = 2·(−1) + 3·4 = 10.");
  assert.match(pixelText({ ...at, ways: [] }), /^No window reaches x\[1, 1\]: it is left over, and its gradient is 0\.$/);
  assert.match(pixelText({ ...at, outside: true }), /^This zero of the border feeds .* is thrown away: the border is no part of x\.$/);
  assert.match(pixelText({ ...at, ways: Array(5).fill(ways[0]) }), /feeds 5 outputs\./);
});

test("each step of the chain has its sentence", () => {
  const map = [[1, -2], [0, 3]];
  const now = { y: map, a: map, pooled: [[3]], mode: "max", loss: 4.5, da: [[0, 1], [1, 3]], dy: map, dp: [[3]], db: 2 };
  for (const mode of ["max", "average", "none"])
    for (let step = 0; step <= LAST_STEP; step++) assert.match(stepText(step, { ...now, mode }), new RegExp(`^Step ${step} of 9\\. [A-Z].*\\.$`));
  assert.match(stepText(2, now), /1 of 4 numbers are below 0/);
  assert.match(stepText(7, now), /Here it stops 2\./);
  assert.equal(summary({ loss: -1, db: 2, byHand: false, left: 1 }), "The loss is minus 1. The gradient of the bias is 2. 1 pixel left over.");
  assert.equal(spoken("w", 1, 0, -3), "Gradient of the weight at row 1, column 0: minus 3.");
});
