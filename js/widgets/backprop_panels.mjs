/** The parts of the BackpropExplorer: maps above their gradients, the chain, settings, what adds up. */
import { seenBy, spread, unshared } from "../maths/backprop.mjs";
import { shape, turn } from "../maths/conv.mjs";
import { format } from "../maths/numbers.mjs";
import { h } from "../ui/dom.mjs";
import { button, choose, group, select, setOff, upTo } from "../ui/fields.mjs";
import { matrixView } from "../ui/matrix.mjs";
import { presets } from "../ui/presets.mjs";
import { EXAMPLES } from "./backprop_presets.mjs";
import { LAST_STEP, stepText } from "./backprop_words.mjs";

export const LARGEST = { x: 10, w: 5, stride: 4, padding: 3 };
/** The step of the chain at which each is known. */
const KNOWN = { x: 0, w: 0, y: 1, a: 2, p: 3, t: 4, loss: 4, dp: 5, da: 6, dy: 7, dw: 8, dx: 9 };

/**
 * All maps, each above its gradient.
 * @param {{onpoint: (part: "dy" | "w" | "x", i: number, j: number) => void,
 *   onedit: (name: "x" | "w" | "dy" | "target", i: number, j: number, v: number) => void, onbias: (v: number) => void}} actions
 */
export function board({ onpoint, onedit, onbias }) {
  let border = false;
  const make = (name, part, edits) =>
    matrixView({
      name,
      palette: "signed",
      interactive: Boolean(part),
      hover: Boolean(part),
      onmove: part && ((i, j) => onpoint(part, i, j)),
      onedit: edits && ((i, j, v) => onedit(edits, i, j, v)),
    });
  const views = {
    x: make(() => (border ? "x, padded" : "x"), "x", "x"),
    dx: make(() => (border ? "dX, padded" : "dX"), "x"),
    w: make(() => "w", "w", "w"),
    dw: make(() => "dW", "w"),
    y: make(() => "y", "dy"),
    dy: make(() => "dY", "dy", "dy"),
    a: make(() => "a = ReLU(y)"),
    da: make(() => "dA"),
    p: make(() => "p"),
    t: matrixView({ name: () => "t", palette: "signed", interactive: true, onedit: (i, j, v) => onedit("target", i, j, v) }),
    dp: make(() => "dP"),
  };
  const bias = select("b", upTo(-3, 3).map((v) => [v, format(Number(v))]), (v) => onbias(Number(v)));
  const db = h("p", { class: "pxu-scalar" });
  const loss = h("p", { class: "pxu-scalar" });
  const pair = (...parts) => h("div", { class: "pxu-pair" }, ...parts);
  const pairs = {
    x: pair(views.x.el, views.dx.el),
    w: pair(views.w.el, bias.el, views.dw.el, db),
    y: pair(views.y.el, views.dy.el),
    a: pair(views.a.el, views.da.el),
    p: pair(views.p.el, views.t.el, loss, views.dp.el),
  };
  const notes = { dy: "The gradient of the loss. Type a number to change one.", x: "Type a number to change a pixel.", w: "Type a number to change a weight.", t: "The target. Type a number to change one." };
  return {
    el: h("div", { class: "pxu-matrices" }, ...Object.values(pairs)),
    /** @param {any} now */
    show(now) {
      border = now.padding > 0;
      pairs.a.hidden = pairs.p.hidden = now.byHand;
      for (const [name, view] of Object.entries(views)) {
        const values = { x: now.xp, dx: now.dxp, p: now.pooled }[name] ?? now[name];
        if (!now.byHand || !["a", "da", "p", "t", "dp"].includes(name)) view.show(values, { note: notes[name] ?? "" });
        view.el.classList.toggle("pxu-later", KNOWN[name] > now.step);
      }
      choose(bias.input, now.b, format(now.b));
      db.replaceChildren("db = ", h("output", {}, format(now.db)));
      db.classList.toggle("pxu-later", KNOWN.dw > now.step);
      loss.replaceChildren("L = ", h("output", {}, format(now.loss)));
      loss.classList.toggle("pxu-later", KNOWN.loss > now.step);
      const [height, width] = shape(now.xp);
      const p = now.padding;
      for (const view of [views.x, views.dx])
        view.el.querySelectorAll(".pxu-cell").forEach((cell, n) => {
          const [i, j] = [Math.floor(n / width), n % width];
          cell.classList.toggle("pxu-border", i < p || j < p || i >= height - p || j >= width - p);
        });
    },
    /** Frame and mark what belongs to the place that is pointed at. @param {any} now */
    point({ part, at: [i, j], w, dy, s, ways }) {
      const [kh, kw] = shape(w);
      const [rows, cols] = shape(dy);
      for (const view of Object.values(views)) {
        view.frame();
        view.mark();
      }
      const here = { dy: [views.dy, views.y], w: [views.w, views.dw], x: [views.x, views.dx] }[part];
      for (const view of here) {
        view.frame(i, j);
        view.cursor(i, j);
      }
      if (part === "dy") {
        for (const view of [views.x, views.dx]) view.frame(i * s, j * s, kh, kw);
        for (const view of [views.w, views.dw]) view.frame(0, 0, kh, kw);
      } else if (part === "w") {
        views.x.mark((m, n) => m >= i && n >= j && (m - i) % s === 0 && (n - j) % s === 0 && (m - i) / s < rows && (n - j) / s < cols);
        for (const view of [views.y, views.dy]) view.frame(0, 0, rows, cols);
      } else {
        const outputs = new Set(ways.map((way) => `${way.i} ${way.j}`));
        const weights = new Set(ways.map((way) => `${way.u} ${way.v}`));
        for (const view of [views.y, views.dy]) view.mark((a, b) => outputs.has(`${a} ${b}`));
        views.w.mark((a, b) => weights.has(`${a} ${b}`));
      }
    },
  };
}

