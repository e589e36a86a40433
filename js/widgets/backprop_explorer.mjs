/**
 * BackpropExplorer: see a gradient scatter from an output into dX and dW, gather at a shared
 * weight and at a pixel, and walk a short chain forwards and backwards.
 */
import { forward, inputGradient, pooledSize, poolGradient, relu, reluGradient, squaredLoss, sum, unshared, ways, weightGradient } from "../maths/backprop.mjs";
import { comparison, demandMatrices, WITHOUT_ANSWER } from "../maths/compare.mjs";
import { firstDifference, patch, resize, shape, withCell } from "../maths/conv.mjs";
import { toJSON, toMatrix } from "../maths/numbers.mjs";
import { pool } from "../maths/pool.mjs";
import { pad, tile } from "../maths/stride.mjs";
import { cursor } from "../ui/cursor.mjs";
import { h } from "../ui/dom.mjs";
import { figure, help } from "../ui/figure.mjs";
import { traitLink } from "../ui/link.mjs";
import { mapsPanel } from "../ui/maps.mjs";
import { judged } from "../ui/verdict.mjs";
import { join } from "../ui/words.mjs";
import css from "./backprop.css";
import { board, explanation, settingsPanel, walk } from "./backprop_panels.mjs";
import { PLAIN } from "./backprop_presets.mjs";
import { LAST_STEP, pixelText, scatterText, spoken, stepText, summary, weightText } from "./backprop_words.mjs";

const CASE = Object.keys(PLAIN);
const TRAITS = [...CASE, "gradient", "step", "expected", "answer"];
const KINDS = {
  x: "matrix", w: "matrix", b: "matrix", stride: "number", padding: "number", dy: "matrix", pooling: "text", target: "matrix",
  gradient: "text", part: "text", position: "number", step: "number", expected: "matrix", answer: "matrix",
};
const FRESH = { ...PLAIN, b: [[0]], target: [], gradient: "dx", part: "dy", position: 0, step: LAST_STEP, ...WITHOUT_ANSWER };
const PARTS = ["dy", "w", "x"];

const sides = (p) => /** @type {[number, number, number, number]} */ ([p, p, p, p]);

/** Everything that follows from the traits.
 * @param {(name: string) => any} get */
function compute(get) {
  const [x, w] = [toMatrix(get("x")), toMatrix(get("w"))];
  demandMatrices({ x, w });
  const [s, padding, wanted, gradient] = ["stride", "padding", "pooling", "gradient"].map(get);
  if (!(s >= 1)) throw new Error("its stride must be 1 at least.");
  if (!["max", "average", "none"].includes(wanted)) throw new Error(`its pooling ${wanted} is none of max, average and none.`);
  if (!["dx", "dw"].includes(gradient)) throw new Error(`its gradient ${gradient} is neither dx nor dw.`);
  if (!PARTS.includes(get("part"))) throw new Error(`its part ${get("part")} is none of dy, w and x.`);
  const b = toMatrix(get("b"))[0]?.[0] ?? 0;
  const xp = pad(x, sides(padding), "zeros");
  const y = forward(xp, w, b, s);
  if (!y.length) throw new Error("its kernel w does not fit into x.");
  const given = toMatrix(get("dy") ?? []);
  const byHand = given.length > 0;
  if (byHand && String(shape(given)) !== String(shape(y)))
    throw new Error(`its dy is ${shape(given).join(" × ")} and y ${shape(y).join(" × ")}: they must have the same shape.`);

  const mode = Math.min(...pooledSize(y)) ? wanted : "none";
  const a = relu(y);
  const pooled = mode === "none" ? a : pool(a, 2, 2, mode);
  const t = resize(toMatrix(get("target") ?? []), ...shape(pooled));
  const { loss, dp } = squaredLoss(pooled, t);
  const da = mode === "none" ? dp : poolGradient(a, dp, 2, 2, mode);
  const dy = byHand ? given : reluGradient(y, da);

  const dw = weightGradient(xp, dy, shape(w), s);
  const dxp = inputGradient(w, dy, shape(xp), s);
  const dx = patch(dxp, padding, padding, ...shape(x));
  const [height, width] = shape(xp);
  const reach = (n, k, places) => n - ((places - 1) * s + k);
  const rest = [reach(height, w.length, y.length), reach(width, w[0].length, y[0].length)];
  return {
    x, w, b, s, padding, xp, y, byHand, mode, wanted, a, pooled, t, loss, dp, da, dy, dw, dxp, dx, gradient,
    db: sum(dy), left: height * width - (height - rest[0]) * (width - rest[1]),
    step: byHand ? LAST_STEP : Math.min(LAST_STEP, get("step")),
    ...comparison(gradient === "dw" ? dw : dx, get),
  };
}

