/** A picture of the reader's own. It never leaves the browser. */
import { button } from "./fields.mjs";
import { h } from "./dom.mjs";

/**
 * @param {object} options
 * @param {string} [options.text]  on the button
 * @param {number} options.largest  pixels of the longer side
 * @param {(data: ArrayLike<number>, rows: number, cols: number) => any} options.read  RGBA to a picture
 * @param {(picture: any) => void} options.onpicture
 * @param {(sentence: string) => void} options.onproblem
 */
export function upload({ text = "Upload", largest, read, onpicture, onproblem }) {
  const input = h("input", { type: "file", accept: "image/*", hidden: true, "aria-label": "Your own picture" });
  input.addEventListener("change", () => {
    const file = input.files[0];
    input.value = "";
    if (!file) return;
    const address = URL.createObjectURL(file);
    const picture = new Image();
    picture.onload = () => {
      onpicture(read(...scaled(picture, largest)));
      URL.revokeObjectURL(address);
    };
    picture.onerror = () => {
      onproblem(`${file.name} is not a picture that this browser can read.`);
      URL.revokeObjectURL(address);
    };
    picture.src = address;
  });
  const title = "A picture of your own; it stays in this browser";
  return h("span", { class: "pxu-upload" }, button(text, () => input.click(), { title }), input);
}

/** RGBA, rows and columns of a picture that is no longer than `largest`.
 * @type {(picture: HTMLImageElement, largest: number) => [Uint8ClampedArray, number, number]} */
function scaled(picture, largest) {
  const scale = Math.min(1, largest / Math.max(picture.naturalWidth, picture.naturalHeight));
  const cols = Math.max(1, Math.round(picture.naturalWidth * scale));
  const rows = Math.max(1, Math.round(picture.naturalHeight * scale));
  const context = h("canvas", { width: cols, height: rows }).getContext("2d");
  context.fillStyle = "#fff"; // behind transparent pixels
  context.fillRect(0, 0, cols, rows);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, cols, rows);
  return [context.getImageData(0, 0, cols, rows).data, rows, cols];
}
