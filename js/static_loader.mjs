/**
 * Static pages: brings every figure of the page to life, without a kernel.
 *
 * A classic script, so that it also works from file:// and with `script-src 'self'`. The Sphinx
 * extension writes <div class="pxu-embed" data-figure="..."> with the state and a still picture;
 * the figure's own bundle registers itself in `globalThis.pixelup.figures`.
 *
 * Nobody waits for anybody: this script and the bundles come in any order (`async`), and a figure
 * is mounted as soon as it and its bundle are there, while the rest of the page still arrives.
 */
import { StaticModel } from "./static_model.mjs";

const FRESH = ".pxu-embed:not(.pxu-alive, .pxu-failed)";

/** Mount the figures whose state and bundle have come. @param {Document} page */
export function mountReady(page) {
  for (const embed of page.querySelectorAll(FRESH)) {
    const figure = globalThis.pixelup?.figures?.[embed.dataset.figure];
    const whole = page.readyState !== "loading" || embed.querySelector("noscript"); // its last part
    if (figure && whole) mount(embed, figure);
  }
}

/** Say of each figure that is left that its bundle will not come. @param {Document} page */
export function giveUp(page) {
  mountReady(page);
  for (const embed of page.querySelectorAll(FRESH))
    fail(embed, new Error(`its script, ${embed.dataset.figure}.js, did not load.`));
}

/** @param {HTMLElement} embed @param {{render: Function, key: string}} figure */
function mount(embed, figure) {
  const page = embed.ownerDocument;
  const el = page.createElement("div");
  try {
    const model = new StaticModel(JSON.parse(embed.querySelector("script").textContent));
    const twins = page.querySelectorAll(`.pxu-embed[data-figure="${embed.dataset.figure}"]`);
    const nth = [...twins].indexOf(embed) + 1; // those before it have come before it
    embed.append(el);
    figure.render({ model, el, share: { key: nth === 1 ? figure.key : `${figure.key}-${nth}` } });
    embed.classList.add("pxu-alive");
  } catch (error) {
    el.remove();
    fail(embed, error);
  }
}

/** Show the still picture, and why. @param {HTMLElement} embed @param {Error} error */
function fail(embed, error) {
  embed.classList.add("pxu-failed");
  const message = embed.ownerDocument.createElement("p");
  message.className = "pxu-message";
  message.setAttribute("role", "alert");
  message.textContent = `This figure is not alive: ${error.message} Here is how it looks.`;
  embed.prepend(message);
}

if (document.readyState === "complete") giveUp(document);
else {
  const look = () => mountReady(document);
  const watch = new MutationObserver(look); // the parser's work
  watch.observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("load", look, true); // a bundle's
  document.addEventListener("DOMContentLoaded", () => {
    watch.disconnect();
    look();
  });
  addEventListener("load", () => giveUp(document)); // after all scripts
  look();
}
