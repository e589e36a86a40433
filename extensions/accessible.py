"""What the theme and its kin leave unsaid to a screen reader, mended.

Findings of axe: the search button's label is not the text that it shows, and neither is that of
a hidden cell; the logo stands outside of all landmarks; an entry of the references has a role
that is no longer one, in a list that then has no items.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from finished import rewrite
from sphinx.application import Sphinx

SEARCH_LABEL = re.compile(r'(<button class="btn search-button-field[^>]*?) aria-label="[^"]*"')
SIDEBAR = re.compile(r'(<div id="pst-primary-sidebar"(?! role))')
HIDDEN_CELL = '<summary aria-label="Toggle hidden content">'
REFERENCE = 'role="doc-biblioentry"'


def mend(text: str) -> str:
    """Mend a page.

    Parameters
    ----------
    text : str
        HTML.

    Returns
    -------
    str
        The same page; mending twice changes nothing.
    """
    text = SEARCH_LABEL.sub(r"\1", text)
    text = text.replace(HIDDEN_CELL, "<summary>").replace(REFERENCE, 'role="listitem"')
    return SIDEBAR.sub(r'\1 role="region" aria-label="Course"', text)


def finish(app: Sphinx, error: Exception | None) -> None:
    """Mend the pages of the finished site."""
    if error or app.builder.format != "html":
        return
    rewrite(Path(app.outdir), lambda text, _: mend(text))


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("build-finished", finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
