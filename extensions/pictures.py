"""Pictures that wait until they are near: a page shows its text and its figures first.

Every picture gets its size, so that nothing jumps when it comes; those below the first heading
load when a reader comes near them.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

from finished import rewrite
from PIL import Image, UnidentifiedImageError
from sphinx.application import Sphinx

PICTURE = re.compile(r'<img (?P<rest>[^>]*?src="(?P<src>[^":]*_images/[^"]+)"[^>]*?)\s*/?>')
SVG_ROOT = re.compile(r"<svg\b[^>]*>", re.DOTALL)
LENGTH = re.compile(r'\s(width|height)="([\d.]+)(pt|px)?"')
PIXELS = {"pt": 4 / 3, "px": 1, "": 1}


@functools.cache
def size(path: Path) -> tuple[int, int] | None:
    """Read how large a picture is.

    Parameters
    ----------
    path : Path

    Returns
    -------
    tuple of int or None
        Width and height in CSS pixels; None where the file does not say.
    """
    if path.suffix == ".svg":
        with path.open(encoding="utf-8", errors="replace") as file:
            root = SVG_ROOT.search(file.read(4000))
        found = {
            m[1]: float(m[2]) * PIXELS[m[3] or ""] for m in LENGTH.finditer(root[0] if root else "")
        }
        return (round(found["width"]), round(found["height"])) if len(found) == 2 else None
    try:
        with Image.open(path) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError):
        return None


def patient(text: str, folder: Path) -> str:
    """Let the pictures of a page wait.

    Parameters
    ----------
    text : str
        HTML.
    folder : Path
        Where the page lies.

    Returns
    -------
    str
        The same page; doing it twice changes nothing.
    """
    below = text.find("<h2", text.find("<h1"))

    def add(match: re.Match[str]) -> str:
        rest = match["rest"]
        if "decoding=" in rest:
            return match[0]
        found = size((folder / match["src"]).resolve())
        told = ' decoding="async"' + ' loading="lazy"' * (match.start() > below >= 0)
        if found and not re.search(r"\s(width|height|style)=", f" {rest}"):
            told += f' width="{found[0]}" height="{found[1]}"'
        return f"<img {rest}{told} />"

    return PICTURE.sub(add, text)


def finish(app: Sphinx, error: Exception | None) -> None:
    """Go through the pages of the finished site."""
    if error or app.builder.format != "html":
        return
    size.cache_clear()
    rewrite(Path(app.outdir), lambda text, page: patient(text, page.parent))


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("build-finished", finish, priority=940)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
