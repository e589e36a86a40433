/** The padded input of the PaddingStrideExplorer, its kernel, and its settings. */
import { shape } from "../maths/conv.mjs";
import { painter, THEMES } from "../ui/colour.mjs";
import { h, pageTheme } from "../ui/dom.mjs";
import { choose, group, select, upTo } from "../ui/fields.mjs";
import { numberGrid } from "../ui/grid.mjs";
import { place } from "../ui/heatmap.mjs";
import { matrixView } from "../ui/matrix.mjs";

export const LARGEST = { image: 12, kernel: 7, padding: 4, stride: 5, dilation: 4 };

/**
 * The padded input as a grid: its border dotted, what no window sees hatched, the window framed.
 * @param {{onmove: (i: number, j: number, how: "key" | "pointer") => void,
 *   onedit: (i: number, j: number, v: number) => void}} actions
 */
export function paddedPanel({ onmove, onedit }) {
  const title = h("p", { class: "pxu-title" });
  const holder = h("div", { class: "pxu-holder pxu-padded" });
  let view = null;
  let window = null;
  let edge = null;
  let cells = [];
  let made = "";
  let cols = 0;
  let painted = "";
  return {
    el: h("div", { class: "pxu-matrix" }, title, holder),
    show({ x, padded, counts, rows, columns, show }) {
      const [height, width] = shape(padded);
      const size = `${height} ${width} ${show}`;
      cols = width;
      const border = height > x.length || width > x[0].length;
      title.textContent = `${show === "counts" ? "Windows a cell lies in" : border ? "Padded input" : "Input"} `;
      title.append(h("span", { class: "pxu-shape" }, `${height} × ${width}`));
      if (size !== made) {
        made = size;
        painted = "";
        const hadFocus = holder.contains(document.activeElement);
        const name = () => "Padded input";
        view = numberGrid({ name, palette: "signed", interactive: true, onmove, onedit: show === "values" ? onedit : undefined }, height, width);
        window = h("div", { class: "pxu-window", hidden: true });
        edge = h("div", { class: "pxu-edge", hidden: true });
        view.el.append(edge, window);
        cells = [...view.el.querySelectorAll(".pxu-cell")];
        holder.replaceChildren(view.el);
        if (hadFocus) view.focus();
      }
      const values = show === "counts" ? counts : padded;
      const paint = `${pageTheme()} ${JSON.stringify(values)}`;
      if (paint !== painted) view.paint(values, painter(values, show === "counts" ? "signed" : "pixels", THEMES[pageTheme()]));
      painted = paint;
      cells.forEach((cell, n) => {
        const [i, j] = [Math.floor(n / width), n % width];
        const inside = i >= rows.before && i < rows.before + rows.n && j >= columns.before && j < columns.before + columns.n;
        cell.classList.toggle("pxu-border", !inside);
        cell.classList.toggle("pxu-unseen", counts[i][j] === 0);
      });
      edge.hidden = !border;
      place(edge, rows.before, columns.before, rows.n, columns.n, height, width);
      const note = show === "counts" ? "The numbers say in how many windows a cell lies." : "Type a number to change a pixel.";
      view.describe(`Padded input, ${height} rows by ${width} columns. Arrow keys go from cell to cell. ${note}`);
    },
    /** Frame the window at (i, j) and mark the cells under its weights. */
    frame(at, { rows, columns, padded, w, dilation, stride }) {
      const taps = new Set();
      window.hidden = !at;
      if (at) {
        const [top, left] = [at[0] * stride, at[1] * stride];
        place(window, top, left, rows.span, columns.span, padded.length, cols);
        if (dilation > 1)
          w.forEach((row, u) => row.forEach((_, v) => taps.add((top + u * dilation) * cols + left + v * dilation)));
      }
      cells.forEach((cell, n) => cell.classList.toggle("pxu-tap", taps.has(n)));
    },
    cursor: (i, j) => view.cursor(i, j),
  };
}

/** @param {{onedit: (i: number, j: number, v: number) => void}} actions */
export function weightsPanel({ onedit }) {
  const view = matrixView({ name: () => "Kernel", palette: "signed", interactive: true, editOnClick: true, onedit });
  return {
    el: view.el,
    show: ({ w }) => view.show(w, { note: "Arrow keys go from weight to weight; type a number to change one." }),
  };
}

/** All settings; each tells its name and its new value.
 * @param {(name: string, value: any) => void} onchange */
export function settingsPanel(onchange) {
  const choice = (label, name, options) => select(label, options, (v) => onchange(name, v));
  const fields = {
    rows: choice("Input rows", "rows", upTo(1, LARGEST.image)),
    columns: choice("Input columns", "columns", upTo(1, LARGEST.image)),
    kernelRows: choice("Kernel rows f", "kernelRows", upTo(1, LARGEST.kernel)),
    kernelColumns: choice("Kernel columns f", "kernelColumns", upTo(1, LARGEST.kernel)),
    padding: choice("Padding p", "padding", upTo(0, LARGEST.padding)),
    mode: choice("Border", "mode", ["zeros", "reflect", "replicate"]),
    stride: choice("Stride s", "stride", upTo(1, LARGEST.stride)),
    dilation: choice("Dilation d", "dilation", upTo(1, LARGEST.dilation)),
    show: choice("Show in the input", "show", [["values", "values"], ["counts", "counts of windows"]]),
  };
  const put = (name, value, text) => choose(fields[name].input, value, text);
  const { rows, columns, kernelRows, kernelColumns, padding, mode, stride, dilation, show } = fields;
  return {
    el: h(
      "div",
      { class: "pxu-choices pxu-first" },
      group("Step and border", padding.el, stride.el, dilation.el, mode.el, show.el),
      group("Sizes", rows.el, columns.el, kernelRows.el, kernelColumns.el),
    ),
    show(now) {
      const [kh, kw] = shape(now.w);
      const [top, bottom, left, right] = now.pads;
      const equal = top === bottom && top === left && top === right;
      put("rows", now.rows.n);
      put("columns", now.columns.n);
      put("kernelRows", kh);
      put("kernelColumns", kw);
      put("padding", equal ? top : now.pads.join(" "), `${top}, ${bottom}, ${left}, ${right}`);
      put("mode", now.mode);
      put("stride", now.stride);
      put("dilation", now.dilation);
      put("show", now.show);
    },
  };
}

/** What the patterns of the input mean. */
export const key = () =>
  h(
    "p",
    { class: "pxu-key" },
    h("span", {}, h("i", { class: "pxu-frame" }), "the picture"),
    h("span", {}, h("i", { class: "pxu-border" }), "padding"),
    h("span", {}, h("i", { class: "pxu-unseen" }), "in no window"),
  );
