/**
 * ReceptiveFieldExplorer: stack layers, choose a cell of the last map, and see what it depends on:
 * the theoretical field as a box, and how many paths lead from each pixel to the cell as heat.
 */
import { field, heat, holding, levels, paths } from "../maths/field.mjs";
import { h } from "../ui/dom.mjs";
import { select } from "../ui/fields.mjs";
import { figure, help } from "../ui/figure.mjs";
import { whole } from "../ui/whole.mjs";
import css from "./field.css";
import { LARGEST_PICTURE, nameOf, read, STACKS, write, wrong } from "./field_presets.mjs";
import { stackTable } from "./field_table.mjs";
import { lastMapView, pictureView, sideView } from "./field_views.mjs";
import { counts, sees, spoken, summary } from "./field_words.mjs";

const SHARE = 0.95;

/** Everything that follows from the traits.
 * @param {(name: string) => any} get */
function compute(get) {
  const pixels = get("pixels");
  const layers = get("layers");
  const problem = layers.map(wrong).find(Boolean);
  if (problem) throw new Error(`${problem}.`);
  const windows = layers.map(([, k, s, p]) => ({ k, s, p }));
  const all = levels(windows, pixels);
  const last = all.at(-1);
  const cell = (get("cell")[0] ?? [0, 0]).map((v) => Math.max(0, Math.min(last.n - 1, v)));
  const lines = cell.map((c) => paths(windows, all, c));
  const [rows, cols] = cell.map((c) => field(last, c));
  const inner = holding(lines[0][0], lines[1][0], [rows, cols], SHARE);
  return { pixels, layers, all, last, cell, lines, rows, cols, inner };
}

/** @param {{model: any, el: HTMLElement, share?: {key: string}}} context */
function render(context) {
  const fig = figure(context, {
    name: "receptive",
    label: "Receptive field explorer",
    css,
    rest: 300,
    read(text) {
      const { pixels, layers, cell } = read(text);
      return { pixels, layers, cell: [cell] };
    },
    state: (get) => write(get("pixels"), get("layers"), now.cell),
  });
  const { get, set, say, live } = fig;
  let now = compute(get);
  const words = h("p", { class: "pxu-words" });
  const share95 = h("p", { class: "pxu-words" });

  const stacks = select("Example", [["", "your own"], ...Object.keys(STACKS)], (name) => {
    if (!STACKS[name]) return;
    const { pixels, layers } = structuredClone(STACKS[name]);
    const middle = Math.floor((levels(layers.map(([, k, s, p]) => ({ k, s, p })), pixels).at(-1).n - 1) / 2);
    set({ pixels, layers, cell: [[middle, middle]] });
    draw("stack");
  });
  const width = whole("Pixels a side", { from: 1, to: LARGEST_PICTURE }, (pixels) => {
    set({ pixels });
    draw("stack");
  });
  const table = stackTable({
    layers: () => get("layers"),
    onchange(layers) {
      set({ layers });
      draw("stack");
    },
    onproblem: say,
  });
  const side = sideView();
  const picture = pictureView();
  const map = lastMapView((i, j) => {
    set({ cell: [[i, j]] });
    draw("cell");
  });
  if (fig.copy) table.adders.append(fig.copy);

  fig.section.append(
    fig.title(),
    h("div", { class: "pxu-controls pxu-settings", role: "group", "aria-label": "Input" }, stacks.el, width.el),
    h("div", { class: "pxu-pictures" }, picture.el, map.el),
    words,
    share95,
    side.el,
    table.el,
    table.adders,
    fig.note,
    live.el,
    help(
      "Keys, and what is drawn",
      "Tab goes from field to field. In the last map, the arrow keys, Home, End, Ctrl+Home and Ctrl+End choose a cell. ",
      "The box on the picture is the cell's receptive field. The blue heat counts the paths from a pixel to the cell; with random weights, the mean squared gradient is proportional to it. ",
      "Below, one row of pixels is seen from the side: the picture at the bottom, the last map on top. Windows are square, r is the size of a field, j the jump, a the start.",
    ),
  );

  let shown = "";
  /** Compute and draw. @param {"" | "cell" | "stack"} told  what a screen reader hears */
  function draw(told = "") {
    const state = JSON.stringify([get("pixels"), get("layers"), get("cell")]);
    if (state === shown) return;
    const done = fig.attempt(() => {
      now = compute(get);
    });
    if (!done) return;
    shown = state;
    say("");
    const { pixels, layers, all, last, cell, lines, rows, cols, inner } = now;
    stacks.input.value = nameOf(pixels, layers);
    width.put(pixels);
    table.show(layers, all);
    const text = spoken(cell, rows, cols, last.size);
    picture.show(heat(lines[0][0], lines[1][0]), `The picture, ${pixels} by ${pixels} pixels. ${text}`, [
      { rows, cols, kind: "" },
      ...(inner[0][0] > rows[0] ? [{ rows: inner[0], cols: inner[1], kind: "pxu-inner" }] : []),
    ]);
    const cells = Array.from({ length: last.n }, (_, i) => Array.from({ length: last.n }, (_, j) => ((i + j) % 2 ? 0.06 : 0.16)));
    cells[cell[0]][cell[1]] = 1;
    const chosen = cell.map((c) => [c, c]);
    map.show(cells, "The last map. Arrow keys choose a cell.", [{ rows: chosen[0], cols: chosen[1], kind: "" }], cell);
    words.textContent = sees(cell, rows, cols, last, pixels);
    share95.textContent = counts(last.size, inner[0]);
    side.show(all, lines[1], cell[1], `One row of pixels seen from the side. Column ${cell[1]} of the last map sees pixels ${cols[0]} to ${cols[1]}.`.replaceAll("-", "minus "));
    fig.write({ fields: all.slice(1).map(({ size, jump, start }) => [size, jump, start]) });
    if (told) live.say(told === "cell" ? text : summary(all.length - 1, last));
  }

  for (const name of ["pixels", "layers", "cell"])
    fig.on(name, () => queueMicrotask(() => draw(name === "cell" ? "cell" : "stack")));
  return fig.start(draw, () => {
    shown = "";
    draw();
  });
}

export default { render, key: "field" };
