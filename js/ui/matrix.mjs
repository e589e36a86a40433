/** A matrix on the screen: numbers when it is small, a picture when it is large. */
import { shape } from "../maths/conv.mjs";
import { equal, format } from "../maths/numbers.mjs";
import { painter, THEMES } from "./colour.mjs";
import { h, pageTheme } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";
import { heatmap, place } from "./heatmap.mjs";
import { passing } from "./pen.mjs";

/** Ten columns of 24 pixels, the smallest target of WCAG 2.2, still fit into 360 pixels. */
export const LARGEST_WITH_NUMBERS = 10;

/**
 * @typedef {object} MatrixOptions
 * @property {() => string} name  what it is, as in "Kernel"
 * @property {import("./colour.mjs").Palette} palette
 * @property {boolean} [interactive]  can be reached by keyboard and pointer
 * @property {(i: number, j: number, how: "key" | "pointer" | "hover") => void} [onmove]
 * @property {boolean} [hover]  a mouse that only passes moves too
 * @property {(i: number, j: number, value: number) => void} [onedit]  makes the cells editable
 * @property {boolean} [editOnClick]
 * @property {import("./pen.mjs").Pen} [pen]
 * @property {(i: number, j: number, value: number) => string} [valueText]
 */

/** @param {MatrixOptions} options */
export function matrixView(options) {
  const settings = {
    valueText: (i, j, value) => `row ${i}, column ${j}: ${value === undefined ? "" : format(value)}`,
    ...options,
  };
  const title = h("p", { class: "pxu-title" });
  const holder = h("div", { class: "pxu-holder" });
  const el = h("div", { class: "pxu-matrix" }, title, holder);
  let view = null;
  let window = null;
  let size = "";
  let last = [];
  let values = [];
  if (settings.hover)
    passing(holder, () => view && { el: view.el, size: shape(values) }, (i, j) => settings.onmove(i, j, "hover"));

  return {
    el,
    /** @param {number[][]} next
     *  @param {{differs?: (i: number, j: number) => boolean, note?: string, scale?: number[][]}} [more]
     *  `scale`: the matrix whose range sets the colours, when it is another one */
    show(next, { differs, note = "", scale = next } = {}) {
      const drawn = [next, scale, settings.name(), note, pageTheme(), Boolean(differs)];
      if (!differs && drawn.every((v, n) => equal(v, last[n]))) return; // drawing takes time
      last = drawn;
      values = next;
      const [rows, cols] = shape(values);
      title.textContent = `${settings.name()} `;
      title.append(h("span", { class: "pxu-shape" }, `${rows} × ${cols}`));
      if (`${rows} ${cols}` !== size) {
        size = `${rows} ${cols}`;
        const hadFocus = holder.contains(document.activeElement);
        holder.replaceChildren();
        view = null;
        if (!rows || !cols) {
          holder.append(h("p", { class: "pxu-empty" }, "nothing: the kernel does not fit"));
          return;
        }
        const make = Math.max(rows, cols) <= LARGEST_WITH_NUMBERS ? numberGrid : heatmap;
        view = make(settings, rows, cols);
        window = h("div", { class: "pxu-window", hidden: true });
        view.el.append(window);
        holder.append(view.el);
        if (hadFocus) view.focus();
      }
      if (!view) return;
      view.paint(values, painter(scale, settings.palette, THEMES[pageTheme()]), differs);
      view.describe(`${settings.name()}, ${rows} rows by ${cols} columns.${note && ` ${note}`}`);
    },
    /** Frame the h x w cells from row i, column j; nothing without arguments. */
    frame(i = -1, j = -1, height = 1, width = 1) {
      if (!view) return;
      const [rows, cols] = shape(values);
      window.hidden = i < 0 || i + height > rows || j + width > cols;
      if (!window.hidden) place(window, i, j, height, width, rows, cols);
    },
    /** Mark the cells that take part; a picture has no cells to mark.
     * @param {(i: number, j: number) => boolean} [taking]  none without it */
    mark(taking = () => false) {
      const cols = shape(values)[1];
      holder.querySelectorAll(".pxu-cell").forEach((cell, n) => cell.classList.toggle("pxu-tap", taking(Math.floor(n / cols), n % cols)));
    },
    /** Put the keyboard's place on a cell. */
    cursor(i, j) {
      const [rows, cols] = shape(values);
      if (view && settings.interactive && i < rows && j < cols) view.cursor(i, j);
    },
    focus: () => view?.focus(),
  };
}
