/**
 * ConvolutionExplorer: slide a kernel over a picture and see every product.
 *
 * The model (a kernel's in a notebook, a plain object on a static page) holds the state; this
 * module draws it, computes the feature map and writes `feature_map` and `position` back.
 */
import { comparison, demandMatrices, WITHOUT_ANSWER } from "../maths/compare.mjs";
import { crossCorrelate, patch, resize, shape, slidingKernel, windowTerms, withCell } from "../maths/conv.mjs";
import { toJSON, toMatrix } from "../maths/numbers.mjs";
import { cursor } from "../ui/cursor.mjs";
import { h } from "../ui/dom.mjs";
import { figure, help } from "../ui/figure.mjs";
import { traitLink } from "../ui/link.mjs";
import { judged } from "../ui/verdict.mjs";
import { join } from "../ui/words.mjs";
import { explanation, inputPanel, kernelPanel, outputPanel } from "./convolution_panels.mjs";
import { sentence, spoken } from "./convolution_words.mjs";

const TRAITS = ["image", "kernel", "operation", "expected", "answer"];
const KINDS = { image: "matrix", kernel: "matrix", operation: "text", position: "number", expected: "matrix", answer: "matrix" };
const FRESH = { operation: "cross-correlation", position: 0, ...WITHOUT_ANSWER };

/** Everything that follows from the traits. What did not change is taken from before.
 * @param {(name: string) => any} get
 * @param {{raw: any, x: number[][]}} [before] */
function compute(get, before) {
  const raw = get("image");
  const x = before?.raw === raw ? before.x : toMatrix(raw);
  const kernel = toMatrix(get("kernel"));
  demandMatrices({ image: x, kernel });
  const operation = get("operation");
  const w = slidingKernel(kernel, operation);
  const y = crossCorrelate(x, w);
  return { raw, x, kernel, operation, w, y, ...comparison(y, get) };
}

/** @param {{model: any, el: HTMLElement, share?: {key: string}}} context */
function render(context) {
  const fig = figure(context, {
    name: "convolution",
    label: "Convolution explorer",
    ...traitLink(KINDS, FRESH, compute),
  });
  const { get, set, say, live } = fig;
  let now = compute(get);
  const { at, go, count, ...place } = cursor(fig, () => shape(now.expected));
  const words = h("p", { class: "pxu-words" });

  const put = (name) => (i, j, value) => change({ [name]: withCell(get(name), i, j, value) });
  /** The reader changed the case: it is no longer the one that failed. */
  const change = (changes) => {
    const comparing = now.failing;
    set({ ...changes, ...WITHOUT_ANSWER });
    tell(comparing ? "This is another case now, so there is nothing to compare with." : "");
  };
  const tell = (text) => queueMicrotask(() => say(text)); // after the redraw, which clears it

  const input = inputPanel({
    onpicture(image) {
      const [kh, kw] = shape(now.kernel);
      if (kh > image.length || kw > image[0].length) return say(`The kernel, ${kh} × ${kw}, does not fit into this picture.`);
      change({ image, position: 0 });
    },
    onproblem: say,
    onedit: put("image"),
    // A click on a pixel brings the middle of the window there.
    onmove(i, j, how) {
      const [kh, kw] = shape(now.kernel);
      if (how === "pointer" && now.aligned) go(i - Math.floor(kh / 2), j - Math.floor(kw / 2));
    },
  });
  const kernel = kernelPanel({
    onkernel(next) {
      const [rows, columns] = shape(now.x);
      const size = shape(next);
      if (size[0] > rows || size[1] > columns) {
        say(`A ${size[0]} × ${size[1]} kernel does not fit into the ${rows} × ${columns} input.`);
        return kernel.show(now);
      }
      change({ kernel: next, position: place.kept([rows - size[0] + 1, columns - size[1] + 1]) });
    },
    resize: (rows, columns) => resize(now.kernel, rows, columns),
    onedit: put("kernel"),
  });
  const output = outputPanel({
    onmove: go,
    onoperation(operation) {
      set({ operation, expected: [] });
      tell(now.failing ? `"Expected" is now what a ${operation} gives.` : "");
    },
  });
  const detail = explanation();
  const steps = place.player(() => live.say(speech()));
  if (fig.copy) steps.el.append(fig.copy);

  fig.section.append(
    fig.title(),
    h("div", { class: "pxu-matrices" }, ...input.matrices, ...kernel.matrices, ...output.matrices),
    output.legend,
    steps.el,
    fig.note,
    detail.el,
    words,
    h("div", { class: "pxu-choices" }, input.settings, kernel.settings, output.settings),
    live.el,
    help(
      "Keys",
      "Tab goes from one part to the next. In the feature map, the arrow keys, Home, End, Ctrl+Home and Ctrl+End move the window. ",
      "In the input and the kernel they go from cell to cell: type a number to change it, Enter keeps it, Escape does not. ",
      "In the input, the space bar writes the pen's value. Rows and columns are counted from 0, as in Python.",
    ),
  );

  function cell() {
    const [i, j] = at();
    if (!now.aligned || !now.y.length) return null;
    return { i, j, terms: windowTerms(now.x, now.w, i, j), value: now.y[i][j] };
  }
  const speech = (c = cell()) => join(now.failing && judged(now, at()), c && spoken(c));

  /** The window went to another cell. */
  function showPosition(quiet = false) {
    const [i, j] = at();
    const c = cell();
    const [kh, kw] = shape(now.w);
    if (c) input.frame(i, j, kh, kw);
    else input.frame();
    output.cursor(i, j);
    detail.show(c, c && patch(now.x, i, j, kh, kw), now);
    words.textContent = join(now.failing && judged(now, at()), c && sentence(c));
    if (!c && !now.failing) words.textContent = "The kernel is larger than the input: there is no output.";
    steps.update();
    if (!quiet && !steps.playing()) live.say(speech(c));
  }

  /** A trait changed: compute and draw everything. */
  function showAll(quiet = false) {
    fit(fig.section, [now.x, now.kernel], [now.expected]);
    input.show(now);
    kernel.show(now);
    output.show(now);
    fig.write({ feature_map: toJSON(now.y) });
    showPosition(quiet);
  }

  fig.watch(
    TRAITS,
    () => {
      now = compute(get, now);
      showAll();
    },
    { position: showPosition },
  );
  const toDifference = () => place.toDifference(compute(get).d);
  fig.on("answer", toDifference);
  if (now.failing && !get("position")) toDifference();
  fig.end(steps.stop);
  return fig.start(() => showAll(true));
}

/** Tell the style sheet how many columns should stand side by side.
 * @type {(section: HTMLElement, first: number[][][], others: number[][][]) => void} */
function fit(section, first, others) {
  const columns = (matrices) => matrices.reduce((sum, m) => sum + Math.min(10, shape(m)[1]), 0);
  section.style.setProperty("--first", String(columns(first)));
  section.style.setProperty("--all", String(columns([...first, ...others])));
}

export default { render, key: "explorer" };
