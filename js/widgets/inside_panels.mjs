/** Parts of the inside explorer: kernels, what a map likes best, and the maps of evidence. */
import { laid, places } from "../maths/inside.mjs";
import { field, LAYERS } from "../maths/lenet.mjs";
import { format } from "../maths/numbers.mjs";
import { SIDE } from "../maths/strokes.mjs";
import { painter, THEMES } from "../ui/colour.mjs";
import { h, pageTheme } from "../ui/dom.mjs";
import { button } from "../ui/fields.mjs";
import { heatmap, place } from "../ui/heatmap.mjs";
import { mosaic } from "../ui/mosaic.mjs";
import { favouritesTitle, favouriteText, KINDS, likeness, progress, small } from "./inside_words.mjs";
import { NAMES } from "./lenet_words.mjs";

const KERNEL = 5;
const INPUTS = { c1: 1, c3: 6 };

/** All kernels of C1 and C3: a column is a map, a row one of its inputs.
 * @param {(layer: string, o: number) => void} onchoose */
export function kernelsPanel(onchoose) {
  const views = Object.fromEntries(
    Object.entries(INPUTS).map(([layer, inputs]) => {
      const { channels } = LAYERS[layer];
      let shown = new Float32Array(0);
      const view = mosaic({
        name: `Kernels of ${NAMES[layer]}`,
        shape: `${channels} × ${inputs} × 5 × 5`,
        channels: inputs * channels,
        size: KERNEL,
        columns: channels,
        onmove: (n) => onchoose(layer, n % channels),
        unitText: (n, a, b) => {
          const of = inputs > 1 ? `, on S2 map ${Math.floor(n / channels)}` : "";
          return `kernel of map ${n % channels}${of}, row ${a}, column ${b}: ${format(shown[(n * KERNEL + a) * KERNEL + b])}`;
        },
      });
      view.el.classList.add("pxu-kernels", `pxu-kernels-${layer}`);
      const frame = h("div", { class: "pxu-window", hidden: true });
      view.el.querySelector(".pxu-heat").append(frame);
      /** [o][c] as it is stored becomes [c][o], as it is shown. */
      const show = (w) => {
        shown = new Float32Array(w.length);
        const area = KERNEL * KERNEL;
        for (let o = 0; o < channels; o++)
          for (let c = 0; c < inputs; c++) shown.set(w.subarray((o * inputs + c) * area, (o * inputs + c + 1) * area), (c * channels + o) * area);
        view.show(shown);
      };
      const mark = (o) => {
        frame.hidden = o < 0;
        if (o >= 0) place(frame, 0, o * (KERNEL + 1), inputs * (KERNEL + 1) - 1, KERNEL, inputs * (KERNEL + 1) - 1, channels * (KERNEL + 1) - 1);
      };
      return [layer, { el: view.el, show, mark }];
    }),
  );
  return {
    el: h("div", { class: "pxu-layers" }, ...Object.values(views).map((view) => view.el)),
    show(net) {
      for (const [layer, view] of Object.entries(views)) view.show(net[layer].w);
    },
    mark(at, o) {
      for (const [layer, view] of Object.entries(views)) view.mark(layer === at ? o : -1);
    },
  };
}

/** A canvas of its own size, to be painted again and again. */
function plate(rows, cols, label) {
  const el = h("canvas", { width: cols, height: rows, class: "pxu-thumb" });
  if (label) el.setAttribute("aria-label", label);
  el.style.setProperty("--cols", String(cols));
  const context = el.getContext("2d");
  return {
    el,
    paint(read) {
      const pixels = context.createImageData(cols, rows);
      for (let n = 0; n < rows * cols; n++) pixels.data.fill(Math.round(255 * read(Math.floor(n / cols), n % cols)), 4 * n, 4 * n + 3);
      for (let n = 3; n < pixels.data.length; n += 4) pixels.data[n] = 255;
      context.putImageData(pixels, 0, 0);
    },
  };
}

/** The digits that a map likes best, with what it sees of them framed; a button puts one on the easel.
 * @param {Float32Array[]} digits @param {ArrayLike<number>} labels
 * @param {(digit: number, at: number) => void} onchoose */
