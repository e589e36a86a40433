/** Examples by name: values, or functions that make them when they are asked for. No DOM. */
import { equal } from "./numbers.mjs";

/** @typedef {Record<string, any>} Examples */

const made = new WeakMap();

/** @type {(entry: any) => any} */
export function valueOf(entry) {
  if (typeof entry !== "function") return entry;
  if (!made.has(entry)) made.set(entry, entry());
  return made.get(entry);
}

/** The name of the example that this is, or "".
 * @type {(examples: Examples, now: any) => string} */
export const nameOf = (examples, now) => Object.keys(examples).find((name) => equal(valueOf(examples[name]), now)) ?? "";
