/**
 * PoolingExplorer: lay windows on a map, keep the largest number or the mean of each, and move
 * the map by one pixel to count what changes.
 */
import { difference, firstDifference, patch, shape } from "../maths/conv.mjs";
import { toJSON, toMatrix } from "../maths/numbers.mjs";
import { changed, leftOver, places, pool, shift, tally, winner } from "../maths/pool.mjs";
import { frame, h } from "../ui/dom.mjs";
import { link } from "../ui/link.mjs";
import { liveRegion } from "../ui/live.mjs";
import { player } from "../ui/player.mjs";
import * as address from "../ui/share.mjs";
import { verdict } from "./convolution_words.mjs";
import css from "./pooling.css";
import { mapPanel, pooledPanel, settingsPanel, shiftPad, windowPanel } from "./pooling_panels.mjs";
import { restText, sentence, shiftText, sizeText, spoken } from "./pooling_words.mjs";

const TRAITS = ["image", "size", "stride", "mode", "moved", "expected", "answer"];
const KINDS = {
  image: "matrix", size: "number", stride: "number", mode: "text", moved: "matrix",
  position: "number", expected: "matrix", answer: "matrix",
};
const FRESH = { size: 2, stride: 2, mode: "max", moved: [[0, 0]], position: 0, expected: [], answer: [] };
// A case that somebody changed is no longer the one that failed.
const WITHOUT_ANSWER = { expected: [], answer: [] };
const FARTHEST = 64;

/** Everything that follows from the traits.
 * @param {(name: string) => any} get */
