/** Drawing with a mouse, a pen or a finger on a matrix. */

/** @typedef {{down: () => boolean, value: () => number}} Pen  is it in hand, and what it writes */

/** The cell of a rows x cols matrix under a pointer; outside it, the nearest.
 * @type {(el: Element, event: MouseEvent, rows: number, cols: number) => [number, number]} */
export function under(el, event, rows, cols) {
  const box = el.getBoundingClientRect();
  const clamp = (v, n) => Math.min(n - 1, Math.max(0, Math.floor(v * n)));
  return [clamp((event.clientY - box.top) / box.height, rows), clamp((event.clientX - box.left) / box.width, cols)];
}

/** Write the pen's value into every cell that the pointer passes.
 * @type {(el: HTMLElement, rows: number, cols: number, pen: Pen,
 *   write: (i: number, j: number, value: number) => void) => void} */
export function drawing(el, rows, cols, pen, write) {
  let last = "";
  const mark = (event) => {
    const [i, j] = under(el, event, rows, cols);
    if (`${i},${j}` === last) return;
    last = `${i},${j}`;
    write(i, j, pen.value());
  };
  el.addEventListener("pointerdown", (event) => {
    if (!pen.down() || event.button) return;
    event.preventDefault();
    el.setPointerCapture(event.pointerId);
    last = "";
    mark(event);
  });
  el.addEventListener("pointermove", (event) => {
    if (el.hasPointerCapture(event.pointerId)) mark(event);
  });
}
