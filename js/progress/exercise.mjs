/** "Mark as done", and the address to install from. */
import { load, update } from "./store.mjs";

/** @returns {() => void} */
export function exercises() {
  const blocks = [...document.querySelectorAll(".pxt[data-exercise]")];
  for (const block of blocks) {
    const { exercise } = block.dataset;
    const button = block.querySelector(".pxt-done");
    button.hidden = false;
    button.addEventListener("click", () => {
      update(({ done }) => {
        if (done[exercise]) delete done[exercise];
        else done[exercise] = true;
      });
    });
    const pip = block.querySelector(".pxt-pip");
    const line = pip?.querySelector("pre");
    // A site knows its own address once it is served; pip can then install from it.
    if (line && location.protocol.startsWith("http") && line.textContent.includes('"./')) {
      const wheel = new URL(pip.dataset.wheel, location.href).href;
      line.textContent = `pip install "pixelup${pip.dataset.extra} @ ${wheel}"`;
    }
  }
  return () => {
    const { done } = load();
    for (const block of blocks) {
      const is = Boolean(done[block.dataset.exercise]);
      block.toggleAttribute("data-done", is);
      block.querySelector(".pxt-done").textContent = is ? "Done ✓ – take back" : "Mark as done";
    }
  };
}
