"""axe-core, as all tests of pages run it."""

from __future__ import annotations

from tests.conftest import ROOT, missing

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "([part, tags]) => axe.run(part ?? document, {runOnly: {type: 'tag', values: tags}})"


def axe_findings(page, part: str | None = None) -> list[tuple[str, list[str]]]:
    """Run axe on a page that was opened from its folder: the server's policy would keep it out.

    Parameters
    ----------
    page
    part
        A selector; the whole page without one.
    """
    if not AXE.is_file():
        missing("browser", "npm ci brings axe-core")
    page.wait_for_function("document.documentElement.dataset.theme !== 'auto'")
    page.evaluate(AXE.read_text())
    found = page.evaluate(RUN, [part, TAGS])
    return [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found["violations"]]
