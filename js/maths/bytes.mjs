/**
 * Bytes as text, for weights that are a part of a bundle: a character a byte.
 *
 * Weights are whole numbers, and most are near 0. Moved by 64, those from -64 to 63 are one byte of
 * UTF-8 each, and gzip sees how often each comes; base 64 hides that, and needs a fifth more.
 */
const MOVED = 64;

/** @type {(bytes: Uint8Array) => string} */
export const toText = (bytes) => Array.from(bytes, (byte) => String.fromCharCode((byte + MOVED) & 255)).join("");

/** @type {(text: string) => Uint8Array} */
export function toBytes(text) {
  const bytes = new Uint8Array(text.length);
  for (let n = 0; n < text.length; n++) bytes[n] = text.charCodeAt(n) - MOVED; // modulo 256
  return bytes;
}