/** Walk through the chain, forwards and backwards.
 * @param {(step: number) => void} onstep */
export function walk(onstep) {
  let step = LAST_STEP;
  const buttons = [
    button("To the input", () => onstep(0)),
    button("Step back", () => step > 0 && onstep(step - 1)),
    button("Step on", () => step < LAST_STEP && onstep(step + 1)),
    button("To the end", () => onstep(LAST_STEP)),
  ];
  const text = h("p", {});
  const el = h("div", { class: "pxu-walk" }, h("div", { class: "pxu-controls", role: "group", "aria-label": "Walk through the chain" }, ...buttons), text);
  return {
    el,
    /** @param {any} now */
    show(now) {
      el.hidden = now.byHand;
      step = now.step;
      buttons.forEach((one, n) => setOff(one, n < 2 ? step === 0 : step === LAST_STEP));
      text.textContent = now.byHand ? "" : stepText(step, now);
    },
  };
}

/** @param {{onexample: (traits: any) => void, onset: (name: string, value: any) => void}} actions */
export function settingsPanel({ onexample, onset }) {
  const number = (label, name, from, to) => select(label, upTo(from, to), (v) => onset(name, Number(v)));
  const fields = {
    rows: number("x rows", "rows", 1, LARGEST.x),
    columns: number("x columns", "columns", 1, LARGEST.x),
    kernelRows: number("w rows", "kernelRows", 1, LARGEST.w),
    kernelColumns: number("w columns", "kernelColumns", 1, LARGEST.w),
    stride: number("Stride s", "stride", 1, LARGEST.stride),
    padding: number("Padding p", "padding", 0, LARGEST.padding),
    source: select("dY comes from", [["chain", "the chain"], ["hand", "my numbers"]], (v) => onset("source", v)),
    pooling: select("Pooling 2 × 2", [["max", "the largest"], ["average", "the mean"], ["none", "none"]], (v) => onset("pooling", v)),
  };
  const examples = presets("Example", EXAMPLES, onexample);
  const { rows, columns, kernelRows, kernelColumns, stride, padding, source, pooling } = fields;
  return {
    el: h(
      "div",
      { class: "pxu-choices" },
      group("Case", examples.el, source.el, pooling.el, stride.el, padding.el),
      group("Sizes", rows.el, columns.el, kernelRows.el, kernelColumns.el),
    ),
    /** @param {any} now @param {any} traits  of the case, to be found among the examples */
    show(now, traits) {
      examples.show(traits);
      const [height, width] = shape(now.x);
      const [kh, kw] = shape(now.w);
      const values = { rows: height, columns: width, kernelRows: kh, kernelColumns: kw, stride: now.s, padding: now.padding, source: now.byHand ? "hand" : "chain", pooling: now.wanted };
      for (const [name, value] of Object.entries(values)) choose(fields[name].input, value);
      pooling.el.hidden = now.byHand;
    },
  };
}

