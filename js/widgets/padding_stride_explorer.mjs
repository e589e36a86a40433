/**
 * PaddingStrideExplorer: border, stride and dilation, the size formula filled in live, the cells
 * that no window sees, and in how many windows each cell lies.
 */
import { difference, firstDifference, resize, shape } from "../maths/conv.mjs";
import { toJSON, toMatrix } from "../maths/numbers.mjs";
import { axes, mostPadding, pad, slide, terms, tile, usage } from "../maths/stride.mjs";
import { frame, h } from "../ui/dom.mjs";
import { link } from "../ui/link.mjs";
import { liveRegion } from "../ui/live.mjs";
import { player } from "../ui/player.mjs";
import * as address from "../ui/share.mjs";
import { verdict } from "./convolution_words.mjs";
import css from "./padding_stride.css";
import { mapsPanel } from "./padding_stride_maps.mjs";
import { key, paddedPanel, settingsPanel, weightsPanel } from "./padding_stride_panels.mjs";
import { alike, cellText, droppedText, formula, sentence, spoken, summary } from "./padding_stride_words.mjs";

const TRAITS = ["image", "kernel", "padding", "mode", "stride", "dilation", "show", "expected", "answer"];
const KINDS = {
  image: "matrix", kernel: "matrix", padding: "matrix", mode: "text", stride: "number",
  dilation: "number", show: "text", position: "number", expected: "matrix", answer: "matrix",
};
const FRESH = { padding: [[0, 0, 0, 0]], mode: "zeros", stride: 1, dilation: 1, show: "values", position: 0, expected: [], answer: [] };
// A case that somebody changed is no longer the one that failed.
const WITHOUT_ANSWER = { expected: [], answer: [] };

/** Everything that follows from the traits.
 * @param {(name: string) => any} get */
function compute(get) {
  const x = toMatrix(get("image"));
  const w = toMatrix(get("kernel"));
  for (const [name, m] of Object.entries({ image: x, kernel: w }))
    if (!m.length || !m[0].length || m.some((row) => row.length !== m[0].length))
      throw new Error(`its ${name} is not a matrix: all rows must have the same length, at least 1.`);
  const pads = get("padding")[0];
  if (pads?.length !== 4 || pads.some((p) => !Number.isInteger(p) || p < 0))
    throw new Error("its padding is not four whole numbers: top, bottom, left, right.");
  const [mode, stride, dilation, show] = ["mode", "stride", "dilation", "show"].map(get);
  if (!["zeros", "reflect", "replicate"].includes(mode)) throw new Error(`its mode ${mode} is none of zeros, reflect and replicate.`);
  if (!(stride >= 1 && dilation >= 1)) throw new Error("its stride and its dilation must be 1 at least.");
  if (Math.max(pads[0], pads[1]) > mostPadding(x.length, mode) || Math.max(pads[2], pads[3]) > mostPadding(x[0].length, mode))
    throw new Error("with reflect, the padding must be smaller than the picture.");
  const [rows, columns] = axes(x, w, { pads, mode, stride, dilation });
  const padded = pad(x, pads, mode);
  const y = slide(padded, w, stride, dilation);
  const counts = usage(rows, columns);
  const answer = toMatrix(get("answer") ?? []);
  const given = toMatrix(get("expected") ?? []);
  const expected = given.length ? given : y;
  const failing = answer.length > 0;
  const d = failing ? difference(expected, answer) : [];
  const aligned = String(shape(expected)) === String(shape(y));
  return { x, w, pads, mode, stride, dilation, show, rows, columns, padded, y, counts, answer, expected, failing, d, aligned };
}

