/** Random numbers that are the same for a seed, here and in pixelup/widgets/mulberry.py. */

/** A number of [0, 1) for each seed and place: mulberry32, whose state only counts.
 * @type {(seed: number, place: number) => number} */
export function uniform(seed, place) {
  const state = (seed + Math.imul(place + 1, 0x6d2b79f5)) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

/** Numbers of a standard normal distribution (Box and Muller 1958), the same for a seed.
 * @type {(seed: number, count: number) => Float64Array} */
export function normals(seed, count) {
  const values = new Float64Array(count);
  for (let n = 0; n < count; n += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform(seed, n)));
    const angle = 2 * Math.PI * uniform(seed, n + 1);
    values[n] = radius * Math.cos(angle);
    if (n + 1 < count) values[n + 1] = radius * Math.sin(angle);
  }
  return values;
}
