/** The pictures of the ReceptiveFieldExplorer: side view, picture with its field, last map. */
import { visible } from "../maths/field.mjs";
import { painter, THEMES } from "../ui/colour.mjs";
import { h, pageTheme } from "../ui/dom.mjs";
import { heatmap, place } from "../ui/heatmap.mjs";

const WIDTH = 640;
const MOST_CELLS = 1200; // more are drawn as bars

/**
 * One row of pixels seen from the side: the maps on top of each other, and the paths to one cell.
 * A cell stands above the middle of its field and is as wide as its map's jump.
 */
export function sideView() {
  const el = h("div", { class: "pxu-side", role: "img" });
  return {
    el,
    /** @param {import("../maths/field.mjs").Level[]} all @param {number[][]} counts
     *  @param {number} cell @param {string} label */
    show(all, counts, cell, label) {
      const top = all.length - 1;
      const step = Math.max(7, Math.min(34, 300 / (top + 1)));
      const tall = step * 0.55;
      const middle = ({ start, jump, size }, i) => start + i * jump + size / 2;
      const low = Math.min(...all.map((level) => middle(level, 0) - level.jump / 2));
      const high = Math.max(...all.map((level) => middle(level, level.n - 1) + level.jump / 2));
      const scale = (WIDTH - 4) / (high - low);
      const left = (level, i) => 2 + scale * (middle(level, i) - low - 0.47 * level.jump);
      const wide = ({ jump }) => scale * jump * 0.94;
      const y = (level) => 2 + (top - level) * step;
      const sum = all.reduce((total, { n }) => total + n, 0);
      const some = counts.reduce((total, line) => total + line.filter(Boolean).length, 0);
      const parts = [];
      const ends = counts.map((line) => [line.findIndex(Boolean), line.findLastIndex(Boolean)]);
      for (let level = top; level > 0; level--) {
        const [a, b] = ends[level];
        const [c, d] = ends[level - 1];
        const corners = [
          [left(all[level], a), y(level) + tall],
          [left(all[level], b) + wide(all[level]), y(level) + tall],
          [left(all[level - 1], d) + wide(all[level - 1]), y(level - 1)],
          [left(all[level - 1], c), y(level - 1)],
        ];
        parts.push(`<polygon class="pxu-fan" points="${corners.map((p) => p.map((v) => v.toFixed(1)).join(",")).join(" ")}"/>`);
      }
      const box = (level, i, last, name, more = "") =>
        `<rect class="${name}" x="${left(all[level], i).toFixed(1)}" y="${y(level).toFixed(1)}" width="${(left(all[level], last) - left(all[level], i) + wide(all[level])).toFixed(1)}" height="${tall.toFixed(1)}"${more}/>`;
      counts.forEach((line, level) => {
        const most = Math.max(...line);
        if (some > MOST_CELLS) parts.push(box(level, ...ends[level], "pxu-full-cell", ' fill-opacity="0.5"'));
        else
          line.forEach((count, i) => {
            if (count) parts.push(box(level, i, i, "pxu-full-cell", ` fill-opacity="${(0.2 + (0.8 * count) / most).toFixed(2)}"`));
            else if (sum <= MOST_CELLS) parts.push(box(level, i, i, "pxu-empty-cell"));
          });
        if (sum > MOST_CELLS) parts.push(box(level, 0, line.length - 1, "pxu-empty-cell"));
      });
      parts.push(box(top, cell, cell, "pxu-chosen"));
      const height = y(0) + tall + 2;
      el.innerHTML = `<svg viewBox="0 0 ${WIDTH} ${height.toFixed(0)}" aria-hidden="true">${parts.join("")}</svg>`; // numbers only
      el.setAttribute("aria-label", label);
    },
  };
}

/** A square of cells as a picture, with boxes on it.
 * @param {string} name
 * @param {any} options  of ../ui/heatmap.mjs */
function square(name, options) {
  const title = h("p", { class: "pxu-title" });
  const holder = h("div", { class: "pxu-holder" });
  let view = null;
  let size = 0;
  return {
    el: h("div", { class: "pxu-matrix" }, title, holder),
    /** @param {number[][]} values @param {string} label
     *  @param {{rows: [number, number], cols: [number, number], kind: string}[]} boxes */
    show(values, label, boxes, cursor) {
      const n = values.length;
      if (n !== size) {
        const hadFocus = holder.contains(document.activeElement);
        size = n;
        view = heatmap(options, n, n);
        holder.replaceChildren(view.el);
        if (hadFocus) view.focus();
      }
      title.textContent = `${name} `;
      title.append(h("span", { class: "pxu-shape" }, `${n} × ${n}`));
      view.paint(values, painter([[1]], "signed", THEMES[pageTheme()]));
      view.el.querySelectorAll(".pxu-box").forEach((old) => old.remove());
      for (const { rows, cols, kind } of boxes) {
        const [r, c] = [visible(rows, n), visible(cols, n)];
        if (!r || !c) continue;
        const box = h("div", { class: `pxu-box ${kind}` });
        place(box, r[0], c[0], r[1] - r[0] + 1, c[1] - c[0] + 1, n, n);
        view.el.append(box);
      }
      if (cursor) view.cursor(...cursor);
      view.describe(label);
    },
  };
}

/** The picture: heat, theoretical field, and the box that holds most of the paths. */
export const pictureView = () => square("Picture", { interactive: false });

/** The last map, to choose a cell from.
 * @param {(i: number, j: number) => void} onmove */
export const lastMapView = (onmove) =>
  square("Last map", { interactive: true, onmove, valueText: (i, j) => `row ${i}, column ${j}` });
