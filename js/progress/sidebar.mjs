/** How far each chapter is, beside its name in the sidebar. */
import { h } from "../ui/dom.mjs";
import { count, percent } from "./count.mjs";
import { load } from "./store.mjs";

/** @param {import("./count.mjs").Chapter[]} chapters @param {string} here  the page's own name
 * @returns {() => void} */
export function sidebar(chapters, here) {
  const root = document.documentElement.dataset.content_root ?? "./";
  const path = (address) => new URL(address, location.href).pathname;
  const links = [...document.querySelectorAll(".bd-links a.reference.internal")];
  const badges = chapters.flatMap((chapter) => {
    const wanted = chapter.page === here ? "#" : path(`${root}${chapter.page}.html`);
    const link = links.find((a) => (a.getAttribute("href") === "#" ? "#" : path(a.getAttribute("href"))) === wanted);
    if (!link) return [];
    const badge = h("span", { class: "pxp-badge" });
    link.append(badge);
    return [{ chapter, badge }];
  });
  return () => {
    const progress = load();
    for (const { chapter, badge } of badges) {
      const done = percent(count(chapter, progress).share);
      badge.hidden = done === 0;
      badge.replaceChildren(
        done === 100 ? "✓" : `${done} %`,
        h("span", { class: "visually-hidden" }, done === 100 ? " all done" : " done"),
      );
    }
  };
}
