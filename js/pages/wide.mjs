/** Equations wider than the page scroll by themselves; a keyboard must reach them to do so. */

/** @param {Document} page */
export function wideEquations(page) {
  const equations = [...page.querySelectorAll(".katex-display")];
  const look = () => {
    const wide = equations.map((el) => el.scrollWidth > el.clientWidth); // read all, then write
    equations.forEach((el, i) => {
      if (wide[i]) {
        el.tabIndex = 0;
        el.setAttribute("role", "region");
        el.setAttribute("aria-label", equations.length > 1 ? `Wide equation ${i + 1}` : "Wide equation");
      } else for (const name of ["tabindex", "role", "aria-label"]) el.removeAttribute(name);
    });
  };
  look();
  if (equations.length) {
    addEventListener("resize", look);
    page.fonts?.ready.then(look);
  }
}
