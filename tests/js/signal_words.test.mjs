import assert from "node:assert/strict";
import test from "node:test";
import { aloud, EXAMPLES, fate, layerText, power, size, summary } from "../../js/widgets/signal_words.mjs";

test("a size of any magnitude is written short", () => {
  const texts = [0, 0.5, 0.0234, 41.6, 512.4, 3.2e-12, 9.7e-20, 1e30, 12345, Infinity].map(size);
  assert.deepEqual(texts, ["0", "0.5", "0.023", "42", "512", "3·10⁻¹²", "10⁻¹⁹", "10³⁰", "10⁴", "beyond all numbers"]);
  assert.deepEqual([power(6), power(-12)], ["10⁶", "10⁻¹²"]);
  assert.deepEqual([aloud(0.5), aloud(3.2e-12)], ["0.5", "about 10 to the power of minus 11"]);
});

test("a signal vanishes, explodes or stays", () => {
  assert.deepEqual([fate(1, 1e-4), fate(1, 1e4), fate(1, 0.5), fate(1, NaN), fate(0, 0)], ["vanishes", "explodes", "stays", "vanishes", "vanishes"]);
});

test("the whole stack and one layer in words", () => {
  const of = (...stds) => stds.map((std) => ({ std, zeros: 0.5 }));
  assert.equal(
    summary(of(0.5, 0.4), of(1e-9, 1)),
    "The activations stay within a factor of 1000: from 0.5 to 0.4 in layer 2. The gradients vanish: from 1 to 10⁻⁹ in layer 1.",
  );
  assert.equal(
    layerText(2, { std: 0.4, zeros: 0.5 }, { std: 1 }),
    "Layer 2: the activations have a standard deviation of 0.4, and 50\u00a0% of them are 0. The gradient that arrives has 1.",
  );
});

test("no two examples are alike", () => {
  const all = Object.values(EXAMPLES).map((one) => JSON.stringify(one));
  assert.equal(new Set(all).size, all.length);
});
