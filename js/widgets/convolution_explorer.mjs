/**
 * ConvolutionExplorer: slide a kernel over a picture and see every product.
 *
 * The model (a kernel's in a notebook, a plain object on a static page) holds the state; this
 * module draws it, computes the feature map and writes `feature_map` and `position` back.
 */
import { crossCorrelate, difference, firstDifference, patch, resize, shape, slidingKernel, windowTerms } from "../maths/conv.mjs";
import { equal, toJSON, toMatrix } from "../maths/numbers.mjs";
import { frame, h } from "../ui/dom.mjs";
import { liveRegion } from "../ui/live.mjs";
import { player } from "../ui/player.mjs";
import * as address from "../ui/share.mjs";
import { explanation, inputPanel, kernelPanel, outputPanel } from "./convolution_panels.mjs";
import { sentence, spoken, verdict } from "./convolution_words.mjs";

const TRAITS = ["image", "kernel", "operation", "expected", "answer"];
const KINDS = { image: "matrix", kernel: "matrix", expected: "matrix", answer: "matrix", operation: "text", position: "number" };
const WITHOUT_ANSWER = { expected: [], answer: [] };
const FRESH = { operation: "cross-correlation", position: 0, ...WITHOUT_ANSWER };

/** Everything that follows from the traits. What did not change is taken from before.
 * @param {(name: string) => any} get
 * @param {{raw: any, x: number[][]}} [before] */
function compute(get, before) {
  const raw = get("image");
  const x = before?.raw === raw ? before.x : toMatrix(raw);
  const kernel = toMatrix(get("kernel"));
  for (const [name, m] of Object.entries({ image: x, kernel }))
    if (!m.length || !m[0].length || m.some((row) => row.length !== m[0].length))
      throw new Error(`its ${name} is not a matrix: all rows must have the same length, at least 1.`);
  const operation = get("operation");
  const w = slidingKernel(kernel, operation);
  const y = crossCorrelate(x, w);
  const answer = toMatrix(get("answer") ?? []);
  const given = toMatrix(get("expected") ?? []);
  const expected = given.length ? given : y;
  const failing = answer.length > 0;
  const d = failing ? difference(expected, answer) : [];
  const scale = failing ? [...expected, ...answer] : expected; // one colour, one value
  // The window of an output cell is known only where the output is ours.
  const aligned = !failing || String(shape(expected)) === String(shape(y));
  return { raw, x, kernel, operation, w, y, answer, expected, scale, failing, d, aligned };
}

