import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";
import { backward, COPIES, correlation, explained, favourites, gallery, gradCam, hidden, laid, passes, places, RANDOM, randomised, strongest } from "../../js/maths/inside.mjs";
import { forward, LAYERS, network, softmax } from "../../js/maths/lenet.mjs";
import { parse } from "../../js/maths/safetensors.mjs";
import { DIGITS, rasterise } from "../../js/maths/strokes.mjs";

const read = (name) => fs.readFileSync(new URL(name, import.meta.url));
const WEIGHTS = "../../pixelup/widgets/weights/";
const net = network(parse(new Uint8Array(read(`${WEIGHTS}lenet.safetensors`))));
const stored = parse(new Uint8Array(read(`${WEIGHTS}digits.safetensors`)));
const digits = Array.from({ length: stored.y.shape[0] }, (_, n) => stored.x.data.subarray(784 * n, 784 * (n + 1)));
const pictures = JSON.parse(read("golden_lenet.json")).map(({ x }) => x.map((v) => v / 255));
const golden = JSON.parse(read("golden_inside.json"));
const SQUARE = { size: 7, stride: 3, fill: 0 };
const last = (turns) => {
  let found = null;
  let count = 0;
  for (let turn = turns.next(); ; turn = turns.next()) {
    found = turn.value;
    if (turn.done) return { found, count };
    count++;
  }
};
const near = (found, expected, what) => {
  assert.equal(found.length, expected.length, what);
  found.forEach((v, n) => assert.ok(Math.abs(v - expected[n]) <= 1e-4, `${what}[${n}]: ${v} is not ${expected[n]}`));
};
const third = (v) => Array.from(v).filter((_, n) => n % 3 === 0);

test("gradient, guided backpropagation, Grad-CAM and occlusion agree with torch to 1e-4", () => {
  for (const { picture, d, size, stride, fill, ...torch } of golden) {
    const x = pictures[picture];
    const maps = forward(net, x);
    const g = backward(net, maps, d);
    near(third(g.input), torch.gradient, "gradient");
    near(third(backward(net, maps, d, true).input), torch.guided, "guided");
    near(gradCam(maps, g), torch.cam, "cam");
    const { found, count } = last(explained(net, x, d, { size, stride, fill }));
    near(found.occlusion, torch.occlusion, "occlusion");
    near(third(found.saliency), torch.gradient.map(Math.abs), "saliency");
    near(found.cam, torch.cam, "cam");
    assert.equal(count, passes({ size, stride, fill })); // and no work besides
  }
});

test("the gradient is the slope of the score", () => {
  const x = Float64Array.from(pictures[5]);
  const g = backward(net, forward(net, x), 5).input;
  const steep = g.indexOf(Math.max(...g));
  const score = (by) => {
    const y = Float64Array.from(x);
    y[steep] += by;
    return forward(net, y).output.data[5];
  };
  assert.ok(Math.abs((score(1e-3) - score(-1e-3)) / 2e-3 - g[steep]) < 0.02 * g[steep]);
});

test("a square hides what it says, and nothing is left of its places", () => {
  const y = hidden(new Float32Array(784).fill(0.25), 21, 3, { size: 7, stride: 3, fill: 1 });
  assert.equal(y.reduce((sum, v) => sum + v, 0), 49 + 0.25 * (784 - 49));
  assert.equal(y[21 * 28 + 3], 1);
  assert.equal(y[27 * 28 + 9], 1);
  assert.equal(y[27 * 28 + 10], 0.25);
  assert.equal(places(SQUARE), 8);
  assert.equal(places({ size: 14, stride: 1, fill: 0 }), 15);
  assert.equal(places({ size: 3, stride: 2, fill: 0 }), 13);
});

test("evidence is complete at the end, and never undone on the way", () => {
  let known = 0;
  for (const { saliency, cam, guided, smoothed, occlusion } of explained(net, pictures[4], 4, SQUARE)) {
    for (const one of [saliency, cam, guided]) assert.ok(one.every(Number.isFinite));
    const now = occlusion.filter(Number.isFinite).length + smoothed.filter(Number.isFinite).length;
    assert.ok(now >= known);
    known = now;
  }
  assert.equal(known, 64 + 784);
  assert.ok(COPIES >= 16);
});