/** @param {{model: any, el: HTMLElement, share?: {key: string}}} context */
function render({ model, el, share }) {
  const get = (name) => model.get(name);
  const set = (changes) => {
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    model.save_changes();
  };
  const note = h("p", { class: "pxu-note", role: "alert" });
  const say = (text) => {
    note.textContent = text;
  };
  const shared = link({
    share,
    follow(text) {
      const next = { ...FRESH, ...address.read(text, KINDS) };
      compute((name) => next[name] ?? get(name)); // refuses before anything changes
      set(next);
    },
    state: () => Object.fromEntries(Object.keys(KINDS).filter((n) => String(get(n)) !== "").map((n) => [n, get(n)])),
    onproblem: say,
  });

  let now = compute(get);
  const { section, onTheme, remove } = frame(el, { name: "padding", label: get("label") || "Padding and stride explorer" });
  section.append(h("style", {}, css));
  const live = liveRegion();
  const sizes = h("div", { class: "pxu-sizes" });
  const words = h("p", { class: "pxu-words" });
  const about = h("p", { class: "pxu-words" });

  const cols = () => shape(now.expected)[1] || 1;
  const count = () => now.expected.length * shape(now.expected)[1];
  const at = () => {
    const p = Math.max(0, Math.min(count() - 1, get("position") || 0));
    return [Math.floor(p / cols()), p % cols()];
  };
  const go = (i, j) => {
    const clamp = (v, n) => Math.max(0, Math.min(n - 1, v));
    set({ position: clamp(i, now.expected.length) * cols() + clamp(j, cols()) });
  };

  const input = paddedPanel({
    onmove(i, j) {
      const source = now.padded[i][j];
      about.textContent = cellText(i, j, source, now.counts[i][j], now.rows, now.columns);
      live.say(about.textContent);
    },
    onedit(i, j, value) {
      const [row, column] = [i - now.rows.before, j - now.columns.before];
      if (row < 0 || column < 0 || row >= now.rows.n || column >= now.columns.n) {
        return say("The padding is made from the mode; change a pixel of the picture instead.");
      }
      set({ image: get("image").map((r, a) => (a === row ? r.map((v, b) => (b === column ? value : v)) : r)), ...WITHOUT_ANSWER });
    },
  });
  const kernel = weightsPanel({
    onedit: (i, j, value) =>
      set({ kernel: get("kernel").map((r, a) => (a === i ? r.map((v, b) => (b === j ? value : v)) : r)), ...WITHOUT_ANSWER }),
  });
  const output = mapsPanel({ onmove: go });
  const settings = settingsPanel(change);
  const steps = player({
    position: () => get("position"),
    count,
    go: (p) => go(Math.floor(p / cols()), p % cols()),
    onstop: () => live.say(speech()),
  });
  if (shared.el) steps.el.append(shared.el);

  /** A setting was chosen: try it, and keep the old one where it cannot be. */
  function change(name, text) {
    const n = Number(text);
    const [kh, kw] = shape(now.w);
    const changes = {
      rows: () => ({ image: tile(get("image"), n, now.columns.n) }),
      columns: () => ({ image: tile(get("image"), now.rows.n, n) }),
      kernelRows: () => ({ kernel: resize(get("kernel"), n, kw) }),
      kernelColumns: () => ({ kernel: resize(get("kernel"), kh, n) }),
      padding: () => ({ padding: [text.includes(" ") ? now.pads : [n, n, n, n]] }),
      mode: () => ({ mode: text }),
      show: () => ({ show: text }),
      stride: () => ({ stride: n }),
      dilation: () => ({ dilation: n }),
    }[name]();
    if (name !== "show") Object.assign(changes, WITHOUT_ANSWER);
    try {
      const next = compute((trait) => (trait in changes ? changes[trait] : get(trait)));
      // Stay on the same row and column of the output while it has them.
      const [i, j] = at();
      const [height, width] = shape(next.expected);
      changes.position = Math.max(0, Math.min(i, height - 1)) * width + Math.max(0, Math.min(j, width - 1));
      say("");
      set(changes);
    } catch (error) {
      say(`This cannot be: ${error.message}`);
      settings.show(now);
    }
  }

  section.append(
    h("p", { class: "pxu-label" }, get("label")),
    settings.el,
    h("div", { class: "pxu-matrices" }, h("div", {}, input.el, key()), kernel.el, ...output.matrices),
    output.legend,
    sizes,
    steps.el,
    note,
    words,
    about,
    live.el,
    h(
      "details",
      { class: "pxu-help" },
      h("summary", {}, "Keys"),
      h(
        "p",
        {},
        "Tab goes from one part to the next. In the feature map, the arrow keys, Home, End, Ctrl+Home and Ctrl+End move the window. ",
        "In the input they go from cell to cell and tell in how many windows it lies. ",
        "Type a number to change a pixel or a weight; Enter keeps it, Escape does not. Rows and columns are counted from 0.",
      ),
    ),
  );

  function cell() {
    const [i, j] = at();
    if (!now.aligned || !now.y.length) return null;
    return { i, j, rows: now.rows, cols: now.columns, terms: terms(now.padded, now.w, i, j, now.stride, now.dilation), value: now.y[i][j] };
  }
  function judged() {
    const [i, j] = at();
    const both = now.d.length * shape(now.d)[1];
    const differing = now.d.flat().filter((v) => v !== 0).length;
    return verdict({ i, j, expected: now.expected, yours: now.answer, differing, shared: both });
  }
  const join = (...parts) => parts.filter(Boolean).join(" ");
  function speech() {
    const c = cell();
    return join(now.failing && count() ? judged() : "", c ? spoken(c) : "");
  }

  /** The window went to another cell. */
  function showPosition(quiet = false) {
    const c = cell();
    input.frame(c && at(), now);
    output.cursor(...at());
    words.textContent = join(now.failing && count() ? judged() : "", c ? sentence(c) : "");
    steps.update();
    if (!quiet && !steps.playing()) live.say(speech());
  }

  /** A trait changed: draw everything. */
  function showAll(quiet = false) {
    fit(section, now);
    input.show(now);
    kernel.show(now);
    output.show(now);
    settings.show(now);
    about.textContent = "";
    const { rows, columns } = now;
    const line = (name, a) => h("p", {}, `${name}: `, ...emphasised(formula(a)));
    sizes.replaceChildren(
      ...(alike(rows, columns) ? [line("Rows and columns", rows)] : [line("Rows", rows), line("Columns", columns)]),
      h("p", { class: "pxu-left-over" }, droppedText(rows, columns)),
    );
    const written = { feature_map: toJSON(now.y), usage: now.counts };
    for (const [name, value] of Object.entries(written))
      if (JSON.stringify(get(name)) !== JSON.stringify(value)) set({ [name]: value });
    showPosition(true);
    if (!quiet) live.say(now.failing ? speech() : summary(rows, columns));
  }

  const stops = [];
  let asked = false;
  const ask = () => {
    if (asked) return;
    asked = true;
    queueMicrotask(() => {
      asked = false;
      try {
        now = compute(get);
        say("");
        showAll();
      } catch (error) {
        say(`This cannot be drawn: ${error.message}`);
      }
    });
  };
  const on = (name, act) => {
    model.on(`change:${name}`, act);
    stops.push(() => model.off(`change:${name}`, act));
  };
  for (const name of TRAITS) on(name, ask);
  on("position", () => asked || showPosition());
  onTheme(() => showAll(true));
  const first = firstDifference(now.d);
  if (first && !get("position")) set({ position: first[0] * cols() + first[1] });

  showAll(true);
  shared.start(section);
  return () => {
    for (const stop of stops) stop();
    shared.stop();
    steps.stop();
    live.stop();
    remove();
  };
}

/** Tell the style sheet how many columns stand side by side. The output counts as it is without
 * padding and stride, so that a setting does not lay out every cell anew.
 * @type {(section: HTMLElement, now: {x: number[][], w: number[][], padded: number[][]}) => void} */
function fit(section, { x, w, padded }) {
  const columns = String(shape(padded)[1] + shape(w)[1] + shape(x)[1]);
  if (section.style.getPropertyValue("--all") !== columns) section.style.setProperty("--all", columns);
}

/** The result at the end of a formula, set apart. @type {(text: string) => (Node | string)[]} */
function emphasised(text) {
  const cut = text.lastIndexOf("= ");
  return cut < 0 ? [text] : [text.slice(0, cut + 2), h("strong", {}, text.slice(cut + 2))];
}

export default { render, key: "padding" };
