/** The parts of the PixelInspector: the picture, its channels, the table of one pixel, memory. */
import { format, range } from "../maths/numbers.mjs";
import { fromRGBA, offset, shape } from "../maths/pixels.mjs";
import { css, ink, painter, THEMES } from "../ui/colour.mjs";
import { h, pageTheme } from "../ui/dom.mjs";
import { select } from "../ui/fields.mjs";
import { pictureView } from "../ui/picture.mjs";
import { presets } from "../ui/presets.mjs";
import { upload } from "../ui/upload.mjs";
import { PICTURES } from "./pixel_presets.mjs";
import { channelNames, entries } from "./pixel_words.mjs";

const LARGEST = 64;
const byte = (v) => (Number.isFinite(v) ? Math.max(0, Math.min(255, Math.round(v))) : 128);

/** Colours of whole pixels. Numbers that are no bytes are stretched: 0 is middle grey.
 * @type {(x: number[][][], bytes: boolean) => (pixel: number[]) => [number, number, number]} */
export function pixelColour(x, bytes) {
  let level = byte;
  if (!bytes) {
    const { magnitude } = range(x.flat());
    level = (v) => byte(127.5 + (127.5 * v) / (magnitude || 1));
  }
  return (pixel) => {
    const [r, g, b] = pixel.length >= 3 ? pixel : [pixel[0], pixel[0], pixel[0]];
    return [level(r), level(g), level(b)];
  };
}

/** Colours of one channel's numbers: grey for bytes, signed for the rest.
 * @type {(plane: number[][], values: string, bytes: boolean) => (v: number) => [number, number, number]} */
function planeColour(plane, values, bytes) {
  const grey = (v) => /** @type {[number, number, number]} */ ([byte(v), byte(v), byte(v)]);
  if (values === "bytes") return bytes ? grey : painter(plane, "signed", THEMES[pageTheme()]);
  // One colour is one number: the range of x / 255 - 0.5, or of the plane itself.
  const most = values === "normalised" && bytes ? 0.5 : range(plane).magnitude;
  return painter([[most]], "signed", THEMES[pageTheme()]);
}

/** A picture in colour that can be walked through. */
function colourPanel(name, onmove, describe) {
  return pictureView({ name: () => name, onmove, valueText: (i, j) => describe(i, j) });
}

/** @param {{onpicture: (x: number[][][]) => void, onproblem: (s: string) => void,
 *   onmove: (i: number, j: number, how: string) => void, describe: (i: number, j: number) => string}} actions */
export function sourcePanel({ onpicture, onproblem, onmove, describe }) {
  const view = colourPanel("Picture", onmove, describe);
  const pictures = presets("Picture", PICTURES, onpicture);
  const held = h("p", { class: "pxu-hint" });
  const el = h(
    "div",
    { class: "pxu-column" },
    view.el,
    held,
    h("div", { class: "pxu-controls" }, pictures.el),
    h("div", { class: "pxu-controls" }, upload({ text: "Your own picture", largest: LARGEST, read: fromRGBA, onpicture, onproblem })),
  );
  return {
    el,
    cursor: view.cursor,
    show({ x, bytes, fresh }) {
      if (!fresh) return;
      view.show(x, pixelColour(x, bytes), { shape: shape(x).join(" × "), note: "Arrow keys go from pixel to pixel." });
      pictures.show(x);
    },
    hold(on) {
      held.textContent = on ? "Held. Click again to let go." : "Move over it; click to hold a pixel.";
    },
  };
}

/** One view a channel, and the picture that they make together.
 * @param {{onmove: (i: number, j: number, how: string, c?: number) => void, onshown: (shown: number[]) => void,
 *   onsplit: (split: string) => void, describe: (i: number, j: number) => string}} actions */
