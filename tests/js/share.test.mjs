import assert from "node:assert/strict";
import test from "node:test";
import { find, put, read, write } from "../../js/ui/share.mjs";

const KINDS = { image: "matrix", kernel: "matrix", answer: "matrix", operation: "text", position: "number" };

test("a state survives its way through an address", () => {
  const state = { image: [[0, 1.5], [-2, 3]], kernel: [[1]], operation: "cross-correlation", position: 3 };
  assert.equal(write(state), "image:0,1.5;-2,3/kernel:1/operation:cross-correlation/position:3");
  assert.deepEqual(read(write(state), KINDS), state);
});

test("nan, infinity and an empty matrix too", () => {
  assert.deepEqual(read(write({ answer: [[NaN, Infinity, -Infinity]] }), KINDS), { answer: [["nan", "inf", "-inf"]] });
  assert.deepEqual(read("answer:nan,inf,-inf", KINDS), { answer: [["nan", "inf", "-inf"]] });
  assert.deepEqual(read("answer:", KINDS), { answer: [] });
});

test("a link that was cut or mistyped says what is wrong", () => {
  assert.throws(() => read("kernal:1", KINDS), /"kernal", which this figure does not have/);
  assert.throws(() => read("kernel:1,2;3", KINDS), /kernel is not a matrix/);
  assert.throws(() => read("kernel:a,b", KINDS), /kernel is not a matrix/);
  assert.throws(() => read("position:-1", KINDS), /position is not a whole number/);
});

test("figures of one page share the address", () => {
  assert.equal(find("#explorer=a:1&explorer-2=b:2", "explorer-2"), "b:2");
  assert.equal(find("#section-name", "explorer"), null);
  assert.equal(put("#explorer=a:1&explorer-2=b:2", "explorer", "c:3"), "#explorer-2=b:2&explorer=c:3");
  assert.equal(put("#section-name", "explorer", "c:3"), "#explorer=c:3");
});
