/**
 * A page that is opened at its top shows its first screen first (extensions/first_moment.py); the
 * rest is laid out when that is painted and the figures are alive.
 */

/** @param {Document} page @param {() => void} then what needs the whole page laid out */
export function whenWhole(page, then) {
  const go = () =>
    requestAnimationFrame(() =>
      setTimeout(() => {
        delete page.documentElement.dataset.first;
        then();
      }),
    );
  if (page.readyState === "complete") go();
  else addEventListener("load", go, { once: true });
}
