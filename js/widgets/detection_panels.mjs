/** The parts of the DetectionExplorer: the stage with its boxes, the sums, the spellings, the candidates. */
import { agreement, area, common, spellings } from "../maths/boxes.mjs";
import { format } from "../maths/numbers.mjs";
import { button } from "../ui/fields.mjs";
import { h } from "../ui/dom.mjs";
import { lines } from "./detection_presets.mjs";
import { placeText, sums } from "./detection_words.mjs";

/** @typedef {import("../maths/boxes.mjs").Box} Box */
/** @typedef {Box} Extent  what the stage shows: left, top, right, bottom */
/** @typedef {{box: Box, name: string, look: string, says: string, stop: boolean}} Item  `stop`: of the Tab key */

const CORNERS = { nw: [0, 1], ne: [2, 1], sw: [0, 3], se: [2, 3] }; // which numbers of a box they are
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The plane on which boxes are dragged, and moved by keys.
 * @param {{onbox: (n: number, box: Box) => void, onchoose: (n: number) => void}} actions */
export function stagePanel({ onbox, onchoose }) {
  const back = h("div", { class: "pxu-back", "aria-hidden": "true" });
  const both = h("div", { class: "pxu-common", "aria-hidden": "true" });
  const ticks = h("div", { class: "pxu-ticks", "aria-hidden": "true" });
  const field = h("div", { class: "pxu-field-of-boxes" }, back, both);
  const el = h("div", { class: "pxu-stage", role: "group" }, ticks, field);
  const views = [];
  let extent = [0, 0, 1, 1];
  let drawn = "";

  const put = (element, [left, top, right, bottom]) => {
    const [x, y, w, height] = [extent[0], extent[1], extent[2] - extent[0], extent[3] - extent[1]];
    const inset = [(top - y) / height, 1 - (right - x) / w, 1 - (bottom - y) / height, (left - x) / w];
    element.style.inset = inset.map((v) => `${(100 * v).toFixed(3)}%`).join(" ");
  };
  const clamp = (v, low, high) => Math.max(low, Math.min(high, v));
  /** Move a box as a whole, as far as the stage goes. */
  function moved([left, top, right, bottom], dx, dy) {
    const x = clamp(dx, extent[0] - left, extent[2] - right);
    const y = clamp(dy, extent[1] - top, extent[3] - bottom);
    return [left + x, top + y, right + x, bottom + y];
  }
  /** Move a corner; a box may become empty, not turned over. */
  function pulled(box, corner, dx, dy) {
    const next = [...box];
    for (const [at, by] of [[CORNERS[corner][0], dx], [CORNERS[corner][1], dy]]) {
      const axis = at % 2;
      next[at] = at < 2 ? clamp(box[at] + by, extent[axis], box[axis + 2]) : clamp(box[at] + by, box[axis], extent[axis + 2]);
    }
    return next;
  }

  function add(n) {
    const tag = h("span", { class: "pxu-tag" });
    const corners = Object.keys(CORNERS).map((corner) => h("span", { class: `pxu-corner pxu-${corner}`, "data-corner": corner }));
    const one = h("div", { class: "pxu-crate", role: "slider", tabindex: 0, "aria-roledescription": "box", "aria-valuemin": -999, "aria-valuemax": 999 }, tag, ...corners);
    let now = [0, 0, 0, 0];
    let from = null;
    one.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();
      onchoose(n);
      one.focus({ preventScroll: true });
      one.setPointerCapture(event.pointerId);
      from = { x: event.clientX, y: event.clientY, box: now, corner: event.target.dataset.corner };
    });
    one.addEventListener("pointermove", (event) => {
      if (!from || !one.hasPointerCapture(event.pointerId)) return;
      const unit = field.getBoundingClientRect().width / (extent[2] - extent[0]);
      const by = [(event.clientX - from.x) / unit, (event.clientY - from.y) / unit].map(Math.round);
      const next = from.corner ? pulled(from.box, from.corner, ...by) : moved(from.box, ...by);
      if (String(next) !== String(now)) onbox(n, next);
    });
    for (const end of ["pointerup", "pointercancel"])
      one.addEventListener(end, () => {
        from = null;
      });
    one.addEventListener("focus", () => onchoose(n));
    one.addEventListener("keydown", (event) => {
      const by = KEYS[event.key];
      if (!by || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      onbox(n, event.shiftKey ? pulled(now, "se", ...by) : moved(now, ...by));
    });
    field.append(one);
    return {
      one,
      /** @param {Item} item */
      show({ box, name, look, says, stop }) {
        now = box;
        put(one, box);
        one.hidden = false;
        one.className = `pxu-crate ${look}`;
        one.tabIndex = stop ? 0 : -1;
        one.style.zIndex = String(Math.max(1, 900 - Math.round(area(box)))); // the small one can be reached
        one.classList.toggle("pxu-thin", area(box) === 0);
        tag.textContent = name;
        one.setAttribute("aria-label", says);
        one.setAttribute("aria-valuenow", String(box[0]));
        one.setAttribute("aria-valuetext", placeText(box));
      },
    };
  }

  return {
    el,
    /** Is this box within what is shown? @type {(box: Box, shown: Extent) => boolean} */
    fits: (box, shown) => box[0] >= shown[0] && box[1] >= shown[1] && box[2] <= shown[2] && box[3] <= shown[3],
    /** @param {Extent} shown @param {string} scene @param {Item[]} items @param {[Box, Box] | null} compared */
    show(shown, scene, items, compared) {
      extent = shown;
      const next = `${shown} ${scene}`;
      if (next !== drawn) {
        drawn = next;
        const [left, top, right, bottom] = shown;
        const [w, height] = [right - left, bottom - top];
        el.style.setProperty("--shape", String(w / height));
        el.setAttribute("aria-label", `Boxes in a plane of ${format(w)} by ${format(height)}`);
        back.innerHTML = background(shown, scene);
        const every = w > 30 ? 8 : 4;
        const tick = (value, style) => {
          const one = h("span", {}, format(value));
          one.style.cssText = style;
          return one;
        };
        const along = (from, to) => Array.from({ length: Math.floor(to / every) - Math.ceil(from / every) + 1 }, (_, n) => (Math.ceil(from / every) + n) * every);
        ticks.replaceChildren(
          ...along(left, right).map((x) => tick(x, `left:${(100 * (x - left)) / w}%;top:-1.15rem;transform:translateX(-50%)`)),
          ...along(top, bottom).map((y) => tick(y, `top:${(100 * (y - top)) / height}%;right:calc(100% + 0.3rem);transform:translateY(-50%)`)),
        );
      }
      while (views.length < items.length) views.push(add(views.length));
      views.forEach((view, n) => (items[n] ? view.show(items[n]) : (view.one.hidden = true)));
      const shared = compared && common(...compared);
      both.hidden = !shared;
      if (shared) put(both, shared);
    },
    focus: (n) => views[n]?.one.focus(),
  };
}

