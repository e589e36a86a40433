/** What a screen reader is told while the figure changes. */
import { h } from "./dom.mjs";

/**
 * A polite live region. `say` waits until the reader rests, so that a held key does not flood it.
 * @param {number} [rest] milliseconds
 */
export function liveRegion(rest = 150) {
  const el = h("p", { role: "status", class: "pxu-status" });
  let timer = 0;
  return {
    el,
    /** @param {string} text */
    say(text) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        el.textContent = text;
      }, rest);
    },
    stop: () => clearTimeout(timer),
  };
}
