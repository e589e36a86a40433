import assert from "node:assert/strict";
import test from "node:test";
import { parse } from "../../js/maths/safetensors.mjs";

/** A file whose tensors begin at any byte, in the middle of a longer buffer. */
function stored() {
  const header = new TextEncoder().encode(
    JSON.stringify({
      few: { dtype: "I8", shape: [3], data_offsets: [0, 3] },
      "few.scale": { dtype: "F32", shape: [1], data_offsets: [3, 7] },
      a: { dtype: "F32", shape: [1, 2], data_offsets: [7, 15] },
      b: { dtype: "F64", shape: [1], data_offsets: [15, 23] },
      c: { dtype: "U8", shape: [2], data_offsets: [23, 25] },
    }),
  );
  const view = new DataView(new ArrayBuffer(header.length + 40));
  const start = 5;
  view.setBigUint64(start, BigInt(header.length), true);
  new Uint8Array(view.buffer).set(header, start + 8);
  const body = start + 8 + header.length;
  [-1, 0, 127].forEach((v, n) => view.setInt8(body + n, v));
  [0.5, 1.5, -2.25].forEach((v, n) => view.setFloat32(body + 3 + 4 * n, v, true));
  view.setFloat64(body + 15, 0.125, true);
  [0, 255].forEach((v, n) => view.setUint8(body + 23 + n, v));
  return [view.buffer, start, body + 25 - start];
}

test("tensors of every type, at any place of a file that is a part of something", () => {
  for (const Kind of [Uint8Array, Buffer]) {
    const bytes = Kind === Buffer ? Buffer.from(...stored()) : new Uint8Array(...stored());
    const found = Object.entries(parse(bytes)).map(([name, { shape, data }]) => [name, shape, [...data]]);
    assert.deepEqual(found, [
      ["few", [3], [-0.5, 0, 63.5]],
      ["a", [1, 2], [1.5, -2.25]],
      ["b", [1], [0.125]],
      ["c", [2], [0, 255]],
    ]);
  }
});