const sign = (text) => h("span", { class: "pxu-sign", "aria-hidden": "true" }, text);
const named = (name) => {
  let text = name;
  const view = matrixView({ name: () => text, palette: "signed" });
  return {
    ...view,
    as(next) {
      text = next;
      return view;
    },
  };
};
const result = () => {
  const title = h("span", { class: "pxu-title" });
  const value = h("output", {});
  return { el: h("p", { class: "pxu-sum" }, title, value), show: (name, v) => void ((title.textContent = name), (value.textContent = format(v))) };
};

/** What adds up at the place that is pointed at. */
export function explanation() {
  const [w, toPicture, window, toKernel] = ["w", "to dX", "x there", "to dW"].map(named);
  const given = [h("b", {}), h("b", {})];
  const scatter = [
    h("div", { class: "pxu-equation" }, given[0], sign("·"), w.el, sign("="), toPicture.el),
    h("div", { class: "pxu-equation" }, given[1], sign("·"), window.el, sign("="), toKernel.el),
  ];
  const [taps, gradients, apart] = ["pixels under the weight", "dY", "as if unshared"].map(named);
  const weight = result();
  const shared = [h("div", { class: "pxu-equation" }, taps.el, sign("·"), gradients.el, sign("="), apart.el, sign("→"), weight.el)];
  const [wide, patch, turned, products] = ["dY, spread", "its window", "w, turned", "products"].map(named);
  const pixel = result();
  const full = [h("div", { class: "pxu-equation" }, wide.el), h("div", { class: "pxu-equation" }, patch.el, sign("·"), turned.el, sign("="), products.el, sign("→"), pixel.el)];
  const lines = { dy: scatter, w: shared, x: full };
  const el = h("div", { class: "pxu-detail pxu-lines" }, ...Object.values(lines).flat());
  const times = (m, v) => m.map((row) => row.map((one) => one * v));
  /** What adds up at (i, j) of each part. */
  const draw = {
    dy({ w: kernel, dy, xp, s }, i, j) {
      const d = dy[i][j];
      for (const one of given) one.textContent = format(d);
      const seen = seenBy(xp, shape(kernel), i, j, s);
      w.show(kernel);
      toPicture.show(times(kernel, d));
      window.show(seen);
      toKernel.show(times(seen, d));
    },
    w({ dy, xp, s, dw }, i, j) {
      taps.show(dy.map((row, a) => row.map((_, b) => xp[a * s + i][b * s + j])));
      gradients.show(dy);
      apart.show(unshared(xp, dy, i, j, s));
      weight.show(`dW[${i}, ${j}]`, dw[i][j]);
    },
    x({ w: kernel, dy, xp, s, dxp }, i, j) {
      const size = shape(kernel);
      const around = spread(dy, size, shape(xp), s);
      const seen = seenBy(around, size, i, j, 1);
      const flipped = turn(kernel);
      wide.as(s > 1 ? `dY, ${s - 1} zero${s > 2 ? "s" : ""} between, with a border` : "dY, with a border").show(around);
      wide.frame(i, j, ...size);
      patch.show(seen, { scale: around });
      turned.as("w, turned 180°").show(flipped);
      products.show(seen.map((row, u) => row.map((v, n) => v * flipped[u][n])));
      pixel.show("dX here", dxp[i][j]);
    },
  };
  return {
    el,
    /** Keep room for the tallest part, so that nothing below moves when another one is pointed at.
     * @param {any} now */
    prepare({ xp, w: kernel, dy }) {
      const rows = Math.max(xp.length + 2 * kernel.length - 1, dy.length, 2 * kernel.length);
      if (el.style.getPropertyValue("--rows") !== String(rows)) el.style.setProperty("--rows", String(rows));
    },
    /** @param {any} now */
    show(now) {
      const { part, at, hidden } = now;
      el.hidden = hidden;
      for (const [name, all] of Object.entries(lines)) for (const line of all) line.hidden = part !== name;
      if (hidden) return;
      draw[part](now, ...at);
    },
  };
}
