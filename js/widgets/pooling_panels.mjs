/** The parts of the PoolingExplorer: map, pooled maps, settings, and the window. */
import { shape } from "../maths/conv.mjs";
import { format } from "../maths/numbers.mjs";
import { greyFromRGBA } from "../maths/pixels.mjs";
import { seen } from "../maths/pool.mjs";
import { h } from "../ui/dom.mjs";
import { button, choose, group, select, upTo } from "../ui/fields.mjs";
import { differing } from "../ui/maps.mjs";
import { matrixView } from "../ui/matrix.mjs";
import { presets } from "../ui/presets.mjs";
import { upload } from "../ui/upload.mjs";
import { MAPS } from "./pooling_presets.mjs";
import { formula, shiftText } from "./pooling_words.mjs";

const LARGEST_IMAGE = 64;
const SIZES = upTo(1, 8);

/** The map as it lies there after the shift.
 * @param {{onpicture: (m: number[][]) => void, onproblem: (s: string) => void,
 *   onedit: (i: number, j: number, v: number) => void,
 *   onmove: (i: number, j: number, how: "key" | "pointer") => void}} actions */
export function mapPanel({ onpicture, onproblem, onedit, onmove }) {
  const view = matrixView({ name: () => "Map", palette: "pixels", interactive: true, onmove, onedit });
  view.el.classList.add("pxu-pool");
  const maps = presets("Example", MAPS, onpicture);
  return {
    el: view.el,
    settings: group("Map", maps.el, upload({ largest: LARGEST_IMAGE, read: greyFromRGBA, onpicture, onproblem })),
    frame: view.frame,
    show({ original, x, moved, changes, size, stride }) {
      const differs = moved ? (i, j) => changes.inputs[i][j] : () => false;
      view.show(x, { note: "Arrow keys go from pixel to pixel; type a number to change one.", differs });
      maps.show(original);
      const [height, width] = shape(x);
      view.el.querySelectorAll(".pxu-cell").forEach((cell, n) => {
        const look = seen(Math.floor(n / width), height, size, stride) && seen(n % width, width, size, stride);
        cell.classList.toggle("pxu-unseen", !look);
      });
    },
  };
}

/** The pooled map, and beside it what it was before the shift, or what a student has.
 * @param {{onmove: (i: number, j: number) => void}} actions */
export function pooledPanel({ onmove }) {
  let failing = false;
  let moved = false;
  const make = (name) => matrixView({ name, palette: "pixels", interactive: true, onmove: (i, j) => onmove(i, j) });
  const main = make(() => (failing ? "Expected" : "Pooled"));
  const before = make(() => "Pooled before");
  const yours = make(() => "Yours");
  const off = matrixView({ name: () => "Difference", palette: "signed" });
  return {
    matrices: [main.el, before.el, yours.el, off.el],
    show(now) {
      ({ failing, moved } = now);
      const note = "Arrow keys move the window.";
      const scale = now.x; // the same number has the same colour, before and after
      main.show(now.expected, { note, scale, differs: moved && !failing ? (i, j) => now.changes.outputs[i][j] : () => false });
      before.el.hidden = failing || !moved || !now.y.length;
      if (!before.el.hidden) before.show(now.before, { note, scale });
      yours.el.hidden = off.el.hidden = !failing;
      if (!failing) return;
      const differs = differing(now.d);
      yours.show(now.answer, { note, scale, differs });
      off.show(now.d, { note: "Yours minus expected.", differs });
    },
    cursor(i, j) {
      for (const view of failing ? [main, yours, off] : moved ? [main, before] : [main]) {
        view.cursor(i, j);
        view.frame(i, j);
      }
    },
  };
}

/** Mode, window and stride.
 * @param {(name: string, value: any) => void} onchange */
export function settingsPanel(onchange) {
  const mode = select("Keep", [["max", "the largest"], ["average", "the mean"]], (v) => onchange("mode", v));
  const size = select("Window k", SIZES, (v) => onchange("size", Number(v)));
  const stride = select("Stride s", SIZES, (v) => onchange("stride", Number(v)));
  return {
    el: group("Pooling", mode.el, size.el, stride.el),
    show(now) {
      mode.input.value = now.mode;
      choose(size.input, now.size);
      choose(stride.input, now.stride);
    },
  };
}

/** Four arrows that move the map by one pixel, and what that changed.
 * @param {(down: number, right: number) => void} onshift  by how much; null, null: back */
export function shiftPad(onshift) {
  const arrow = (sign, where, down, right) =>
    button(sign, () => onshift(down, right), { "aria-label": `Move the map one pixel ${where}`, title: `One pixel ${where}` });
  const text = h("p", { class: "pxu-words pxu-moved" });
  const el = h(
    "div",
    { class: "pxu-controls pxu-pad", role: "group", "aria-label": "Move the map" },
    h("span", {}, "Move the map:"),
    arrow("←", "to the left", 0, -1),
    arrow("→", "to the right", 0, 1),
    arrow("↑", "up", -1, 0),
    arrow("↓", "down", 1, 0),
    button("Back in place", () => onshift(null, null)),
  );
  return {
    el,
    text,
    show({ down, right, inputs, outputs, failing }) {
      el.hidden = text.hidden = failing;
      text.textContent = shiftText(down, right, inputs, outputs);
    },
  };
}

/** The window, and what is kept of it. */
export function windowPanel() {
  const view = matrixView({ name: () => "Window", palette: "pixels" });
  const title = h("span", { class: "pxu-title" });
  const output = h("output", { class: "pxu-pool-result" });
  const text = h("p", { class: "pxu-formula" });
  const el = h(
    "div",
    { class: "pxu-detail" },
    h("div", { class: "pxu-equation" }, view.el, h("span", { class: "pxu-sign", "aria-hidden": "true" }, "→"), h("p", { class: "pxu-sum" }, title, output)),
    text,
  );
  return {
    el,
    /** @param {import("./pooling_words.mjs").Cell | null} cell */
    show(cell, { x }) {
      el.hidden = !cell;
      if (!cell) return;
      view.show(cell.window, { scale: x });
      if (cell.mode === "max" && cell.best) view.frame(...cell.best);
      else view.frame();
      title.textContent = cell.mode === "max" ? "Largest" : "Mean";
      output.textContent = format(cell.value);
      text.textContent = formula(cell);
    },
  };
}
