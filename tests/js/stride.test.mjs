import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";
import { shape } from "../../js/maths/conv.mjs";
import * as stride from "../../js/maths/stride.mjs";
import * as words from "../../js/widgets/padding_stride_words.mjs";

const { slides } = JSON.parse(fs.readFileSync(new URL("golden_stride.json", import.meta.url)));

const settings = ({ pads, mode, stride, dilation }) => ({ pads, mode, stride, dilation });

test("padding, sliding and counting agree with torch", () => {
  assert.ok(slides.length >= 9);
  for (const one of slides) {
    const padded = stride.pad(one.x, one.pads, one.mode);
    assert.deepEqual(padded, one.padded);
    assert.deepEqual(stride.slide(padded, one.w, one.stride, one.dilation), one.y);
    const [rows, columns] = stride.axes(one.x, one.w, settings(one));
    assert.deepEqual([rows.places, columns.places], shape(one.y));
    assert.deepEqual(stride.usage(rows, columns), one.usage);
  }
});

test("dropped are the cells behind the last window", () => {
  for (const one of slides) {
    const [rows, columns] = stride.axes(one.x, one.w, settings(one));
    const last = (counts) => counts.length - 1 - counts.findLastIndex((n) => n > 0);
    assert.equal(rows.dropped, last(one.usage.map((row) => Math.max(...row))));
    assert.equal(columns.dropped, last(one.usage[0].map((_, j) => Math.max(...one.usage.map((row) => row[j])))));
  }
});

test("the terms of a window add up to the output there", () => {
  for (const one of slides)
    one.y.forEach((row, i) =>
      row.forEach((value, j) => {
        const all = stride.terms(one.padded, one.w, i, j, one.stride, one.dilation).flat();
        assert.equal(all.reduce((s, t) => s + t.product, 0), value);
      }),
    );
});

test("a kernel that does not fit has no place", () => {
  const a = stride.axis(3, 1, 0, 3, 1, 2);
  assert.equal(a.places, 0);
  assert.equal(a.free, -1);
  assert.deepEqual(stride.usageOf(a), [0, 0, 0, 0]);
  assert.deepEqual(stride.slide([[1, 2]], [[1], [1]], 1, 1), []);
  assert.equal(words.formula(a), "⌊(3 + 1 + 0 − (2·(3 − 1) + 1))/1⌋ + 1: 4 − 5 is below 0, the kernel does not fit");
  assert.equal(words.summary(a, a), "The kernel is larger than the padded input: there is no output.");
});

test("a picture of another size repeats the old one", () => {
  assert.deepEqual(stride.tile([[1, 2], [3, 4]], 3, 1), [[1], [3], [1]]);
  assert.deepEqual(stride.tile([[1, 2]], 1, 5), [[1, 2, 1, 2, 1]]);
});

test("the formula is filled in", () => {
  assert.equal(words.formula(stride.axis(7, 0, 0, 3, 2, 1)), "⌊(7 + 2·0 − 3)/2⌋ + 1 = ⌊4/2⌋ + 1 = 3");
  assert.equal(words.formula(stride.axis(7, 1, 2, 3, 2, 2)), "⌊(7 + 1 + 2 − (2·(3 − 1) + 1))/2⌋ + 1 = ⌊5/2⌋ + 1 = 3");
});

test("what is left over is said", () => {
  const a = (n, f, s, d = 1) => stride.axis(n, 0, 0, f, s, d);
  assert.equal(words.droppedText(a(7, 3, 2), a(7, 3, 2)), "Every step fits: nothing is left over.");
  assert.equal(words.droppedText(a(7, 3, 2), a(8, 3, 2)), "The last column of the padded input is left over: no window reaches it.");
  assert.equal(
    words.droppedText(a(10, 4, 4), a(8, 3, 2)),
    "The last 2 rows and the last column of the padded input are left over: no window reaches them.",
  );
  const skipped = "Some cells in between are skipped by every window.";
  assert.equal(words.droppedText(a(7, 1, 3), a(7, 1, 3)), `Every step fits: nothing is left over. ${skipped}`);
  assert.ok(words.droppedText(a(8, 3, 2, 2), a(7, 3, 1)).endsWith(`reaches it. ${skipped}`));
});

test("a window is told with its place and its sum", () => {
  const rows = stride.axis(5, 1, 1, 2, 2, 2);
  const cols = stride.axis(4, 0, 0, 1, 1, 1);
  const term = (product) => [{ x: product, w: 1, product }];
  const at = { i: 1, j: 3, rows, cols, terms: [term(2), term(-5)], value: -3 };
  assert.equal(
    words.sentence(at),
    "The window covers every second cell of rows 2 to 4 and column 3 of the padded input. y[1, 3] = 2 − 5 = −3.",
  );
  assert.equal(words.spoken(at), "Row 1, column 3: minus 3. The window covers rows 2 to 4 and column 3.");
  assert.match(words.sentence({ ...at, terms: [term(-5), term(0)], value: -5 }), /y\[1, 3\] = −5\.$/);
  assert.match(words.sentence({ ...at, terms: [term(0), term(0)], value: 0 }), /All products are 0/);
});

test("a cell is told with what it is and how often it is used", () => {
  const rows = stride.axis(3, 1, 0, 2, 1, 1);
  assert.equal(words.cellText(1, 2, -4, 3, rows, rows), "Pixel at row 0, column 1: minus 4, in 3 windows.");
  assert.equal(words.cellText(0, 2, 0, 1, rows, rows), "A cell of the padding: 0, in 1 window.");
  assert.equal(words.cellText(3, 3, 7, 0, rows, rows), "Pixel at row 2, column 2: 7, in no window.");
});
