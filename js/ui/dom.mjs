/** Elements, ids and the frame of a figure. */
import css from "./figure.css";

/**
 * Make an element. `on...` keys are listeners, `true` and `false` switch an attribute.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node | string | null | undefined)} children
 * @returns {any}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  // JupyterLab and Notebook 7 bind arrows and letters while anything of a notebook has the focus;
  // they look for this attribute on the focused element itself.
  if (element.tabIndex >= 0 || "tabindex" in attributes)
    element.setAttribute("data-lm-suppress-shortcuts", "true");
  element.append(...children.filter((child) => child != null));
  return element;
}

let count = 0;
/** @type {(prefix: string) => string} */
export const uid = (prefix) => `pxu-${prefix}-${++count}-${Math.random().toString(36).slice(2, 7)}`;

/** Whether the site, JupyterLab, VS Code or Colab shows itself dark.
 * @type {() => "light" | "dark"} */
export function pageTheme() {
  const { documentElement: html, body } = document;
  const dark =
    html.dataset.theme === "dark" ||
    body.dataset.jpThemeLight === "false" ||
    body.classList.contains("vscode-dark") ||
    (body.classList.contains("vscode-high-contrast") && !body.classList.contains("vscode-high-contrast-light")) ||
    html.getAttribute("theme") === "dark";
  return dark ? "dark" : "light";
}

/**
 * The frame of a figure: a group with the shared style sheet, which follows the page's theme.
 * It stands on the page once it is mounted.
 * @param {HTMLElement} el
 * @param {{name: string, label: string}} about
 * @returns {{section: HTMLElement, mount: (redraw: () => void) => void, remove: () => void}}
 */
export function frame(el, { name, label }) {
  const section = h("div", { class: `pxu pxu-${name}`, role: "group", "aria-label": label, "data-theme": pageTheme() });
  const style = h("style", {}, css);
  let redraw = () => {};
  const observer = new MutationObserver(() => {
    if (section.dataset.theme === pageTheme()) return;
    section.dataset.theme = pageTheme();
    redraw();
  });
  const attributeFilter = ["data-theme", "theme", "class", "data-jp-theme-light"];
  return {
    section,
    mount(onTheme) {
      redraw = onTheme;
      el.append(style, section);
      for (const host of [document.documentElement, document.body])
        observer.observe(host, { attributes: true, attributeFilter });
    },
    remove() {
      observer.disconnect();
      section.remove();
      style.remove();
    },
  };
}
