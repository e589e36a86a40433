import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";
import * as a from "../../js/maths/augment.mjs";
import { boxText, matrixText, spoken, story } from "../../js/widgets/augmentation_words.mjs";

const golden = JSON.parse(fs.readFileSync(new URL("golden_augment.json", import.meta.url)));
const picture = ([rows, cols, channels], data) => ({ rows, cols, channels, data: Float64Array.from(data) });
const near = (found, wanted, what) => {
  assert.equal(found.length, wanted.length, what);
  [...found].forEach((v, n) => assert.ok(Math.abs(v - wanted[n]) < 1e-9, `${what}, number ${n}: ${v} is not ${wanted[n]}`));
};
const SLIDERS = { angle: 30, zoom: 1.5, right: 4, down: -2, flip: true, noise: 0.1, brightness: 1.4, contrast: 0.5, saturation: 0.2, erase: 5, lam: 0.6 };
const NOTHING = { angle: 0, zoom: 1, right: 0, down: 0, flip: false, noise: 0, brightness: 1, contrast: 1, saturation: 1, erase: 0, lam: 1 };

test("matrices, moved pictures and moved boxes are torch's", () => {
  assert.ok(golden.length >= 3);
  for (const { shape, x, box, moves } of golden)
    for (const { matrix, y, box: wanted, ...settings } of moves) {
      const name = `${shape} ${JSON.stringify(settings)}`;
      const A = a.matrix(settings);
      near(A.flat(), matrix, `${name} matrix`);
      near(a.warp(picture(shape, x), A).data, y, name);
      near(a.moveBox(box, A, shape[0], shape[1]) ?? [], wanted, `${name} box`);
    }
  assert.ok(golden.flatMap(({ moves }) => moves).some(({ box }) => !box.length)); // one leaves the picture
});

test("what is done to the pixels is torch's", () => {
  for (const { shape, x: numbers, other, noise, ...wanted } of golden) {
    const x = picture(shape, numbers);
    near(a.flip(x).data, wanted.flipped, "flipped");
    near(a.padAndCrop(x, 2, 3, 1).data, wanted.cropped, "cropped");
    near(a.addNoise(x, 0.25, noise).data, wanted.noisy, "noisy");
    near(a.jitter(x, { brightness: 1.25, contrast: 1.5, saturation: 0.25 }).data, wanted.jittered, "jittered");
    near(a.erase(x, 2, [2 / (shape[0] - 2), 1 / (shape[1] - 2)]).data, wanted.erased, "erased");
    near(a.mixup(x, picture(shape, other), 0.75).data, wanted.mixed, "mixed");
  }
});

test("a flip and a crop are matrices too", () => {
  for (const { shape, x: numbers } of golden) {
    const x = picture(shape, numbers);
    near(a.warp(x, a.matrix({ ...NOTHING, flip: true })).data, a.flip(x).data, "flip");
    near(a.warp(x, a.matrix({ ...NOTHING, right: 1, down: -1 })).data, a.padAndCrop(x, 2, 3, 1).data, "crop");
  }
});

test("a matrix and its inverse bring every place back, and counter-clockwise is to the left of up", () => {
  const A = a.matrix(SLIDERS);
  const B = a.inverse(A);
  const go = ([[p, q, r], [s, t, u]], [x, y]) => [p * x + q * y + r, s * x + t * y + u];
  near(go(B, go(A, [3, -7])), [3, -7], "place");
  near(go(a.matrix({ ...NOTHING, angle: 90 }), [1, 0]), [0, -1], "what was right is above");
});

test("nothing changes with sliders that do nothing", () => {
  const x = picture(golden[1].shape, golden[1].x);
  const nothing = a.drawn(NOTHING, 5, 3);
  assert.equal(a.augment(x, nothing, x, a.noises(1, x.data.length)[0]), x);
});

