/**
 * PixelInspector: move over a picture and see its numbers, its channels and its memory.
 *
 * The model holds the state; this module draws it and does all arithmetic.
 */
import { areBytes, channelStats, compared, merged, shape, takenApart, transform } from "../maths/pixels.mjs";
import { range, toNumber } from "../maths/numbers.mjs";
import { cursor } from "../ui/cursor.mjs";
import { h } from "../ui/dom.mjs";
import { select } from "../ui/fields.mjs";
import { figure, help } from "../ui/figure.mjs";
import * as address from "../ui/share.mjs";
import { join } from "../ui/words.mjs";
import css from "./pixel_inspector.css";
import { answerPanel, channelPanel, memoryPanel, pixelTable, sourcePanel } from "./pixel_panels.mjs";
import { list, sentence, spoken, verdict } from "./pixel_words.mjs";

const TRAITS = ["image", "values", "split", "shown", "expected", "answer"];
const KINDS = { image: "matrix", depth: "number", values: "text", split: "text", position: "number", channel: "number" };
const FRESH = { values: "bytes", split: "transpose", position: 0, channel: 0, expected: [], answer: [] };
const VALUES = { bytes: "as they are", normalised: "x / 255 − 0.5", standardised: "(x − mean) / std, by channel" };

const numbers = (x) => x.map((row) => row.map((pixel) => pixel.map(toNumber)));

/** What follows from the picture alone; kept until there is another one. */
function analyse(image) {
  const x = numbers(image);
  const [, width, channels] = shape(x);
  if (!channels || x.some((row) => row.length !== width || row.some((pixel) => pixel.length !== channels)))
    throw new Error("its image is no picture: all rows and all pixels must have the same length, at least 1.");
  const bytes = areBytes(x);
  const { magnitude } = range(x.flat());
  const stretch = bytes ? (v) => v : (v) => 127.5 + (127.5 * v) / (magnitude || 1);
  return { x, bytes, stretch, stats: channelStats(x) };
}

/** Expected and yours, of a failing check. */
function judge(get) {
  const expected = numbers(get("expected") ?? []);
  const answer = numbers(get("answer") ?? []);
  const failing = answer.length > 0 && expected.length > 0;
  if (!failing) return { failing, found: { differing: 0, both: 0, first: null } };
  return {
    failing,
    expected,
    answer,
    found: compared(expected, answer),
    bothBytes: areBytes(expected) && areBytes(answer),
    differs: (i, j) => !answer[i]?.[j] || !expected[i]?.[j] || compared([[expected[i][j]]], [[answer[i][j]]]).differing > 0,
  };
}

/** Everything that follows from the traits.
 * @param {(name: string) => any} get
 * @param {any} before  what the last call gave, to be used again where the picture is the same */
function compute(get, before) {
  const image = get("image");
  const same = before?.image === image;
  const base = same ? before.base : analyse(image);
  const { x, stats } = base;
  const [values, splitBy] = [get("values"), get("split")];
  if (!VALUES[values]) throw new Error(`it does not know the values ${JSON.stringify(values)}.`);
  const change = transform(values, stats);
  const planes = same && before.splitBy === splitBy ? before.planes : takenApart(x, splitBy);
  const wanted = get("shown").filter((c) => c < shape(x)[2]);
  // Only what has changed is made and drawn again.
  const newPlanes = planes !== before?.planes || values !== before.values;
  const newWhole = planes !== before?.planes || String(wanted) !== String(before.wanted);
  return {
    ...base,
    base,
    image,
    fresh: !same,
    values,
    splitBy,
    change,
    planes,
    newPlanes,
    changed: newPlanes ? planesAs(x, planes, splitBy, values, change) : before.changed,
    wanted,
    newWhole,
    whole: newWhole ? merged(planes, wanted) : before.whole,
    ...judge(get),
  };
}

/** The numbers of the planes as they are shown. */
function planesAs(x, planes, splitBy, values, change) {
  if (values === "bytes") return planes;
  // A reshaped plane mixes the channels: its numbers keep the transform of the channel they are from.
  if (splitBy === "reshape") return takenApart(x.map((row) => row.map((pixel) => pixel.map(change))), splitBy);
  return planes.map((plane, c) => plane.map((row) => row.map((v) => change(v, c))));
}

/** What an address says: a picture is written as rows of its numbers. Throws a sentence. */
function read(text) {
  const { depth, image, ...rest } = address.read(text, KINDS);
  const state = { ...FRESH, ...rest };
  if (!VALUES[state.values] || !["transpose", "reshape"].includes(state.split)) throw new Error("the link has values that this figure does not know");
  if (image) {
    if (!depth || image[0].length % depth) throw new Error("the link's depth does not fit its image");
    state.image = image.map((row) => Array.from({ length: row.length / depth }, (_, j) => row.slice(j * depth, (j + 1) * depth)));
  }
  return state;
}

