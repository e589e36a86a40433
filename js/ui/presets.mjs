/** A choice among examples; what is none of them is the reader's own. */
import { nameOf, valueOf } from "../maths/examples.mjs";
import { select } from "./fields.mjs";

/**
 * @param {string} label
 * @param {import("../maths/examples.mjs").Examples} examples
 * @param {(value: any) => void} onchoose
 */
export function presets(label, examples, onchoose) {
  const { el, input } = select(label, [["", "your own"], ...Object.keys(examples)], (name) => {
    if (examples[name]) onchoose(structuredClone(valueOf(examples[name])));
  });
  return {
    el,
    /** @param {any} now */
    show(now) {
      input.value = nameOf(examples, now);
    },
  };
}