export function favouritesPanel(digits, labels, onchoose) {
  const title = h("p", { class: "pxu-title" });
  const list = h("div", { class: "pxu-favourites" });
  let before = "";
  return {
    el: h("div", { class: "pxu-detail" }, title, list),
    /** @param {string} layer @param {number} o @param {{digit: number, value: number, at: number}[] | null} best */
    show(layer, o, best) {
      const key = JSON.stringify([layer, o, best]);
      if (key === before) return;
      before = key;
      title.textContent = best ? favouritesTitle(layer, o, best.length) : "Looking through 50 digits …";
      const { size } = LAYERS[layer];
      list.replaceChildren(
        ...(best ?? []).map(({ digit, value, at }, n) => {
          const x = digits[digit];
          const whole = plate(SIDE, SIDE);
          whole.paint((i, j) => x[i * SIDE + j]);
          const holder = h("span", { class: "pxu-whole", "aria-hidden": "true" }, whole.el);
          const one = button("", () => onchoose(digit, at), { class: "pxu-favourite", "aria-label": favouriteText(labels[digit], n, value) });
          one.append(holder);
          if (size > 1) {
            const [top, left, side] = field(layer, Math.floor(at / size), at % size);
            const frame = h("span", { class: "pxu-window" });
            const [from, to] = [(v) => Math.max(0, v), (v) => Math.min(SIDE, v + side)];
            place(frame, from(top), from(left), to(top) - from(top), to(left) - from(left), SIDE, SIDE);
            holder.append(frame);
            const patch = plate(side, side);
            patch.paint((i, j) => x[(top + i) * SIDE + left + j] * Number(top + i >= 0 && top + i < SIDE && left + j >= 0 && left + j < SIDE) || 0);
            one.append(h("span", { class: "pxu-patch", "aria-hidden": "true" }, patch.el));
          }
          one.append(h("span", { class: "pxu-made", "aria-hidden": "true" }, format(value)));
          return one;
        }),
      );
    },
  };
}

/** Where a map lies on the drawing: 28 rows of 28 numbers, nan where it says nothing. */
const ON_THE_DRAWING = {
  occlusion: (map, { size, stride }) => laid(map, Math.floor((size - stride) / 2), stride),
  cam: (map) => laid(map, LAYERS.c3.field[2] + LAYERS.c3.field[0] / 2 - 1, LAYERS.c3.field[1]),
};
const asRows = (map) => laid(map, 0, 1);

/** The outline of the ink, along the borders of pixels: the path of an SVG.
 * @type {(x: ArrayLike<number>) => string} */
function outline(x) {
  const dark = (i, j) => i >= 0 && j >= 0 && i < SIDE && j < SIDE && x[i * SIDE + j] > 0.5;
  let path = "";
  for (let i = 0; i <= SIDE; i++)
    for (let j = 0; j <= SIDE; j++) {
      if (dark(i, j) !== dark(i - 1, j)) path += `M${j} ${i}h1`;
      if (dark(i, j) !== dark(i, j - 1)) path += `M${j} ${i}v1`;
    }
  return path;
}

const svg = (tag, attributes) => {
  const el = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) el.setAttribute(name, value);
  return el;
};

/** One row of maps: five kinds of evidence for one network.
 * @param {string} whose  for a screen reader
 * @param {(i: number, j: number, kind: string) => void} onmove */
export function evidenceRow(whose, onmove) {
  const heading = h("p", { class: "pxu-title pxu-whose" });
  const views = Object.entries(KINDS).map(([kind, { name, title }]) => {
    const text = h("span", { class: "pxu-shape" });
    const view = heatmap({ interactive: true, onmove: (i, j) => onmove(i, j, kind), valueText: (i, j, v) => `row ${i}, column ${j}: ${v === undefined ? "not worked out yet" : Number.isNaN(v) ? "nothing" : small(v)}` }, SIDE, SIDE);
    const path = svg("path", {});
    const ink = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, class: "pxu-outline", "aria-hidden": "true" });
    const frame = h("div", { class: "pxu-window" });
    ink.append(path);
    view.el.append(ink, frame);
    view.el.title = title;
    view.describe(`${name}, ${whose}. ${title}. Arrow keys go from pixel to pixel.`);
    const el = h("div", { class: "pxu-matrix" }, h("p", { class: "pxu-title" }, name), view.el, h("p", { class: "pxu-made" }, text));
    return { kind, el, view, path, frame, text, rows: null };
  });
  let outlined = null;
  const el = h("div", { class: "pxu-evidence" }, heading, h("div", { class: "pxu-row-of-maps" }, ...views.map((one) => one.el)));
  return {
    el,
    /** @param {string} title @param {ArrayLike<number>} x
     *  @param {import("../maths/inside.mjs").Evidence} evidence @param {any} square
     *  @param {Record<string, number> | null} alike  correlations with the other network's maps */
    show(title, x, evidence, square, alike) {
      heading.textContent = title;
      if (outlined !== x) {
        outlined = x;
        const d = outline(x);
        for (const { path } of views) path.setAttribute("d", d);
      }
      for (const one of views) {
        const { kind, view, text } = one;
        one.rows = (ON_THE_DRAWING[kind] ?? asRows)(evidence[kind], square);
        const colour = painter(one.rows, "signed", THEMES[pageTheme()]);
        view.paint(one.rows, (v) => colour(Number.isNaN(v) ? 0 : v));
        text.textContent = alike ? `correlation ${likeness(alike[kind])}` : kind === "occlusion" ? progress(evidence.occlusion.filter((v) => !Number.isNaN(v)).length, places(square) ** 2) : kind === "cam" ? "10 × 10" : "28 × 28";
      }
    },
    /** What the maps say at a pixel. */
    at: (i, j) => Object.fromEntries(views.map(({ kind, rows }) => [kind, rows?.[i][j] ?? NaN])),
    cursor(i, j) {
      for (const { view, frame } of views) {
        view.cursor(i, j);
        place(frame, i, j, 1, 1, SIDE, SIDE);
      }
    },
  };
}
