import assert from "node:assert/strict";
import test from "node:test";
import * as t from "../../js/maths/transfer.mjs";
import { aloud, blocks, capital, counted, curveText, mapOf, mapText, meaning, next, percent, pointText, result, sign, tight, unrecorded } from "../../js/widgets/transfer_words.mjs";

const run = (method, rate, labels, mean, std = 2, pair = "a") => ({ pair, method, rate, labels, mean, std, worst: mean - 3, seeds: 5 });
const DATA = {
  labels: [1, 5, 10],
  rates: [0.1, 0.01],
  methods: { scratch: {}, frozen: {}, full: {} },
  pairs: { a: { title: "one to another" }, b: { title: "b" } },
  runs: [
    run("scratch", 0.05, 1, 12), run("scratch", 0.05, 5, 30), run("scratch", 0.05, 10, 61, 0.5),
    run("frozen", 0.05, 10, 80), run("frozen", 0.05, 1, 40), run("frozen", 0.05, 5, 60),
    run("full", 0.1, 1, 20), run("full", 0.1, 5, 25), run("full", 0.1, 10, 27),
    run("full", 0.01, 1, 20), run("full", 0.01, 5, 33), run("full", 0.01, 10, 90),
    run("full", 0.001, 10, 99),
  ],
  curves: [],
  map: {},
};
const choice = (method, rate, labels, pair = "a") => ({ pair, method, rate, labels });

test("rates are those that are offered and those that were measured", () => {
  assert.deepEqual(t.rates(DATA), [0.001, 0.01, 0.05, 0.1]);
});

test("the best rate is the highest of the longest lines", () => {
  assert.equal(t.bestRate(DATA, "a", "full"), 0.01); // 0.001 has but one point
  assert.equal(t.bestRate(DATA, "a", "scratch"), 0.05);
  assert.equal(t.bestRate(DATA, "b", "full"), null);
});

test("a line goes from few labels to many, and a method without runs has none", () => {
  assert.deepEqual(t.line(DATA, "a", "frozen", 0.05).map((one) => one.labels), [1, 5, 10]);
  const lines = t.overLabels(DATA, choice("full", 0.1, 5));
  assert.deepEqual(Object.entries(lines).map(([method, runs]) => [method, runs[0].rate]), [["scratch", 0.05], ["frozen", 0.05], ["full", 0.1]]);
  assert.equal(t.overLabels(DATA, choice("frozen", 0.1, 5)).full[0].rate, 0.01); // the best one
  assert.deepEqual(Object.keys(t.overLabels(DATA, choice("frozen", 0.1, 5))), ["scratch", "full"]);
  assert.deepEqual(t.overRates(DATA, choice("full", 0.1, 10)).full.map((one) => one.rate), [0.001, 0.01, 0.1]);
});

test("recorded trainings: the chosen one, or none, beside those of the others", () => {
  const curve = (method, rate) => ({ pair: "a", method, rate, labels: 10, epochs: [0, 1], mean: [1, 2], std: [0, 0] });
  const data = { ...DATA, curves: [curve("scratch", 0.05), curve("full", 0.01)] };
  assert.deepEqual(Object.keys(t.whileTraining(data, choice("full", 0.01, 10))), ["scratch", "full"]);
  assert.deepEqual(Object.keys(t.whileTraining(data, choice("full", 0.1, 10))), ["scratch"]);
  assert.deepEqual(t.whileTraining(data, choice("full", 0.01, 5)), {});
  assert.equal(unrecorded(data, choice("full", 0.1, 10)), "Of this choice, no training was recorded step by step. Recorded: 10 labels a class, learning rate 0.01.");
  assert.equal(unrecorded(data, choice("frozen", 0.1, 10)), "Of this choice, no training was recorded step by step.");
});

test("nearest points of a map are counted, class by class", () => {
  const points = [[0, 0, "a"], [1, 0, "a"], [5, 0, "b"], [5.5, 0, "a"], [9, 0, 3]];
  assert.deepEqual(t.nextToOwn(points), [true, true, false, false, false]);
  assert.equal(mapText(points, null), "2 of 5 points have a point of their own class as the nearest one; by chance, 2 would.");
  assert.equal(mapText(points, "a"), "Class a: 2 of 3 points have a point of class a as the nearest one; by chance, 2 would.");
});

test("a decimal is written only where the spread is below 1", () => {
  assert.equal(percent({ mean: 82.5, std: 1.5 }), "83 ± 2 %");
  assert.equal(percent({ mean: 82.55, std: 0.94 }), "82.6 ± 0.9 %");
  assert.equal(percent({ mean: 8, std: 0 }, ""), "8.0 ± 0.0");
});

test("the result stands beside training from scratch, and that beside the best other", () => {
  assert.equal(result(DATA, choice("frozen", 0.05, 5)), "5 labels a class: 60 ± 2 % with the kernels frozen, 30 ± 2 % from scratch.");
  assert.equal(result(DATA, choice("scratch", 0.05, 1)), "1 label a class: 12 ± 2 % from scratch, 40 ± 2 % with the kernels frozen.");
  assert.equal(result(DATA, choice("full", 0.05, 5)), "5 labels a class, with everything fine-tuned, learning rate 0.05: no run was measured.");
});

