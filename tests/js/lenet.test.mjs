import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";
import { explain, field, forward, LAYERS, network, plane, softmax } from "../../js/maths/lenet.mjs";
import { parse } from "../../js/maths/safetensors.mjs";
import { centred, DIGITS, rasterise, SIDE } from "../../js/maths/strokes.mjs";

const bytes = new Uint8Array(fs.readFileSync(new URL("../../pixelup/widgets/weights/lenet.safetensors", import.meta.url)));
const net = network(parse(bytes));
const golden = JSON.parse(fs.readFileSync(new URL("golden_lenet.json", import.meta.url), "utf8"));
const close = (a, b, tolerance) => assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${a} is not ${b}`);
const best = (x) => {
  const shares = softmax(forward(net, x).output.data);
  return shares.indexOf(Math.max(...shares));
};

test("every layer and the scores agree with torch to 1e-4", () => {
  for (const { x, sums, scores } of golden) {
    const maps = forward(net, x.map((v) => v / 255));
    Object.keys(LAYERS).forEach((layer, n) => {
      const { data } = maps[layer];
      close(data.reduce((all, v) => all + v, 0), sums[n][0], 1e-4);
      close(data.reduce((all, v) => all + v * v, 0), sums[n][1], 1e-4);
    });
    scores.forEach((score, d) => close(maps.output.data[d], score, 1e-4));
  }
});

test("a unit is the sum of its parts", () => {
  const maps = forward(net, golden[3].x.map((v) => v / 255));
  for (const [layer, about] of Object.entries(LAYERS))
    for (let n = 0; n < about.channels; n += 3) {
      const [i, j] = [about.size >> 1, about.size - 1];
      const { parts, bias, value } = explain(net, maps, layer, n, i, j);
      const sum = parts.reduce((all, part) => all + part.sum, bias);
      close(value, about.kind === "pool" ? Math.max(...parts[0].patch.flat()) : layer === "output" ? sum : Math.max(0, sum), 1e-4);
    }
});

test("a unit's field holds all that it sees", () => {
  const x = Float32Array.from(golden[5].x, (v) => v / 255);
  for (const [layer, i, j] of [["c1", 3, 20], ["s2", 7, 9], ["c3", 4, 6], ["s4", 2, 4]]) {
    const [top, left, side] = field(layer, i, j);
    const hidden = Float32Array.from(x, (v, n) => {
      const [r, c] = [Math.floor(n / SIDE), n % SIDE];
      return r >= top && r < top + side && c >= left && c < left + side ? v : 1 - v;
    });
    const at = (maps) => plane(maps[layer], 2)[i][j];
    close(at(forward(net, hidden)), at(forward(net, x)), 1e-6);
  }
});

test("the drawn examples are read right, also small and in a corner", () => {
  for (const [digit, points] of Object.entries(DIGITS)) {
    assert.equal(best(rasterise(points)), Number(digit));
    const small = points.map(([n, r, c]) => [n, 1 + r / 2, 1 + c / 2]);
    assert.equal(best(rasterise(centred(small))), Number(digit));
  }
});

test("a dot, a line and nothing can be drawn", () => {
  const ink = (points) => rasterise(points).reduce((all, v) => all + v, 0);
  assert.equal(ink([]), 0);
  assert.ok(ink([[0, 14, 14]]) > 3);
  assert.ok(ink(centred([[0, 3, 3]])) > 3);
  assert.ok(ink([[0, 2, 2], [0, 26, 26]]) > ink([[0, 2, 2], [1, 26, 26]])); // two strokes are not joined
});

test("weights of another kind get one sentence", () => {
  const stored = (header, data = new Uint8Array()) => {
    const text = new TextEncoder().encode(JSON.stringify(header));
    const file = new Uint8Array(8 + text.length + data.length);
    new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
    file.set(text, 8);
    file.set(data, 8 + text.length);
    return file;
  };
  const bad = [
    [new Uint8Array(4), /no safetensors file/],
    [new TextEncoder().encode("PK\u0003\u0004 a pickle that was renamed"), /no safetensors file, or it was cut short/],
    [bytes.subarray(0, 400), /cut short/],
    [stored({ a: { dtype: "BF16", shape: [1], data_offsets: [0, 2] } }), /a is stored as BF16; save it as float32/],
    [stored({ a: { dtype: "F32", shape: [200000, 200000], data_offsets: [0, 160000000000] } }), /the numbers of a are missing/],
    [stored({ a: { dtype: "F32", shape: [1], data_offsets: [0, 4] } }, new Uint8Array([0, 0, 192, 127])), /not finite/],
  ];
  for (const [file, sentence] of bad) assert.throws(() => parse(file), sentence);
  assert.throws(() => network(parse(stored({ a: { dtype: "F32", shape: [1], data_offsets: [0, 4] } }, new Uint8Array(4)))), /one tensor of 6 × 1 × 5 × 5 \(weights of c1\), this file has none/);
});
