/**
 * PaddingStrideExplorer: border, stride and dilation, the size formula filled in live, the cells
 * that no window sees, and in how many windows each cell lies.
 */
import { comparison, demandMatrices, WITHOUT_ANSWER } from "../maths/compare.mjs";
import { resize, shape, withCell } from "../maths/conv.mjs";
import { toJSON, toMatrix } from "../maths/numbers.mjs";
import { axes, mostPadding, pad, slide, terms, tile, usage } from "../maths/stride.mjs";
import { cursor } from "../ui/cursor.mjs";
import { h } from "../ui/dom.mjs";
import { figure, help } from "../ui/figure.mjs";
import { traitLink } from "../ui/link.mjs";
import { mapsPanel } from "../ui/maps.mjs";
import { judged } from "../ui/verdict.mjs";
import { join } from "../ui/words.mjs";
import css from "./padding_stride.css";
import { key, paddedPanel, settingsPanel, weightsPanel } from "./padding_stride_panels.mjs";
import { alike, cellText, droppedText, formula, sentence, spoken, summary } from "./padding_stride_words.mjs";

const TRAITS = ["image", "kernel", "padding", "mode", "stride", "dilation", "show", "expected", "answer"];
const KINDS = {
  image: "matrix", kernel: "matrix", padding: "matrix", mode: "text", stride: "number",
  dilation: "number", show: "text", position: "number", expected: "matrix", answer: "matrix",
};
const FRESH = { padding: [[0, 0, 0, 0]], mode: "zeros", stride: 1, dilation: 1, show: "values", position: 0, ...WITHOUT_ANSWER };

/** Everything that follows from the traits.
 * @param {(name: string) => any} get */
function compute(get) {
  const x = toMatrix(get("image"));
  const w = toMatrix(get("kernel"));
  demandMatrices({ image: x, kernel: w });
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
  return { x, w, pads, mode, stride, dilation, show, rows, columns, padded, y, counts, ...comparison(y, get) };
}

/** @param {{model: any, el: HTMLElement, share?: {key: string}}} context */
function render(context) {
  const fig = figure(context, {
    name: "padding",
    label: "Padding and stride explorer",
    css,
    ...traitLink(KINDS, FRESH, compute),
  });
  const { get, set, say, live } = fig;
  let now = compute(get);
  const { at, go, count, ...place } = cursor(fig, () => shape(now.expected));
  const sizes = h("div", { class: "pxu-sizes" });
  const words = h("p", { class: "pxu-words" });
  const about = h("p", { class: "pxu-words" });

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
      set({ image: withCell(get("image"), row, column, value), ...WITHOUT_ANSWER });
    },
  });
  const kernel = weightsPanel({
    onedit: (i, j, value) => set({ kernel: withCell(get("kernel"), i, j, value), ...WITHOUT_ANSWER }),
  });
  const output = mapsPanel({ name: "Feature map", onmove: go });
  const settings = settingsPanel(change);
  const steps = place.player(() => live.say(speech()));
  if (fig.copy) steps.el.append(fig.copy);

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
      changes.position = place.kept(shape(next.expected));
      say("");
      set(changes);
    } catch (error) {
      say(`This cannot be: ${error.message}`);
      settings.show(now);
    }
  }

  fig.section.append(
    fig.title(),
    settings.el,
    h("div", { class: "pxu-matrices" }, h("div", {}, input.el, key()), kernel.el, ...output.matrices),
    output.legend,
    sizes,
    steps.el,
    fig.note,
    words,
    about,
    live.el,
    help(
      "Keys",
      "Tab goes from one part to the next. In the feature map, the arrow keys, Home, End, Ctrl+Home and Ctrl+End move the window. ",
      "In the input they go from cell to cell and tell in how many windows it lies. ",
      "Type a number to change a pixel or a weight; Enter keeps it, Escape does not. Rows and columns are counted from 0.",
    ),
  );

  function cell() {
    const [i, j] = at();
    if (!now.aligned || !now.y.length) return null;
    return { i, j, rows: now.rows, cols: now.columns, terms: terms(now.padded, now.w, i, j, now.stride, now.dilation), value: now.y[i][j] };
  }
  const verdict = () => now.failing && count() > 0 && judged(now, at());
  const speech = (c = cell()) => join(verdict(), c && spoken(c));

  /** The window went to another cell. */
  function showPosition(quiet = false) {
    const c = cell();
    input.frame(c && at(), now);
    output.cursor(...at());
    words.textContent = join(verdict(), c && sentence(c));
    steps.update();
    if (!quiet && !steps.playing()) live.say(speech(c));
  }

  /** A trait changed: draw everything. */
  function showAll(quiet = false) {
    fit(fig.section, now);
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
    fig.write({ feature_map: toJSON(now.y), usage: now.counts });
    showPosition(true);
    if (!quiet) live.say(now.failing ? speech() : summary(rows, columns));
  }

  fig.watch(
    TRAITS,
    () => {
      now = compute(get);
      showAll();
    },
    { position: showPosition },
  );
  if (!get("position")) place.toDifference(now.d);
  fig.end(steps.stop);
  return fig.start(() => showAll(true));
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