test("what it means follows from the numbers", () => {
  assert.equal(
    meaning(DATA, choice("frozen", 0.05, 5)),
    "They are 30 points apart, and their spreads do not overlap. The worst of 5 seeds: 57 %. " +
      "From scratch, it takes 10 labels a class to come as far. Nothing that was measured with as many labels is higher.",
  );
  const full = meaning(DATA, choice("full", 0.01, 5));
  assert.match(full, /^They are 3\.0 points apart, and their spreads overlap\./);
  assert.match(full, /The highest that was measured with as many labels: 60 ± 2 % with the kernels frozen, learning rate 0\.05\.$/);
  assert.doesNotMatch(meaning(DATA, choice("scratch", 0.05, 5)), /highest/); // it stands beside it already
  const near = { ...DATA, runs: [...DATA.runs, run("full", 0.05, 5, 58)] };
  assert.match(meaning(near, choice("full", 0.05, 5)), /learning rate 0\.05; the spreads overlap\.$/);
  assert.match(meaning(DATA, choice("frozen", 0.05, 10)), /From scratch, not even 10 labels a class come as far\./);
  assert.doesNotMatch(meaning(DATA, choice("full", 0.1, 5)), /come as far/); // it is worse than from scratch
});

test("where nothing was measured, it says what was", () => {
  assert.equal(meaning(DATA, choice("full", 0.001, 5)), "With as many labels there are runs with the learning rates 0.01 and 0.1. With this learning rate there are runs with 10 labels a class.");
  assert.equal(meaning(DATA, choice("full", 0.01, 5, "b")), "Of this pair, nothing was measured in this way.");
});

test("words for a point, for the ear, and without a break", () => {
  const point = pointText(DATA.runs[0]);
  assert.equal(point, "From scratch, 1 label a class, rate 0.05: 12 ± 2 %, worst 9 %");
  assert.equal(aloud("12 ± 2 %, worst 9 %"), "12 plus or minus 2 percent, worst 9 percent");
  assert.equal(tight("12 ± 2 %, worst 9 %"), "12\u00a0±\u00a02\u00a0%, worst 9\u00a0%");
  assert.equal(tight("61.0 ± 0.5 % from scratch"), "61.0\u00a0±\u00a00.5\u00a0% from scratch");
  assert.equal(curveText("Everything", 3, 50, 2), "Everything, 3 epochs: 50 ± 2 %");
  assert.equal(capital("one to another"), "One to another");
  for (const method of ["scratch", "frozen", "top", "full", "probe-then-full"]) assert.ok(next(DATA, choice(method, 0.05, 5)));
  assert.match(next(DATA, choice("full", 0.1, 5)), /other learning rates/);
  assert.doesNotMatch(next(DATA, choice("full", 0.1, 5, "b")), /other learning rates/);
});

test("the network's blocks: what is trained, how many numbers that are, where they come from", () => {
  assert.deepEqual(t.parameters({ channels: 3, width: 16, classes: 10 }), [464, 4672, 18560, 650]);
  const pairs = { "letters-to-digits": { source: "letters", classes: 10 }, other: { source: "Latin", classes: 33 } };
  const data = { ...DATA, pairs, methods: { frozen: { trainable: 650, title: "new head" }, top: { title: "last block" }, scratch: { title: "from scratch" } } };
  const frozen = choice("frozen", 0.05, 5, "letters-to-digits");
  const [top, probe, scratch] = ["top", "probe-then-full", "scratch"].map((method) => choice(method, 0.05, 5, "other"));
  assert.deepEqual(blocks(data, frozen).map((one) => one.how), ["frozen", "frozen", "frozen", "trained"]);
  assert.deepEqual([0, 3].map((n) => blocks(data, frozen)[n].start), ["pretrained", "begins at random"]);
  assert.deepEqual(counted(data, frozen), { trainable: 650, total: 24346, text: "New head: 650 of 24,346 parameters are trained, 2.7 %. Pretrained on letters." });
  assert.equal(counted(data, top).text, "Last block: 20,705 of 25,553 parameters are trained, 81 %. Pretrained on Latin.");
  assert.deepEqual([0, 3].map((n) => blocks(data, probe)[n].how), ["trained after the head", "trained first, and after"]);
  assert.equal(counted(data, scratch).text, "From scratch: all 25,553 parameters are trained.");
  assert.ok(blocks(data, scratch).every((one) => one.start === "begins at random"));
});

test("a class of the Georgian alphabet is its letter, others are what they are called", () => {
  assert.deepEqual([sign("latin-to-georgian", 0), sign("latin-to-georgian", 32), sign("printed-to-real", 7)], ["ა", "ჰ", "7"]);
  const data = { ...DATA, pairs: { a: { source: "letters", classes: 10 } }, methods: { frozen: { trainable: 650 } } };
  assert.equal(mapOf(data, "a", "before"), "Features of an untrained network. Two directions of 64.");
  assert.equal(mapOf(data, "a", "after"), "Features learnt from letters; of the new task they saw nothing. Two directions of 64.");
});
