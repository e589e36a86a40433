/** A picture of the reader's own, as a matrix of grey levels. It never leaves the browser. */
import { button } from "./fields.mjs";
import { h } from "./dom.mjs";

/** Grey levels of RGBA pixels, 0 to 255, with the weights of ITU-R BT.601.
 * @type {(data: ArrayLike<number>, rows: number, cols: number) => number[][]} */
export const grey = (data, rows, cols) =>
  Array.from({ length: rows }, (_, i) =>
    Array.from({ length: cols }, (_, j) => {
      const n = 4 * (i * cols + j);
      return Math.round(0.299 * data[n] + 0.587 * data[n + 1] + 0.114 * data[n + 2]);
    }),
  );

/**
 * @param {number} largest  pixels of the longer side
 * @param {(image: number[][]) => void} onpicture
 * @param {(sentence: string) => void} onproblem
 */
export function upload(largest, onpicture, onproblem) {
  const input = h("input", { type: "file", accept: "image/*", hidden: true });
  input.addEventListener("change", () => {
    const file = input.files[0];
    input.value = "";
    if (!file) return;
    const address = URL.createObjectURL(file);
    const picture = new Image();
    picture.onload = () => {
      const scale = Math.min(1, largest / Math.max(picture.naturalWidth, picture.naturalHeight));
      const cols = Math.max(1, Math.round(picture.naturalWidth * scale));
      const rows = Math.max(1, Math.round(picture.naturalHeight * scale));
      const context = h("canvas", { width: cols, height: rows }).getContext("2d");
      context.fillStyle = "#fff"; // behind transparent pixels
      context.fillRect(0, 0, cols, rows);
      context.imageSmoothingQuality = "high";
      context.drawImage(picture, 0, 0, cols, rows);
      onpicture(grey(context.getImageData(0, 0, cols, rows).data, rows, cols));
      URL.revokeObjectURL(address);
    };
    picture.onerror = () => {
      onproblem(`${file.name} is not a picture that this browser can read.`);
      URL.revokeObjectURL(address);
    };
    picture.src = address;
  });
  return h("span", { class: "pxu-upload" }, button("Upload", () => input.click(), { title: "A picture of your own; it stays in this browser" }), input);
}
