import assert from "node:assert/strict";
import test from "node:test";
import { count, percent } from "../../js/progress/count.mjs";
import { check, merge, nothing } from "../../js/progress/store.mjs";

const CHAPTER = { page: "a", title: "A", sections: ["s1", "s2"], quizzes: ["q1"], exercises: ["01-a"] };
const some = () => ({
  format: 1,
  read: { a: ["s1", "gone"] },
  quizzes: { q1: { answer: 1, stamp: "x", right: false, tries: 2 } },
  done: { "01-a": true },
});

test("what the course no longer has does not count", () => {
  assert.deepEqual(count(CHAPTER, some()), { sections: [1, 2], quizzes: [0, 1], exercises: [1, 1], share: 0.5 });
  assert.equal(count(CHAPTER, nothing()).share, 0);
  assert.equal(count({ ...CHAPTER, sections: [], quizzes: [], exercises: [] }, some()).share, 0);
});

test("100 per cent is all, and 0 is nothing", () => {
  assert.deepEqual([0, 0.001, 0.5, 0.999, 1].map(percent), [0, 1, 50, 99, 100]);
});

test("a file comes back as it was", () => {
  assert.deepEqual(check(JSON.parse(JSON.stringify(some()))), some());
});

test("a file of something else is refused in words", () => {
  for (const [data, words] of [
    [null, /not a progress file/],
    [[], /not a progress file/],
    [{ format: 2 }, /not a progress file/],
    [{ format: 1 }, /lacks its part "read"/],
    [{ ...some(), read: { a: "s1" } }, /"a" is not a list/],
    [{ ...some(), read: { a: [1] } }, /"a" is not a list/],
    [{ ...some(), quizzes: { q1: { right: "yes", tries: 1 } } }, /"q1" cannot be read/],
    [{ ...some(), quizzes: { q1: null } }, /"q1" cannot be read/],
    [{ ...some(), done: { x: 1 } }, /"x" is neither done nor not done/],
  ])
    assert.throws(() => check(data), words);
});

test("nothing else comes in with a file", () => {
  const data = JSON.parse('{"format": 1, "read": {"__proto__": ["s"]}, "quizzes": {}, "done": {}, "more": 1}');
  const progress = check(data);
  assert.deepEqual(Object.keys(progress), ["format", "read", "quizzes", "done"]);
  assert.equal({}.s, undefined);
  assert.equal(Object.getPrototypeOf(progress.read), Object.prototype);
});

test("two browsers together: what was done in either is done", () => {
  const here = some();
  const there = {
    format: 1,
    read: { a: ["s2"], b: ["t"] },
    quizzes: { q1: { answer: 0, right: true, tries: 1 }, q2: { right: false, tries: 1 } },
    done: { "01-a": false, "02-b": true },
  };
  const both = merge(here, there);
  assert.deepEqual(both.read, { a: ["s1", "gone", "s2"], b: ["t"] });
  assert.equal(both.quizzes.q1.right, true);
  assert.equal(both.quizzes.q2.tries, 1);
  assert.deepEqual(both.done, { "01-a": true, "02-b": true });
  assert.deepEqual(merge(both, both), both);
  assert.equal(merge(there, here).quizzes.q1.right, true);
});
