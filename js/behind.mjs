/**
 * What the first screen does not need: its scripts are asked for when it is painted, in their order
 * (extensions/figures_first.py names them).
 */
function ask() {
  for (const named of document.querySelectorAll("script[type='text/later']")) {
    const script = document.createElement("script");
    for (const { name, value } of named.attributes) if (name.startsWith("data-")) script.setAttribute(name, value);
    script.async = false; // in order
    script.src = named.dataset.src;
    named.replaceWith(script);
  }
}

/** When all of the page is there, and its first screen is painted. */
function start() {
  if (document.hidden) ask(); // nothing is painted in the background
  else requestAnimationFrame(() => setTimeout(ask));
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
