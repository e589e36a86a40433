/** What the SegmentationExplorer says. No DOM. */
import { measures } from "../maths/segmenter.mjs";
import { format } from "../maths/numbers.mjs";
import { aloud } from "../ui/words.mjs";

/** @typedef {import("../maths/segmenter.mjs").Counts} Counts */

/** Who made the mask: what the list offers, and what the sentence says. */
export const MAKERS = {
  network: ["the network", "The network’s mask"],
  "no shortcut": ["the network without its shortcut", "The mask of the network without its shortcut"],
  coarse: ["the network in blocks of 4 × 4", "The mask in blocks of 4 × 4"],
  background: ["nobody: all background", "A mask that calls everything background"],
  painted: ["your own hand", "Your mask"],
};

/** Layers whose maps can be looked at. */
export const NAMES = {
  down1: "down1: half the size",
  down2: "down2: a quarter",
  middle: "middle: the coarsest map",
  up2: "up2: grown again",
};

/** What to look for in them. @type {Record<string, (rows: number, cols: number) => string>} */
export const ABOUT = {
  down1: (rows, cols) => `${rows} × ${cols} places, and each sees 4 × 4 pixels: colours and edges. They say exactly where something is, and not what.`,
  down2: (rows, cols) => `${rows} × ${cols} places, and each sees 10 × 10 pixels of the picture.`,
  middle: (rows, cols) =>
    `${rows} × ${cols} places, each for a block of 4 × 4 pixels, and each sees 18 × 18 of them: enough to know a digit when it is there, but only roughly where. What could such a map say by itself? Choose the mask in blocks of 4 × 4.`,
  up2: () => "A transposed convolution has painted the coarse maps twice as large, and the maps of down1 were added: the shortcut, past everything that is coarse. What is it worth? Choose the network without its shortcut.",
};

export const percent = (share) => `${(100 * share).toFixed(1)} %`;
const spokenPercent = (share) => `${aloud(Math.round(1000 * share) / 10)} per cent`;

/** What a pixel is in the comparison. @type {(mask: number, truth: number) => "hit" | "missed" | "invented" | "rest"} */
export const kindOf = (mask, truth) => (mask ? (truth ? "hit" : "invented") : truth ? "missed" : "rest");

export const KINDS = {
  hit: "hit: digit, and called digit",
  missed: "missed: digit, called background",
  invented: "invented: background, called digit",
  rest: "background, and called so",
};

/** The three sums, as they are worked out.
 * @type {(c: Counts) => Record<"accuracy" | "iou" | "dice", string>} */
export function sums(c) {
  const { hit, missed, invented, rest } = c;
  const all = hit + missed + invented + rest;
  const { accuracy, iou, dice } = measures(c);
  const nothing = hit + missed + invented === 0;
  return {
    accuracy: `(${hit} + ${rest}) / ${all} = ${percent(accuracy)}`,
    iou: nothing ? "nothing there, nothing found: 1" : `${hit} / (${hit} + ${missed} + ${invented}) = ${iou.toFixed(3)}`,
    dice: nothing ? "nothing there, nothing found: 1" : `2 · ${hit} / (2 · ${hit} + ${missed} + ${invented}) = ${dice.toFixed(3)}`,
  };
}

/** Why the accuracy tells little.
 * @type {(maker: string, c: Counts) => string} */
export function moral(maker, c) {
  const { accuracy, dice } = measures(c);
  const size = c.hit + c.missed;
  const all = size + c.invented + c.rest;
  const none = measures({ hit: 0, missed: size, invented: 0, rest: all - size });
  const who = MAKERS[maker][1];
  if (!size) return `${who}: there is no digit to find here.`;
  if (maker === "background") return `${who} is right for ${percent(accuracy)} of the pixels, and has found nothing: its Dice score is 0.`;
  const better = accuracy > none.accuracy ? "more" : accuracy < none.accuracy ? "fewer" : "as many";
  return `${who} is right for ${percent(accuracy)} of the pixels; calling everything background is right for ${percent(none.accuracy)}. ${dice > 0 && better === "fewer" ? "By accuracy that would be better, and it finds nothing." : "The Dice score asks about the digit alone."}`;
}

/** For a screen reader. @type {(maker: string, c: Counts) => string} */
export function spoken(maker, c) {
  const { accuracy, iou, dice } = measures(c);
  return `${MAKERS[maker][1]}: ${c.hit} hit, ${c.missed} missed, ${c.invented} invented. Dice ${aloud(dice)}, IoU ${aloud(iou)}, ${spokenPercent(accuracy)} of the pixels.`;
}

/** One pixel. @type {(i: number, j: number, p: number, mask: number, truth: number) => string} */
export const pixelText = (i, j, p, mask, truth) => `Row ${i}, column ${j}: probability ${format(p)}; ${KINDS[kindOf(mask, truth)]}.`;
