/** The parts of the SegmentationExplorer: picture, probabilities, errors with their patterns, measures, maps. */
import { measures } from "../maths/segmenter.mjs";
import { format } from "../maths/numbers.mjs";
import { THEMES } from "../ui/colour.mjs";
import { h, pageTheme } from "../ui/dom.mjs";
import { heatmap, place } from "../ui/heatmap.mjs";
import { mosaic } from "../ui/mosaic.mjs";
import { KINDS, kindOf, NAMES, percent, sums } from "./segmentation_words.mjs";

/** @typedef {import("../maths/segmenter.mjs").Maps} Maps */

const COLUMNS = { down1: 4, down2: 6, middle: 6, up2: 4 };
const ZOOM = 8; // points of a pattern along a pixel

/** A field of pixels with a title; it is made again for another size.
 * @param {string} name @param {object} options  of the heat map */
function field(name, options) {
  const holder = h("div", { class: "pxu-holder" });
  const shape = h("span", { class: "pxu-shape" });
  const title = h("p", { class: "pxu-title" }, `${name} `, shape);
  let size = "";
  let view = null;
  let frame = null;
  return {
    el: h("div", { class: "pxu-matrix" }, title, holder),
    view: () => view,
    /** @param {number[][]} rows @param {(v: any) => number[]} colour @param {string} text */
    show(rows, colour, text) {
      if (`${rows.length} ${rows[0].length}` !== size) {
        size = `${rows.length} ${rows[0].length}`;
        view = heatmap({ name: () => name, interactive: true, ...options }, rows.length, rows[0].length);
        frame = h("div", { class: "pxu-window" });
        view.el.append(frame);
        holder.replaceChildren(view.el);
        if (options.sized) shape.textContent = size.replace(" ", " × ");
      }
      view.paint(rows, colour);
      view.describe(text);
    },
    /** Put the keyboard's place and the frame on a pixel. */
    cursor(i, j) {
      const [rows, cols] = size.split(" ").map(Number);
      view.cursor(i, j);
      place(frame, i, j, 1, 1, rows, cols);
    },
  };
}

const rowsOf = (data, rows, cols) => Array.from({ length: rows }, (_, i) => Array.from(data.slice(i * cols, (i + 1) * cols)));

/** The picture. @param {(i: number, j: number) => void} onmove */
export function picturePanel(onmove) {
  const one = field("Picture", { sized: true, onmove: (i, j) => onmove(i, j), valueText: (i, j) => `row ${i}, column ${j}` });
  return {
    ...one,
    /** @param {Maps} x @param {string} text */
    show({ channels, rows, cols, data }, text) {
      const area = rows * cols;
      const pixels = Array.from({ length: area }, (_, n) => [0, 1, 2].map((c) => 255 * data[Math.min(c, channels - 1) * area + n]));
      one.show(rowsOf(pixels, rows, cols), (c) => c, `${text} Arrow keys go from pixel to pixel.`);
    },
  };
}

/** How sure the network is. @param {(i: number, j: number) => void} onmove */
export function probabilityPanel(onmove) {
  const one = field("Probability", { onmove: (i, j) => onmove(i, j), valueText: (i, j, v) => `row ${i}, column ${j}: ${format(v ?? 0)}` });
  return {
    ...one,
    /** @param {ArrayLike<number>} p @param {number} rows @param {number} cols */
    show(p, rows, cols) {
      const { positive, zero } = THEMES[pageTheme()];
      one.show(rowsOf(p, rows, cols), (v) => zero.map((z, c) => Math.round(z + v * (positive[c] - z))), "Probability of digit, pixel by pixel. Arrow keys go from pixel to pixel.");
    },
  };
}

/** Which points of a pattern are painted: all, lines, or dots. */
const PATTERNS = {
  hit: () => true,
  missed: (a, b) => (a + b) % ZOOM < 3,
  invented: (a, b) => (a % 4 < 2) === (b % 4 < 2),
};
const COLOURS = {
  light: { hit: [74, 146, 236], missed: [178, 74, 6], invented: [194, 37, 92] },
  dark: { hit: [92, 160, 245], missed: [240, 140, 60], invented: [255, 122, 178] },
};

/** Mask and truth in one picture: what was hit, missed and invented; here the reader paints.
 * @param {{onmove: (i: number, j: number) => void, onpaint: (i: number, j: number, fresh: boolean) => void,
 *   text: (i: number, j: number) => string}} actions */
