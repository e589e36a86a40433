/** Parts of the LeNet explorer: the layers, the ten scores, and what a unit is made of. */
import { LAYERS } from "../maths/lenet.mjs";
import { format } from "../maths/numbers.mjs";
import { button } from "../ui/fields.mjs";
import { h } from "../ui/dom.mjs";
import { mosaic, thumb } from "../ui/mosaic.mjs";
import { NAMES, percent, unitName } from "./lenet_words.mjs";

const COLUMNS = { c1: 3, s2: 3, c3: 4, s4: 4, c5: 12, f6: 12 };
const MOST_THUMBS = 16;

/** The maps of every layer but the last.
 * @param {(layer: string, o: number, i: number, j: number) => void} onmove
 * @param {(layer: string, o: number, i: number, j: number) => number} value */
export function layersPanel(onmove, value) {
  const views = Object.fromEntries(
    Object.entries(COLUMNS).map(([layer, columns]) => {
      const { channels, size } = LAYERS[layer];
      const view = mosaic({
        name: NAMES[layer],
        channels,
        size,
        columns,
        onmove: (...unit) => onmove(layer, ...unit),
        unitText: (...unit) => `${unitName(layer, ...unit)}: ${format(value(layer, ...unit))}`,
      });
      view.el.classList.add(`pxu-${layer}`);
      return [layer, view];
    }),
  );
  return {
    el: h("div", { class: "pxu-layers" }, ...Object.values(views).map((view) => view.el)),
    show(maps) {
      for (const [layer, view] of Object.entries(views)) view.show(maps[layer].data);
    },
    mark(at, ...unit) {
      for (const [layer, view] of Object.entries(views)) view.mark(...(layer === at ? unit : []));
    },
  };
}

/** The ten scores as bars; each is a unit that can be looked at.
 * @param {(digit: number) => void} onchoose */
export function scoresPanel(onchoose) {
  const rows = Array.from({ length: 10 }, (_, d) => {
    const bar = h("span", { class: "pxu-bar" });
    const text = h("span", { class: "pxu-share" });
    const el = button("", () => onchoose(d), { class: "pxu-score", "aria-pressed": "false" });
    el.append(h("span", { class: "pxu-digit" }, String(d)), h("span", { class: "pxu-track", "aria-hidden": "true" }, bar), text);
    return { el, bar, text };
  });
  return {
    el: h("div", { class: "pxu-scores", role: "group", "aria-label": "Output: ten classes" }, h("p", { class: "pxu-title" }, "Output ", h("span", { class: "pxu-shape" }, "10")), ...rows.map((row) => row.el)),
    /** @param {number[]} shares @param {number} chosen  -1 for none */
    show(shares, chosen) {
      const best = shares.indexOf(Math.max(...shares));
      rows.forEach(({ el, bar, text }, d) => {
        bar.style.width = `${100 * shares[d]}%`;
        text.textContent = percent(shares[d], "< ", "> ");
        el.classList.toggle("pxu-best", d === best);
        el.setAttribute("aria-pressed", String(d === chosen));
      });
    },
  };
}

/** What a unit is made of: patches, kernels and their sums. */
export function unitPanel() {
  const el = h("div", { class: "pxu-unit" });
  return {
    el,
    /** @param {string} layer @param {ReturnType<import("../maths/lenet.mjs").explain>} why */
    show(layer, { parts, value }) {
      const from = NAMES[LAYERS[layer].from] ?? "input";
      const all = parts.flatMap((part) => part.patch);
      const weights = parts.flatMap((part) => part.kernel ?? []);
      if (parts.length > MOST_THUMBS) {
        const wide = (read) => rows(parts.map(read), 12);
        const [x, w] = [wide((part) => part.patch[0][0]), wide((part) => part.kernel[0][0])];
        const products = wide((part) => part.sum);
        el.replaceChildren(
          labelled(from, thumb(x, `all units of ${from}`)),
          labelled("weights", thumb(w, "their weights")),
          labelled("products", thumb(products, "products of both")),
        );
        return;
      }
      el.replaceChildren(
        ...parts.map(({ patch, kernel, sum }, c) => {
          const name = LAYERS[layer].kind === "pool" ? `${from} window` : from === "input" ? "input" : `${from} ${c}`;
          const pictures = [thumb(patch, `patch of ${name}`, all)];
          if (kernel) pictures.push(thumb(kernel, `weights on ${name}`, weights));
          return labelled(`${name}: ${format(kernel ? sum : value)}`, ...pictures);
        }),
      );
    },
  };
}

const labelled = (text, ...pictures) => h("div", {}, h("p", { class: "pxu-made" }, text), ...pictures);

/** Numbers in rows; the last one is filled with nan. */
function rows(values, columns) {
  return Array.from({ length: Math.ceil(values.length / columns) }, (_, i) => Array.from({ length: columns }, (_, j) => values[i * columns + j] ?? NaN));
}
