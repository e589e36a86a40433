"""What a page decides before anything of it is painted.

Light or dark: the theme's own first script writes "auto", and its last puts light or dark in that
place; until then a page is light, and then all of it is styled once more.

What comes first: a chapter has ten thousand elements, and a phone needs half a second to lay them
out. A reader who opens a page at its top gets the first screen without waiting for the sections
below (``data-first``, see ``course.css``); ``site.js`` lays them out when the figures are alive.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from finished import rewrite
from sphinx.application import Sphinx

THEIRS = re.compile(
    r"<script[^>]*>\s*document\.documentElement\.dataset\.mode = localStorage[^<]*</script>"
)
OURS = """<script async blocking="render" fetchpriority="high">
{
  let mode = "auto", theme;
  try {
    mode = localStorage.getItem("mode") || mode;
    theme = localStorage.getItem("theme");
  } catch {} // a browser that keeps nothing
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  if (mode === "auto" || !theme) theme = dark ? "dark" : "light";
  Object.assign(document.documentElement.dataset, { mode, theme });
  const [visit] = performance.getEntriesByType("navigation");
  if (!location.hash && visit?.type === "navigate") document.documentElement.dataset.first = "";
}
</script>"""


def finish(app: Sphinx, error: Exception | None) -> None:
    """Go through the pages of the finished site."""
    if error or app.builder.format != "html":
        return
    rewrite(Path(app.outdir), lambda text, _: THEIRS.sub(lambda _match: OURS, text))


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("build-finished", finish, priority=930)  # before inline scripts become files
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
