/** All of a reader's progress: a table, and the way out of and into this browser. */
import { dialog } from "../ui/dialog.mjs";
import { h } from "../ui/dom.mjs";
import { count } from "./count.mjs";
import { CHANGED, check, load, merge, nothing, save } from "./store.mjs";

/** @param {import("./count.mjs").Chapter[]} chapters @returns {() => void} opens it */
export function panel(chapters) {
  const body = h("tbody");
  const status = h("p", { role: "status", class: "pxp-status" });
  const say = (text) => {
    status.textContent = text;
  };
  const file = h("input", { type: "file", accept: ".json,application/json", hidden: true, "aria-label": "Progress file" });
  const reset = h("button", { type: "button" }, "Reset");
  const head = ["Chapter", "Sections read", "Quizzes solved", "Exercise done"];
  const el = dialog(
    "pxp-panel",
    "Your progress",
    h("p", {}, "It is kept in this browser only; nothing is sent anywhere. Save it as a file to take it elsewhere."),
    h(
      "div",
      { class: "pxp-scroll", tabindex: 0, role: "region", "aria-label": "Progress by chapter" },
      h("table", {}, h("thead", {}, h("tr", {}, ...head.map((text) => h("th", { scope: "col" }, text)))), body),
    ),
    h(
      "div",
      { class: "pxd-buttons" },
      h("button", { type: "button", onclick: () => say(download()) }, "Save as a file"),
      h("button", { type: "button", onclick: () => file.click() }, "Load a file"),
      reset,
      file,
    ),
    status,
  );

  function fill() {
    const progress = load();
    const cell = ([done, all]) => h("td", {}, all ? `${done} of ${all}` : "–");
    body.replaceChildren(
      ...chapters.map((chapter) => {
        const { sections, quizzes, exercises } = count(chapter, progress);
        return h("tr", {}, h("th", { scope: "row" }, chapter.title), cell(sections), cell(quizzes), cell(exercises));
      }),
    );
  }

  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (!chosen) return;
    try {
      const safe = save(merge(load(), check(JSON.parse(await chosen.text()))));
      say(`Loaded ${chosen.name}: what was done there or here is done.${safe ? "" : LOST}`);
    } catch (error) {
      const why = error instanceof SyntaxError ? "it is not JSON" : error.message;
      say(`${chosen.name} was not loaded: ${why}. Nothing has changed.`);
    }
    file.value = "";
  });

  let sure = false;
  const unsure = () => {
    sure = false;
    reset.textContent = "Reset";
  };
  reset.addEventListener("click", () => {
    if (sure) {
      save(nothing());
      unsure();
      return say("All progress in this browser is deleted. Quizzes on this page show it after a reload.");
    }
    sure = true;
    reset.textContent = "Really reset";
    return say("This deletes all progress in this browser. Press once more to do it.");
  });
  reset.addEventListener("blur", unsure);

  document.addEventListener(CHANGED, () => el.open && fill());
  return () => {
    if (el.open) return;
    say("");
    fill();
    el.showModal();
  };
}

const LOST = " This browser does not keep it: it lasts until you leave the page.";

function download() {
  const address = URL.createObjectURL(new Blob([JSON.stringify(load(), null, 1)], { type: "application/json" }));
  h("a", { href: address, download: "pixelup-progress.json" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  return "Saved as pixelup-progress.json.";
}
