/**
 * LayerCounter: build a stack of layers, and read shapes, parameters, multiplications and memory;
 * beside each layer the parameters of a dense one in its place.
 */
import { BYTES, count, memory, shapeText, walk } from "../maths/layers.mjs";
import { h } from "../ui/dom.mjs";
import { button, select, setOff } from "../ui/fields.mjs";
import { figure, help } from "../ui/figure.mjs";
import { whole } from "../ui/whole.mjs";
import css from "./layer_counter.css";
import { fresh, KINDS, LIMITS, MOST_LAYERS, nameOf, read, STACKS, write } from "./layer_presets.mjs";

const COLUMNS = ["Output", "Parameters", "Multiplications", "Memory", "Parameters if dense"];

/** @param {{model: any, el: HTMLElement, share?: {key: string}}} context */
function render(context) {
  const fig = figure(context, {
    name: "layers",
    label: "Layer counter",
    css,
    rest: 400,
    read,
    state: (get) => write(get("input"), get("layers")),
  });
  const { get, set, say, live } = fig;
  const input = () => get("input");
  const layers = () => get("layers");

  const stacks = select("Example", [["", "your own"], ...Object.keys(STACKS)], (name) => {
    if (STACKS[name]) set(structuredClone(STACKS[name]));
  });
  const size = ["Channels", "Height", "Width"].map((label, n) =>
    whole(label, LIMITS.input[n], (value) => set({ input: input().map((v, m) => (m === n ? value : v)) })),
  );
  const body = h("tbody", { role: "rowgroup" });
  const foot = h("tfoot", { role: "rowgroup" });
  const ways = h("p", { class: "pxu-ways" });
  const adders = Object.entries(KINDS).map(([kind, { title }]) =>
    button(`Add ${title.toLowerCase()}`, () => add(kind)),
  );

  fig.section.append(
    fig.title(),
    h(
      "div",
      { class: "pxu-controls pxu-settings", role: "group", "aria-label": "Input" },
      stacks.el,
      ...size.map((field) => field.el),
    ),
    h(
      "table",
      { class: "pxu-stack", role: "table", "aria-label": "The layers" },
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...["Layer", ...COLUMNS].map((name) => h("th", { scope: "col", role: "columnheader" }, name)))),
      body,
      foot,
    ),
    h("div", { class: "pxu-controls" }, ...adders, fig.copy),
    fig.note,
    ways,
    live.el,
    help(
      "What is counted",
      "Convolutional and dense layers have biases; kernels and windows are square. A multiplication is a weight times a number of the input, for one picture. ",
      "Memory counts the numbers of the output with 4 bytes each. The last column is a dense layer with the same input and the same output. ",
      "The bars compare the layers of a column. Tab goes from field to field; the arrow keys change a number.",
    ),
  );

  function add(kind) {
    if (layers().length >= MOST_LAYERS) return say(`${MOST_LAYERS} layers are enough here: remove one first.`);
    say("");
    set({ layers: [...layers(), fresh(kind)] });
    draw();
    body.lastElementChild.querySelector("input").focus();
  }
  function drop(n) {
    set({ layers: layers().filter((_, m) => m !== n) });
    draw();
    const row = body.children[Math.min(n, layers().length - 1)];
    (row?.querySelector(".pxu-drop") ?? adders[0]).focus(); // the focus is not lost with its row
  }
  function move(n, by) {
    const next = [...layers()];
    if (!next[n + by]) return;
    [next[n], next[n + by]] = [next[n + by], next[n]];
    set({ layers: next });
    draw();
    body.children[n + by].querySelector(by < 0 ? ".pxu-up" : ".pxu-down").focus();
  }

  /** The row of one layer: its fields, and where the numbers go. */
  function layerRow(n, { kind }) {
    const { title, fields } = KINDS[kind];
    const inputs = fields.map((name) => {
      const field = whole(LIMITS[name].label, LIMITS[name], (value) =>
        set({ layers: layers().map((layer, m) => (m === n ? { ...layer, [name]: value } : layer)) }),
      );
      field.input.setAttribute("aria-label", `Layer ${n + 1}, ${title.toLowerCase()}, ${LIMITS[name].label.toLowerCase()}`);
      return [name, field];
    });
    const small = (sign, what, name, act) =>
      button(sign, act, { class: `pxu-button pxu-small ${name}`, "aria-label": `${what} layer ${n + 1}, ${title.toLowerCase()}`, title: what });
    const buttons = [
      small("↑", "Move up", "pxu-up", () => move(n, -1)),
      small("↓", "Move down", "pxu-down", () => move(n, 1)),
      small("×", "Remove", "pxu-drop", () => drop(n)),
    ];
    const cells = COLUMNS.map((name, m) => countCell(name, m === 0 ? "" : m === 4 ? "pxu-bar pxu-bar-dense" : "pxu-bar"));
    const cannot = h("td", { role: "cell", class: "pxu-cannot", colspan: COLUMNS.length, hidden: true });
    const head = h("th", { scope: "row", role: "rowheader" }, h("div", { class: "pxu-layer" }, h("span", { class: "pxu-name" }, title), ...inputs.map(([, f]) => f.el), ...buttons));
    return {
      kind,
      el: h("tr", { role: "row" }, head, ...cells.map((cell) => cell.el), cannot),
      /** @param {any} layer @param {any} row @param {any} most  the largest of each column */
      show(layer, row, most, problem, last) {
        for (const [name, field] of inputs) field.put(layer[name]);
        setOff(buttons[0], n === 0);
        setOff(buttons[1], last);
        cannot.hidden = Boolean(row);
        for (const cell of cells) cell.el.hidden = !row;
        if (!row) {
          cannot.classList.toggle("pxu-because", Boolean(problem));
          cannot.textContent = problem || "not reached";
          return;
        }
        const bars = [0, row.parameters / most.parameters, row.products / most.products, row.numbers / most.numbers, row.dense / most.dense];
        const texts = [shapeText(row.shape), count(row.parameters), count(row.products), memory(BYTES * row.numbers), count(row.dense)];
        cells.forEach((cell, m) => cell.put(texts[m], bars[m]));
      },
    };
  }

  let rows = [];
  let shown = "";
  /** Compute and draw; the rows are made anew only when other kinds of layers stand there. */
  function draw() {
    const now = layers();
    const state = JSON.stringify([input(), now]);
    if (state === shown) return;
    shown = state;
    const { rows: done, problem, total } = walk(input(), now);
    if (String(rows.map((row) => row.kind)) !== String(now.map((layer) => layer.kind))) {
      rows = now.map((layer, n) => layerRow(n, layer));
      body.replaceChildren(...rows.map((row) => row.el));
    }
    const most = Object.fromEntries(["parameters", "products", "numbers", "dense"].map((name) => [name, Math.max(...done.map((row) => row[name]), 0)]));
    rows.forEach((row, n) => row.show(now[n], done[n], most, n === done.length ? problem : "", n === now.length - 1));
    input().forEach((value, n) => size[n].put(value));
    stacks.input.value = nameOf(input(), now);
    const sums = [shapeText(done.at(-1)?.shape ?? input()), count(total.parameters), count(total.products), `${memory(BYTES * total.numbers)} with input`, count(total.dense)];
    foot.replaceChildren(
      h("tr", { role: "row" }, h("th", { scope: "row", role: "rowheader" }, problem ? "So far" : "In all"), ...sums.map((text, m) => h("td", { role: "cell", "data-name": COLUMNS[m] }, text))),
    );
    const times = total.parameters ? total.dense / total.parameters : 0;
    ways.textContent = times ? `Dense layers of the same sizes would have ${count(Math.round(times))} times as many parameters, ${memory(BYTES * total.dense)} instead of ${memory(BYTES * total.parameters)}.` : "";
    fig.write({ shapes: done.map((row) => row.shape), parameters: total.parameters, multiplications: total.products });
    return { problem, total, last: done.at(-1)?.shape ?? input() };
  }
  function follow() {
    const said = draw();
    if (!said) return;
    const { problem, total, last } = said;
    live.say(problem || `Output ${last.join(" by ")}, ${count(total.parameters)} parameters, ${count(total.products)} multiplications.`);
  }

  for (const name of ["input", "layers"]) fig.on(name, follow);
  return fig.start(draw);
}

/** A cell of the table with a bar below its number; only what changed is written.
 * @param {string} name  the column, which a card shows
 * @param {string} bar  classes of the bar; none without it */
function countCell(name, bar) {
  const text = document.createTextNode("");
  const line = bar ? h("span", { class: bar, "aria-hidden": "true" }) : null;
  return {
    el: h("td", { role: "cell", "data-name": name }, text, line),
    /** @param {string} value @param {number} share  of the column's largest; nan when all are 0 */
    put(value, share) {
      if (text.data !== value) text.data = value;
      if (!line) return;
      const width = `${share > 0 ? Math.max(1, Math.round(1000 * share) / 10) : 0}%`;
      if (line.style.width !== width) line.style.width = width;
    },
  };
}

export default { render, key: "layers" };
