"""The pages of the finished site, for what can only be done when all of it is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path


def pages(out: Path) -> Iterator[Path]:
    """Go through the pages.

    Parameters
    ----------
    out : Path
        The site's root.

    Yields
    ------
    Path
        Of each HTML file that a reader can come to.
    """
    for page in sorted(out.rglob("*.html")):
        if page.relative_to(out).parts[0] != "_static":
            yield page


def rewrite(out: Path, change: Callable[[str, Path], str]) -> None:
    """Change the pages; one that stays the same keeps its date.

    Parameters
    ----------
    out : Path
        The site's root.
    change : callable
        From a page's text, and its file, to its text. Doing it twice changes nothing.
    """
    for page in pages(out):
        text = page.read_text(encoding="utf-8")
        if (changed := change(text, page)) != text:
            page.write_text(changed, encoding="utf-8")
