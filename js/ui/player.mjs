/** Back, step, play and speed for anything that goes through positions. */
import { button, select, setOff } from "./fields.mjs";
import { h } from "./dom.mjs";

const SPEEDS = [
  ["1200", "slow"],
  ["500", "normal"],
  ["120", "fast"],
];

/**
 * @param {{position: () => number, count: () => number, go: (position: number) => void,
 *   onstop: () => void, label?: string}} what
 */
export function player({ position, count, go, onstop, label = "Move the window" }) {
  let timer = 0;
  const back = button("Back", () => step(-1), { title: "One position back" });
  const forward = button("Step", () => step(1), { title: "One position on" });
  const play = button("Play", () => (timer ? stop() : start()));
  const speed = select("Speed", SPEEDS, () => {
    if (timer) start();
  });
  speed.input.value = "500";

  function step(by) {
    if (timer) stop();
    const next = position() + by;
    if (next >= 0 && next < count()) go(next);
  }
  function start() {
    clearInterval(timer);
    if (count() < 2) return;
    if (position() >= count() - 1) go(0);
    timer = setInterval(() => {
      go(position() + 1);
      if (position() >= count() - 1) stop();
    }, Number(speed.input.value));
    play.textContent = "Pause";
  }
  function stop() {
    if (!timer) return;
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
    onstop();
  }
  return {
    el: h("div", { class: "pxu-controls", role: "group", "aria-label": label }, back, forward, play, speed.el),
    playing: () => timer !== 0,
    stop,
    /** Say by the buttons whether there is anything before and behind. */
    update() {
      setOff(back, position() <= 0);
      setOff(forward, position() >= count() - 1);
    },
  };
}
