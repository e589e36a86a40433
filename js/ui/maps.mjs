/** The output of a figure; beside it, for a failing check, yours and the difference. */
import { format, range } from "../maths/numbers.mjs";
import { h } from "./dom.mjs";
import { matrixView } from "./matrix.mjs";

/**
 * @param {object} options
 * @param {string} options.name  of the output while nothing fails
 * @param {(i: number, j: number) => void} options.onmove
 * @param {string} [options.note]
 */
export function mapsPanel({ name, onmove, note = "Arrow keys move the window." }) {
  let failing = false;
  const make = (title) => matrixView({ name: title, palette: "signed", interactive: true, onmove: (i, j) => onmove(i, j) });
  const map = make(() => (failing ? "Expected" : name));
  const yours = make(() => "Yours");
  const off = make(() => "Difference");
  const legend = h("p", { class: "pxu-legend" });
  return {
    legend,
    matrices: [map.el, yours.el, off.el],
    /** @param {import("../maths/compare.mjs").Comparison} now */
    show({ expected, answer, d, failing: fails, scale }) {
      failing = fails;
      map.show(expected, { note, scale });
      legend.replaceChildren(`${failing ? "Expected and yours" : name}: `, ...ramp(range(scale).magnitude));
      legend.hidden = !expected.length;
      yours.el.hidden = off.el.hidden = !failing;
      if (!failing) return;
      const differs = differing(d);
      yours.show(answer, { note, differs, scale });
      off.show(d, { note: "Yours minus expected.", differs });
    },
    /** Put the frame and the keyboard's place on a cell. */
    cursor(i, j) {
      for (const view of failing ? [map, yours, off] : [map]) {
        view.cursor(i, j);
        view.frame(i, j);
      }
    },
  };
}

/** Whether a cell is marked: it differs, or only one of both has it.
 * @type {(d: number[][]) => (i: number, j: number) => boolean} */
export const differing = (d) => (i, j) => d[i]?.[j] === undefined || d[i][j] !== 0;

/** Which colour is which value.
 * @type {(magnitude: number) => (Node | string)[]} */
export function ramp(magnitude) {
  const bar = (side) => h("span", { class: `pxu-ramp pxu-${side}`, role: "img", "aria-label": side });
  return [format(-magnitude), bar("negative"), "0", bar("positive"), format(magnitude)];
}
