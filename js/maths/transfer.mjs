/**
 * What was measured of transfer learning: looking it up, without DOM.
 * The same rules as in pixelup/widgets/transfer.py.
 */

/** @typedef {{pair: string, method: string, rate: number, labels: number, mean: number, std: number,
 *   worst: number, seeds: number}} Run  per cent, over seeds */
/** @typedef {{labels: number[], rates: number[], methods: Record<string, any>, pairs: Record<string, any>,
 *   runs: Run[], curves: any[], map: Record<string, any>}} Records */

const unique = (values) => [...new Set(values)].sort((a, b) => a - b);

/** The learning rates that somebody can choose. @type {(data: Records) => number[]} */
export const rates = (data) => unique([...data.rates, ...data.runs.map((run) => run.rate)]);

const same = (one, wanted) => Object.entries(wanted).every(([name, value]) => one[name] === value);

/** Runs, or curves, with what is wanted. @type {(all: any[], wanted: Partial<Run>) => any[]} */
export const those = (all, wanted) => all.filter((one) => same(one, wanted));

/** One run, or nothing where nothing was measured. @type {(data: Records, wanted: Partial<Run>) => Run | undefined} */
export const find = (data, wanted) => data.runs.find((run) => same(run, wanted));

/** A method with one rate, from few labels to many.
 * @type {(data: Records, pair: string, method: string, rate: number) => Run[]} */
export const line = (data, pair, method, rate) => those(data.runs, { pair, method, rate }).sort((a, b) => a.labels - b.labels);

/** The rate whose line is the highest: on average, among those with the most points.
 * @type {(data: Records, pair: string, method: string) => number | null} */
export function bestRate(data, pair, method) {
  let best = null;
  for (const rate of rates(data)) {
    const runs = line(data, pair, method, rate);
    const sum = runs.reduce((s, run) => s + run.mean, 0);
    if (runs.length && (!best || runs.length > best.points || (runs.length === best.points && sum > best.sum)))
      best = { rate, points: runs.length, sum };
  }
  return best && best.rate;
}

/** Accuracy over labels: the chosen rate of the chosen method, the best one of the others.
 * @type {(data: Records, choice: {pair: string, method: string, rate: number}) => Record<string, Run[]>} */
export function overLabels(data, { pair, method, rate }) {
  const all = Object.keys(data.methods).map((name) => [name, line(data, pair, name, name === method ? rate : bestRate(data, pair, name))]);
  return Object.fromEntries(all.filter(([, runs]) => runs.length));
}

/** Accuracy over learning rates, for one number of labels.
 * @type {(data: Records, choice: {pair: string, labels: number}) => Record<string, Run[]>} */
export function overRates(data, { pair, labels }) {
  const all = Object.keys(data.methods).map((method) => [method, those(data.runs, { pair, method, labels }).sort((a, b) => a.rate - b.rate)]);
  return Object.fromEntries(all.filter(([, runs]) => runs.length));
}

/** Recorded trainings with as many labels: the chosen rate of the chosen method, any one of the others.
 * @type {(data: Records, choice: {pair: string, method: string, rate: number, labels: number}) => Record<string, any>} */
export function whileTraining(data, { pair, method, rate, labels }) {
  const all = Object.keys(data.methods).map((name) => [name, those(data.curves, { pair, labels, method: name, ...(name === method ? { rate } : {}) })[0]]);
  return Object.fromEntries(all.filter(([, curve]) => curve));
}

/** The run with the highest mean, or nothing. @type {(runs: Run[]) => Run | undefined} */
export const best = (runs) => runs.reduce((most, run) => (!most || run.mean > most.mean ? run : most), undefined);

/** Which points of a map have a point of their own class nearest to them.
 * @param {[number, number, string | number][]} points
 * @returns {boolean[]} */
export const nextToOwn = (points) =>
  points.map(([x, y, label], n) => {
    let [nearest, own] = [Infinity, false];
    points.forEach(([u, v, other], m) => {
      const far = (u - x) ** 2 + (v - y) ** 2;
      if (m === n || far >= nearest) return;
      nearest = far;
      own = other === label;
    });
    return own;
  });

/** The parameters of a network of three blocks of convolution and batch norm, and of its head.
 * @param {{channels: number, width: number, classes: number}} net  `width`: maps of the first block
 * @returns {number[]} of each block, and of the head */
export function parameters({ channels, width, classes }) {
  const block = (from, to) => 9 * from * to + 2 * to;
  return [block(channels, width), block(width, 2 * width), block(2 * width, 4 * width), (4 * width + 1) * classes];
}
