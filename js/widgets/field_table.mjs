/** The stack of the ReceptiveFieldExplorer: a row a layer, with the recurrence filled in. */
import { h } from "../ui/dom.mjs";
import { button, select } from "../ui/fields.mjs";
import { whole } from "../ui/whole.mjs";
import { KINDS, LIMITS, MOST_LAYERS } from "./field_presets.mjs";
import { steps } from "./field_words.mjs";

const COLUMNS = ["Map", "Size r", "Jump j", "Start a"];
const FRESH = { conv: ["conv", 3, 1, 0], pool: ["pool", 2, 2, 0] };

/** @param {{layers: () => any[], onchange: (layers: any[]) => void, onproblem: (s: string) => void}} actions */
export function stackTable({ layers, onchange, onproblem }) {
  const body = h("tbody", { role: "rowgroup" });
  const head = h("tr", { role: "row" }, ...["Layer", ...COLUMNS].map((name) => h("th", { scope: "col", role: "columnheader" }, name)));
  const table = h("table", { class: "pxu-levels", role: "table", "aria-label": "The layers" }, h("thead", { role: "rowgroup" }, head), body);
  const adders = Object.entries(KINDS).map(([kind, title]) => button(`Add ${title.toLowerCase()}`, () => add(kind)));
  let rows = [];

  function add(kind) {
    if (layers().length >= MOST_LAYERS) return onproblem(`${MOST_LAYERS} layers are enough here: remove one first.`);
    onchange([...layers(), FRESH[kind]]);
    rows.at(-1).el.querySelector("select").focus();
  }
  function drop(n) {
    onchange(layers().filter((_, m) => m !== n));
    const row = rows[Math.min(n, rows.length - 1)]; // the focus is not lost with its row
    (row?.el.querySelector(".pxu-drop") ?? adders[0]).focus();
  }
  function layerRow(n) {
    const put = (m, value) => onchange(layers().map((layer, i) => (i === n ? layer.map((v, j) => (j === m ? value : v)) : layer)));
    const kind = select("Kind", [["conv", "Conv"], ["pool", "Pool"]], (value) => put(0, value));
    kind.input.setAttribute("aria-label", `Layer ${n + 1}, kind`);
    const numbers = LIMITS.map((limits, m) => {
      const field = whole(limits.label, limits, (value) => put(m + 1, value));
      field.input.setAttribute("aria-label", `Layer ${n + 1}, ${limits.word}`);
      return field;
    });
    const remove = button("×", () => drop(n), { class: "pxu-button pxu-drop", "aria-label": `Remove layer ${n + 1}`, title: "Remove" });
    const cells = COLUMNS.map((name) => h("td", { role: "cell", "data-name": name }));
    const fields = h("div", { class: "pxu-level" }, kind.el, ...numbers.map((field) => field.el), remove);
    return {
      el: h("tr", { role: "row" }, h("th", { scope: "row", role: "rowheader" }, fields), ...cells),
      show(layer, before, after) {
        kind.input.value = layer[0];
        numbers.forEach((field, m) => field.put(layer[m + 1]));
        cells.forEach((cell, m) => {
          cell.hidden = !after && m > 0;
          cell.colSpan = !after && !m ? COLUMNS.length : 1;
          cell.classList.toggle("pxu-cannot", !after);
        });
        if (!after) cells[0].textContent = before ? `a window of ${layer[1]} does not fit into ${before.n} cells` : "not reached";
        else [`${after.n} × ${after.n}`, ...steps(before, after, layer)].forEach((text, m) => (cells[m].textContent = text));
      },
    };
  }

  return {
    el: h("div", { class: "pxu-field-stack" }, table),
    adders: h("div", { class: "pxu-controls" }, ...adders),
    /** @param {any[]} now @param {import("../maths/field.mjs").Level[]} all */
    show(now, all) {
      if (rows.length !== now.length) {
        rows = now.map((_, n) => layerRow(n));
        body.replaceChildren(...rows.map((row) => row.el));
      }
      rows.forEach((row, n) => row.show(now[n], all[n], all[n + 1]));
    },
  };
}
