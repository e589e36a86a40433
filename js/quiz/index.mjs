/**
 * Brings the quizzes of a page to life. What stands in the page is complete without this script;
 * here it gets buttons, verdicts and a memory.
 */
import { load, update } from "../progress/store.mjs";
import { h } from "../ui/dom.mjs";
import { choices } from "./choices.mjs";
import { number } from "./number.mjs";
import { order } from "./order.mjs";
import { predict } from "./predict.mjs";

const KINDS = { single: choices, several: choices, number, order, predict };

/** @param {HTMLElement} quiz */
function mount(quiz) {
  const status = h("p", { role: "status", class: "pxq-status" });
  const say = (text) => {
    status.textContent = text;
  };
  const kind = KINDS[quiz.dataset.kind](quiz, say);
  const form = quiz.querySelector("form");
  const solution = quiz.querySelector(".pxq-solution");
  const button = h("button", { class: "pxq-check" }, kind.action ?? "Check");
  const again = h("button", { type: "reset", class: "pxq-again", hidden: true }, "Start over");
  form.append(h("div", { class: "pxq-buttons" }, button, again, status));
  solution.hidden = true;
  quiz.classList.add("pxq-alive");

  /** @param {any} answer */
  function show(answer) {
    const verdict = kind.judge(answer);
    kind.clear();
    kind.show(answer, verdict);
    quiz.dataset.verdict = verdict.right ? "right" : "wrong";
    again.hidden = false;
    solution.hidden = verdict.right; // all of it is said then
    return verdict;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answer = kind.answer();
    if (answer === null) {
      kind.clear();
      delete quiz.dataset.verdict;
      say(kind.empty);
      kind.fields[0]?.focus();
      return;
    }
    const { right, words } = show(answer);
    say(right || !quiz.querySelector(".pxq-hint") ? words : `${words} There is a hint below.`);
    update(({ quizzes }) => {
      const before = quizzes[quiz.id];
      quizzes[quiz.id] = {
        answer,
        stamp: quiz.dataset.stamp,
        right: right || Boolean(before?.right),
        tries: (before?.tries ?? 0) + 1,
      };
    });
  });

  /** A verdict belongs to the answer that it was given on. */
  const stale = () => {
    kind.clear();
    delete quiz.dataset.verdict;
    say("");
  };
  form.addEventListener("input", stale);
  quiz.addEventListener("pxq-moved", stale);
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    stale();
    kind.forget();
    again.hidden = true;
    solution.hidden = true;
    solution.open = false;
    say("Cleared.");
    (kind.fields[0] ?? button).focus();
    update(({ quizzes }) => {
      if (quizzes[quiz.id]) delete quizzes[quiz.id].answer;
    });
  });

  const before = load().quizzes[quiz.id];
  if (before?.answer !== undefined && before.stamp === quiz.dataset.stamp) {
    kind.restore(before.answer);
    const { words } = show(before.answer);
    if (words) status.textContent = words;
  }
  // only now: what was restored is not news
  for (const slot of kind.slots) slot.setAttribute("aria-live", "polite");
}

for (const quiz of document.querySelectorAll(".pxq")) mount(quiz);

/** On paper the solutions are open: nobody can click there. */
const opened = new Set();
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll(".pxq details:not([open])")) {
    details.open = true;
    opened.add(details);
  }
});
addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
  opened.clear();
});
