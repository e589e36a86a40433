/**
 * Single keys for the whole site. They can be switched off (WCAG 2.1.4), and they keep out of the
 * way of everything that has keys of its own: fields, figures, windows.
 */
import { dialog } from "../ui/dialog.mjs";
import { h } from "../ui/dom.mjs";
import { isForSite } from "./target.mjs";

const SETTING = "pixelup-keys";
const click = (selector) => () => document.querySelector(selector)?.click();

/** @param {{progress: () => void}} actions @returns {() => void} opens the help */
export function shortcuts({ progress }) {
  const keys = [
    ["?", "This help", () => help()],
    ["/", "Search", click(".search-button__button")],
    ["n", "Next page", click("a.right-next")],
    ["p", "Previous page", click("a.left-prev")],
    ["m", "My progress", progress],
    ["t", "Light, dark, or as the system says", click(".theme-switch-button")],
  ];
  const on = h("input", { type: "checkbox" });
  const el = dialog(
    "pxk-help",
    "Keyboard shortcuts",
    h(
      "dl",
      { class: "pxk-list" },
      ...keys.map(([key, what]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, what))),
    ),
    h("p", {}, "Inside a figure its own keys count; each figure lists them."),
    h("label", {}, on, " Single keys on this site"),
  );
  on.checked = read() !== "off";
  on.addEventListener("change", () => write(on.checked ? "on" : "off"));
  const help = () => el.open || el.showModal();
  const press = (event) => {
    const found = keys.find(([key]) => key === event.key);
    if (!found || !isForSite(event) || !on.checked) return;
    event.preventDefault();
    found[2]();
  };
  addEventListener("keydown", press, true); // before Sphinx, whose "/" looks for another field
  return help;
}

function read() {
  try {
    return localStorage.getItem(SETTING);
  } catch {
    return null;
  }
}

function write(value) {
  try {
    localStorage.setItem(SETTING, value);
  } catch {
    // it lasts as long as the page
  }
}