export function channelPanel({ onmove, onshown, onsplit, describe }) {
  const row = h("div", { class: "pxu-planes" });
  const together = colourPanel("Together again", onmove, describe);
  const split = select(
    "Taken apart by",
    [["transpose", "x.transpose(2, 0, 1)"], ["reshape", "x.reshape(C, H, W)"]],
    onsplit,
  );
  const legend = h("p", { class: "pxu-hint" });
  const foot = h("div", { class: "pxu-planes" }, together.el, h("div", { class: "pxu-column pxu-how" }, split.el, legend));
  const el = h("div", { class: "pxu-column pxu-channels" }, row, foot);
  let views = [];
  let boxes = [];

  function make(count) {
    const names = channelNames(count);
    views = names.map((name, c) =>
      pictureView({
        name: () => name[0].toUpperCase() + name.slice(1),
        numbers: true,
        onmove: (i, j, how) => onmove(i, j, how, c),
        valueText: (i, j, v) => `row ${i}, column ${j}: ${v === undefined ? "" : format(v)}`,
      }),
    );
    boxes = names.map((name, c) => {
      const box = h("input", { type: "checkbox", onchange: () => onshown(names.flatMap((_, n) => (boxes[n].checked ? [n] : []))) });
      views[c].el.append(h("label", { class: "pxu-check" }, box, ` put ${name} in`));
      return box;
    });
    row.replaceChildren(...views.map((view) => view.el));
  }

  return {
    el,
    cursor(i, j) {
      for (const view of [...views, together]) view.cursor(i, j);
    },
    /** @param {any} now */
    show({ x, bytes, changed, values, wanted, whole, splitBy, newPlanes, newWhole }) {
      const [rows, cols, channels] = shape(x);
      if (views.length !== channels) make(channels);
      views.forEach((view, c) => {
        const seen = changed[c];
        const more = { shape: `${rows} × ${cols}`, note: "Arrow keys go from pixel to pixel." };
        if (newPlanes) view.show(seen, planeColour(seen, values, bytes), more);
        boxes[c].checked = wanted.includes(c);
      });
      together.el.hidden = channels === 1;
      for (const box of boxes) box.parentElement.hidden = channels === 1;
      split.el.hidden = channels === 1;
      split.input.value = splitBy;
      if (newWhole) together.show(whole, pixelColour(x, bytes), { shape: `${rows} × ${cols} × ${channels}` });
      const text = {
        bytes: bytes ? "Each channel is a grey picture: 0 black, 255 white." : "Orange below 0, blue above.",
        normalised: "Orange is below 0, blue above; black is −0.5, white 0.5.",
        standardised: "Orange is below the channel's mean, blue above; 1 is one standard deviation.",
      };
      legend.textContent = text[values];
    },
  };
}

/** The numbers of one pixel, their index and their place in both layouts. */
export function pixelTable() {
  const body = h("tbody", {});
  const swatch = h("span", { class: "pxu-swatch" });
  const caption = h("caption", {}, swatch, h("span", {}));
  const head = h(
    "tr",
    {},
    ...["channel", "value", "channels last", "channels first"].map((text) => h("th", { scope: "col" }, text)),
  );
  const table = h("table", { class: "pxu-table" }, caption, h("thead", {}, head), body);
  return {
    el: table,
    show({ x, bytes, change, values }, i, j) {
      swatch.style.backgroundColor = css(pixelColour(x, bytes)(x[i][j]));
      caption.lastChild.textContent = `Row ${i}, column ${j}`;
      body.replaceChildren(
        ...entries(x, i, j).map((e, c) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, e.name),
            h("td", {}, h("b", {}, format(change(e.value, c))), values === "bytes" ? null : h("small", {}, ` was ${format(e.value)}`)),
            h("td", {}, h("code", {}, `[${e.hwc.join(", ")}]`), h("small", {}, ` place ${e.hwcPlace}`)),
            h("td", {}, h("code", {}, `[${e.chw.join(", ")}]`), h("small", {}, ` place ${e.chwPlace}`)),
          ),
        ),
      );
    },
  };
}

const TINTS = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];

/** The colour of one number in memory: its channel's, as bright as it is.
 * @type {(v: number, c: number, channels: number) => [number, number, number]} */
const tint = (v, c, channels) => {
  const [r, g, b] = channels >= 3 && c < 3 ? TINTS[c] : [1, 1, 1];
  // A floor keeps the channel visible where it is dark.
  const share = 70 + (185 * byte(v)) / 255;
  return channels >= 3 && c < 3 ? [r * share, g * share, b * share].map(Math.round) : [byte(v), byte(v), byte(v)];
};

const RUN = 9; // numbers of memory that are written out

/** Memory as one long row, in both layouts.
 * @param {{onchannel: (c: number) => void}} actions */
