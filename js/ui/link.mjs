/** The state of a figure in the address: read at once, followed, and copied on demand. */
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
  let problem = "";
  const read = () => {
    const text = address.find(location.hash, share.key);
    if (text === null) return false;
    try {
      follow(text);
      problem = "";
    } catch (error) {
      problem = `The link was not understood: ${error.message}.`;
    }
    onproblem(problem);
    return true;
  };
  const found = read();
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
    /** The figure is drawn: show it if it was asked for, and follow the address.
     * @param {HTMLElement} figure */
    start(figure) {
      section = figure;
      if (found) requestAnimationFrame(show);
      if (problem) onproblem(problem); // drawing may have cleared it
      window.addEventListener("hashchange", onhash);
    },
    stop: () => window.removeEventListener("hashchange", onhash),
  };
}

/** How a figure whose traits are matrices, numbers and words is read from an address and written.
 * @param {Record<string, "matrix" | "number" | "text">} kinds  the traits that travel
 * @param {Record<string, any>} fresh  what a link need not say
 * @param {(get: (name: string) => any) => any} compute  throws a sentence at what cannot be drawn */
export const traitLink = (kinds, fresh, compute) => ({
  /** @type {(text: string, get: (name: string) => any) => Record<string, any>} */
  read(text, get) {
    const next = { ...fresh, ...address.read(text, kinds) };
    compute((name) => next[name] ?? get(name)); // refuses before anything changes
    return next;
  },
  /** Empty matrices are left out. @type {(get: (name: string) => any) => import("./share.mjs").State} */
  state: (get) => Object.fromEntries(Object.keys(kinds).filter((name) => String(get(name)) !== "").map((name) => [name, get(name)])),
});