/** @param {{model: any, el: HTMLElement, share?: {key: string}}} context */
function render(context) {
  const fig = figure(context, { name: "backprop", label: "Backpropagation explorer", css, ...traitLink(KINDS, FRESH, compute) });
  const { get, set, say, live } = fig;
  let now = compute(get);
  const part = () => get("part");
  const size = (name = part()) => shape({ dy: now.dy, w: now.w, x: now.xp }[name]);
  const { at, ...place } = cursor(fig, size);
  const words = h("p", { class: "pxu-words" });

  const point = (name, i, j) => set({ part: name, position: i * size(name)[1] + j });
  /** The reader changed the case: it is no longer the one that failed. */
  const change = (changes) => {
    const next = compute((trait) => ({ ...changes, ...WITHOUT_ANSWER })[trait] ?? get(trait)); // throws before anything changes
    const [rows, cols] = shape({ dy: next.dy, w: next.w, x: next.xp }[part()]);
    const comparing = now.failing;
    say("");
    set({ ...changes, position: place.kept([rows, cols]), ...WITHOUT_ANSWER });
    if (comparing) queueMicrotask(() => say("This is another case now, so there is nothing to compare with."));
  };
  /** Try a change, and keep the old state where it cannot be. */
  const attempt = (changes) => {
    try {
      change(changes);
    } catch (error) {
      say(`This cannot be: ${error.message}`);
      settings.show(now, example());
    }
  };
  const example = () => Object.fromEntries(CASE.map((name) => [name, get(name)]));

  const maps = board({
    onpoint: point,
    onedit(name, i, j, value) {
      if (name !== "x") return change({ [name]: withCell({ dy: () => toJSON(now.dy), target: () => toJSON(now.t), w: () => get("w") }[name](), i, j, value) });
      const [m, n] = [i - now.padding, j - now.padding];
      if (now.x[m]?.[n] === undefined) return say("This is the border of zeros; change a pixel of x instead.");
      change({ x: withCell(get("x"), m, n, value) });
    },
    onbias: (b) => change({ b: [[b]] }),
  });
  const chain = walk((step) => set({ step }));
  const settings = settingsPanel({
    onexample: (traits) => set({ ...traits, position: 0, part: "dy", step: LAST_STEP, ...WITHOUT_ANSWER }),
    onset(name, value) {
      const [height, width] = shape(now.x);
      const [kh, kw] = shape(now.w);
      const changes = {
        rows: () => ({ x: tile(get("x"), value, width) }),
        columns: () => ({ x: tile(get("x"), height, value) }),
        kernelRows: () => ({ w: resize(get("w"), value, kw) }),
        kernelColumns: () => ({ w: resize(get("w"), kh, value) }),
        source: () => ({ dy: value === "hand" ? toJSON(now.dy) : [] }),
      }[name]?.() ?? { [name]: value };
      if (!("dy" in changes) && now.byHand) changes.dy = fitted(changes);
      attempt(changes);
    },
  });
  /** dY of the shape that y will have; 0 where there was none. */
  function fitted(changes) {
    const [height, width] = shape(changes.x ?? now.x);
    const [kh, kw] = shape(changes.w ?? now.w);
    const s = changes.stride ?? now.s;
    const p = changes.padding ?? now.padding;
    const places = (n, k) => Math.max(0, Math.floor((n + 2 * p - k) / s) + 1);
    return toJSON(resize(now.dy, places(height, kh), places(width, kw)));
  }
  const detail = explanation();
  const compare = mapsPanel({
    name: "Gradient",
    onmove: (i, j) => (now.gradient === "dw" ? point("w", i, j) : point("x", i + now.padding, j + now.padding)),
    note: "Arrow keys go from cell to cell.",
  });
  const comparing = h("div", { class: "pxu-compare" }, h("div", { class: "pxu-matrices" }, ...compare.matrices), compare.legend);
  const steps = place.player(() => live.say(speech()), "Go from cell to cell");
  if (fig.copy) steps.el.append(fig.copy);

  fig.section.append(
    fig.title(),
    chain.el,
    maps.el,
    comparing,
    steps.el,
    fig.note,
    words,
    detail.el,
    settings.el,
    live.el,
    help(
      "Keys",
      "Tab goes from one part to the next. In a matrix, the arrow keys, Home, End, Ctrl+Home and Ctrl+End choose a cell, and so does the mouse: ",
      "in y and dY an output, whose gradient scatters; in w and dW a weight; in x and dX a pixel. Play goes from cell to cell. ",
      "Type a number to change x, w or dY; Enter keeps it, Escape does not. dY that you change is yours: the chain no longer makes it. ",
      "Rows and columns are counted from 0, as in Python.",
    ),
  );

  const walking = () => now.step < LAST_STEP;
  /** The place in the comparison, or null when something else is pointed at. */
  function compared() {
    const [i, j] = at();
    if (!now.failing || part() !== (now.gradient === "dw" ? "w" : "x")) return null;
    const [m, n] = now.gradient === "dw" ? [i, j] : [i - now.padding, j - now.padding];
    return now.expected[m]?.[n] === undefined ? null : /** @type {[number, number]} */ ([m, n]);
  }
  function explained() {
    const [i, j] = at();
    const size = shape(now.w);
    if (part() === "dy") return scatterText({ i, j, d: now.dy[i][j], top: i * now.s, left: j * now.s, rows: size[0], cols: size[1], border: now.padding > 0 });
    if (part() === "w") return weightText({ u: i, v: j, products: unshared(now.xp, now.dy, i, j, now.s), value: now.dw[i][j] });
    const found = ways(i, j, size, shape(now.dy), now.s);
    const [m, n] = [i - now.padding, j - now.padding];
    const terms = found.map((way) => ({ x: now.dy[way.i][way.j], w: now.w[way.u][way.v] }));
    return pixelText({ m, n, ways: found, terms, value: now.dxp[i][j], outside: now.x[m]?.[n] === undefined });
  }
  function speech() {
    const [i, j] = at();
    const values = { dy: now.dy, w: now.dw, x: now.dxp }[part()];
    const here = compared();
    if (walking()) return stepText(now.step, now);
    return join(here && judged(now, here), spoken(part(), i, j, values[i][j]));
  }

  /** Another place is pointed at. */
  function showPosition(quiet = false) {
    const [i, j] = at();
    const found = part() === "x" ? ways(i, j, shape(now.w), shape(now.dy), now.s) : [];
    const pointed = { ...now, part: part(), at: [i, j], ways: found, hidden: walking() };
    maps.point(pointed);
    detail.show(pointed);
    const here = compared();
    if (here) compare.cursor(...here);
    words.hidden = steps.el.hidden = walking();
    words.textContent = join(here && judged(now, here), explained());
    steps.update();
    if (!quiet && !steps.playing()) live.say(speech());
  }

  /** A trait changed: draw everything. */
  function showAll(quiet = false, told = "") {
    const across = (name, ...matrices) => {
      const columns = String(matrices.reduce((total, m) => total + shape(m)[1], 0));
      if (fig.section.style.getPropertyValue(name) !== columns) fig.section.style.setProperty(name, columns); // lays out every cell
    };
    across("--first", now.xp, now.w);
    across("--all", now.xp, now.w, now.y, ...(now.byHand ? [] : [now.a, now.pooled]));
    maps.show(now);
    chain.show(now);
    settings.show(now, example());
    comparing.hidden = !now.failing;
    if (now.failing) compare.show(now);
    fig.write({ y: toJSON(now.y), dx: toJSON(now.dx), dw: toJSON(now.dw), db: now.db });
    detail.prepare(now);
    showPosition(true);
    if (!quiet) live.say(told || speech());
  }

  let asked = false;
  /** Part and position change together and are drawn once. */
  const showSoon = () => {
    if (asked) return;
    asked = true;
    queueMicrotask(() => {
      asked = false;
      showPosition();
    });
  };
  let stepped = false;
  fig.on("step", () => {
    stepped = true;
  });
  fig.watch(
    TRAITS,
    () => {
      const told = stepped ? "" : summary;
      stepped = false;
      now = compute(get);
      showAll(false, now.failing ? "" : told && told(now));
    },
    { position: showSoon, part: showSoon },
  );
  const toDifference = () => {
    const first = firstDifference(now.d);
    if (!first) return;
    const [i, j] = first;
    if (now.gradient === "dw") point("w", i, j);
    else point("x", i + now.padding, j + now.padding);
  };
  if (now.failing && !get("position")) toDifference();
  fig.end(steps.stop);
  return fig.start(() => showAll(true));
}

export default { render, key: "backprop" };
