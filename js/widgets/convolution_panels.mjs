/** The parts of the ConvolutionExplorer: input, kernel, output, and the products under the window. */
import { shape, turn } from "../maths/conv.mjs";
import { format, range } from "../maths/numbers.mjs";
import { greyFromRGBA } from "../maths/pixels.mjs";
import { h } from "../ui/dom.mjs";
import { button, choose, group, number, select, upTo } from "../ui/fields.mjs";
import { mapsPanel } from "../ui/maps.mjs";
import { matrixView } from "../ui/matrix.mjs";
import { presets } from "../ui/presets.mjs";
import { upload } from "../ui/upload.mjs";
import { termText } from "../ui/words.mjs";
import { KERNELS, PICTURES } from "./convolution_presets.mjs";

const LARGEST_IMAGE = 64;
const SIZES = upTo(1, 7);

/** @param {{onpicture: (m: number[][]) => void, onproblem: (s: string) => void,
 *   onedit: (i: number, j: number, v: number) => void,
 *   onmove: (i: number, j: number, how: "key" | "pointer") => void}} actions */
export function inputPanel({ onpicture, onproblem, onedit, onmove }) {
  let drawing = false;
  const pen = number("Pen value", 1);
  const draw = button(
    "Draw",
    () => {
      drawing = !drawing;
      draw.setAttribute("aria-pressed", String(drawing));
      view.el.classList.toggle("pxu-drawing", drawing);
    },
    { "aria-pressed": "false", title: "Draw with the mouse or a finger" },
  );
  const view = matrixView({
    name: () => "Input",
    palette: "pixels",
    interactive: true,
    onmove,
    onedit,
    pen: { down: () => drawing, value: () => (Number.isFinite(pen.input.valueAsNumber) ? pen.input.valueAsNumber : 0) },
  });
  const pictures = presets("Picture", PICTURES, onpicture);
  const own = upload({ largest: LARGEST_IMAGE, read: greyFromRGBA, onpicture, onproblem });
  let magnitude = -1;
  return {
    matrices: [view.el],
    settings: group("Input", pictures.el, pen.el, draw, own),
    frame: view.frame,
    show({ x }) {
      view.show(x, { note: "Arrow keys go from pixel to pixel; type a number to change one." });
      pictures.show(x);
      const largest = range(x).magnitude || 1;
      // A new picture brings its own white.
      if (largest > magnitude || largest * 2 < magnitude) pen.input.value = String(largest);
      magnitude = largest;
    },
  };
}

/** @param {{onkernel: (m: number[][]) => void, resize: (rows: number, cols: number) => number[][],
 *   onedit: (i: number, j: number, v: number) => void}} actions */
export function kernelPanel({ onkernel, resize, onedit }) {
  const view = matrixView({ name: () => "Kernel", palette: "signed", interactive: true, editOnClick: true, onedit });
  const turned = matrixView({ name: () => "Turned 180°", palette: "signed" });
  const names = presets("Weights", KERNELS, onkernel);
  const change = () => onkernel(resize(Number(rows.input.value), Number(cols.input.value)));
  const rows = select("Rows", SIZES, change);
  const cols = select("Columns", SIZES, change);
  return {
    matrices: [view.el, turned.el],
    settings: group("Kernel", names.el, rows.el, cols.el),
    show({ kernel, operation }) {
      view.show(kernel, { note: "Arrow keys go from weight to weight; type a number to change one." });
      names.show(kernel);
      shape(kernel).forEach((n, axis) => choose([rows, cols][axis].input, n));
      turned.el.hidden = operation !== "convolution";
      if (!turned.el.hidden) turned.show(turn(kernel));
    },
  };
}

/** @param {{onmove: (i: number, j: number) => void, onoperation: (name: string) => void}} actions */
export function outputPanel({ onmove, onoperation }) {
  const maps = mapsPanel({ name: "Feature map", onmove });
  const operation = select("Operation", ["cross-correlation", "convolution"], onoperation);
  return {
    ...maps,
    settings: group("Output", operation.el),
    show(now) {
      maps.show(now);
      operation.input.value = now.operation;
    },
  };
}

/** Patch, weights and products of one window, and the formula. */
export function explanation() {
  const views = [
    matrixView({ name: () => "Patch", palette: "pixels" }),
    matrixView({ name: () => "Weights", palette: "signed" }),
    matrixView({ name: () => "Products", palette: "signed" }),
  ];
  const sum = h("p", { class: "pxu-sum" });
  const formula = h("p", { class: "pxu-formula" });
  const sign = (text) => h("span", { class: "pxu-sign", "aria-hidden": "true" }, text);
  const el = h(
    "div",
    { class: "pxu-detail" },
    h("div", { class: "pxu-equation" }, views[0].el, sign("·"), views[1].el, sign("="), views[2].el, sign("→"), sum),
    formula,
  );
  return {
    el,
    /** @param {{i: number, j: number, terms: {x: number, w: number, product: number}[][], value: number} | null} cell */
    show(cell, seen, { x, w }) {
      el.hidden = !cell;
      if (!cell) return;
      const { i, j, terms, value } = cell;
      views[0].show(seen, { scale: x });
      views[1].show(w);
      views[2].show(terms.map((row) => row.map((t) => t.product)));
      sum.replaceChildren(h("span", { class: "pxu-title" }, "Sum"), h("output", {}, format(value)));
      const all = terms.flat();
      formula.replaceChildren(`y[${i}, ${j}] = `);
      if (all.length > 49) formula.append("Σ x·w ");
      else
        all.forEach((t, n) => {
          if (n) formula.append(" + ");
          formula.append(h("span", { class: t.product === 0 ? "pxu-nothing" : "pxu-term" }, termText(t)));
        });
      formula.append(` = ${format(value)}`);
    },
  };
}
