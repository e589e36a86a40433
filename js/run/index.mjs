/**
 * A Run button at every Python cell, where whoever publishes the site supplies Pyodide
 * (extensions/run_cells.py). One interpreter a page; a cell runs after those above it.
 */
import { h } from "../ui/dom.mjs";

const { base, wheel } = document.currentScript.dataset;
const absolute = (address) => new URL(address, document.baseURI).href;
let worker;
/** @type {Set<Element>} */
let ran = new Set();

const cells = [...document.querySelectorAll(".cell_input div.highlight pre")].map((pre, at) => {
  const out = h("output", { class: "pxr-out", hidden: true });
  const run = h("button", { type: "button", "aria-label": `Run cell ${at + 1}`, onclick: () => runTo(at) }, "Run");
  const stop = h("button", { type: "button", "aria-label": `Stop cell ${at + 1}`, hidden: true, onclick: halt }, "Stop");
  const words = h("span", { role: "status" });
  pre.closest(".cell_input").after(h("div", { class: "pxr" }, h("div", { class: "pxr-row" }, run, stop, words), out));
  return { code: pre.textContent, out, run, stop, words, fail: null };
});

async function runTo(at) {
  if (cells.some((cell) => cell.fail)) return; // one at a time
  ran.delete(cells[at]);
  for (const cell of cells.slice(0, at + 1)) {
    if (ran.has(cell)) continue;
    try {
      await runOne(cell);
      ran.add(cell);
    } catch (error) {
      cell.words.textContent = cell === cells[at] ? "" : "Failed";
      print(cell, `${error.message}\n`);
      if (cell !== cells[at]) cells[at].words.textContent = `Cell ${cells.indexOf(cell) + 1}, above, did not run.`;
      break;
    }
  }
}

function runOne(cell) {
  cell.out.replaceChildren();
  cell.out.hidden = true;
  cell.words.textContent = worker ? "Running …" : "Loading Python …";
  if (location.protocol === "file:")
    throw new Error("Python needs the page from a web server; this one was opened from a folder.");
  cell.stop.hidden = false;
  worker ??= new Worker(absolute(base.replace(/pyodide\/$/, "pixelup/run_worker.js")));
  return new Promise((finish, fail) => {
    cell.fail = fail;
    worker.onmessage = ({ data }) => {
      if (data.text) print(cell, data.text);
      if (data.svg) {
        cell.out.append(h("img", { src: `data:image/svg+xml,${encodeURIComponent(data.svg)}`, alt: "The cell's picture" }));
        cell.out.hidden = false;
      }
      if (data.error) fail(new Error(data.error));
      if (data.done) {
        cell.words.textContent = "Done";
        finish();
      }
    };
    worker.onerror = (event) => fail(new Error(event.message || "Python did not load."));
    worker.postMessage({ code: cell.code, base: absolute(base), wheel: absolute(wheel) });
  }).finally(() => {
    cell.fail = null;
    cell.stop.hidden = true;
  });
}

function print(cell, text) {
  cell.out.append(text);
  cell.out.hidden = false;
}

/** Nothing less ends a loop without end; what the cells above defined is gone with it. */
function halt() {
  worker.terminate();
  worker = undefined;
  ran = new Set();
  cells.find((cell) => cell.fail)?.fail(new Error("Stopped. The next cell starts Python anew."));
}