export function memoryPanel({ onchannel }) {
  const strips = [strip("Memory, channels last (H, W, C)"), strip("Memory, channels first (C, H, W)")];
  const holder = h("span", {});
  const el = h("div", { class: "pxu-detail pxu-memory" }, ...strips.map((s) => s.el), h("div", { class: "pxu-controls" }, holder));
  let count = 0;
  let chosen = null;
  return {
    el,
    /** @param {any} now */
    show(now) {
      const [rows, cols, channels] = shape(now.x);
      if (channels !== count) {
        count = channels;
        chosen = select("Around the number of", channelNames(channels).map((name, c) => [String(c), name]), (c) => onchannel(Number(c)));
        holder.replaceChildren(chosen.el);
      }
      holder.hidden = channels === 1;
      if (!now.fresh) return;
      const area = rows * cols;
      strips[0].paint(now, (place) => [Math.floor(place / channels), place % channels]);
      strips[1].paint(now, (place) => [place % area, Math.floor(place / area)]);
    },
    cursor(now, i, j, c) {
      const [rows, cols, channels] = shape(now.x);
      chosen.input.value = String(c);
      const all = Array.from({ length: channels }, (_, n) => n);
      strips[0].cursor(now.change, all.map((n) => offset([i, j, n], [rows, cols, channels])), c);
      strips[1].cursor(now.change, all.map((n) => offset([n, i, j], [channels, rows, cols])), c);
    },
  };
}

/** One layout: all of memory as a bar, and the numbers around one place. */
function strip(name) {
  const bar = h("canvas", { class: "pxu-bar", height: 1 });
  const marks = h("div", { class: "pxu-marks" });
  const cells = h("div", { class: "pxu-run" });
  const el = h(
    "div",
    { class: "pxu-strip", role: "img" },
    h("p", { class: "pxu-title" }, name),
    h("div", { class: "pxu-whole" }, bar, marks),
    cells,
  );
  let at = (_place) => ({ c: 0, value: 0, colour: [0, 0, 0] });
  let total = 0;

  return {
    el,
    /** @param {any} now @param {(place: number) => [number, number]} where  pixel and channel of a place */
    paint({ x, stretch }, where) {
      const channels = shape(x)[2];
      const pixels = x.flat();
      total = pixels.length * channels;
      at = (place) => {
        const [n, c] = where(place);
        return { c, value: pixels[n][c], colour: tint(stretch(pixels[n][c]), c, channels) };
      };
      bar.width = Math.min(total, 1200);
      const context = bar.getContext("2d");
      const drawn = context.createImageData(bar.width, 1);
      for (let n = 0; n < bar.width; n++) drawn.data.set([...at(Math.floor((n * total) / bar.width)).colour, 255], 4 * n);
      context.putImageData(drawn, 0, 0);
    },
    cursor(change, places, c) {
      marks.replaceChildren(
        ...places.map((place) => {
          const mark = h("span", {});
          mark.style.left = `${(100 * (place + 0.5)) / total}%`;
          return mark;
        }),
      );
      const start = Math.max(0, Math.min(total - RUN, places[c] - Math.floor(RUN / 2)));
      cells.replaceChildren(
        ...Array.from({ length: Math.min(RUN, total) }, (_, n) => {
          const place = start + n;
          const found = at(place);
          const cell = h(
            "span",
            { class: `pxu-number${places.includes(place) ? " pxu-here" : ""}` },
            h("b", {}, format(change(found.value, found.c))),
            h("small", {}, String(place)),
          );
          cell.firstChild.style.backgroundColor = css(found.colour);
          cell.firstChild.style.color = ink(found.colour);
          return cell;
        }),
      );
      el.setAttribute("aria-label", `${name}: the pixel's numbers lie at ${places.join(", ")} of ${total}.`);
    },
  };
}

/** Expected and yours, of a failing check.
 * @param {{onmove: (i: number, j: number) => void}} actions */
export function answerPanel({ onmove }) {
  const text = (name) => (i, j, v) => `${name}, row ${i}, column ${j}: ${v === undefined ? "" : Array.isArray(v) ? v.map(format).join(", ") : format(v)}`;
  const make = (name) => pictureView({ name: () => name, numbers: true, onmove, valueText: text(name) });
  let views = [];
  const el = h("div", { class: "pxu-pair" });
  return {
    el,
    /** @param {any} now */
    show({ expected, answer, differs, bothBytes }) {
      if (!views.length) {
        views = [make("Expected"), make("Yours")];
        el.replaceChildren(...views.map((view) => view.el));
      }
      [expected, answer].forEach((x, n) => {
        const single = shape(x)[2] === 1;
        const cells = single ? x.map((row) => row.map(([v]) => v)) : x;
        const colour = single ? planeColour(cells, "bytes", bothBytes) : pixelColour(x, bothBytes);
        views[n].show(cells, colour, { shape: shape(x).join(" × "), differs });
      });
    },
    cursor(i, j) {
      for (const view of views) view.cursor(i, j);
    },
  };
}
