/** Weights of the reader's own, from a file. They never leave the browser. */
import { toBytes } from "../maths/bytes.mjs";
import { parse } from "../maths/safetensors.mjs";
import { button } from "./fields.mjs";
import { h } from "./dom.mjs";

/**
 * @template Net
 * @param {object} options
 * @param {string} options.kind  of network, as in "LeNet"
 * @param {(tensors: Record<string, import("../maths/safetensors.mjs").Tensor>) => Net} options.network  throws a sentence
 * @param {(net: Net, file: string) => void} options.onweights
 * @param {(sentence: string) => void} options.onproblem
 */
export function weightsButton({ kind, network, onweights, onproblem }) {
  const file = h("input", { type: "file", accept: ".safetensors", hidden: true, "aria-label": "Your own weights" });
  file.addEventListener("change", async () => {
    const [one] = file.files;
    file.value = "";
    if (!one) return;
    try {
      onweights(network(parse(new Uint8Array(await one.arrayBuffer()))), one.name);
    } catch (error) {
      onproblem(`${one.name} is no ${kind} of this form: ${error.message}.`);
    }
  });
  const title = `A .safetensors file of your own ${kind}; it stays in this browser`;
  return h("span", { class: "pxu-upload" }, button("Your weights", () => file.click(), { title }), file);
}

/** Weights that are a part of the script. @type {(text: string) => Record<string, import("../maths/safetensors.mjs").Tensor>} */
export const fromBundle = (text) => parse(toBytes(text));

/** Weights that came from Python, as text in base 64. @type {(text: string) => Record<string, import("../maths/safetensors.mjs").Tensor>} */
export const fromPython = (text) => parse(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
