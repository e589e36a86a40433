/** Items to put in order: two buttons each, and a handle to drag. */
import { h } from "../ui/dom.mjs";
import { order as judge } from "./judge.mjs";

/** @param {HTMLElement} quiz @param {(text: string) => void} say */
export function order(quiz, say) {
  const list = quiz.querySelector(".pxq-items");
  const why = quiz.querySelector(".pxq-why");
  const first = [...list.children];
  const slot = h("div", { class: "pxq-said" });
  list.after(slot);
  const words = (item) => item.querySelector(".pxq-item").textContent;

  /** @param {Element} item @param {number} to */
  function move(item, to) {
    const others = [...list.children].filter((other) => other !== item);
    list.insertBefore(item, others[to] ?? null);
    ends();
    quiz.dispatchEvent(new Event("pxq-moved"));
    say(`${words(item)}: now ${to + 1} of ${list.children.length}.`);
  }

  /** The first cannot go up; its button stays in place, so that the focus does not get lost. */
  function ends() {
    [...list.children].forEach((item, i, all) => {
      item.querySelector(".pxq-up").setAttribute("aria-disabled", String(i === 0));
      item.querySelector(".pxq-down").setAttribute("aria-disabled", String(i === all.length - 1));
    });
  }

  for (const item of first) {
    const step = (by) => () => {
      const to = [...list.children].indexOf(item) + by;
      if (to < 0 || to >= list.children.length) return;
      const focused = document.activeElement;
      move(item, to);
      focused.focus();
    };
    item.prepend(handle(item, list, move));
    item.append(
      h("button", { type: "button", class: "pxq-up", "aria-label": `Move up: ${words(item)}`, onclick: step(-1) }, arrow("↑")),
      h("button", { type: "button", class: "pxq-down", "aria-label": `Move down: ${words(item)}`, onclick: step(1) }, arrow("↓")),
    );
  }
  ends();

  return {
    slots: [slot],
    fields: [],
    empty: "",
    answer: () => [...list.children].map((item) => Number(item.dataset.place)),
    restore(answer) {
      for (const place of answer) list.append(first.find((item) => Number(item.dataset.place) === place));
      ends();
    },
    judge,
    show(answer, { right }) {
      [...list.children].forEach((item, i) => (item.dataset.verdict = answer[i] === i ? "right" : "wrong"));
      slot.replaceChildren(...(right && why ? [why.cloneNode(true)] : []));
    },
    clear() {
      slot.replaceChildren();
      for (const item of first) delete item.dataset.verdict;
    },
    forget() {
      list.append(...first);
      ends();
    },
  };
}

const arrow = (sign) => h("span", { "aria-hidden": "true" }, sign);

/** A grip for mouse, pen and finger. Keyboards and voices use the buttons. */
function handle(item, list, move) {
  const grip = h("span", { class: "pxq-grip", "aria-hidden": "true", title: "Drag" }, "⠿");
  grip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    item.classList.add("pxq-dragged");
  });
  grip.addEventListener("pointermove", (event) => {
    if (!grip.hasPointerCapture(event.pointerId)) return;
    const others = [...list.children].filter((other) => other !== item);
    const to = others.filter((other) => {
      const box = other.getBoundingClientRect();
      return event.clientY > box.top + box.height / 2;
    }).length;
    if ([...list.children].indexOf(item) !== to) {
      move(item, to);
      grip.setPointerCapture(event.pointerId); // moving an element releases its pointer
    }
  });
  const drop = () => item.classList.remove("pxq-dragged");
  grip.addEventListener("pointerup", drop);
  grip.addEventListener("pointercancel", drop);
  return grip;
}