test("random layers go down from the top, keep their numbers, and know nothing", () => {
  const order = Object.keys(RANDOM);
  order.forEach((which, n) => {
    const random = randomised(net, which, 1);
    const changed = Object.keys(net).filter((name) => random[name] !== net[name]);
    assert.equal(changed.length, n);
    for (const name of RANDOM[which]) {
      const { w, b } = random[name];
      const bound = 1 / Math.sqrt(w.length / b.length);
      assert.ok(Math.max(...w.map(Math.abs)) <= bound);
      assert.ok(Math.abs(w.reduce((s, v) => s + v ** 2, 0) / w.length - bound ** 2 / 3) < 0.2 * bound ** 2); // uniform
      assert.deepEqual(w, randomised(net, "all", 1)[name].w);
      assert.notDeepEqual(w, randomised(net, which, 2)[name].w);
    }
  });
  let right = 0;
  for (let seed = 1; seed <= 5; seed++) {
    const random = randomised(net, "all", seed);
    digits.forEach((x, n) => {
      const scores = forward(random, x).output.data;
      right += Number(scores.indexOf(Math.max(...scores)) === stored.y.data[n]);
    });
  }
  assert.ok(right / (5 * digits.length) < 0.25, `${right}`);
});

test("with random weights occlusion and Grad-CAM change more than guided backpropagation", () => {
  const mean = (v) => v.reduce((s, one) => s + one, 0) / v.length;
  const alike = Object.fromEntries(["occlusion", "saliency", "cam", "guided"].map((name) => [name, []]));
  for (let d = 0; d < 10; d++) {
    const own = last(explained(net, digits[5 * d], d, { size: 7, stride: 7, fill: 0 })).found;
    const other = last(explained(randomised(net, "c5", d + 1), digits[5 * d], d, { size: 7, stride: 7, fill: 0 })).found;
    for (const name in alike) alike[name].push(correlation(own[name], other[name]));
  }
  assert.ok(mean(alike.guided) > 0.7);
  assert.ok(mean(alike.saliency) < 0.6);
  for (const name of ["occlusion", "cam"]) assert.ok(mean(alike[name]) < 0.5, name);
});

test("correlation", () => {
  assert.ok(Math.abs(correlation([1, 2, 3], [2, 4, 6]) - 1) < 1e-12);
  assert.ok(Math.abs(correlation([1, 2, 3, 4], [4, 3, 2, 1]) + 1) < 1e-12);
  assert.ok(Number.isNaN(correlation([1, 2], [3, 3])));
  assert.ok(Number.isNaN(correlation([1, 2], [3, NaN])));
});

test("the committed digits are read right, five of each class", () => {
  assert.deepEqual(Array.from(stored.y.data), Array.from({ length: 50 }, (_, n) => Math.floor(n / 5)));
  const right = digits.filter((x, n) => {
    const shares = softmax(forward(net, x).output.data);
    return shares.indexOf(Math.max(...shares)) === stored.y.data[n];
  });
  assert.equal(right.length, 50);
});

test("the favourite digits of a map are those with its largest answers", () => {
  const { found, count } = last(gallery(net, digits));
  assert.equal(count, 50);
  const best = favourites(found.map((one) => one.c3), 3, 6);
  assert.equal(best.length, 6);
  best.forEach(({ digit, value, at }, n) => {
    const map = forward(net, digits[digit]).c3.data.subarray(300, 400);
    assert.equal(value, Math.max(...map));
    assert.equal(map[at], value);
    if (n) assert.ok(value <= best[n - 1].value);
  });
  const all = found.map((one) => one.c3.value[3]).sort((a, b) => b - a);
  assert.deepEqual(best.map((one) => one.value), all.slice(0, 6));
  assert.deepEqual(favourites([strongest({ channels: 1, data: new Float32Array(4) })], 0, 6), []); // silent
});

test("a small map lies where its cells look", () => {
  const [side, , start] = LAYERS.c3.field;
  const heat = laid(Float32Array.from({ length: 100 }, (_, n) => n), start + side / 2 - 1, 2);
  assert.ok(Number.isNaN(heat[3][10]));
  assert.equal(heat[4][4], 0);
  assert.equal(heat[5][5], 0);
  assert.equal(heat[4][6], 1);
  assert.equal(heat[23][23], 99);
  assert.ok(Number.isNaN(heat[24][23]));
});

test("the drawn examples have evidence of their own", () => {
  for (const [digit, points] of Object.entries(DIGITS)) {
    const g = backward(net, forward(net, rasterise(points)), Number(digit));
    assert.ok(g.input.some((v) => v !== 0));
  }
});
