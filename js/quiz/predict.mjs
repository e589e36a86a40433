/** A guess before the answer is shown: it is yours to compare. */
import { h } from "../ui/dom.mjs";

/** @param {HTMLElement} quiz */
export function predict(quiz) {
  const field = h("textarea", { rows: 2, class: "pxq-field", autocomplete: "off" });
  const slot = h("div", { class: "pxq-said" });
  quiz.querySelector("fieldset").append(h("label", { class: "pxq-label pxq-wide" }, "Your prediction", field), slot);
  const revealed = quiz.querySelector(".pxq-revealed");
  let asked = false;
  return {
    slots: [slot],
    fields: [field],
    action: "Reveal",
    empty: "Write a guess first; a wrong one helps as well. Reveal again to look without one.",
    answer() {
      if (field.value.trim() || asked) return field.value.trim();
      asked = true;
      return null;
    },
    restore(answer) {
      field.value = answer;
    },
    judge: () => ({ right: true, words: "" }),
    show: () => slot.replaceChildren(revealed.cloneNode(true)),
    clear: () => slot.replaceChildren(),
    forget() {
      field.value = "";
      asked = false;
    },
  };
}
