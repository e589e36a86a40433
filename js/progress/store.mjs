/**
 * What a reader did, kept in this browser and nowhere else.
 *
 * Where a browser keeps nothing (private windows, some settings for file://) it lasts as long as
 * the page: nothing of the site depends on it.
 */

/** @typedef {{answer?: any, stamp?: string, right: boolean, tries: number}} Tried */
/** @typedef {{format: 1, read: Record<string, string[]>, quizzes: Record<string, Tried>,
 *   done: Record<string, boolean>}} Progress */

export const KEY = "pixelup-progress";
/** Said to the page whenever the progress changes. */
export const CHANGED = "pixelup:progress";

/** @returns {Progress} */
export const nothing = () => ({ format: 1, read: {}, quizzes: {}, done: {} });

let kept = null;

/** @returns {Progress} */
export function load() {
  try {
    return check(JSON.parse(localStorage.getItem(KEY) ?? JSON.stringify(kept ?? nothing())));
  } catch {
    return kept ?? nothing();
  }
}

/** Change the progress; other tabs may have changed it since the page was opened.
 * @param {(progress: Progress) => void} change */
export function update(change) {
  const progress = load();
  change(progress);
  save(progress);
}

/** @param {Progress} progress @returns {boolean} whether the browser keeps it */
export function save(progress) {
  kept = progress;
  let safe = true;
  try {
    localStorage.setItem(KEY, JSON.stringify(progress));
  } catch {
    safe = false;
  }
  document.dispatchEvent(new CustomEvent(CHANGED));
  return safe;
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Take what this course wrote, and nothing else.
 * @param {any} data @returns {Progress}
 */
export function check(data) {
  if (!isObject(data) || data.format !== 1) throw new Error("this is not a progress file of this course");
  const progress = nothing();
  for (const part of ["read", "quizzes", "done"])
    if (!isObject(data[part])) throw new Error(`the file lacks its part "${part}"`);
  for (const [page, ids] of Object.entries(data.read)) {
    if (!Array.isArray(ids) || ids.some((id) => typeof id !== "string"))
      throw new Error(`what was read of "${page}" is not a list of sections`);
    put(progress.read, page, [...new Set(ids)]);
  }
  for (const [id, tried] of Object.entries(data.quizzes)) {
    if (!isObject(tried) || typeof tried.right !== "boolean" || !Number.isInteger(tried.tries))
      throw new Error(`the answer to "${id}" cannot be read`);
    const { answer, stamp, right, tries } = tried;
    put(progress.quizzes, id, { answer, stamp, right, tries });
  }
  for (const [name, done] of Object.entries(data.done)) {
    if (typeof done !== "boolean") throw new Error(`"${name}" is neither done nor not done`);
    put(progress.done, name, done);
  }
  return progress;
}

/** A name from a file, also "__proto__", becomes an ordinary entry. */
function put(record, name, value) {
  Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true });
}

/**
 * Both together: what was done in either is done.
 * @param {Progress} here @param {Progress} there @returns {Progress}
 */
export function merge(here, there) {
  const progress = nothing();
  for (const page of new Set([...Object.keys(here.read), ...Object.keys(there.read)]))
    put(progress.read, page, [...new Set([...(here.read[page] ?? []), ...(there.read[page] ?? [])])]);
  for (const id of new Set([...Object.keys(here.quizzes), ...Object.keys(there.quizzes)])) {
    const [a, b] = [here.quizzes[id], there.quizzes[id]];
    put(progress.quizzes, id, !b || a?.right || (a && !b.right) ? a : b);
  }
  for (const name of new Set([...Object.keys(here.done), ...Object.keys(there.done)]))
    put(progress.done, name, Boolean(here.done[name] || there.done[name]));
  return progress;
}
