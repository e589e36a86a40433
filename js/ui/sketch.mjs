/** A place to draw: a pointer or a finger, or a pen that the arrow keys move. */
import { h } from "./dom.mjs";
import { target } from "./keys.mjs";

/** @typedef {import("../maths/strokes.mjs").Point} Point */

const CLOSE = 0.5; // pixels: nearer points say nothing new
const MOST = 800; // points of a drawing

/**
 * @param {object} options
 * @param {number} options.side  of the drawing, in its own pixels
 * @param {() => Point[]} options.points  what is drawn now
 * @param {(points: Point[]) => void} options.ondraw  while a stroke grows
 * @param {() => void} options.onend  a stroke is done
 * @param {(text: string) => void} options.say  to a screen reader
 */
export function sketch({ side, points, ondraw, onend, say }) {
  const canvas = h("canvas", { width: side, height: side });
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(side, side);
  const pen = h("div", { class: "pxu-pen" });
  const window = h("div", { class: "pxu-window", hidden: true });
  const el = h(
    "div",
    {
      class: "pxu-heat pxu-sketch",
      role: "application",
      tabindex: 0,
      "aria-roledescription": "drawing area",
      "aria-label": `Draw a digit, ${side} by ${side} pixels. Arrow keys move the pen, the space bar puts it down and lifts it.`,
    },
    canvas,
    pen,
    window,
  );
  let at = [side / 2, side / 2];
  let down = false;

  const next = () => (points().at(-1)?.[0] ?? -1) + 1;
  /** @param {number} stroke @param {number} r @param {number} c */
  function add(stroke, r, c) {
    const all = points();
    const last = all.at(-1);
    if (all.length >= MOST) return say("The drawing is full. Clear it to go on.");
    if (last && last[0] === stroke && Math.hypot(last[1] - r, last[2] - c) < CLOSE) return;
    ondraw([...all, [stroke, Math.round(r * 10) / 10, Math.round(c * 10) / 10]]);
  }

  let stroke = 0;
  const mark = (event) => {
    const box = el.getBoundingClientRect();
    const clamp = (v) => Math.min(side, Math.max(0, v * side));
    add(stroke, clamp((event.clientY - box.top) / box.height), clamp((event.clientX - box.left) / box.width));
  };
  el.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    el.focus({ preventScroll: true });
    el.setPointerCapture(event.pointerId);
    lift();
    stroke = next();
    mark(event);
  });
  el.addEventListener("pointermove", (event) => {
    if (!el.hasPointerCapture(event.pointerId)) return;
    for (const one of event.getCoalescedEvents?.() ?? [event]) mark(one);
  });
  el.addEventListener("pointerup", () => onend());
  el.addEventListener("pointercancel", () => onend());

  function showPen() {
    pen.style.top = `${(100 * (at[0] - 0.5)) / side}%`;
    pen.style.left = `${(100 * (at[1] - 0.5)) / side}%`;
    pen.classList.toggle("pxu-down", down);
  }
  function lift() {
    if (!down) return;
    down = false;
    showPen();
    onend();
  }
  el.addEventListener("keydown", (event) => {
    const to = target(event, at, side + 1, side + 1);
    if (to) {
      at = to;
      if (down) add(stroke, at[0], at[1]);
      say(`row ${at[0]}, column ${at[1]}${down ? ", drawing" : ""}`);
    } else if (event.key === " ") {
      if (down) lift();
      else {
        down = true;
        stroke = next();
        add(stroke, at[0], at[1]);
      }
      say(down ? "The pen is down." : "The pen is up.");
    } else if (event.key === "Escape" && down) lift();
    else return;
    showPen();
    event.preventDefault();
    event.stopPropagation();
  });
  el.addEventListener("blur", lift);
  pen.style.width = pen.style.height = `${100 / side}%`;
  showPen();

  return {
    el,
    /** @param {ArrayLike<number>} x  side x side, 0 to 1 */
    paint(x) {
      for (let n = 0; n < x.length; n++) {
        pixels.data.fill(Math.round(255 * x[n]), 4 * n, 4 * n + 3);
        pixels.data[4 * n + 3] = 255;
      }
      context.putImageData(pixels, 0, 0);
    },
    /** Frame the pixels that a unit sees; a part outside is cut off. @param {number[] | null} field */
    frame(field) {
      window.hidden = !field;
      if (!field) return;
      const [i, j, length] = field;
      const [top, left] = [Math.max(0, i), Math.max(0, j)];
      window.style.top = `${(100 * top) / side}%`;
      window.style.left = `${(100 * left) / side}%`;
      window.style.height = `${(100 * (Math.min(side, i + length) - top)) / side}%`;
      window.style.width = `${(100 * (Math.min(side, j + length) - left)) / side}%`;
    },
  };
}
