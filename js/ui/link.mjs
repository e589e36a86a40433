/** The state of a figure in the address: read at the start, followed, and copied on demand. */
import { button } from "./fields.mjs";
import { h } from "./dom.mjs";
import * as address from "./share.mjs";

/**
 * @param {object} options
 * @param {{key: string} | undefined} options.share  nothing in a notebook, which has no address
 * @param {(text: string) => void} options.follow  takes a state from an address; throws a sentence
 * @param {() => import("./share.mjs").State} options.state
 * @param {(sentence: string) => void} options.onproblem
 */
export function link({ share, follow, state, onproblem }) {
  if (!share) return { el: null, start() {}, stop() {} };
  const read = () => {
    const text = address.find(location.hash, share.key);
    if (text === null) return false;
    try {
      follow(text);
      onproblem("");
    } catch (error) {
      onproblem(`The link was not understood: ${error.message}.`);
    }
    return true;
  };
  const done = h("span", { class: "pxu-done", role: "status" });
  const copy = button("Copy link", async () => {
    history.replaceState(null, "", address.put(location.hash, share.key, address.write(state())));
    try {
      await navigator.clipboard.writeText(location.href);
      done.textContent = "Copied.";
    } catch {
      done.textContent = "The link stands in the address bar.";
    }
  });
  let section = null;
  const show = () => section?.scrollIntoView({ block: "nearest" });
  const onhash = () => read() && show();
  return {
    el: h("span", {}, copy, " ", done),
    /** Read the address now, and whenever it changes. @param {HTMLElement} figure */
    start(figure) {
      section = figure;
      if (read()) requestAnimationFrame(show);
      window.addEventListener("hashchange", onhash);
    },
    stop: () => window.removeEventListener("hashchange", onhash),
  };
}
