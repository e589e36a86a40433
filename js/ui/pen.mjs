/** A pointer on a matrix: where it is, drawing, and a mouse that only passes. */

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

/** Tell the cell under a mouse that passes without a button.
 * @type {(holder: HTMLElement, matrix: () => {el: Element, size: number[]} | null,
 *   act: (i: number, j: number) => void) => void} */
export function passing(holder, matrix, act) {
  let last = "";
  holder.addEventListener("pointerleave", () => {
    last = "";
  });
  holder.addEventListener("pointermove", (event) => {
    const found = event.pointerType === "mouse" && !event.buttons && matrix();
    if (!found) return;
    const [i, j] = under(found.el, event, found.size[0], found.size[1]);
    if (`${i} ${j}` === last) return;
    last = `${i} ${j}`;
    act(i, j);
  });
}
