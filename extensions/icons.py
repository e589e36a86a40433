"""Only the icons that the site uses.

The theme brings two thousand: 150 KB of font and 20 KB of rules on every first visit. When the
site is finished, the names in its pages and scripts are collected, and the font and the style
sheet are cut down to them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pydata_sphinx_theme
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from sphinx.application import Sphinx

THEME = Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static"
SHEET = Path("styles/pydata-sphinx-theme.css")
FONTS = Path("vendor/fontawesome/webfonts")

NAME = re.compile(r"\bfa-[a-z0-9-]+")
RULE = re.compile(r'((?:\.fa-[a-z0-9-]+(?:::?before)?,?)+)\{content:"\\([0-9a-f]+)"\}')
CODE = re.compile(r'"\\([ef][0-9a-f]{3})"')
SOURCES = re.compile(
    r'url\((\.\./vendor/fontawesome/webfonts/[\w-]+)\.woff2\) format\("woff2"\),'
    r'url\([^)]*\) format\("truetype"\)'
)


def cut_sheet(sheet: str, names: set[str]) -> tuple[str, set[int]]:
    """Keep the rules of the icons that are used.

    Parameters
    ----------
    sheet : str
        The theme's style sheet.
    names : set of str
        As in ``fa-bars``.

    Returns
    -------
    sheet : str
        It names ``.woff`` fonts now.
    codes : set of int
        The characters that the font needs.
    """

    def keep(match: re.Match[str]) -> str:
        return match.group() if names & set(NAME.findall(match.group(1))) else ""

    sheet = RULE.sub(keep, sheet)
    return SOURCES.sub(r'url(\1.woff) format("woff")', sheet), characters(sheet)


def characters(sheet: str) -> set[int]:
    r"""Find the icons that a style sheet draws, written as ``"\f107"`` or as they are.

    Parameters
    ----------
    sheet : str

    Returns
    -------
    set of int
        Characters of Unicode's private area.
    """
    written = {int(code, 16) for code in CODE.findall(sheet)}
    return written | {ord(c) for c in sheet if "\ue000" <= c <= "\uf8ff"}


def cut_font(source: Path, target: Path, codes: set[int], features: Sequence[str] = ()) -> None:
    """Write a font with some characters only.

    Parameters
    ----------
    source : Path
        A TrueType or WOFF font.
    target : Path
        A WOFF font.
    codes : set of int
        Characters.
    features : sequence of str
        What the font may do with neighbours, as in ``kern``; "*" for all.
    """
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it tells of every table and date
    font = TTFont(source, recalcTimestamp=False)
    options = Options(layout_features=list(features), hinting=False, notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    font.flavor = "woff"
    font.save(target)


def finish(app: Sphinx, error: Exception | None) -> None:
    """Cut the theme's icons down to those of the finished site."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    static = out / "_static"
    names: set[str] = set()
    for path in [*out.glob("**/*.html"), *static.glob("**/*.js")]:
        names.update(NAME.findall(path.read_text(encoding="utf-8")))
    sheet, codes = cut_sheet((THEME / SHEET).read_text(encoding="utf-8"), names)
    for other in static.glob("**/*.css"):
        if other != static / SHEET:
            codes |= characters(other.read_text(encoding="utf-8"))
    (static / SHEET).write_text(sheet, encoding="utf-8")
    for source in (THEME / FONTS).glob("*.ttf"):
        cut_font(source, static / FONTS / f"{source.stem}.woff", codes)
        for whole in (f"{source.stem}.ttf", f"{source.stem}.woff2"):
            (static / FONTS / whole).unlink(missing_ok=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("build-finished", finish, priority=960)  # after all that still adds to pages
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
