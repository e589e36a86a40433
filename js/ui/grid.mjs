/** A small matrix as a grid of numbers: WAI-ARIA grid pattern, one tab stop. */
import { format, parse } from "../maths/numbers.mjs";
import { css, ink } from "./colour.mjs";
import { h } from "./dom.mjs";
import { target } from "./keys.mjs";
import { drawing } from "./pen.mjs";

/** @typedef {import("./matrix.mjs").MatrixOptions} MatrixOptions */

/**
 * @param {MatrixOptions} options
 * @param {number} rows
 * @param {number} cols
 */
export function numberGrid(options, rows, cols) {
  const { interactive, onedit, onmove } = options;
  const el = h("div", { class: "pxu-grid", role: interactive ? "grid" : "img" });
  el.style.setProperty("--cols", String(cols));
  const cells = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: cols }, (_, j) =>
      interactive
        ? h("div", { role: "gridcell", class: "pxu-cell", tabindex: -1, "aria-readonly": String(!onedit) })
        : h("div", { class: "pxu-cell" }),
    ),
  );
  for (const row of cells) el.append(h("div", { class: "pxu-row", role: interactive ? "row" : null }, ...row));
  let at = [0, 0];
  let shown = [[]];
  let editor = null;

  const cell = ([i, j]) => cells[i][j];
  function cursor(i, j) {
    cell(at).tabIndex = -1;
    at = [i, j];
    cell(at).tabIndex = 0;
  }
  function find(node) {
    for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) if (cells[i][j].contains(node)) return [i, j];
    return null;
  }

  /** Let the reader type over a cell. Enter and leaving keep the number, Escape does not. */
  function edit(start) {
    const [i, j] = at;
    const home = cell(at);
    const name = `${options.name()} row ${i}, column ${j}`;
    const box = h("input", { class: "pxu-edit", "aria-label": name, autocomplete: "off", inputmode: "text" });
    box.value = start ?? String(Math.round(shown[i][j] * 1e4) / 1e4);
    editor = box;
    const close = (keep, refocus) => {
      if (editor !== box) return;
      editor = null;
      const value = parse(box.value);
      box.remove();
      if (refocus) home.focus();
      if (keep && value !== null) onedit(i, j, value);
    };
    box.addEventListener("blur", () => close(true, false));
    box.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter" || event.key === "Escape") {
        event.preventDefault();
        close(event.key === "Enter", true);
      } else if (event.key === "Tab") close(true, true); // then the browser moves on from the cell
    });
    home.append(box);
    box.focus();
    if (start === undefined) box.select();
  }

  if (interactive) {
    cursor(0, 0);
    el.addEventListener("keydown", (event) => {
      const next = target(event, at, rows, cols);
      if (next) {
        cursor(...next);
        cell(at).focus();
        onmove?.(...next, "key");
      } else if (onedit && event.key === " " && options.pen) onedit(...at, options.pen.value());
      else if (onedit && (event.key === "Enter" || event.key === "F2")) edit();
      else if (onedit && /^[-\d.,\u2212]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey)
        edit(event.key);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    el.addEventListener("click", (event) => {
      const place = find(event.target);
      if (!place || editor || options.pen?.down()) return;
      cursor(...place);
      cell(at).focus();
      onmove?.(...place, "pointer");
      if (options.editOnClick) edit();
    });
    if (onedit)
      el.addEventListener("dblclick", (event) => {
        if (find(event.target) && !editor && !options.pen?.down()) edit();
      });
    if (onedit && options.pen) drawing(el, rows, cols, options.pen, onedit);
  }

  return {
    el,
    cursor,
    focus: () => cell(at).focus(),
    /** @param {number[][]} values @param {(v: number) => [number, number, number]} colour
     *  @param {((i: number, j: number) => boolean) | undefined} differs */
    paint(values, colour, differs) {
      shown = values;
      let longest = 1;
      cells.forEach((row, i) =>
        row.forEach((one, j) => {
          const c = colour(values[i][j]);
          const text = format(values[i][j]);
          if (one.firstChild?.nodeType === 3) one.firstChild.data = text;
          else one.prepend(text);
          one.style.backgroundColor = css(c);
          one.style.color = ink(c);
          longest = Math.max(longest, text.length);
          one.classList.toggle("pxu-differs", Boolean(differs?.(i, j)));
        }),
      );
      el.style.setProperty("--chars", String(longest));
    },
    describe(label) {
      el.setAttribute("aria-label", label);
    },
  };
}
