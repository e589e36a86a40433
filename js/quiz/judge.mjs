/** Right or wrong, and what to say: no page, only answers. */

/** @typedef {{right: boolean, words: string}} Verdict */

const MINUS = /[\u2212\u2013]/g; // a minus sign or a dash, as copied from a page

/**
 * A number as people write it: 7488, 7,488, 7 488, -0.5, −½ no, 1/3 yes, 1e-3.
 * @param {string} text @returns {number | null}
 */
export function readNumber(text) {
  let plain = text.replace(MINUS, "-").replace(/[\s\u00a0\u202f_']/g, "");
  if (/^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)) plain = plain.replaceAll(",", "");
  else if (/^[-+]?\d*,\d+$/.test(plain)) plain = plain.replace(",", ".");
  const fraction = plain.match(/^([-+]?\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/);
  if (fraction) return Number(fraction[2]) ? Number(fraction[1]) / Number(fraction[2]) : null;
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) return null;
  return Number(plain);
}

/** @param {number} answer @param {number} value @param {number} tolerance @returns {Verdict} */
export function number(answer, value, tolerance) {
  // 0.1 + 0.2 is 0.3, whatever the last bit says
  const slack = tolerance + 1e-12 * Math.max(1, Math.abs(value));
  const right = Math.abs(answer - value) <= slack;
  return { right, words: right ? "Right." : "Not yet." };
}

/** @param {number} answer @param {boolean[]} correct @returns {Verdict} */
export function single(answer, correct) {
  return { right: correct[answer], words: correct[answer] ? "Right." : "Not yet." };
}

/** @param {number[]} answer  what is ticked @param {boolean[]} correct @returns {Verdict} */
export function several(answer, correct) {
  const wanted = correct.filter(Boolean).length;
  const hits = answer.filter((i) => correct[i]).length;
  const wrong = answer.length - hits;
  if (hits === wanted && !wrong) return { right: true, words: "Right." };
  const parts = [];
  if (wrong) parts.push(`${count(wrong, "tick")} too many`);
  if (hits < wanted) parts.push(wrong || hits ? `${wanted - hits} missing` : "none of these");
  return { right: false, words: `Not yet: ${parts.join(", ")}.` };
}

/** @param {number[]} answer  the right place of each item, in the order shown @returns {Verdict} */
export function order(answer) {
  const placed = answer.filter((place, i) => place === i).length;
  if (placed === answer.length) return { right: true, words: "Right." };
  return { right: false, words: `Not yet: ${placed} of ${answer.length} are in their place.` };
}

const count = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;
