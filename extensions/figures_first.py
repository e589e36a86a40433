"""What a reader sees first comes first: the page, its style, its figures.

Scripts in a page's head hold up what is below them, and every script of the page shares the
network with its style sheet. Those that wait for nobody (``async``: light or dark, the figures)
stay; all others are named behind the page, in the order in which they ran, and ``behind.js`` asks
for them when the first screen is painted.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from finished import rewrite
from sphinx.application import Sphinx

SEARCH = "search.html"  # what it shows first, its scripts write
STATIC = Path(__file__).parent / "static"
HEAD = re.compile(r"<head>.*?</head>", re.DOTALL)
SCRIPT = re.compile(r'[ \t]*<script\b(?P<attributes>[^>]*\ssrc="[^"]*"[^>]*)></script>\n?')
LAST = "<!-- Scripts loaded after <body> so the DOM is not blocked -->"
STAYS = re.compile(r"\sasync\b")
WAITS = re.compile(r'\sdefer(="defer")?(?=\s|$)')
DEFERRED = re.compile(r'<script defer((?:\s[\w-]+="[^"]*")*?)\ssrc=')


def later(text: str, behind: str) -> str:
    """Move the scripts of a page's head behind the page.

    Parameters
    ----------
    text : str
        HTML, its scripts in files.
    behind : str
        Address of the script that asks for them. It is the page's last and the only one that the
        parser waits for: a page that ends before its style sheet is there is laid out in vain.

    Returns
    -------
    str
        The same page; doing it twice changes nothing.
    """
    head = HEAD.search(text)
    if head is None or behind in text:
        return text
    scripts = [m for m in SCRIPT.finditer(head[0]) if not STAYS.search(m["attributes"])]
    kept = head[0]
    for script in scripts:
        kept = kept.replace(script[0], "", 1)
    now = [m["attributes"] for m in scripts if not WAITS.search(m["attributes"])]
    then = [WAITS.sub("", m["attributes"]) for m in scripts if WAITS.search(m["attributes"])]
    moved = "".join(f"<script defer{attributes}></script>\n" for attributes in [*now, *then])
    body = text[head.end() :]
    at = body.index(LAST) if LAST in body else body.rindex("</body>")
    body = body[:at] + moved + body[at:]
    end = body.rindex("</body>")
    last = f'<script src="{behind}"></script>\n'
    return text[: head.start()] + kept + body[:end] + last + body[end:]


def unasked(text: str) -> str:
    """Name the scripts that wait without asking for them.

    Parameters
    ----------
    text : str
        HTML.

    Returns
    -------
    str
        The same page; doing it twice changes nothing.
    """
    return DEFERRED.sub(r'<script type="text/later"\1 data-src=', text)


def move(app: Sphinx, error: Exception | None) -> None:
    """Move the scripts of the finished site."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    name = "_static/pixelup/behind.js"
    code = (STATIC / "behind.js").read_bytes()
    (out / name).parent.mkdir(parents=True, exist_ok=True)
    (out / name).write_bytes(code)
    version = hashlib.sha256(code).hexdigest()[:8]

    def moved(text: str, page: Path) -> str:
        if page.name == SEARCH:
            return text
        up = "../" * (len(page.relative_to(out).parts) - 1)
        return later(text, f"{up}{name}?v={version}")

    rewrite(out, moved)


def finish(app: Sphinx, error: Exception | None) -> None:
    """Let the scripts wait."""
    if not error and app.builder.format == "html":
        rewrite(
            Path(app.outdir),
            lambda text, page: text if page.name == SEARCH else unasked(text),
        )


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("build-finished", move, priority=955)  # when inline scripts are files
    app.connect("build-finished", finish, priority=978)  # when neighbours are joined
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