/** @param {{model: any, el: HTMLElement, share?: {key: string}}} context */
function render({ model, el, share }) {
  const get = (name) => model.get(name);
  const set = (changes) => {
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    model.save_changes();
  };
  const read = share && address.find(location.hash, share.key);
  let problem = "";
  const follow = (text) => {
    try {
      set({ ...FRESH, ...address.read(text, KINDS) });
      problem = "";
    } catch (error) {
      problem = `The link was not understood: ${error.message}.`;
    }
  };
  if (read) follow(read);

  let now = compute(get);
  const { section, onTheme, remove } = frame(el, { name: "convolution", label: get("label") || "Convolution explorer" });
  const live = liveRegion();
  const words = h("p", { class: "pxu-words" });
  const note = h("p", { class: "pxu-note", role: "alert" });

  const count = () => now.expected.length * shape(now.expected)[1];
  const cols = () => shape(now.expected)[1] || 1;
  const at = () => {
    const p = Math.max(0, Math.min(count() - 1, get("position") || 0));
    return [Math.floor(p / cols()), p % cols()];
  };
  const go = (i, j) => {
    const [rows] = shape(now.expected);
    const clamp = (v, n) => Math.max(0, Math.min(n - 1, v));
    set({ position: clamp(i, rows) * cols() + clamp(j, cols()) });
  };
  const put = (name) => (i, j, value) =>
    change({ [name]: get(name).map((row, r) => (r === i ? row.map((v, c) => (c === j ? value : v)) : row)) });
  /** The reader changed the case: it is no longer the one that failed. */
  const change = (changes) => {
    const comparing = now.failing;
    set({ ...changes, ...WITHOUT_ANSWER });
    tell(comparing ? "This is another case now, so there is nothing to compare with." : "");
  };

  const say = (text) => {
    note.textContent = text;
  };
  const tell = (text) => queueMicrotask(() => say(text)); // after the redraw, which clears it
  const input = inputPanel({
    onpicture(image) {
      const [kh, kw] = shape(now.kernel);
      if (kh > image.length || kw > image[0].length) return say(`The kernel, ${kh} × ${kw}, does not fit into this picture.`);
      change({ image, position: 0 });
    },
    onproblem: say,
    onedit: put("image"),
    // A click on a pixel brings the middle of the window there.
    onmove(i, j, how) {
      const [kh, kw] = shape(now.kernel);
      if (how === "pointer" && now.aligned) go(i - Math.floor(kh / 2), j - Math.floor(kw / 2));
    },
  });
  const kernel = kernelPanel({
    onkernel(next) {
      const [rows, columns] = shape(now.x);
      const size = shape(next);
      if (size[0] > rows || size[1] > columns) {
        say(`A ${size[0]} × ${size[1]} kernel does not fit into the ${rows} × ${columns} input.`);
        return kernel.show(now);
      }
      // Stay on the same row and column of the output while it has them.
      const [i, j] = at();
      const [h1, w1] = [rows - size[0] + 1, columns - size[1] + 1];
      change({ kernel: next, position: Math.min(i, h1 - 1) * w1 + Math.min(j, w1 - 1) });
    },
    resize: (rows, columns) => resize(now.kernel, rows, columns),
    onedit: put("kernel"),
  });
  const output = outputPanel({
    onmove: go,
    onoperation(operation) {
      set({ operation, expected: [] });
      tell(now.failing ? `"Expected" is now what a ${operation} gives.` : "");
    },
  });
  const detail = explanation();
  const steps = player({
    position: () => Math.min(get("position"), count() - 1),
    count,
    go: (p) => go(Math.floor(p / cols()), p % cols()),
    onstop: () => live.say(speech()),
  });
  if (share) steps.el.append(copyButton(share.key));

  section.append(
    h("p", { class: "pxu-label" }, get("label")),
    h("div", { class: "pxu-matrices" }, ...input.matrices, ...kernel.matrices, ...output.matrices),
    output.legend,
    steps.el,
    note,
    detail.el,
    words,
    h("div", { class: "pxu-choices" }, input.settings, kernel.settings, output.settings),
    live.el,
    h(
      "details",
      { class: "pxu-help" },
      h("summary", {}, "Keys"),
      h(
        "p",
        {},
        "Tab goes from one part to the next. In the feature map, the arrow keys, Home, End, Ctrl+Home and Ctrl+End move the window. ",
        "In the input and the kernel they go from cell to cell: type a number to change it, Enter keeps it, Escape does not. ",
        "In the input, the space bar writes the pen's value. Rows and columns are counted from 0, as in Python.",
      ),
    ),
  );

  function cell() {
    const [i, j] = at();
    if (!now.aligned || !now.y.length) return null;
    return { i, j, terms: windowTerms(now.x, now.w, i, j), value: now.y[i][j] };
  }
  function judged() {
    const [i, j] = at();
    const shared = now.d.length * shape(now.d)[1];
    const differing = now.d.flat().filter((v) => v !== 0).length;
    return verdict({ i, j, expected: now.expected, yours: now.answer, differing, shared });
  }
  function speech() {
    const c = cell();
    return [now.failing ? judged() : "", c ? spoken(c) : ""].join(" ").trim();
  }

  /** The window went to another cell. */
  function showPosition(quiet = false) {
    const [i, j] = at();
    const c = cell();
    const [kh, kw] = shape(now.w);
    if (c) input.frame(i, j, kh, kw);
    else input.frame();
    output.cursor(i, j);
    detail.show(c, c && patch(now.x, i, j, kh, kw), now);
    words.textContent = [now.failing ? judged() : "", c ? sentence(c) : ""].join(" ").trim();
    if (!c && !now.failing) words.textContent = "The kernel is larger than the input: there is no output.";
    steps.update();
    if (!quiet && !steps.playing()) live.say(speech());
  }

  /** A trait changed: compute and draw everything. */
  function showAll(quiet = false) {
    fit(section, [now.x, now.kernel], [now.expected]);
    input.show(now);
    kernel.show(now);
    output.show(now);
    const map = toJSON(now.y);
    if (!equal(get("feature_map"), map)) set({ feature_map: map });
    showPosition(quiet);
  }

  /** @type {(names: string, act: () => void) => void} one redraw for any number of changes */
  const stops = [];
  let asked = false;
  const ask = () => {
    if (asked) return;
    asked = true;
    queueMicrotask(() => {
      asked = false;
      try {
        now = compute(get, now);
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
  on("answer", toFirstDifference);
  onTheme(() => showAll(true));

  function toFirstDifference() {
    const first = firstDifference(compute(get).d);
    if (first) set({ position: first[0] * cols() + first[1] });
  }
  if (now.failing && !get("position")) toFirstDifference();

  function copyButton(key) {
    const done = h("span", { class: "pxu-done", role: "status" });
    const copy = h("button", { type: "button", class: "pxu-button" }, "Copy link");
    copy.addEventListener("click", async () => {
      const state = { image: get("image"), kernel: get("kernel"), operation: get("operation"), position: get("position") };
      if (now.failing) Object.assign(state, { expected: get("expected"), answer: get("answer") });
      history.replaceState(null, "", address.put(location.hash, key, address.write(state)));
      try {
        await navigator.clipboard.writeText(location.href);
        done.textContent = "Copied.";
      } catch {
        done.textContent = "The link stands in the address bar.";
      }
    });
    return h("span", {}, copy, " ", done);
  }
  if (share) {
    const onhash = () => {
      const text = address.find(location.hash, share.key);
      if (text === null) return;
      follow(text);
      note.textContent = problem;
      section.scrollIntoView({ block: "nearest" });
    };
    window.addEventListener("hashchange", onhash);
    stops.push(() => window.removeEventListener("hashchange", onhash));
    if (read) requestAnimationFrame(() => section.scrollIntoView({ block: "nearest" }));
  }

  showAll(true);
  note.textContent = problem;
  return () => {
    for (const stop of stops) stop();
    steps.stop();
    live.stop();
    remove();
  };
}

/** Tell the style sheet how many columns should stand side by side.
 * @type {(section: HTMLElement, first: number[][][], others: number[][][]) => void} */
function fit(section, first, others) {
  const columns = (matrices) => matrices.reduce((sum, m) => sum + Math.min(10, shape(m)[1]), 0);
  section.style.setProperty("--first", String(columns(first)));
  section.style.setProperty("--all", String(columns([...first, ...others])));
}

export default { render, key: "explorer" };
