/** The parts of the TransferExplorer: the ways to train, the network, the map, the table. */
import { scale } from "../maths/chart.mjs";
import { count } from "../maths/layers.mjs";
import { HUES } from "../ui/colour.mjs";
import { sample } from "../ui/chart.mjs";
import { h, pageTheme } from "../ui/dom.mjs";
import { button } from "../ui/fields.mjs";
import { target } from "../ui/keys.mjs";
import { svg } from "../ui/svg.mjs";
import { mapText, nameOf, percent } from "./transfer_words.mjs";

/** The ways to train are the legend of the charts as well.
 * @param {string[]} methods @param {(method: string) => void} onchoose */
export function methodsPanel(methods, onchoose) {
  const buttons = methods.map((method, n) => {
    const el = button("", () => onchoose(method), { class: "pxu-button pxu-method", "aria-pressed": "false" });
    el.append(sample(n), nameOf(method));
    return el;
  });
  return {
    el: h("div", { class: "pxu-controls pxu-methods", role: "group", "aria-label": "What is trained" }, ...buttons),
    /** @param {string} method */
    show: (method) => methods.forEach((one, n) => buttons[n].setAttribute("aria-pressed", String(one === method))),
  };
}

/** The network, block by block: what is trained, and from where it starts. */
export function networkPanel() {
  const blocks = h("ol", { class: "pxu-blocks", role: "list" });
  const text = h("p", { class: "pxu-reading" });
  return {
    el: h("div", { class: "pxu-network" }, h("p", { class: "pxu-title" }, "The network"), blocks, text),
    /** @param {ReturnType<import("./transfer_words.mjs").blocks>} parts @param {string} sum */
    show(parts, sum) {
      blocks.replaceChildren(
        ...parts.map(({ name, parameters, trained, how, start }) =>
          h(
            "li",
            { class: `pxu-block${trained ? "" : " pxu-frozen"}` },
            h("span", { class: "pxu-block-name" }, name),
            h("span", { class: "pxu-shape" }, `${count(parameters)} parameters`),
            h("span", { class: "pxu-block-how" }, how),
            h("span", { class: "pxu-shape" }, start),
          ),
        ),
      );
      text.textContent = sum;
    },
  };
}

const SIDE = 320;
const HIGH = 230;

/** Features as points of a plane, each with the sign of its class.
 * @param {{onmap: (shown: string) => void, onclass: (text: string) => void}} actions */
export function mapPanel({ onmap, onclass }) {
  const views = ["before", "after"];
  const buttons = views.map((shown) => button(shown === "before" ? "Before pretraining" : "After it", () => onmap(shown), { "aria-pressed": "false" }));
  const drawn = svg("svg", { viewBox: `0 0 ${SIDE} ${HIGH}`, "aria-hidden": "true" });
  const field = h("div", { class: "pxu-chart-field pxu-map-field", role: "slider", tabindex: 0, "aria-label": "Features as a map. Left and right: a class.", "aria-valuemin": 0 }, drawn);
  const reading = h("p", { class: "pxu-reading" });
  const nothing = h("p", { class: "pxu-nothing-measured" }, "No map was made for this pair.");
  const what = h("p", { class: "pxu-reading" });
  let points = [];
  let classes = [];
  let chosen = 0; // all of them
  const letter = () => (chosen ? classes[chosen - 1] : null);

  function read() {
    const text = mapText(points, letter());
    reading.textContent = text;
    field.setAttribute("aria-valuenow", String(chosen));
    field.setAttribute("aria-valuetext", text);
    for (const [n, one] of [...drawn.children].entries()) one.classList.toggle("pxu-faded", Boolean(chosen) && n !== chosen - 1);
    return text;
  }
  function go(next) {
    if (next === chosen) return;
    chosen = next;
    onclass(read());
  }
  field.addEventListener("keydown", (event) => {
    const to = target(event, [0, chosen], 1, classes.length + 1);
    if (!to) return;
    go(to[1]);
    event.preventDefault();
    event.stopPropagation();
  });
  drawn.addEventListener("click", (event) => {
    const found = classes.indexOf(event.target.textContent) + 1;
    go(event.target === drawn || found === chosen ? 0 : found);
  });
  return {
    el: h("div", { class: "pxu-chart" }, h("p", { class: "pxu-title" }, "Features as a map"), h("div", { class: "pxu-controls pxu-map-views", role: "group", "aria-label": "Which features" }, ...buttons), what, field, reading, nothing),
    /** @param {[number, number, string][]} next @param {string} shown @param {string} about  whose features they are */
    show(next, shown, about) {
      const before = letter();
      points = next;
      views.forEach((view, n) => buttons[n].setAttribute("aria-pressed", String(view === shown)));
      what.textContent = about;
      nothing.hidden = Boolean(points.length);
      field.hidden = what.hidden = reading.hidden = !points.length;
      if (!points.length) return "";
      classes = [...new Set(points.map(([, , label]) => label))].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
      chosen = classes.indexOf(before) + 1;
      field.setAttribute("aria-valuemax", String(classes.length));
      const hues = HUES[pageTheme()];
      const ends = (k) => [Math.min(...points.map((point) => point[k])), Math.max(...points.map((point) => point[k]))];
      const [x, y] = [scale(ends(0), [10, SIDE - 10]), scale(ends(1), [HIGH - 8, 14])];
      const mark = ([u, v, label]) => svg("text", { x: x(u).toFixed(1), y: y(v).toFixed(1), "text-anchor": "middle" }, label);
      drawn.replaceChildren(...classes.map((name, n) => svg("g", { fill: hues[n % hues.length] }, ...points.filter(([, , label]) => label === name).map(mark))));
      return read();
    },
  };
}

const HEAD = ["Labels a class", "Rate", "Mean ± std", "Worst", "Seeds"];

/** Every number of a pair, for who would rather read it. */
export function tablePanel() {
  const caption = h("caption", {});
  const table = h("table", { class: "pxu-runs" }, caption);
  const el = h("details", { class: "pxu-help" }, h("summary", {}, "All numbers of this pair, as a table"), h("div", {}, table));
  let drawn = "";
  return {
    el,
    /** @param {string} title @param {string[]} methods @param {import("../maths/transfer.mjs").Run[]} runs */
    show(title, methods, runs) {
      if (title === drawn) return;
      drawn = title;
      caption.textContent = `${title}: accuracy on test pictures, in per cent`;
      const parts = methods.map((method) => {
        const rows = runs.filter((run) => run.method === method).sort((a, b) => a.rate - b.rate || a.labels - b.labels);
        if (!rows.length) return null;
        const name = h("tr", {}, h("th", { scope: "rowgroup", colspan: HEAD.length }, nameOf(method)));
        const lines = rows.map((run) => h("tr", {}, h("th", { scope: "row" }, String(run.labels)), ...[run.rate, percent(run, ""), run.worst.toFixed(1), run.seeds].map((v) => h("td", {}, String(v)))));
        return h("tbody", {}, name, ...lines);
      });
      table.replaceChildren(caption, h("thead", {}, h("tr", {}, ...HEAD.map((text) => h("th", { scope: "col" }, text)))), ...parts.filter(Boolean));
    },
  };
}
