/** The parts of the AugmentationExplorer: pictures with a box, the matrix, the sliders, the samples. */
import { format } from "../maths/numbers.mjs";
import { SAMPLES } from "../maths/augment.mjs";
import { h } from "../ui/dom.mjs";
import { button, select } from "../ui/fields.mjs";
import { target } from "../ui/keys.mjs";
import { slider } from "../ui/slider.mjs";
import { LIMITS, NOTHING, PICTURES } from "./augmentation_presets.mjs";
import { matrixText } from "./augmentation_words.mjs";

/** @typedef {import("../maths/augment.mjs").Picture} Picture */
/** @typedef {import("../maths/augment.mjs").Box} Box */

/** A canvas with a box over it, to be put into `el`.
 * @param {HTMLElement} el */
function painted(el) {
  const canvas = h("canvas", { width: 1, height: 1 });
  const frame = h("span", { class: "pxu-box", hidden: true });
  const context = canvas.getContext("2d");
  let pixels = null;
  el.append(canvas, frame);
  return {
    /** @param {Picture} x @param {Box | null} box */
    show({ rows, cols, channels, data }, box) {
      if (pixels?.width !== cols || pixels.height !== rows) {
        canvas.width = cols;
        canvas.height = rows;
        pixels = context.createImageData(cols, rows);
        pixels.data.fill(255);
        el.style.setProperty("--cols", String(cols));
        el.style.setProperty("--rows", String(rows));
      }
      const last = channels - 1;
      for (let n = 0, from = 0, to = 0; n < rows * cols; n++, from += channels, to += 4)
        for (let c = 0; c < 3; c++) pixels.data[to + c] = 255 * data[from + Math.min(c, last)];
      context.putImageData(pixels, 0, 0);
      frame.hidden = !box;
      if (!box) return;
      const [x0, y0, width, height] = box;
      const inset = [y0 / rows, 1 - (x0 + width) / cols, 1 - (y0 + height) / rows, x0 / cols].map((v) => `${(100 * v).toFixed(2)}%`);
      frame.style.inset = inset.join(" ");
    },
  };
}

/** A large picture with its name. @param {string} name */
export function picturePanel(name) {
  const title = h("p", { class: "pxu-title" });
  const size = h("span", { class: "pxu-shape" });
  const text = h("span", {}, name);
  title.append(text, " ", size);
  const field = h("div", { class: "pxu-heat", role: "img" });
  const view = painted(field);
  return {
    el: h("div", { class: "pxu-matrix" }, title, field),
    /** @param {Picture} x @param {Box | null} box @param {string} label  for who does not see it @param {string} [called] */
    show(x, box, label, called = name) {
      text.textContent = called;
      size.textContent = `${x.rows} × ${x.cols}${x.channels > 1 ? ` × ${x.channels}` : ""}`;
      field.setAttribute("aria-label", label);
      view.show(x, box);
    },
  };
}

/** The 2 x 3 matrix. */
export function matrixPanel() {
  const cells = Array.from({ length: 6 }, () => h("span", {}));
  const grid = h("span", { class: "pxu-affine", role: "img" }, ...cells);
  return {
    el: h("p", { class: "pxu-applied" }, h("span", { "aria-hidden": "true" }, "A = "), grid),
    /** @param {number[][]} A */
    show(A) {
      A.flat().forEach((v, n) => {
        const text = format(Math.round(1e4 * v) / 1e4);
        if (cells[n].textContent !== text) cells[n].textContent = text;
      });
      grid.setAttribute("aria-label", matrixText(A.map((row) => row.map((v) => Math.round(1e4 * v) / 1e4))));
    },
  };
}

const plain = (v) => format(v);
const SLIDERS = {
  Geometry: {
    angle: ["Rotate", (v) => `${format(v)}°`],
    zoom: ["Zoom", plain],
    right: ["Shift right", (v) => `${format(v)} px`],
    down: ["Shift down", (v) => `${format(v)} px`],
  },
  Pixels: {
    brightness: ["Brightness", plain],
    contrast: ["Contrast", plain],
    saturation: ["Saturation", plain],
    noise: ["Noise σ", plain],
  },
  "Erase and mix": {
    erase: ["Erase", (v) => `${v} px`],
    lam: ["Mixup λ", plain],
  },
};

/** @param {{onset: (changes: Record<string, any>) => void}} actions */
export function slidersPanel({ onset }) {
  const all = {};
  const flip = h("input", { type: "checkbox", onchange: () => onset({ flip: flip.checked }) });
  const other = select("Mix in", Object.entries(PICTURES).map(([value, { text }]) => [value, text]), (value) => onset({ other: value }));
  const groups = Object.entries(SLIDERS).map(([name, fields]) => {
    const rows = Object.entries(fields).map(([trait, [label, text]]) => {
      all[trait] = slider(label, LIMITS[trait], text, (value) => onset({ [trait]: value }));
      return all[trait].el;
    });
    if (name === "Geometry") rows.push(h("label", { class: "pxu-check" }, flip, " Flip left and right"));
    if (name === "Erase and mix") rows.push(other.el);
    return h("div", { class: "pxu-slides", role: "group", "aria-label": name }, h("p", { class: "pxu-title" }, name), ...rows);
  });
  return {
    el: h("div", { class: "pxu-all-slides" }, ...groups, h("div", { class: "pxu-controls" }, button("Change nothing", () => onset(NOTHING)))),
    /** @param {(name: string) => any} get @param {number} channels */
    show(get, channels) {
      for (const [trait, one] of Object.entries(all)) one.put(get(trait));
      flip.checked = get("flip");
      other.input.value = get("other");
      all.saturation.el.hidden = channels < 3;
    },
  };
}

/** Sixteen samples: one place for Tab, arrows go from one to the next.
 * @param {{onpick: (sample: number) => void}} actions  0: none of them */
export function samplesPanel({ onpick }) {
  let at = 0;
  let picked = 0;
  const buttons = Array.from({ length: SAMPLES }, (_, n) =>
    h("button", { type: "button", class: "pxu-sample", tabindex: n ? -1 : 0, "aria-pressed": "false", onclick: () => onpick(picked === n + 1 ? 0 : n + 1) }),
  );
  const views = buttons.map(painted);
  const el = h("div", { class: "pxu-samples", role: "group", "aria-label": "Sixteen samples. Arrow keys go from one to the next." }, ...buttons);
  const across = () => buttons.filter((one) => one.offsetTop === buttons[0].offsetTop).length;
  el.addEventListener("keydown", (event) => {
    const columns = across();
    const next = target(event, [Math.floor(at / columns), at % columns], SAMPLES / columns, columns);
    if (!next) return;
    rove(next[0] * columns + next[1]);
    buttons[at].focus();
    onpick(at + 1);
    event.preventDefault();
    event.stopPropagation();
  });
  function rove(n) {
    buttons[at].tabIndex = -1;
    at = n;
    buttons[at].tabIndex = 0;
  }
  return {
    el,
    /** @param {{x: Picture, box: Box | null, text: string}[]} samples */
    show(samples) {
      samples.forEach(({ x, box, text }, n) => {
        views[n].show(x, box);
        buttons[n].setAttribute("aria-label", text);
      });
    },
    /** @param {number} sample  0: none */
    pick(sample) {
      if (picked) buttons[picked - 1].setAttribute("aria-pressed", "false");
      picked = sample;
      if (!picked) return;
      buttons[picked - 1].setAttribute("aria-pressed", "true");
      rove(picked - 1);
    },
  };
}
