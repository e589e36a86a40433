/**
 * PoolingExplorer: lay windows on a map, keep the largest number or the mean of each, and move
 * the map by one pixel to count what changes.
 */
import { comparison, demandMatrices, WITHOUT_ANSWER } from "../maths/compare.mjs";
import { patch, shape, withCell } from "../maths/conv.mjs";
import { toJSON, toMatrix } from "../maths/numbers.mjs";
import { changed, leftOver, places, pool, shift, tally, winner } from "../maths/pool.mjs";
import { cursor } from "../ui/cursor.mjs";
import { h } from "../ui/dom.mjs";
import { figure, help } from "../ui/figure.mjs";
import { traitLink } from "../ui/link.mjs";
import { judged } from "../ui/verdict.mjs";
import { join } from "../ui/words.mjs";
import css from "./pooling.css";
import { mapPanel, pooledPanel, settingsPanel, shiftPad, windowPanel } from "./pooling_panels.mjs";
import { restText, sentence, shiftText, sizeText, spoken } from "./pooling_words.mjs";

const TRAITS = ["image", "size", "stride", "mode", "moved", "expected", "answer"];
const KINDS = {
  image: "matrix", size: "number", stride: "number", mode: "text", moved: "matrix",
  position: "number", expected: "matrix", answer: "matrix",
};
const FRESH = { size: 2, stride: 2, mode: "max", moved: [[0, 0]], position: 0, ...WITHOUT_ANSWER };
const FARTHEST = 64;

/** Everything that follows from the traits.
 * @param {(name: string) => any} get */
function compute(get) {
  const original = toMatrix(get("image"));
  demandMatrices({ map: original });
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
  return {
    original, x, y, before, changes, size, stride, mode, down, right, moved: Boolean(down || right),
    inputs: tally(changes.inputs), outputs: tally(changes.outputs), ...comparison(y, get),
  };
}

/** @param {{model: any, el: HTMLElement, share?: {key: string}}} context */
function render(context) {
  const fig = figure(context, {
    name: "pooling",
    label: "Pooling explorer",
    css,
    ...traitLink(KINDS, FRESH, compute),
  });
  const { get, set, say, live } = fig;
  let now = compute(get);
  const { at, go, count, ...place } = cursor(fig, () => shape(now.expected));
  const words = h("p", { class: "pxu-words" });
  const sizes = h("p", { class: "pxu-sizes" });

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
      set({ image: withCell(get("image"), row, column, value), ...WITHOUT_ANSWER });
    },
    // A click on a pixel brings the window there.
    onmove(i, j, how) {
      if (how === "pointer" && now.aligned && count()) go(Math.floor(i / now.stride), Math.floor(j / now.stride));
    },
  });
  const pooled = pooledPanel({ onmove: go });
  const settings = settingsPanel((name, value) => {
    const next = compute((trait) => (trait === name ? value : trait in WITHOUT_ANSWER ? [] : get(trait)));
    say("");
    set({ [name]: value, position: place.kept(shape(next.y)), ...WITHOUT_ANSWER });
  });
  const pad = shiftPad((down, right) => {
    const next = down === null ? [0, 0] : [now.down + down, now.right + right];
    if (Math.max(...next.map(Math.abs)) > FARTHEST) return;
    say("");
    set({ moved: [next], ...WITHOUT_ANSWER });
  });
  const detail = windowPanel();
  const steps = place.player(() => live.say(speech()));
  if (fig.copy) steps.el.append(fig.copy);

  fig.section.append(
    fig.title(),
    h("div", { class: "pxu-choices pxu-pool-settings" }, settings.el, map.settings),
    h("div", { class: "pxu-matrices" }, map.el, ...pooled.matrices),
    pad.el,
    pad.text,
    steps.el,
    fig.note,
    detail.el,
    words,
    sizes,
    live.el,
    help(
      "Keys",
      "Tab goes from one part to the next. In the pooled map, the arrow keys, Home, End, Ctrl+Home and Ctrl+End move the window. ",
      "In the map they go from pixel to pixel: type a number to change one, Enter keeps it, Escape does not. ",
      "The four arrow buttons move the map; what comes in is 0. A marked corner is a cell that changed, a hatched cell one that no window sees. ",
      "Rows and columns are counted from 0, as in Python.",
    ),
  );

  function cell() {
    const [i, j] = at();
    if (!now.aligned || !now.y.length) return null;
    const window = patch(now.x, i * now.stride, j * now.stride, now.size, now.size);
    return { i, j, s: now.stride, window, value: now.y[i][j], mode: now.mode, best: winner(window) };
  }
  const verdict = () => now.failing && count() > 0 && judged(now, at());
  const speech = (c = cell()) => join(verdict(), c && spoken(c));

  /** The window went to another cell. */
  function showPosition(quiet = false) {
    const [i, j] = at();
    const c = cell();
    if (c) map.frame(i * now.stride, j * now.stride, now.size, now.size);
    else map.frame();
    pooled.cursor(i, j);
    detail.show(c, now);
    words.textContent = join(verdict(), c && sentence(c));
    if (!c && !now.failing) words.textContent = "The window is larger than the map: there is no output.";
    steps.update();
    if (!quiet && !steps.playing()) live.say(speech(c));
  }

  /** A trait changed: draw everything. */
  function showAll(quiet = false, told = "") {
    const [height, width] = shape(now.x);
    const across = (m) => Math.min(10, shape(m)[1]);
    fig.section.style.setProperty("--first", String(across(now.x) + across(now.expected)));
    fig.section.style.setProperty("--all", String(across(now.x) + 2 * across(now.expected)));
    map.show(now);
    pooled.show(now);
    settings.show(now);
    pad.show(now);
    const [k, s] = [now.size, now.stride];
    const rest = restText(leftOver(height, k, s), leftOver(width, k, s), k, s);
    const same = height === width;
    sizes.textContent = `${same ? "Rows and columns" : "Rows"}: ${sizeText(height, k, s, places(height, k, s))}${same ? "" : `. Columns: ${sizeText(width, k, s, places(width, k, s))}`}. ${now.y.length ? rest : ""}`;
    fig.write({ pooled: toJSON(now.y), changes: [...now.inputs, ...now.outputs] });
    showPosition(true);
    if (!quiet) live.say(told || speech());
  }

  let shifted = false;
  fig.on("moved", () => {
    shifted = true;
  });
  fig.watch(
    TRAITS,
    () => {
      const told = shifted;
      shifted = false;
      now = compute(get);
      showAll(false, told ? shiftText(now.down, now.right, now.inputs, now.outputs) : "");
    },
    { position: showPosition },
  );
  if (!get("position")) place.toDifference(now.d);
  fig.end(steps.stop);
  return fig.start(() => showAll(true));
}

export default { render, key: "pooling" };
