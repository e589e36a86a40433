/**
 * AugmentationExplorer: turn, zoom, shift, flip and change a picture by sliders, see the matrix that
 * was applied, and sixteen samples that are drawn with the sliders as ranges.
 */
import { augment, drawn, fitted, matrix, moveBox, noises, picture, SAMPLES } from "../maths/augment.mjs";
import { toNumber } from "../maths/numbers.mjs";
import { fromRGBA } from "../maths/pixels.mjs";
import { h } from "../ui/dom.mjs";
import { button, choose, group, select, setOff } from "../ui/fields.mjs";
import { figure, help } from "../ui/figure.mjs";
import { presets } from "../ui/presets.mjs";
import * as address from "../ui/share.mjs";
import { upload } from "../ui/upload.mjs";
import css from "./augmentation.css";
import { matrixPanel, picturePanel, samplesPanel, slidersPanel } from "./augmentation_panels.mjs";
import { EXAMPLES, LIMITS, NOTHING, pictureOf, PICTURES } from "./augmentation_presets.mjs";
import { boxText, spoken, story } from "./augmentation_words.mjs";

const SLIDERS = Object.keys(NOTHING);
const TRAITS = ["picture", "image", "box", "other", "seed", ...SLIDERS];
const FRESH = { picture: "cat", image: [], box: [], other: "camera", seed: 1, sample: 0, ...NOTHING };
const LARGEST = 64;
const MIDDLE = [0.5, 0.5];

/** The picture itself and the box of its object; kept until there is another one. */
function original(get, before) {
  const [name, image, given] = [get("picture"), get("image"), get("box")];
  if (before && before.name === name && before.image === image && before.given === given) return before;
  if (!PICTURES[name]) throw new Error(`it has no picture ${name}: there are ${Object.keys(PICTURES).join(", ")}.`);
  const own = image.length > 0;
  const { x, box } = own ? { x: ownPicture(image), box: null } : pictureOf(name);
  const middle = [x.cols / 4, x.rows / 4, x.cols / 2, x.rows / 2];
  return { name, image, given, own, x, box: given?.[0] ?? box ?? middle, text: own ? "your own picture" : PICTURES[name].text };
}

function ownPicture(image) {
  const numbers = image.map((row) => row.map((pixel) => pixel.map(toNumber)));
  const channels = numbers[0][0].length;
  if (Math.max(image.length, image[0].length) > LARGEST) throw new Error(`its image is larger than ${LARGEST} × ${LARGEST}.`);
  if (![1, 3].includes(channels)) throw new Error(`its image has ${channels} channels: it takes 1 or 3.`);
  return picture(numbers);
}

/** Everything that follows from the traits.
 * @param {(name: string) => any} get @param {any} [before]  what the last call gave */
function compute(get, before) {
  for (const [name, { from, to }] of Object.entries(LIMITS))
    if (!(get(name) >= from && get(name) <= to)) throw new Error(`its ${name} ${get(name)} is not from ${from} to ${to}.`);
  const [seed, otherName] = [get("seed"), get("other")];
  if (!(seed >= 1 && seed <= 9999)) throw new Error("its seed is not from 1 to 9999.");
  if (!PICTURES[otherName]) throw new Error(`it has no picture ${otherName} to mix with.`);
  const base = original(get, before?.base);
  const { x, box } = base;
  const fresh = base !== before?.base;
  const other = fresh || otherName !== before.otherName ? fitted(pictureOf(otherName).x, x) : before.other;
  const noise = before?.seed === seed && before.base.x.data.length === x.data.length ? before.noise : noises(seed, x.data.length);
  const ranges = Object.fromEntries(SLIDERS.map((name) => [name, get(name)]));
  const settings = [{ ...ranges, at: MIDDLE }, ...Array.from({ length: SAMPLES }, (_, n) => drawn(ranges, seed, n))];
  const made = settings.map((s, n) => {
    const A = matrix(s);
    return { n, s, A, x: augment(x, s, other, noise[n]), box: moveBox(box, A, x.rows, x.cols) };
  });
  return { base, fresh, other, otherName, seed, noise, made };
}

/** What an address says: numbers as rows of one, a picture as rows of its bytes. Throws a sentence. */
function read(text, get) {
  const kinds = { picture: "text", other: "text", flip: "text", seed: "number", sample: "number", depth: "number", image: "matrix", box: "matrix" };
  for (const name of Object.keys(LIMITS)) kinds[name] = "matrix";
  const { depth, image, flip = "false", ...rest } = address.read(text, kinds);
  const state = { ...FRESH, ...rest, flip: /^true$/i.test(String(flip)) };
  for (const name of Object.keys(LIMITS)) {
    if (!Array.isArray(state[name])) continue;
    if (state[name].flat().length !== 1) throw new Error(`the link's ${name} is not one number`);
    state[name] = state[name][0][0];
  }
  if (image) {
    if (!depth || image[0].length % depth) throw new Error("the link's depth does not fit its image");
    state.image = image.map((row) => Array.from({ length: row.length / depth }, (_, j) => row.slice(j * depth, (j + 1) * depth)));
  }
  if (state.box.length && state.box[0].length !== 4) throw new Error("the link's box is not x0, y0, width and height");
  if (state.sample > SAMPLES) throw new Error(`the link's sample is not from 0 to ${SAMPLES}`);
  compute((name) => (name in state ? state[name] : get(name))); // refuses before anything changes
  return state;
}

