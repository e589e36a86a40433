/** What the BackpropExplorer says. No DOM. */
import { format } from "../maths/numbers.mjs";
import { aloud, join, MOST_TERMS, plural, sumText, termText, where } from "../ui/words.mjs";

/** Steps of the chain; what is drawn up to each. */
export const LAST_STEP = 9;

const list = (items) => (items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`);
const written = (products) => {
  const some = products.filter((v) => v !== 0);
  return some.length > 1 && some.length <= MOST_TERMS ? `${sumText(some)} = ` : "";
};

/** One gradient of an output, on its way to the kernel and to the picture.
 * @param {{i: number, j: number, d: number, top: number, left: number, rows: number, cols: number, border: boolean}} at
 * @returns {string} */
export function scatterText({ i, j, d, top, left, rows, cols, border }) {
  if (d === 0) return `dY[${i}, ${j}] = 0: this output gives nothing to dX, dW and db.`;
  const picture = border ? "the padded dX" : "dX";
  return (
    `dY[${i}, ${j}] = ${format(d)} goes where y[${i}, ${j}] came from: ${format(d)} times w to ${where(top, left, rows, cols)} of ${picture}, ` +
    `${format(d)} times the same window of x to dW, and ${format(d)} to db.`
  );
}

/** All that adds to the gradient of one weight.
 * @param {{u: number, v: number, products: number[][], value: number}} at
 * @returns {string} */
export function weightText({ u, v, products, value }) {
  const all = products.flat();
  const places = all.length === 1 ? "one place" : `${all.length} places`;
  return (
    `The window puts w[${u}, ${v}] on ${places} of x. As if it were not shared, each place would have a gradient of its own: dY times the pixel. ` +
    `It is one weight, so they add up: dW[${u}, ${v}] = ${written(all)}${format(value)}.`
  );
}

/** Everything that one pixel feeds.
 * @param {{m: number, n: number, ways: import("../maths/backprop.mjs").Way[], terms: {x: number, w: number}[],
 *   value: number, outside: boolean}} at  m and n count from the picture's own corner
 * @returns {string} */
export function pixelText({ m, n, ways, terms, value, outside }) {
  const name = outside ? "This zero of the border" : `x[${m}, ${n}]`;
  if (!ways.length) return `No window reaches ${outside ? "this zero of the border" : name}: it is left over, and its gradient is 0.`;
  const feeds = ways.length > 4 ? plural(ways.length, "output") : list(ways.map(({ i, j, u, v }) => `y[${i}, ${j}] through w[${u}, ${v}]`));
  const sum = terms.length > 9 ? "" : `${terms.map(termText).join(" + ")} = `;
  const end = outside ? `Its gradient, ${sum}${format(value)}, is thrown away: the border is no part of x.` : `dX[${m}, ${n}] = ${sum}${format(value)}.`;
  return `${name} feeds ${feeds}. ${end}`;
}

/** For a screen reader.
 * @type {(part: "dy" | "w" | "x", i: number, j: number, value: number) => string} */
export const spoken = (part, i, j, value) => {
  const name = { dy: "Gradient of the output", w: "Gradient of the weight", x: "Gradient of the pixel" }[part];
  return `${name} at row ${i}, column ${j}: ${aloud(value)}.`;
};

/** What a step of the chain does.
 * @param {number} step
 * @param {any} now  everything that follows from the traits
 * @returns {string} */
export function stepText(step, now) {
  const { y, a, pooled, mode, loss, da, dy, dp, db } = now;
  const cut = y.flat().filter((v) => v < 0).length;
  const stopped = y.flat().filter((v, n) => v <= 0 && da.flat()[n] !== 0).length;
  const cells = y.flat().length;
  const lost = da.flat().filter((v) => v === 0).length;
  const windows = plural(pooled.flat().length, "window");
  const texts = [
    "The input x, the kernel w and the bias b.",
    `Forward: y is the cross-correlation of x and w, plus b.`,
    `Forward: a = ReLU(y). ${cut} of ${cells} numbers are below 0 and become 0.`,
    { max: `Forward: p holds the largest number of each 2 × 2 window of a.`, average: "Forward: p holds the mean of each 2 × 2 window of a.", none: "Forward: nothing is pooled, p = a." }[mode],
    `Forward: the loss is L = ½ Σ (p − t)² = ${format(loss)}.`,
    `Backward: dP = p − t, the slope of the loss. ${plural(dp.flat().length, "number")}.`,
    {
      max: `Backward: in each of the ${windows}, the whole gradient goes to the largest number, the first one where several are equal. ${lost} of ${cells} gradients are 0.`,
      average: "Backward: each number of a window gets a quarter of its gradient.",
      none: "Backward: nothing was pooled, dA = dP.",
    }[mode],
    `Backward: ReLU lets a gradient through where y is above 0. Here it stops ${stopped}.`,
    `Backward: every output adds dY times its window of x to dW, and dY to db = ${format(db)}.`,
    `Backward: every output adds dY times w to its window of dX. ${plural(dy.flat().filter((v) => v !== 0).length, "output")} had something to give.`,
  ];
  return `Step ${step} of ${LAST_STEP}. ${texts[step]}`;
}

/** What a change of the case gives, for whoever does not look.
 * @type {(now: any) => string} */
export const summary = ({ loss, db, byHand, left }) =>
  join(!byHand && `The loss is ${aloud(loss)}.`, `The gradient of the bias is ${aloud(db)}.`, left > 0 && `${plural(left, "pixel")} left over.`);