/** A grid of units, and the digits of a scene. */
function background([left, top, right, bottom], scene) {
  const every = right - left > 30 ? 2 : 1;
  const range = (from, to) => Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, n) => from + n * every);
  const grid = [...range(left, right).map((x) => `M${x} ${top}V${bottom}`), ...range(top, bottom).map((y) => `M${left} ${y}H${right}`)].join("");
  const digits = lines(scene).map(({ points, width }) => `<polyline points="${points.map((p) => p.join()).join(" ")}" stroke-width="${width}"/>`);
  return `<svg viewBox="${left} ${top} ${right - left} ${bottom - top}" preserveAspectRatio="none"><path d="${grid}"/>${digits.join("")}</svg>`;
}

/** Areas and IoU of two boxes, and the IoU as a bar. */
export function sumsPanel() {
  const cells = { shared: h("dd", {}), covered: h("dd", {}), iou: h("dd", { class: "pxu-iou" }) };
  const bar = h("span", { class: "pxu-bar-of-iou" });
  const key = (look) => h("span", { class: `pxu-key ${look}`, "aria-hidden": "true" });
  return {
    el: h(
      "div",
      { class: "pxu-agreement" },
      h(
        "dl",
        {},
        h("div", {}, h("dt", {}, key("pxu-key-common"), "shared (intersection)"), cells.shared),
        h("div", {}, h("dt", {}, key("pxu-key-a"), key("pxu-key-b"), "covered together (union)"), cells.covered),
        h("div", {}, h("dt", {}, "IoU, shared / covered"), cells.iou),
      ),
      h("div", { class: "pxu-track-of-iou", "aria-hidden": "true" }, bar),
    ),
    /** @param {Box} a @param {Box} b */
    show(a, b) {
      for (const [name, text] of Object.entries(sums(a, b))) cells[name].textContent = text;
      bar.style.width = `${100 * agreement(a, b).iou}%`;
    },
  };
}

