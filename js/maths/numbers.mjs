/** Numbers between Python, people and the screen. */

const MINUS = "\u2212";

/** JSON has no nan and no infinity; Python sends them as text, and null is nan.
 * @type {(value: number | string | null) => number} */
export function toNumber(value) {
  if (typeof value === "number") return value;
  if (value === "inf") return Infinity;
  if (value === "-inf") return -Infinity;
  return NaN;
}

/** @type {(rows: (number | string | null)[][]) => number[][]} */
export const toMatrix = (rows) => rows.map((row) => row.map(toNumber));

/** The other way: a matrix that survives JSON.
 * @type {(m: number[][]) => (number | string)[][]} */
export const toJSON = (m) =>
  m.map((row) =>
    row.map((v) => (Number.isFinite(v) ? v : Number.isNaN(v) ? "nan" : v > 0 ? "inf" : "-inf")),
  );

/** At most two decimals, a true minus sign.
 * @type {(value: number) => string} */
export function format(value) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : `${MINUS}inf`;
  const magnitude = Math.abs(value);
  const text = magnitude >= 1e5 ? magnitude.toExponential(1) : String(Math.round(magnitude * 100) / 100);
  if (text === "0") return magnitude > 0 ? `${value < 0 ? MINUS : ""}0.00` : "0";
  return (value < 0 ? MINUS : "") + text;
}

/** A number that somebody typed: decimal comma, true minus and 1/9 are understood.
 * @type {(text: string) => number | null} null when it is none */
export function parse(text) {
  const clean = text.trim().replaceAll(MINUS, "-").replace(",", ".");
  const [above, below, ...rest] = clean.split("/");
  if (!/\d/.test(above) || rest.length) return null;
  const value = below === undefined ? Number(above) : Number(above) / Number(below);
  return Number.isFinite(value) ? value : null;
}

/** Smallest, largest and largest absolute of the finite values; 0 where there is none.
 * @type {(m: number[][]) => {min: number, max: number, magnitude: number}} */
export function range(m) {
  let min = Infinity;
  let max = -Infinity;
  for (const row of m)
    for (const v of row) {
      if (!Number.isFinite(v)) continue;
      if (v < min) min = v;
      if (v > max) max = v;
    }
  if (min > max) return { min: 0, max: 0, magnitude: 0 };
  return { min, max, magnitude: Math.max(Math.abs(min), Math.abs(max)) };
}

/** Whether two values, or two nested lists or objects of them, are the same; nan equals nan.
 * @type {(a: any, b: any) => boolean} */
export function equal(a, b) {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((v, n) => equal(v, b[n]));
  if (isObject(a) && isObject(b)) {
    const names = Object.keys(a);
    return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && equal(a[name], b[name]));
  }
  return Object.is(a, b);
}

const isObject = (v) => typeof v === "object" && v !== null && !Array.isArray(v);
