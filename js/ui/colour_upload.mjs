/** A picture of the reader's own, in colour. It never leaves the browser. */
import { fromRGBA } from "../maths/pixels.mjs";
import { button } from "./fields.mjs";
import { h } from "./dom.mjs";

/**
 * @param {number} largest  pixels of the longer side
 * @param {(image: number[][][]) => void} onpicture
 * @param {(sentence: string) => void} onproblem
 */
export function colourUpload(largest, onpicture, onproblem) {
  const input = h("input", { type: "file", accept: "image/*", hidden: true, "aria-label": "Your own picture" });
  input.addEventListener("change", async () => {
    const file = input.files[0];
    input.value = "";
    if (!file) return;
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, largest / Math.max(picture.width, picture.height));
      const cols = Math.max(1, Math.round(picture.width * scale));
      const rows = Math.max(1, Math.round(picture.height * scale));
      const context = h("canvas", { width: cols, height: rows }).getContext("2d");
      context.fillStyle = "#fff"; // behind transparent pixels
      context.fillRect(0, 0, cols, rows);
      context.imageSmoothingQuality = "high";
      context.drawImage(picture, 0, 0, cols, rows);
      onpicture(fromRGBA(context.getImageData(0, 0, cols, rows).data, rows, cols));
    } catch {
      onproblem(`${file.name} is not a picture that this browser can read.`);
    }
  });
  return h("span", {}, button("Your own picture", () => input.click()), input);
}
