/**
 * A picture on the screen, in colours that the caller chooses: numbers when it is small and has
 * one channel, pixels otherwise. Like a matrix view, for cells that are pixels.
 */
import { h } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";
import { heatmap, place } from "./heatmap.mjs";
import { LARGEST_WITH_NUMBERS } from "./matrix.mjs";
import { passing } from "./pen.mjs";

/**
 * @typedef {object} PictureOptions
 * @property {() => string} name
 * @property {boolean} [numbers]  write small planes as numbers
 * @property {(i: number, j: number, how: "key" | "pointer" | "hover") => void} onmove
 * @property {(i: number, j: number, value: any) => string} valueText
 */

/** @param {PictureOptions} options */
export function pictureView(options) {
  const title = h("p", { class: "pxu-title" });
  const holder = h("div", { class: "pxu-holder" });
  const el = h("div", { class: "pxu-matrix" }, title, holder);
  let view = null;
  let frame = null;
  let size = [0, 0];
  passing(holder, () => view && { el: view.el, size }, (i, j) => options.onmove(i, j, "hover"));

  return {
    el,
    title,
    /** @param {any[][]} cells @param {(cell: any) => [number, number, number]} colour
     *  @param {{shape: string, note?: string, differs?: (i: number, j: number) => boolean}} more */
    show(cells, colour, { shape, note = "", differs }) {
      const next = [cells.length, cells[0].length];
      title.textContent = `${options.name()} `;
      title.append(h("span", { class: "pxu-shape" }, shape));
      if (String(next) !== String(size)) {
        size = next;
        const hadFocus = holder.contains(document.activeElement);
        const grid = options.numbers && Math.max(...size) <= LARGEST_WITH_NUMBERS;
        const settings = { ...options, interactive: true, onmove: options.onmove };
        view = (grid ? numberGrid : heatmap)(settings, ...size);
        frame = h("div", { class: "pxu-window" });
        view.el.append(frame);
        holder.replaceChildren(view.el);
        if (hadFocus) view.focus();
      }
      view.paint(cells, colour, differs);
      view.describe(`${options.name()}, ${shape.replaceAll("×", "by")}.${note && ` ${note}`}`);
    },
    /** Put the keyboard's place and the frame on a cell. */
    cursor(i, j) {
      if (!view || i >= size[0] || j >= size[1]) return;
      view.cursor(i, j);
      place(frame, i, j, 1, 1, ...size);
    },
  };
}
