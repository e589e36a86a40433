/** The committed runs, as tools/measure_transfer.py writes them. */
// By name: what else the file holds stays out of the bundle.
import { batch, curves, labels, map, methods, pairs, rates, runs, steps } from "../../pixelup/widgets/transfer.json";

/** @type {import("../maths/transfer.mjs").Records} */
export const DATA = { labels, rates, methods, pairs, runs, curves, map };

/** Of every training. */
export const LENGTH = { steps, batch };
