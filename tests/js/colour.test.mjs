import assert from "node:assert/strict";
import test from "node:test";
import { HUES, ink, luminance, painter, THEMES } from "../../js/ui/colour.mjs";

const contrast = (c) => {
  const paper = luminance(c);
  const text = ink(c) === "#fff" ? 1 : 0;
  return (Math.max(paper, text) + 0.05) / (Math.min(paper, text) + 0.05);
};

test("every value can be read on its colour, in both themes: 4.5 to 1 at least", () => {
  const values = [Array.from({ length: 401 }, (_, n) => n / 200 - 1)];
  for (const colours of Object.values(THEMES))
    for (const [palette, row] of [["signed", values], ["pixels", [values[0].map(Math.abs)]]]) {
      const paint = painter(row, palette, colours);
      for (const v of [...row[0], NaN, Infinity]) assert.ok(contrast(paint(v)) >= 4.5, `${palette} ${v}`);
    }
});

test("0 is the background, and the sign is the colour", () => {
  const paint = painter([[-2, 0, 4]], "signed", THEMES.light);
  assert.deepEqual(paint(0), THEMES.light.zero);
  assert.deepEqual(paint(4), THEMES.light.positive);
  assert.deepEqual(painter([[-4]], "pixels", THEMES.dark)(-4), THEMES.dark.negative);
  assert.deepEqual(painter([[0, 8]], "pixels", THEMES.dark)(8), [255, 255, 255]);
  assert.deepEqual(painter([[0]], "pixels", THEMES.dark)(0), [0, 0, 0]);
});

test("the hues of kinds are read on the background of their theme as text is", () => {
  for (const [theme, hues] of Object.entries(HUES)) {
    const paper = luminance(THEMES[theme].zero);
    assert.equal(new Set(hues).size, 10);
    for (const hue of hues) {
      const text = luminance([1, 3, 5].map((n) => parseInt(hue.slice(n, n + 2), 16)));
      assert.ok((Math.max(paper, text) + 0.05) / (Math.min(paper, text) + 0.05) >= 4.5, `${theme} ${hue}`);
    }
  }
});
