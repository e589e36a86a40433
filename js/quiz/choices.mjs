/** One answer, or all that apply. */
import { h } from "../ui/dom.mjs";
import { several, single } from "./judge.mjs";

/** @param {HTMLElement} quiz */
export function choices(quiz) {
  const boxes = [...quiz.querySelectorAll(".pxq-choices input")];
  const lines = boxes.map((box) => box.closest("li"));
  const verdicts = [...quiz.querySelectorAll(".pxq-verdicts > li")];
  const correct = lines.map((line) => line.hasAttribute("data-correct"));
  const slots = lines.map((line, i) => {
    const slot = h("div", { class: "pxq-said", id: `${quiz.id}-said-${i}` });
    line.append(slot);
    return slot;
  });
  const one = quiz.dataset.kind === "single";
  const ticked = () => boxes.flatMap((box, i) => (box.checked ? [i] : []));
  return {
    slots,
    fields: boxes,
    empty: one ? "Choose an answer first." : "Tick at least one answer first.",
    answer: () => (ticked().length === 0 ? null : one ? ticked()[0] : ticked()),
    restore: (answer) => [answer].flat().forEach((i) => (boxes[i].checked = true)),
    judge: (answer) => (one ? single(answer, correct) : several(answer, correct)),
    /** What was chosen is explained; when all is right, the others too. */
    show(answer, { right }) {
      const chosen = [answer].flat();
      slots.forEach((slot, i) => {
        if (!right && !chosen.includes(i)) return;
        slot.replaceChildren(...[...verdicts[i].childNodes].map((node) => node.cloneNode(true)));
        lines[i].dataset.verdict = correct[i] ? "right" : chosen.includes(i) ? "wrong" : "other";
        boxes[i].setAttribute("aria-describedby", slot.id);
      });
    },
    clear() {
      slots.forEach((slot) => slot.replaceChildren());
      lines.forEach((line) => delete line.dataset.verdict);
      boxes.forEach((box) => box.removeAttribute("aria-describedby"));
    },
    forget: () => boxes.forEach((box) => (box.checked = false)),
  };
}
