/** Where a key leads in a matrix. */

/**
 * @param {KeyboardEvent} event
 * @param {number[]} at  row and column now
 * @param {number} rows
 * @param {number} cols
 * @returns {[number, number] | null} null when the key does not move
 */
export function target(event, [i, j], rows, cols) {
  if (event.altKey || event.metaKey || event.shiftKey) return null;
  if (event.ctrlKey && event.key === "Home") return [0, 0];
  if (event.ctrlKey && event.key === "End") return [rows - 1, cols - 1];
  if (event.ctrlKey) return null;
  switch (event.key) {
    case "ArrowUp":
      return [Math.max(0, i - 1), j];
    case "ArrowDown":
      return [Math.min(rows - 1, i + 1), j];
    case "ArrowLeft":
      return [i, Math.max(0, j - 1)];
    case "ArrowRight":
      return [i, Math.min(cols - 1, j + 1)];
    case "Home":
      return [i, 0];
    case "End":
      return [i, cols - 1];
    default:
      return null;
  }
}