const SPELLINGS = { xywh: ["corner and size", "x0, y0, w, h"], xyxy: ["two corners", "x0, y0, x1, y1"], cxcywh: ["centre and size", "cx, cy, w, h"] };

/** Boxes in all spellings. */
export function spellingsPanel() {
  const head = h("tr", {});
  const rows = Object.entries(SPELLINGS).map(([key, [name, numbers]]) => ({ key, name, numbers, el: h("tr", {}) }));
  return {
    el: h("div", { class: "pxu-wide" }, h("table", { class: "pxu-spellings" }, h("thead", {}, head), h("tbody", {}, ...rows.map((row) => row.el)))),
    /** @param {[string, Box][]} named */
    show(named) {
      head.replaceChildren(h("th", { scope: "col" }, "written as"), ...named.map(([name]) => h("th", { scope: "col" }, `box ${name}`)));
      for (const { key, name, numbers, el } of rows)
        el.replaceChildren(
          h("th", { scope: "row" }, name, " ", h("span", { class: "pxu-shape" }, numbers)),
          ...named.map(([, box]) => h("td", {}, spellings(box)[key].map(format).join(", "))),
        );
    },
  };
}

/** The candidates, best first: a button chooses one.
 * @param {(n: number) => void} onchoose */
export function candidatesPanel(onchoose) {
  const body = h("tbody", {});
  const caption = h("caption", {}, "Candidates, the highest score first");
  const heads = ["box", "score", "IoU with the best", "what becomes of it"].map((text) => h("th", { scope: "col" }, text));
  let views = [];
  return {
    el: h("div", { class: "pxu-wide" }, h("table", { class: "pxu-candidates" }, caption, h("thead", {}, h("tr", {}, ...heads)), body)),
    /** @param {{n: number, score: number, iou: string, fate: string, look: string}[]} rows @param {number} chosen */
    show(rows, chosen) {
      if (views.length !== rows.length) {
        views = rows.map((_, at) => {
          const pick = button("", () => onchoose(views[at].n), { class: "pxu-button pxu-pick", "aria-pressed": "false" });
          const cells = [h("td", {}), h("td", {}), h("td", {})];
          return { n: 0, pick, cells, el: h("tr", {}, h("th", { scope: "row" }, pick), ...cells) };
        });
        body.replaceChildren(...views.map((view) => view.el));
      }
      rows.forEach(({ n, score, iou, fate, look }, at) => {
        const view = views[at];
        view.n = n;
        view.el.className = look;
        view.pick.textContent = String(n);
        view.pick.setAttribute("aria-label", `Box ${n}`);
        view.pick.setAttribute("aria-pressed", String(n === chosen));
        [format(score), iou, fate].forEach((text, c) => {
          view.cells[c].textContent = text;
        });
      });
    },
  };
}
