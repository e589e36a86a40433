/** Several square maps as one picture with a keyboard's place; and small pictures to look at. */
import { painter, THEMES } from "./colour.mjs";
import { h, pageTheme } from "./dom.mjs";
import { heatmap, place } from "./heatmap.mjs";

/**
 * @param {object} options
 * @param {string} options.name
 * @param {number} options.channels
 * @param {number} options.size  rows and columns of a map
 * @param {number} options.columns  maps side by side
 * @param {(channel: number, i: number, j: number) => void} options.onmove
 * @param {(channel: number, i: number, j: number) => string} options.unitText
 * @param {string} [options.shape]  when it is another one than channels × size × size
 */
export function mosaic({ name, channels, size, columns, onmove, unitText, shape = size > 1 ? `${channels} × ${size} × ${size}` : String(channels) }) {
  const gap = size > 1 ? 1 : 0;
  const step = size + gap;
  const rows = Math.ceil(channels / columns) * step - gap;
  const cols = columns * step - gap;
  /** The unit under a cell; in a gap, the one before it. */
  const unit = (row, column) => {
    const channel = Math.min(channels - 1, Math.floor(row / step) * columns + Math.floor(column / step));
    return [channel, Math.min(size - 1, row % step), Math.min(size - 1, column % step)];
  };
  const corner = (channel, i, j) => [Math.floor(channel / columns) * step + i, (channel % columns) * step + j];
  const view = heatmap(
    {
      name: () => name,
      palette: "signed",
      interactive: true,
      onmove: (row, column) => onmove(...unit(row, column)),
      valueText: (row, column) => unitText(...unit(row, column)),
    },
    rows,
    cols,
  );
  const frame = h("div", { class: "pxu-window", hidden: true });
  view.el.append(frame);
  view.describe(`${name}, ${shape.replaceAll("×", "by")}. Arrow keys go from unit to unit.`);
  const grid = Array.from({ length: rows }, () => Array(cols).fill(NaN));
  return {
    el: h("div", { class: "pxu-matrix" }, h("p", { class: "pxu-title" }, `${name} `, h("span", { class: "pxu-shape" }, shape)), view.el),
    /** @param {ArrayLike<number>} data  channels x size x size */
    show(data) {
      let n = 0;
      for (let c = 0; c < channels; c++)
        for (let i = 0; i < size; i++) {
          const [row, column] = corner(c, i, 0);
          for (let j = 0; j < size; j++) grid[row][column + j] = data[n++];
        }
      view.paint(grid, painter(grid, "signed", THEMES[pageTheme()]));
    },
    /** Mark a unit, and put the keyboard there; nothing without one. */
    mark(channel = -1, i = 0, j = 0) {
      frame.hidden = channel < 0;
      if (frame.hidden) return;
      const [row, column] = corner(channel, i, j);
      view.cursor(row, column);
      place(frame, row, column, 1, 1, rows, cols);
    },
  };
}

/** A small picture of a matrix.
 * @param {number[][]} values @param {string} label @param {number[][]} [scale]  whose range sets the colours */
export function thumb(values, label, scale = values) {
  const canvas = h("canvas", { width: values[0].length, height: values.length, class: "pxu-thumb", role: "img", "aria-label": label });
  canvas.style.setProperty("--cols", String(values[0].length));
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(values[0].length, values.length);
  const colour = painter(scale, "signed", THEMES[pageTheme()]);
  values.flat().forEach((v, n) => pixels.data.set([...colour(v), 255], 4 * n));
  context.putImageData(pixels, 0, 0);
  return canvas;
}
