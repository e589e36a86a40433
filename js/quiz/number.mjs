/** A number, right within a tolerance. */
import { h } from "../ui/dom.mjs";
import { number as judge, readNumber } from "./judge.mjs";

/** @param {HTMLElement} quiz */
export function number(quiz) {
  const [value, tolerance] = [Number(quiz.dataset.value), Number(quiz.dataset.tolerance)];
  const field = h("input", { type: "text", inputmode: "decimal", autocomplete: "off", class: "pxq-field" });
  const slot = h("div", { class: "pxq-said", id: `${quiz.id}-said` });
  quiz.querySelector("fieldset").append(h("label", { class: "pxq-label" }, "Your answer ", field), slot);
  const why = quiz.querySelector(".pxq-why");
  const mistakes = [...quiz.querySelectorAll(".pxq-mistake")];
  return {
    slots: [slot],
    fields: [field],
    empty: "Write a number, such as 12, −0.5 or 1/3.",
    answer: () => readNumber(field.value),
    restore(answer) {
      field.value = String(answer).replace("-", "\u2212");
    },
    judge: (answer) => judge(answer, value, tolerance),
    show(answer, { right }) {
      const known = mistakes.find((m) => judge(answer, Number(m.dataset.value), tolerance).right);
      const said = right ? why : known;
      slot.replaceChildren(...(said ? [said.cloneNode(true)] : []));
      field.setAttribute("aria-describedby", slot.id);
    },
    clear() {
      slot.replaceChildren();
      field.removeAttribute("aria-describedby");
    },
    forget() {
      field.value = "";
    },
  };
}
