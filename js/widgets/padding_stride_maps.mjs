/** The output of the PaddingStrideExplorer; beside it, for a failing check, yours and the difference. */
import { format, range } from "../maths/numbers.mjs";
import { h } from "../ui/dom.mjs";
import { matrixView } from "../ui/matrix.mjs";

/** @param {{onmove: (i: number, j: number) => void}} actions */
export function mapsPanel({ onmove }) {
  let failing = false;
  const make = (name) => matrixView({ name, palette: "signed", interactive: true, onmove: (i, j) => onmove(i, j) });
  const map = make(() => (failing ? "Expected" : "Feature map"));
  const yours = make(() => "Yours");
  const off = make(() => "Difference");
  const legend = h("p", { class: "pxu-legend" });
  return {
    legend,
    matrices: [map.el, yours.el, off.el],
    show({ expected, answer, d, failing: fails }) {
      failing = fails;
      const scale = failing ? [...expected, ...answer] : expected; // one colour, one value
      const note = "Arrow keys move the window.";
      map.show(expected, { note, scale });
      legend.replaceChildren(`${failing ? "Expected and yours" : "Feature map"}: `, ...ramp(range(scale).magnitude));
      legend.hidden = !expected.length;
      yours.el.hidden = off.el.hidden = !failing;
      if (!failing) return;
      const differs = (i, j) => d[i]?.[j] === undefined || d[i][j] !== 0;
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

/** Which colour is which value. */
function ramp(magnitude) {
  const bar = (side) => h("span", { class: `pxu-ramp pxu-${side}`, role: "img", "aria-label": side });
  return [format(-magnitude), bar("negative"), "0", bar("positive"), format(magnitude)];
}
