/** How far a reader is: no page, only numbers. */

/** @typedef {{page: string, title: string, sections: string[], quizzes: string[], exercises: string[]}} Chapter */
/** @typedef {{sections: [number, number], quizzes: [number, number], exercises: [number, number],
 *   share: number}} Count  each [done, all]; share from 0 to 1 */

/**
 * What the course no longer has does not count.
 * @param {Chapter} chapter @param {import("./store.mjs").Progress} progress @returns {Count}
 */
export function count(chapter, progress) {
  const read = new Set(progress.read[chapter.page] ?? []);
  const parts = {
    sections: chapter.sections.map((id) => read.has(id)),
    quizzes: chapter.quizzes.map((id) => Boolean(progress.quizzes[id]?.right)),
    exercises: chapter.exercises.map((name) => Boolean(progress.done[name])),
  };
  const all = Object.values(parts).flat();
  const pair = (list) => [list.filter(Boolean).length, list.length];
  return {
    sections: pair(parts.sections),
    quizzes: pair(parts.quizzes),
    exercises: pair(parts.exercises),
    share: all.length ? all.filter(Boolean).length / all.length : 0,
  };
}

/** Whole per cent; 100 only when all is done, 0 only when nothing is.
 * @type {(share: number) => number} */
export const percent = (share) =>
  share <= 0 ? 0 : share >= 1 ? 100 : Math.min(99, Math.max(1, Math.round(100 * share)));