test("samples stay within the sliders, are the same for a seed, and keep what another slider drew", () => {
  const all = Array.from({ length: 60 }, (_, n) => a.drawn(SLIDERS, 1 + Math.floor(n / 15), n % 15));
  for (const s of all) {
    assert.ok(Math.abs(s.angle) <= 30 && Math.abs(s.right) <= 4 && Math.abs(s.down) <= 2);
    assert.ok(s.zoom >= 1 / 1.5 && s.zoom <= 1.5 && s.lam > 0.59 && s.lam <= 1);
    assert.ok(s.brightness >= 0.6 && s.brightness <= 1.4 && s.contrast >= 0.5 && s.contrast <= 1.5);
    assert.ok(s.noise === 0.1 && s.erase === 5 && s.at.every((v) => v >= 0 && v < 1));
  }
  const flips = all.filter((s) => s.flip).length;
  assert.ok(flips > 15 && flips < 45, `${flips} of 60`);
  assert.ok(new Set(all.map((s) => s.angle)).size === 60);
  const other = a.drawn({ ...SLIDERS, angle: 60, noise: 0, erase: 0 }, 1, 0);
  assert.equal(other.angle, 2 * all[0].angle);
  for (const name of ["zoom", "right", "down", "flip", "brightness", "lam", "at"]) assert.deepEqual(other[name], all[0][name]);
});

test("every sample has its own noise", () => {
  const found = a.noises(3, 30);
  assert.equal(found.length, a.SAMPLES + 1);
  assert.notDeepEqual(found[0], found[1]);
  assert.deepEqual(found[4], a.noises(3, 30)[4]);
});

test("bytes and numbers up to 1 are the same picture, grey or in colour", () => {
  assert.deepEqual(a.picture([[0, 255], [51, 102]]), a.picture([[[0], [1]], [[0.2], [0.4]]]));
  assert.deepEqual(a.picture([[[255, 0, 51]]]), { rows: 1, cols: 1, channels: 3, data: Float64Array.of(1, 0, 0.2) });
});

test("a second picture is made to fit", () => {
  const x = a.picture([[0, 1], [1, 0]]);
  const wide = a.fitted(x, { rows: 2, cols: 4, channels: 3 });
  assert.deepEqual([...wide.data].filter((_, n) => n % 3 === 1), [0, 0, 1, 1, 1, 1, 0, 0]);
  near(a.fitted(a.picture([[[1, 0, 0]]]), { rows: 1, cols: 1, channels: 1 }).data, [0.299], "grey");
});

test("the box around ink is tight", () => {
  assert.deepEqual(a.inkBox(a.picture([[0, 0, 0], [0, 1, 0.5], [0, 0, 1], [0, 0, 0]])), [1, 1, 2, 2]);
  assert.deepEqual(a.inkBox(a.picture([[0, 0]])), [0, 0, 2, 1]);
});

test("a sentence says what was done, in its order, and no more", () => {
  const colour = { rows: 48, cols: 48, channels: 3 };
  assert.equal(story(0, { ...NOTHING, at: [0, 0] }, colour), "The sliders’ picture: nothing has changed.");
  assert.equal(
    story(3, { ...SLIDERS, at: [0, 0] }, colour),
    "Sample 3: flipped, turned by 30° counter-clockwise, zoomed by 1.5, shifted 4 to the right and 2 up, brightness times 1.4, " +
      "contrast times 0.5, saturation times 0.2, noise with σ = 0.1, 5 × 5 pixels erased, mixed with λ = 0.6.",
  );
  assert.equal(story(1, { ...NOTHING, saturation: 2, angle: -0.2, right: -1.26, at: [0, 0] }, { ...colour, channels: 1 }), "Sample 1: shifted 1.3 to the left.");
  assert.equal(boxText([1, 2, 3, 4], [0.04, 1.26, 3, 4]), "Box (x0, y0, w, h): from 1, 2, 3, 4 to 0, 1.3, 3, 4.");
  assert.match(spoken(0, { ...NOTHING, at: [0, 0] }, colour, [1, 2, 3, 4], null), /changed\. Box .* it has left the picture\.$/);
  assert.equal(matrixText([[-1, 0, 2], [0, -1.25, 0]]), "A, two rows of three: minus 1, 0, 2; 0, minus 1.25, 0.");
});
