"""The fonts of the equations, with the characters that the site uses.

Most equations need two or three fonts of 30 KB each, for a dozen letters.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from icons import cut_font
from sphinx.application import Sphinx

SOURCE = Path(__file__).parent / "static" / "katex"


def copy_style(app: Sphinx) -> None:
    """Put KaTeX's style sheet beside the pages."""
    if app.builder.format == "html":
        target = Path(app.outdir) / "_static" / "katex"
        target.mkdir(parents=True, exist_ok=True)
        for name in ("katex.min.css", "LICENSE"):
            shutil.copyfile(SOURCE / name, target / name)


def cut_fonts(out: Path, letters: str, memory: Path) -> None:
    """Write the fonts, unless they were written for the same letters.

    Parameters
    ----------
    out : Path
        The site's root.
    letters : str
        What its equations are written with.
    memory : Path
        A file that remembers the letters.
    """
    target = out / "_static" / "katex" / "fonts"
    if target.is_dir() and memory.is_file() and memory.read_text(encoding="utf-8") == letters:
        return
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for font in sorted((SOURCE / "fonts").glob("*.woff")):
        cut_font(font, target / font.name, set(map(ord, letters)), ["*"])
    memory.parent.mkdir(parents=True, exist_ok=True)
    memory.write_text(letters, encoding="utf-8")


def finish(app: Sphinx, error: Exception | None) -> None:
    """Cut the fonts for the finished site."""
    if not error and app.builder.format == "html":
        told = (page.get("katex_letters", "") for page in app.env.metadata.values())
        letters = "".join(sorted(set("".join(told))))
        cut_fonts(Path(app.outdir), letters, Path(app.doctreedir) / "katex_letters.txt")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("builder-inited", copy_style)
    app.connect("build-finished", finish, priority=960)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