function compute(get) {
  const original = toMatrix(get("image"));
  if (!original.length || !original[0].length || original.some((row) => row.length !== original[0].length))
    throw new Error("its map is not a matrix: all rows must have the same length, at least 1.");
  const [size, stride, mode] = ["size", "stride", "mode"].map(get);
  if (!(size >= 1 && stride >= 1)) throw new Error("its window and its stride must be 1 at least.");
  if (!["max", "average"].includes(mode)) throw new Error(`its mode ${mode} is neither max nor average.`);
  const [down, right] = get("moved")?.[0] ?? [];
  if (![down, right].every((v) => Number.isInteger(v) && Math.abs(v) <= FARTHEST))
    throw new Error("its shift is not two whole numbers: down and to the right.");
  const x = shift(original, down, right);
  const y = pool(x, size, stride, mode);
  const before = pool(original, size, stride, mode);
  const changes = { inputs: changed(x, original), outputs: changed(y, before) };
  const answer = toMatrix(get("answer") ?? []);
  const given = toMatrix(get("expected") ?? []);
  const expected = given.length ? given : y;
  const failing = answer.length > 0;
  const d = failing ? difference(expected, answer) : [];
  const aligned = String(shape(expected)) === String(shape(y));
  return {
    original, x, y, before, changes, size, stride, mode, down, right, moved: Boolean(down || right),
    inputs: tally(changes.inputs), outputs: tally(changes.outputs), answer, expected, failing, d, aligned,
  };
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
  const { section, onTheme, remove } = frame(el, { name: "pooling", label: get("label") || "Pooling explorer" });
  section.append(h("style", {}, css));
  const live = liveRegion();
  const words = h("p", { class: "pxu-words" });
  const sizes = h("p", { class: "pxu-sizes" });

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

  const map = mapPanel({
    onpicture(image) {
      say("");
      set({ image, moved: [[0, 0]], position: 0, ...WITHOUT_ANSWER });
    },
    onproblem: say,
    onedit(i, j, value) {
      const [row, column] = [i - now.down, j - now.right];
      if (now.original[row]?.[column] === undefined) return say("This pixel came in with the shift. Put the map back in place to change it.");
      say("");
      set({ image: get("image").map((r, a) => (a === row ? r.map((v, b) => (b === column ? value : v)) : r)), ...WITHOUT_ANSWER });
    },
    // A click on a pixel brings the window there.
    onmove(i, j, how) {
      if (how === "pointer" && now.aligned && count()) go(Math.floor(i / now.stride), Math.floor(j / now.stride));
    },
  });
  const pooled = pooledPanel({ onmove: go });
  const settings = settingsPanel((name, value) => {
    const next = compute((trait) => (trait === name ? value : trait in WITHOUT_ANSWER ? [] : get(trait)));
    // Stay on the same row and column of the output while it has them.
    const [i, j] = at();
    const [height, width] = shape(next.y);
    say("");
    set({ [name]: value, position: Math.max(0, Math.min(i, height - 1)) * width + Math.max(0, Math.min(j, width - 1)), ...WITHOUT_ANSWER });
  });
  const pad = shiftPad((down, right) => {
    const next = down === null ? [0, 0] : [now.down + down, now.right + right];
    if (Math.max(...next.map(Math.abs)) > FARTHEST) return;
    say("");
    set({ moved: [next], ...WITHOUT_ANSWER });
  });
  const detail = windowPanel();
  const steps = player({
    position: () => get("position"),
    count,
    go: (p) => go(Math.floor(p / cols()), p % cols()),
    onstop: () => live.say(speech()),
  });
  if (shared.el) steps.el.append(shared.el);

  section.append(
    h("p", { class: "pxu-label" }, get("label")),
    h("div", { class: "pxu-choices pxu-pool-settings" }, settings.el, map.settings),
    h("div", { class: "pxu-matrices" }, map.el, ...pooled.matrices),
    pad.el,
    pad.text,
    steps.el,
    note,
    detail.el,
    words,
    sizes,
    live.el,
    h(
      "details",
      { class: "pxu-help" },
      h("summary", {}, "Keys"),
      h(
        "p",
        {},
        "Tab goes from one part to the next. In the pooled map, the arrow keys, Home, End, Ctrl+Home and Ctrl+End move the window. ",
        "In the map they go from pixel to pixel: type a number to change one, Enter keeps it, Escape does not. ",
        "The four arrow buttons move the map; what comes in is 0. A marked corner is a cell that changed, a hatched cell one that no window sees. ",
        "Rows and columns are counted from 0, as in Python.",
      ),
    ),
  );

  function cell() {
    const [i, j] = at();
    if (!now.aligned || !now.y.length) return null;
    const window = patch(now.x, i * now.stride, j * now.stride, now.size, now.size);
    return { i, j, s: now.stride, window, value: now.y[i][j], mode: now.mode, best: winner(window) };
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
    const [i, j] = at();
    const c = cell();
    if (c) map.frame(i * now.stride, j * now.stride, now.size, now.size);
    else map.frame();
    pooled.cursor(i, j);
    detail.show(c, now);
    words.textContent = join(now.failing && count() ? judged() : "", c ? sentence(c) : "");
    if (!c && !now.failing) words.textContent = "The window is larger than the map: there is no output.";
    steps.update();
    if (!quiet && !steps.playing()) live.say(speech());
  }

  /** A trait changed: draw everything. */
  function showAll(quiet = false, told = "") {
    const [height, width] = shape(now.x);
    const across = (m) => Math.min(10, shape(m)[1]);
    section.style.setProperty("--first", String(across(now.x) + across(now.expected)));
    section.style.setProperty("--all", String(across(now.x) + 2 * across(now.expected)));
    map.show(now);
    pooled.show(now);
    settings.show(now);
    pad.show(now);
    const [k, s] = [now.size, now.stride];
    const rest = restText(leftOver(height, k, s), leftOver(width, k, s), k, s);
    const same = height === width;
    sizes.textContent = `${same ? "Rows and columns" : "Rows"}: ${sizeText(height, k, s, places(height, k, s))}${same ? "" : `. Columns: ${sizeText(width, k, s, places(width, k, s))}`}. ${now.y.length ? rest : ""}`;
    const written = { pooled: toJSON(now.y), changes: [...now.inputs, ...now.outputs] };
    for (const [name, value] of Object.entries(written))
      if (JSON.stringify(get(name)) !== JSON.stringify(value)) set({ [name]: value });
    showPosition(true);
    if (!quiet) live.say(told || speech());
  }

  const stops = [];
  let asked = false;
  let shifted = false;
  const ask = () => {
    if (asked) return;
    asked = true;
    queueMicrotask(() => {
      asked = false;
      try {
        now = compute(get);
        say("");
        showAll(false, shifted ? shiftText(now.down, now.right, now.inputs, now.outputs) : "");
      } catch (error) {
        say(`This cannot be drawn: ${error.message}`);
      }
      shifted = false;
    });
  };
  const on = (name, act) => {
    model.on(`change:${name}`, act);
    stops.push(() => model.off(`change:${name}`, act));
  };
  on("moved", () => {
    shifted = true;
  });
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

export default { render, key: "pooling" };
