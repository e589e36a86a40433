/** Lines with their spread: a point at a time by arrow keys, or the one that is clicked. */
import { band, nearest, path, scale, tens, ticks } from "../maths/chart.mjs";
import css from "./chart.css";
import { HUES } from "./colour.mjs";
import { h } from "./dom.mjs";
import { target } from "./keys.mjs";
import { svg } from "./svg.mjs";

/** @typedef {import("../maths/chart.mjs").Point} Point */
/** @typedef {{key: string, look: number, points: Point[]}} Line  `look`: its colour, dashes and marker */

const BOX = { width: 320, height: 212, left: 32, right: 310, top: 10, bottom: 172 };
const MARKERS = ["M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z", "M-3.5 -3.5h7v7h-7Z", "M0 -5L4.6 3.4H-4.6Z", "M0 -5L5 0L0 5L-5 0Z", "M-4 -1.3h2.7v-2.7h2.6v2.7h2.7v2.6h-2.7v2.7h-2.6v-2.7h-2.7Z"];
const LOOK_HUES = [6, 0, 3, 8, 1];

/** The style of charts, for the figure that has some. */
export const chartStyle = css + LOOK_HUES.map((hue, n) => `.pxu-look-${n}{--look:${HUES.light[hue]}}.pxu[data-theme=dark] .pxu-look-${n}{--look:${HUES.dark[hue]}}`).join("");

/** A piece of a line, for a legend. @type {(look: number) => SVGElement} */
export const sample = (look) =>
  svg("svg", { viewBox: "0 0 34 12", class: `pxu-sample-line pxu-look-${look % MARKERS.length}`, "aria-hidden": "true" }, svg("path", { class: "pxu-line", d: "M1 6H33" }), svg("path", { class: "pxu-marker", d: MARKERS[look % MARKERS.length], transform: "translate(17 6)" }));

/**
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.keys  what the arrow keys do, for who does not see it
 * @param {(key: string, n: number) => void} options.onmove  to a point of a line
 */
export function chart({ name, keys, onmove }) {
  const title = h("p", { class: "pxu-title" }, name);
  const drawn = svg("svg", { viewBox: `0 0 ${BOX.width} ${BOX.height}`, "aria-hidden": "true" });
  const field = h("div", { class: "pxu-chart-field", role: "slider", tabindex: 0, "aria-label": `${name}. ${keys}`, "aria-valuemin": 1 }, drawn);
  const reading = h("p", { class: "pxu-reading" });
  const nothing = h("p", { class: "pxu-nothing-measured" });
  const crosshair = svg("path", { class: "pxu-crosshair" });
  const ring = svg("circle", { class: "pxu-ring", r: 7 });
  /** @type {Line[]} */
  let lines = [];
  let places = [];
  let at = [0, 0];

  const go = (l, n) => onmove(lines[l].key, n);
  field.addEventListener("keydown", (event) => {
    if (!lines.length) return;
    const [l, n] = at;
    const next = target(event, at, lines.length, lines[l].points.length);
    if (!next) return;
    const x = (m) => places[m].map(([place]) => place);
    if (next[0] === l) go(l, next[1]);
    else go(next[0], nearest(x(next[0]), x(l)[n]));
    event.preventDefault();
    event.stopPropagation();
  });
  drawn.addEventListener("click", (event) => {
    const { left, top, width, height } = drawn.getBoundingClientRect();
    const [x, y] = [((event.clientX - left) / width) * BOX.width, ((event.clientY - top) / height) * BOX.height];
    const all = places.flatMap((line, l) => line.map(([u, v], n) => ({ l, n, far: Math.hypot(u - x, v - y) })));
    const found = all.reduce((best, one) => (!best || one.far < best.far ? one : best), null);
    if (found) go(found.l, found.n);
    field.focus();
  });

  return {
    el: h("div", { class: "pxu-chart" }, title, field, reading, nothing),
    /** @param {object} about
     *  @param {Line[]} about.lines  from the first to the last of the arrow keys; empty: there is none
     *  @param {string} about.heading
     *  @param {string} about.across  what goes from left to right
     *  @param {number[]} about.marks  numbers that stand there
     *  @param {boolean} [about.log]
     *  @param {string} [about.chosen]  the line that is drawn strong, with a band
     *  @param {string} [about.why]  why there is none */
    show({ lines: next, heading, across, marks, log = false, chosen, why = "" }) {
      lines = next;
      title.textContent = heading;
      nothing.textContent = lines.length ? "" : why;
      field.hidden = reading.hidden = !lines.length;
      if (!lines.length) return;
      const points = lines.flatMap((line) => line.points);
      const domain = tens(points);
      const all = [...marks, ...points.map(({ x }) => x)];
      const x = scale([Math.min(...all), Math.max(...all)], [BOX.left + 14, BOX.right - 12], log);
      const y = scale(domain, [BOX.bottom, BOX.top]);
      const within = (v) => y(Math.max(domain[0], Math.min(domain[1], v)));
      places = lines.map((line) => line.points.map((point) => [x(point.x), y(point.mean)]));
      drawn.replaceChildren(
        ...ticks(domain).flatMap((v) => [
          svg("path", { class: "pxu-rule", d: `M${BOX.left} ${y(v)}H${BOX.right}` }),
          svg("text", { x: BOX.left - 5, y: y(v) + 4, "text-anchor": "end" }, `${v}`),
        ]),
        ...marks.map((v) => svg("text", { x: x(v), y: BOX.bottom + 17, "text-anchor": "middle" }, `${v}`)),
        svg("text", { x: (BOX.left + BOX.right) / 2, y: BOX.height - 5, "text-anchor": "middle" }, across),
        crosshair,
        // The chosen line lies on top.
        ...[...lines.keys()].sort((a, b) => Number(lines[a].key === chosen) - Number(lines[b].key === chosen)).map((l) => drawLine(lines[l], places[l], within, lines[l].key === chosen)),
        ring,
      );
    },
    /** The point that is read; none where the line has no such point.
     * @param {string} key @param {number} n @param {string} text @param {string} spoken */
    mark(key, n, text, spoken) {
      if (!lines.length) return;
      const found = lines.findIndex((line) => line.key === key);
      const place = places[found]?.[n];
      crosshair.setAttribute("d", place ? `M${place[0]} ${BOX.top}V${BOX.bottom}` : "");
      ring.setAttribute("visibility", place ? "visible" : "hidden");
      reading.textContent = text;
      field.setAttribute("aria-valuetext", spoken);
      at = place ? [found, n] : [0, 0];
      field.setAttribute("aria-valuemax", String(places[at[0]].length));
      field.setAttribute("aria-valuenow", String(at[1] + 1));
      if (!place) return;
      ring.setAttribute("cx", place[0]);
      ring.setAttribute("cy", place[1]);
    },
  };
}

function drawLine({ look, points }, places, y, chosen) {
  const upper = points.map(({ mean, std }, n) => [places[n][0], y(mean + std)]);
  const lower = points.map(({ mean, std }, n) => [places[n][0], y(mean - std)]);
  const whiskers = upper.map((top, n) => path([top, lower[n]])).join("");
  return svg(
    "g",
    { class: `pxu-look-${look % MARKERS.length}${chosen ? " pxu-strong" : ""}` },
    ...(chosen ? [svg("path", { class: "pxu-band", d: band(upper, lower) })] : []),
    svg("path", { class: "pxu-whiskers", d: whiskers }),
    svg("path", { class: "pxu-line", d: path(places) }),
    ...places.map(([x, y]) => svg("path", { class: "pxu-marker", d: MARKERS[look % MARKERS.length], transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` })),
  );
}