/** @param {{model: any, el: HTMLElement, share?: {key: string}}} context */
function render(context) {
  const fig = figure(context, {
    name: "pixels",
    label: "Pixel inspector",
    css,
    read,
    state: (get) => ({
      depth: shape(now.x)[2],
      image: now.x.map((row) => row.flat()),
      ...Object.fromEntries(["position", "channel", "values", "split"].map((name) => [name, get(name)])),
    }),
  });
  const { get, set, say, live } = fig;
  let now = compute(get);
  let held = false;
  let spot = now.found.first ?? [0, 0]; // where expected and yours are looked at
  const words = h("p", { class: "pxu-words" });
  const { at, place } = cursor(fig, () => [now.x.length, shape(now.x)[1]]);
  const channel = () => Math.min(get("channel") || 0, shape(now.x)[2] - 1);

  function onmove(i, j, how, c) {
    if (how === "hover" && held) return;
    if (how === "pointer") {
      held = !held || String(at()) !== String([i, j]);
      source.hold(held);
    }
    set({ position: place(i, j), ...(c === undefined || how === "hover" ? {} : { channel: c }) });
  }
  const describe = (i, j) => (now.x[i]?.[j] ? spoken(now.x, i, j, now.change) : "");
  const source = sourcePanel({
    onpicture(image) {
      say("");
      const [i, j] = at();
      const [rows, cols] = shape(image);
      const inside = i < rows && j < cols;
      set({ image, position: inside ? i * cols + j : 0, expected: [], answer: [] });
    },
    onproblem: say,
    onmove,
    describe,
  });
  const channels = channelPanel({
    onmove,
    describe,
    onshown: (shown) => set({ shown }),
    onsplit: (split) => set({ split }),
  });
  const table = pixelTable();
  const memory = memoryPanel({ onchannel: (c) => set({ channel: c }) });
  const answers = answerPanel({
    onmove(i, j) {
      spot = [i, j];
      showSpot();
    },
  });
  const values = select("Values", Object.entries(VALUES), (name) => set({ values: name }));
  const controls = h("div", { class: "pxu-controls" }, values.el);
  if (fig.copy) controls.append(fig.copy);

  fig.section.append(
    answers.el,
    h("div", { class: "pxu-top" }, source.el, h("div", { class: "pxu-column pxu-side" }, table.el, controls)),
    channels.el,
    memory.el,
    words,
    fig.note,
    live.el,
    help(
      "Keys",
      "Tab goes from one part to the next. In a picture, the arrow keys, Home, End, Ctrl+Home and Ctrl+End go from pixel to pixel. ",
      "A click holds a pixel, so that the mouse can go elsewhere. Rows, columns, channels and places are counted from 0, as in Python.",
    ),
  );

  /** Another pixel. */
  function showPosition(quiet = false) {
    const [i, j] = at();
    source.cursor(i, j);
    channels.cursor(i, j);
    table.show(now, i, j);
    memory.cursor(now, i, j, channel());
    const scrambled = now.splitBy === "reshape" && shape(now.x)[2] > 1;
    words.textContent = join(
      now.failing && judged(),
      sentence(now.x, i, j, now.change, now.bytes),
      scrambled && "Reshaping moved no number: it broke the same row of memory in other places, so the channels are mixed.",
    );
    if (!quiet) live.say(spoken(now.x, i, j, now.change));
  }
  const judged = () => verdict({ i: spot[0], j: spot[1], expected: now.expected, yours: now.answer, ...now.found });
  function showSpot() {
    answers.cursor(...spot);
    showPosition(true);
    live.say(judged());
  }

  /** A trait changed: compute and draw everything. */
  function showAll(quiet = false) {
    values.input.value = now.values;
    source.show(now);
    source.hold(held);
    channels.show(now);
    memory.show(now);
    answers.el.hidden = !now.failing;
    if (now.failing) {
      answers.show(now);
      answers.cursor(...spot);
    }
    showPosition(true);
    if (!quiet) live.say(`${VALUES[now.values]}. ${spoken(now.x, ...at(), now.change)}${stats()}`);
  }
  const stats = () =>
    now.values === "standardised"
      ? ` The means were ${list(now.stats.map(({ mean }) => mean.toFixed(1)))}.`
      : "";

  fig.watch(
    TRAITS,
    () => {
      now = compute(get, now);
      showAll();
    },
    { position: showPosition, channel: () => showPosition(true) },
  );
  fig.on("answer", () => {
    spot = judge(get).found.first ?? [0, 0];
  });
  return fig.start(
    () => showAll(true),
    () => {
      now.newPlanes = true; // their colours are the theme's
      showAll(true);
    },
  );
}

export default { render, key: "pixels" };
