/** A window above the page: Escape closes it, and the focus goes back to where it was. */
import { h } from "./dom.mjs";

/**
 * @param {string} name  for ids and classes
 * @param {string} title
 * @param {...Node} children
 * @returns {HTMLDialogElement}
 */
export function dialog(name, title, ...children) {
  const close = h("button", { type: "button", class: "pxd-close", "aria-label": "Close" }, "×");
  const el = h(
    "dialog",
    { class: "pxd", id: name, "aria-labelledby": `${name}-title` },
    h("div", { class: "pxd-head" }, h("h2", { id: `${name}-title` }, title), close),
    ...children,
  );
  close.addEventListener("click", () => el.close());
  el.addEventListener("click", (event) => event.target === el && el.close()); // beside the window
  document.body.append(el);
  return el;
}

/** A button at the foot of the sidebar. @param {string} text @param {() => void} act */
export function footButton(text, act) {
  const foot = document.querySelector(".sidebar-primary-items__end");
  if (!foot) return;
  const button = h("button", { type: "button", class: "pxp-open", onclick: act }, text);
  foot.append(h("div", { class: "sidebar-primary-item" }, button));
}
