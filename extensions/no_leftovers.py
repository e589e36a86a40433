"""Nothing stays in the site that an earlier build left there.

Sphinx adds and replaces, and never takes away: the picture of a cell that changed, a script that
was joined with others, a page that is no longer in the table of contents would be published for
ever.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from finished import pages
from sphinx.application import Sphinx

NAMED = re.compile(r"(?:_images|_static/inline|_static/joined)/([^\"'?#&)\s]+)")
FOLDERS = ("_images", "_static/inline", "_static/joined")


def sweep(out: Path, documents: set[str]) -> None:
    """Delete the pages without a source, then the files that no page names.

    Parameters
    ----------
    out : Path
        The site's root.
    documents : set of str
        The names of the book's pages.
    """
    sources = out / "_sources"
    for source in [path for path in sources.rglob("*.*") if path.is_file()]:
        name = source.relative_to(sources).with_suffix("").as_posix()
        if name not in documents:
            source.unlink()
            (out / f"{name}.html").unlink(missing_ok=True)
    named: set[str] = set()
    for page in pages(out):
        named.update(NAMED.findall(page.read_text(encoding="utf-8")))
    for folder in FOLDERS:
        for path in (out / folder).glob("*"):
            if path.name not in named:
                path.unlink()


def finish(app: Sphinx, error: Exception | None) -> None:
    """Sweep the finished site."""
    if not error and app.builder.format == "html":
        sweep(Path(app.outdir), set(app.env.found_docs))


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("build-finished", finish, priority=972)  # when neighbours are joined
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
