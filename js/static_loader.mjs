/**
 * Static pages: brings every figure of the page to life, without a kernel.
 *
 * A classic script, so that it also works from file:// and with `script-src 'self'`. The Sphinx
 * extension writes <div class="pxu-embed" data-figure="..."> with the state and a still picture;
 * the figure's own bundle registers itself in `globalThis.pixelup.figures`.
 */
import { StaticModel } from "./static_model.mjs";

/** Mount all figures of the document. @param {Document} page */
export function mountAll(page) {
  /** @type {Record<string, number>} */
  const seen = {};
  for (const embed of page.querySelectorAll(".pxu-embed")) {
    const name = embed.dataset.figure;
    const el = page.createElement("div");
    try {
      const figure = globalThis.pixelup?.figures?.[name];
      if (!figure) throw new Error(`its script, ${name}.js, did not load.`);
      const model = new StaticModel(JSON.parse(embed.querySelector("script").textContent));
      const nth = (seen[figure.key] = (seen[figure.key] ?? 0) + 1);
      const share = { key: nth === 1 ? figure.key : `${figure.key}-${nth}` };
      embed.append(el);
      figure.render({ model, el, share });
      embed.classList.add("pxu-alive");
    } catch (error) {
      el.remove();
      embed.classList.add("pxu-failed");
      const message = page.createElement("p");
      message.className = "pxu-message";
      message.setAttribute("role", "alert");
      message.textContent = `This figure is not alive: ${error.message} Here is how it looks.`;
      embed.prepend(message);
    }
  }
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => mountAll(document));
else mountAll(document);
