/**
 * Long work in short turns, so that the page can draw and listen in between; and not before the
 * reader is near: on a long page other things come first.
 */

const TURN = 6; // milliseconds of work before the page has its turn
const NEAR = "100%"; // a screen above or below

/**
 * @template Part
 * @param {Element} el  what the reader comes near to
 * @param {(part: Part, done: boolean) => void} show  what is known, once a turn
 */
export function slices(el, show) {
  let timer = 0;
  let near = false;
  let waiting = null;
  /** @param {Iterator<Part>} work */
  function turn(work) {
    const end = performance.now() + TURN;
    let next = work.next();
    while (!next.done && performance.now() < end) next = work.next();
    if (!next.done) timer = setTimeout(turn, 0, work);
    show(next.value, Boolean(next.done));
  }
  const stop = () => {
    clearTimeout(timer);
    waiting = null;
  };
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      near = true;
      if (waiting) timer = setTimeout(turn, 0, waiting);
    },
    { rootMargin: NEAR },
  );
  observer.observe(el);
  return {
    /** Begin another work; what was going on is dropped. @param {Iterator<Part>} work */
    start(work) {
      stop();
      if (near) timer = setTimeout(turn, 0, work);
      else waiting = work;
    },
    stop,
  };
}

/** Whether the reader wants nothing to move by itself. */
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
