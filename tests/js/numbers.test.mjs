import assert from "node:assert/strict";
import test from "node:test";
import { format, parse, range, toJSON, toMatrix } from "../../js/maths/numbers.mjs";

test("numbers as a reader sees them", () => {
  const said = [0, -0, 1 / 9, -3, 2.5, 1234.567, 123456, 0.001, -0.001, NaN, Infinity, -Infinity].map(format);
  assert.deepEqual(said, ["0", "0", "0.11", "−3", "2.5", "1234.57", "1.2e+5", "0.00", "−0.00", "nan", "inf", "−inf"]);
});

test("numbers as a reader types them", () => {
  assert.deepEqual(["3", "-2", "−2", "0,5", "1/9", ".5", "1e3"].map(parse), [3, -2, -2, 0.5, 1 / 9, 0.5, 1000]);
  assert.deepEqual(["", "x", "1/0", "1/2/3", "--1", "1 2"].map(parse), Array(6).fill(null));
});

test("nan and infinity survive JSON", () => {
  const wire = JSON.parse(JSON.stringify(toJSON([[1.5, NaN, Infinity, -Infinity]])));
  assert.deepEqual(wire, [[1.5, "nan", "inf", "-inf"]]);
  assert.deepEqual(toMatrix(wire), [[1.5, NaN, Infinity, -Infinity]]);
  assert.deepEqual(toMatrix([[null]]), [[NaN]]);
});

test("a range leaves out what is not finite", () => {
  assert.deepEqual(range([[1, -4], [NaN, Infinity]]), { min: -4, max: 1, magnitude: 4 });
  assert.deepEqual(range([[NaN]]), { min: 0, max: 0, magnitude: 0 });
});
