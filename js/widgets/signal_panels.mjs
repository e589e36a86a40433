/** The parts of the SignalExplorer: magnitudes by depth, histograms of a layer, settings. */
import { histogram } from "../maths/signal.mjs";
import { painter, THEMES } from "../ui/colour.mjs";
import { h, pageTheme } from "../ui/dom.mjs";
import { button, select } from "../ui/fields.mjs";
import { target } from "../ui/keys.mjs";
import { under } from "../ui/pen.mjs";
import { presets } from "../ui/presets.mjs";
import { whole } from "../ui/whole.mjs";
import { EXAMPLES, power, size } from "./signal_words.mjs";

/** Powers of ten that are drawn, and rows a power. */
export const RANGE = { high: 6, low: -12, steps: 2 };
const LABELS = [6, 3, 0, -3, -6, -9, -12];
const FULL = 0.35; // the share of a layer's numbers that has the full colour

/** One column a layer, one row a magnitude: how many of its numbers are of that size.
 * @param {{name: string, interactive?: boolean, onlayer: (layer: number) => void}} options */
export function stripes({ name, onlayer, interactive = true }) {
  const canvas = h("canvas", {});
  const zeros = h("canvas", { height: 1 });
  const pick = h("div", { class: "pxu-pick" });
  const height = RANGE.high - RANGE.low;
  const at = (n) => `top: ${(100 * (RANGE.high - n)) / height}%`;
  const field = h("div", { class: "pxu-field-of", role: "slider", tabindex: 0, "aria-label": name, "aria-valuemin": 1 }, canvas, h("div", { class: "pxu-one", style: at(0) }), pick);
  const end = h("span", {});
  const el = h(
    "div",
    { class: "pxu-stripes" },
    h("p", { class: "pxu-title" }, name),
    h("div", { class: "pxu-scale", "aria-hidden": "true" }, ...LABELS.map((n) => h("span", { style: at(n) }, power(n)))),
    field,
    h("span", { class: "pxu-zero-name", "aria-hidden": "true" }, "zeros"),
    h("div", { class: "pxu-zeros" }, zeros),
    h("div", { class: "pxu-below", "aria-hidden": "true" }, h("span", {}, "layer 1"), end),
  );
  let depth = 1;
  let layer = 1;
  const go = (next) => {
    const found = Math.max(1, Math.min(depth, next));
    if (found !== layer) onlayer(found);
  };
  field.addEventListener("keydown", (event) => {
    const next = target(event, [0, layer - 1], 1, depth);
    if (!next) return;
    go(next[1] + 1);
    event.preventDefault();
    event.stopPropagation();
  });
  const point = (event) => go(under(field, event, 1, depth)[1] + 1);
  field.addEventListener("click", point);
  field.addEventListener("pointermove", (event) => {
    if (event.pointerType === "mouse") point(event);
  });
  return {
    el,
    /** @param {number[][]} columns  shares of each magnitude, a layer each
     *  @param {number[]} shares  of zeros */
    show(columns, shares) {
      depth = columns.length;
      end.textContent = `layer ${depth}`;
      field.setAttribute("aria-valuemax", String(depth));
      const colour = painter([[1]], "signed", THEMES[pageTheme()]);
      paint(canvas, columns[0].length, depth, (i, j) => colour(Math.min(1, columns[j][i] / FULL)));
      paint(zeros, 1, depth, (_, j) => colour(shares[j]));
    },
    /** @param {number} next  counted from 1 @param {string} text */
    pick(next, text) {
      layer = next;
      pick.style.left = `${(100 * (layer - 1)) / depth}%`;
      pick.style.width = `${100 / depth}%`;
      field.setAttribute("aria-valuenow", String(layer));
      field.setAttribute("aria-valuetext", text);
    },
  };
}

function paint(canvas, rows, cols, colour) {
  canvas.width = cols;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  const drawn = context.createImageData(cols, rows);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) drawn.data.set([...colour(i, j), 255], 4 * (i * cols + j));
  context.putImageData(drawn, 0, 0);
}

const BARS = 41;

/** The histogram of one layer, as it is usually drawn. @param {string} name */
export function bars(name) {
  const title = h("p", { class: "pxu-title" });
  const picture = h("div", { role: "img" });
  const ends = [h("span", {}), h("span", {}, "0"), h("span", {})];
  return {
    el: h("div", {}, title, picture, h("p", { class: "pxu-ends", "aria-hidden": "true" }, ...ends)),
    /** @param {ArrayLike<number>} values @param {number} layer @param {{std: number, zeros: number}} spread */
    show(values, layer, { std, zeros }) {
      let most = 0;
      for (let n = 0; n < values.length; n++) most = Math.max(most, Math.abs(values[n]));
      const shares = histogram(values, most, BARS);
      const top = Math.max(...shares);
      const rects = shares.map((share, n) => (share ? `<rect x="${n + 0.05}" y="${(1 - share / top).toFixed(4)}" width="0.9" height="${(share / top).toFixed(4)}"/>` : ""));
      picture.innerHTML = `<svg viewBox="0 0 ${BARS} 1" preserveAspectRatio="none" aria-hidden="true">${rects.join("")}</svg>`; // numbers only
      title.textContent = `${name} of layer ${layer}`;
      ends[0].textContent = most ? `−${size(most)}` : "";
      ends[2].textContent = most ? size(most) : "";
      picture.setAttribute("aria-label", `Histogram: ${name.toLowerCase()} of layer ${layer}, standard deviation ${size(std)}, ${Math.round(100 * zeros)} percent zeros.`);
    },
  };
}

/** @param {{onset: (changes: Record<string, any>) => void, onseed: () => void}} actions */
export function settingsPanel({ onset, onseed }) {
  const choice = (label, name, options) => select(label, options, (value) => onset({ [name]: value }));
  const fields = {
    activation: choice("Activation", "activation", [["relu", "ReLU"], ["tanh", "tanh"]]),
    init: choice("Weights", "init", [["he", "He"], ["glorot", "Glorot"], ["small", "std 0.01"], ["large", "std 1"]]),
    norm: choice("Norm", "norm", [["none", "none"], ["batch", "batch norm"], ["layer", "layer norm"]]),
    skips: choice("Skips", "skips", [["none", "none"], ["identity", "identity"]]),
  };
  const depth = whole("Layers", { from: 2, to: 50 }, (value) => onset({ depth: value }));
  const examples = presets("Example", EXAMPLES, onset);
  const { activation, init, norm, skips } = fields;
  return {
    el: h(
      "div",
      { class: "pxu-controls pxu-settings", role: "group", "aria-label": "The stack" },
      ...[examples, depth, activation, init, norm, skips].map((one) => one.el),
      button("New random numbers", onseed),
    ),
    /** @param {Record<string, any>} traits */
    show(traits) {
      examples.show(traits);
      depth.put(traits.depth);
      for (const [name, field] of Object.entries(fields)) field.input.value = traits[name];
    },
  };
}