function state(get) {
  const image = get("image").map((row) => row.flat());
  const own = image.length ? { depth: get("image")[0][0].length, image } : { picture: get("picture") };
  return { ...own, ...(get("box").length ? { box: get("box") } : {}), other: get("other"), ...Object.fromEntries([...SLIDERS, "seed", "sample"].map((name) => [name, get(name)])) };
}

/** @param {{model: any, el: HTMLElement, share?: {key: string}}} context */
function render(context) {
  const fig = figure(context, { name: "augment", label: "Augmentation explorer", css, rest: 400, read, state });
  const { get, set, say, live } = fig;
  let now = compute(get);
  const shown = () => now.made[Math.max(0, Math.min(SAMPLES, get("sample")))];

  const before = picturePanel("Original");
  const after = picturePanel("Result");
  const applied = matrixPanel();
  const words = h("p", { class: "pxu-words" });
  const boxes = h("p", { class: "pxu-sizes" });
  // Who moves a slider wants to see what exactly that does.
  const change = (changes) => {
    say("");
    set({ ...changes, sample: 0 });
  };
  const sliders = slidersPanel({ onset: change });
  const samples = samplesPanel({ onpick: (sample) => set({ sample }) });
  const examples = presets("Example", EXAMPLES, (traits) => change({ ...traits, image: [], box: [] }));
  const pictures = select("Picture", Object.entries(PICTURES).map(([value, { text }]) => [value, text]), (name) => {
    if (PICTURES[name]) change({ picture: name, other: PICTURES[name].partner, image: [], box: [] });
  });
  const own = upload({
    text: "Your own picture",
    largest: LARGEST,
    read: fromRGBA,
    onpicture: (image) => change({ image, box: [] }),
    onproblem: say,
  });
  const again = button("Again", () => set({ seed: (get("seed") % 9999) + 1 }), { title: "Draw sixteen other samples" });
  const back = button("Back to the sliders’ picture", () => set({ sample: 0 }));

  fig.section.append(
    fig.title(),
    group("What to begin with", examples.el, pictures.el, own),
    fig.note,
    h(
      "div",
      { class: "pxu-augmenting" },
      h("div", { class: "pxu-pictures" }, before.el, after.el, h("div", { class: "pxu-about" }, applied.el, words, boxes)),
      sliders.el,
      h(
        "div",
        { class: "pxu-drawn" },
        h("p", { class: "pxu-title" }, "Sixteen samples: each slider is a range to draw from"),
        samples.el,
        h("div", { class: "pxu-controls" }, again, back, fig.copy),
      ),
    ),
    live.el,
    help(
      "Keys, and what is drawn",
      "Tab goes from slider to slider, and once to the samples; there the arrow keys, Home and End go from one to the next, and show it large. ",
      "A says where a place of the picture goes, in pixels from its centre, x to the right and y down: flipped, then turned, then zoomed, then shifted. What comes in is 0. ",
      "Then come brightness, contrast and saturation, noise, the erased square, and λ times this picture plus 1 − λ times the other one; numbers stay between 0 and 1. ",
      "For a sample, an angle of 15 means −15 to 15, a shift likewise; a zoom of 1.2 means 1/1.2 to 1.2; a factor of 1.2 means 0.8 to 1.2; λ is drawn from there to 1; a coin decides the flip. ",
      "The box is the smallest upright one around the four moved corners, cut off at the border.",
    ),
  );

  const about = () => now.base.x;
  /** Another sample, or the sliders' own picture. */
  function showLarge(quiet = false) {
    const { n, s, A, x, box } = shown();
    const text = story(n, s, about());
    after.show(x, box, text, n ? `Sample ${n}` : "Result");
    applied.show(A);
    words.textContent = text;
    boxes.textContent = boxText(now.base.box, box);
    samples.pick(n);
    setOff(back, n === 0);
    const exact = (v) => Math.round(1e6 * v) / 1e6 + 0;
    fig.write({ matrix: A.map((row) => row.map(exact)), moved: box ? [box.map(exact)] : [] });
    if (!quiet) live.say(spoken(n, s, about(), now.base.box, box));
  }

  /** A trait changed: draw what is another now. */
  function showAll(quiet = false) {
    const { base, fresh, made } = now;
    if (fresh) before.show(base.x, base.box, `Original: ${base.text}, ${base.x.rows} by ${base.x.cols} pixels.`);
    sliders.show(get, base.x.channels);
    choose(pictures.input, base.own ? "" : base.name, "your own");
    examples.show(base.own ? null : Object.fromEntries(["picture", "other", ...SLIDERS].map((name) => [name, get(name)])));
    samples.show(made.slice(1).map(({ n, s, x, box }) => ({ x, box, text: story(n, s, base.x) })));
    showLarge(quiet);
  }

  fig.watch(
    TRAITS,
    () => {
      now = compute(get, now);
      showAll();
    },
    { sample: showLarge },
  );
  return fig.start(() => showAll(true), () => {}); // its colours are the picture's own in any theme
}

export default { render, key: "augmentation" };
