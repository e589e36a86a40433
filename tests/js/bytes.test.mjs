import assert from "node:assert/strict";
import test from "node:test";
import { toBytes, toText } from "../../js/maths/bytes.mjs";

test("bytes survive as text, and small whole numbers are one byte each", () => {
  const every = Uint8Array.from({ length: 256 }, (_, n) => n);
  assert.deepEqual(toBytes(toText(every)), every);
  const small = new Uint8Array(Int8Array.from({ length: 128 }, (_, n) => n - 64).buffer);
  assert.equal(Buffer.byteLength(toText(small)), 128);
});
