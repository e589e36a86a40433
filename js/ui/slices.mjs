/** Long work in short turns, so that the page can draw and listen in between. */

const TURN = 6; // milliseconds of work before the page has its turn

/**
 * @template Part
 * @param {(part: Part, done: boolean) => void} show  what is known, once a turn
 */
export function slices(show) {
  let timer = 0;
  /** @param {Iterator<Part>} work */
  function turn(work) {
    const end = performance.now() + TURN;
    let next = work.next();
    while (!next.done && performance.now() < end) next = work.next();
    timer = next.done ? 0 : setTimeout(turn, 0, work);
    show(next.value, Boolean(next.done));
  }
  const stop = () => {
    clearTimeout(timer);
    timer = 0;
  };
  return {
    /** Begin another work; what was going on is dropped. @param {Iterator<Part>} work */
    start(work) {
      stop();
      timer = setTimeout(turn, 0, work);
    },
    stop,
    busy: () => timer !== 0,
  };
}

/** Whether the reader wants nothing to move by itself. */
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
