/** A large matrix as a picture, one pixel a cell: a slider of two dimensions for the keyboard. */
import { h } from "./dom.mjs";
import { target } from "./keys.mjs";
import { drawing, under } from "./pen.mjs";

/** @typedef {import("./matrix.mjs").MatrixOptions} MatrixOptions */

/**
 * @param {MatrixOptions} options
 * @param {number} rows
 * @param {number} cols
 */
export function heatmap(options, rows, cols) {
  const { interactive, onedit, onmove } = options;
  const canvas = h("canvas", { width: cols, height: rows });
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(cols, rows);
  const el = h(
    "div",
    interactive
      ? { class: "pxu-heat", role: "slider", tabindex: 0, "aria-valuemin": 0, "aria-valuenow": 0, "aria-valuemax": rows * cols - 1 }
      : { class: "pxu-heat", role: "img" },
    canvas,
  );
  el.style.setProperty("--rows", String(rows));
  el.style.setProperty("--cols", String(cols));
  let at = [0, 0];
  let shown = [[]];
  const dot = interactive && onedit ? h("div", { class: "pxu-pen" }) : null;
  if (dot) el.append(dot);

  function cursor(i, j) {
    at = [i, j];
    if (!interactive) return;
    el.setAttribute("aria-valuenow", String(i * cols + j));
    el.setAttribute("aria-valuetext", options.valueText(i, j, shown[i]?.[j]));
    if (dot) place(dot, i, j, 1, 1, rows, cols);
  }

  if (interactive) {
    el.addEventListener("keydown", (event) => {
      const next = target(event, at, rows, cols);
      if (next) {
        cursor(...next);
        onmove?.(...next, "key");
      } else if (onedit && event.key === " ") {
        onedit(...at, options.pen.value());
        cursor(...at);
      } else return;
      event.preventDefault();
      event.stopPropagation();
    });
    const point = (event) => {
      const [i, j] = under(el, event, rows, cols);
      if (options.pen?.down() || (i === at[0] && j === at[1] && event.type !== "click")) return;
      cursor(i, j);
      onmove?.(i, j, "pointer");
    };
    el.addEventListener("click", point);
    el.addEventListener("pointermove", (event) => {
      if (event.pointerType === "mouse" && event.buttons === 1) point(event); // a finger scrolls
    });
    if (onedit && options.pen) drawing(el, rows, cols, options.pen, onedit);
  }

  return {
    el,
    cursor,
    focus: () => el.focus(),
    /** @param {number[][]} values @param {(v: number) => [number, number, number]} colour */
    paint(values, colour) {
      shown = values;
      let n = 0;
      for (const row of values)
        for (const v of row) {
          const c = colour(v);
          pixels.data[n++] = c[0];
          pixels.data[n++] = c[1];
          pixels.data[n++] = c[2];
          pixels.data[n++] = 255;
        }
      context.putImageData(pixels, 0, 0);
      cursor(...at);
    },
    describe(label) {
      el.setAttribute("aria-label", label);
    },
  };
}

/** Lay a frame over part of a rows x cols matrix.
 * @type {(el: HTMLElement, i: number, j: number, h: number, w: number, rows: number, cols: number) => void} */
export function place(el, i, j, height, width, rows, cols) {
  el.style.top = `${(100 * i) / rows}%`;
  el.style.left = `${(100 * j) / cols}%`;
  el.style.height = `${(100 * height) / rows}%`;
  el.style.width = `${(100 * width) / cols}%`;
}