export function errorsPanel({ onmove, onpaint, text }) {
  const canvas = h("canvas", { class: "pxu-patterns" });
  const context = canvas.getContext("2d");
  let fresh = false;
  const one = field("Mask against truth", {
    valueText: (i, j) => text(i, j),
    onmove: (i, j) => onmove(i, j),
    onedit: (i, j) => onpaint(i, j, fresh),
    pen: { down: () => true, value: () => 1 },
  });
  let pixels = null;
  return {
    ...one,
    /** @param {Maps} x @param {ArrayLike<number>} mask @param {ArrayLike<number>} truth */
    show({ rows, cols, channels, data }, mask, truth) {
      const theme = pageTheme();
      const area = rows * cols;
      const back = theme === "dark" ? 24 : 255;
      const grey = Array.from({ length: area }, (_, n) => {
        let sum = 0;
        for (let c = 0; c < channels; c++) sum += data[c * area + n];
        return back + 0.3 * ((255 * sum) / channels - back); // the picture shines through
      });
      const before = one.view();
      one.show(rowsOf(grey, rows, cols), (v) => [v, v, v], "Mask against truth. Arrow keys go from pixel to pixel, the space bar paints or wipes one; a mouse or a finger paints.");
      const view = one.view();
      if (view !== before) {
        // Whether a stroke paints or wipes is decided where it begins.
        view.el.addEventListener("pointerdown", () => (fresh = true), true);
        view.el.addEventListener("keydown", () => (fresh = true), true);
        canvas.width = cols * ZOOM;
        canvas.height = rows * ZOOM;
        pixels = context.createImageData(canvas.width, canvas.height);
        view.el.insertBefore(canvas, view.el.children[1]);
      }
      pixels.data.fill(0);
      for (let n = 0; n < area; n++) {
        const kind = kindOf(mask[n], truth[n]);
        if (kind === "rest") continue;
        const [i, j] = [Math.floor(n / cols), n % cols];
        const colour = COLOURS[theme][kind];
        for (let a = 0; a < ZOOM; a++)
          for (let b = 0; b < ZOOM; b++)
            if (PATTERNS[kind](a, b)) pixels.data.set([...colour, 255], 4 * ((i * ZOOM + a) * canvas.width + j * ZOOM + b));
      }
      context.putImageData(pixels, 0, 0);
    },
    painted: () => (fresh = false),
  };
}

/** What the patterns mean, and how many pixels there are of each. */
export function legendPanel() {
  const numbers = {};
  const items = Object.keys(KINDS).map((kind) => {
    numbers[kind] = h("strong", {});
    return h("li", {}, h("span", { class: `pxu-swatch pxu-swatch-${kind}`, "aria-hidden": "true" }), numbers[kind], ` ${KINDS[kind]}`);
  });
  return {
    el: h("ul", { class: "pxu-kinds" }, ...items),
    /** @param {import("../maths/segmenter.mjs").Counts} counts */
    show(counts) {
      for (const [kind, el] of Object.entries(numbers)) el.textContent = String(counts[kind]);
    },
  };
}

const MEASURES = { accuracy: "Pixels right", iou: "IoU", dice: "Dice" };

/** Three measures as sums and bars, beside what a mask without any digit gets. */
export function measuresPanel() {
  const rows = Object.entries(MEASURES).map(([key, name]) => {
    const [sum, bar, none] = [h("td", {}), h("span", { class: "pxu-measured" }), h("span", { class: "pxu-none" })];
    const empty = h("td", {});
    const track = h("div", { class: "pxu-scale", "aria-hidden": "true" }, bar, none);
    return { key, sum, bar, none, empty, el: h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, track), sum, empty) };
  });
  const heads = ["measure", "", "this mask", "all background"].map((text) => (text ? h("th", { scope: "col" }, text) : h("td", {})));
  return {
    el: h("table", { class: "pxu-measures" }, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows.map((row) => row.el))),
    /** @param {import("../maths/segmenter.mjs").Counts} counts */
    show(counts) {
      const { hit, missed, invented, rest } = counts;
      const [found, without] = [measures(counts), measures({ hit: 0, missed: hit + missed, invented: 0, rest: invented + rest })];
      const text = sums(counts);
      for (const { key, sum, bar, none, empty } of rows) {
        sum.textContent = text[key];
        empty.textContent = key === "accuracy" ? percent(without[key]) : String(without[key]);
        bar.style.width = `${100 * found[key]}%`;
        none.style.left = `${100 * without[key]}%`;
      }
    },
  };
}

/** The maps of one layer. @param {(text: string) => void} say */
export function mapsPanel(say) {
  const holder = h("div", {});
  const made = new Map();
  let shown = "";
  return {
    el: holder,
    /** @param {string} layer @param {Maps} maps */
    show(layer, maps) {
      const { channels, rows, cols, data } = maps;
      const key = `${layer} ${rows}`;
      const unit = (c, i, j) => `map ${c}, row ${i}, column ${j}: ${format(made.get(key).data[(c * rows + i) * cols + j])}`;
      if (!made.has(key)) {
        const view = mosaic({
          name: NAMES[layer],
          channels,
          size: rows,
          columns: COLUMNS[layer],
          unitText: unit,
          onmove: (c, i, j) => {
            view.mark(c, i, j);
            say(unit(c, i, j));
          },
        });
        view.el.classList.add("pxu-maps");
        made.set(key, { view, data });
      }
      const one = made.get(key);
      one.data = data;
      one.view.show(data);
      if (shown !== key) holder.replaceChildren(one.view.el);
      shown = key;
    },
  };
}
