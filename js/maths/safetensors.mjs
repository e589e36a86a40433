/**
 * Weights in the safetensors format: 8 bytes that say how long the header is, a JSON header with
 * type, shape and place of each tensor, and the numbers. Nothing in it is ever run.
 */

/** @typedef {{shape: number[], data: Float32Array}} Tensor */

const LARGEST = 8e6; // bytes
/** Browsers' numbers are little-endian, as the file's. */
const ARRAYS = { F32: Float32Array, F64: Float64Array, I8: Int8Array, U8: Uint8Array };

/** @param {Uint8Array} bytes @returns {Record<string, Tensor>} throws a sentence */
export function parse(bytes) {
  if (bytes.length > LARGEST) throw new Error(`the file has ${Math.round(bytes.length / 1e6)} MB; the networks here have a quarter of one`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? -1 : Number(view.getBigUint64(0, true));
  if (length < 2 || length > bytes.length - 8) throw new Error("it is no safetensors file, or it was cut short");
  let header;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  } catch {
    throw new Error("its header cannot be read: it is no safetensors file");
  }
  const stored = {};
  const numbers = bytes.buffer.slice(bytes.byteOffset + 8 + length, bytes.byteOffset + bytes.byteLength);
  for (const [name, about] of Object.entries(header)) if (name !== "__metadata__") stored[name] = tensor(numbers, name, about);
  return scaled(stored);
}

function tensor(numbers, name, about) {
  const Stored = ARRAYS[about?.dtype];
  if (!Stored) throw new Error(`${name} is stored as ${about?.dtype}; save it as float32`);
  const { shape, data_offsets: [from, to] = [] } = about;
  const count = Array.isArray(shape) ? shape.reduce((all, n) => all * n, 1) : -1;
  if (!(from >= 0) || to - from !== count * Stored.BYTES_PER_ELEMENT || to > numbers.byteLength) throw new Error(`the numbers of ${name} are missing in the file`);
  return { shape, data: new Float32Array(new Stored(numbers.slice(from, to))) };
}

/** Whole numbers times the scale beside them. */
function scaled(stored) {
  const tensors = {};
  for (const [name, one] of Object.entries(stored)) {
    if (name.endsWith(".scale") && name.slice(0, -6) in stored) continue;
    const scale = stored[`${name}.scale`]?.data[0];
    tensors[name] = scale === undefined ? one : { shape: one.shape, data: one.data.map((v) => v * scale) };
    if (!tensors[name].data.every(Number.isFinite)) throw new Error(`${name} holds numbers that are not finite; the training has failed`);
  }
  return tensors;
}
