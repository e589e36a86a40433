/** Which sections were read: their last line stayed on the screen for a moment. */
import { load, update } from "./store.mjs";

const MOMENT = 1000; // milliseconds; scrolling past is not reading

/** @param {{page: string, sections: string[]}} chapter */
export function watchSections(chapter) {
  const read = new Set(load().read[chapter.page] ?? []);
  const ends = new Map();
  const timers = new Map();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      clearTimeout(timers.get(target));
      if (isIntersecting) timers.set(target, setTimeout(() => note(target), MOMENT));
    }
  });
  function note(end) {
    if (document.visibilityState === "hidden") return;
    observer.unobserve(end);
    update((progress) => {
      const known = (progress.read[chapter.page] ??= []);
      if (!known.includes(ends.get(end))) known.push(ends.get(end));
    });
  }
  for (const id of chapter.sections) {
    const section = document.getElementById(id);
    if (!section || read.has(id)) continue;
    const end = document.createElement("div");
    end.className = "pxp-end";
    // a section's own part ends where its first subsection starts
    const inner = section.querySelector(":scope > section");
    section.insertBefore(end, inner);
    ends.set(end, id);
    observer.observe(end);
  }
}
