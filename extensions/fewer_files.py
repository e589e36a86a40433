"""One style sheet and one script where the theme has two dozen.

On a slow network a page waits for the number of its files more than for their size. Neighbouring
style sheets and neighbouring scripts of a page are joined, in their order. A script that reads
its own attributes stays alone, and so do ours: they differ from page to page.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from pathlib import Path
from typing import Any

from finished import rewrite
from sphinx.application import Sphinx

SHEETS = re.compile(
    r'(?:<link (?=[^>]*rel="stylesheet")[^>]*href="[^":]*\.css[^"]*"[^>]*>\s*){2,}', re.DOTALL
)
SCRIPTS = {
    how: re.compile(
        rf'(?:<script {how}src="(?![^"]*_static/pixelup/)[^":]*\.js[^"]*"></script>\s*){{2,}}'
    )
    for how in ("", "defer ")
}
ADDRESS = re.compile(r'(?:href|src)="([^"?]*)')
IMPORT = re.compile(r"@import\s+(?:url\()?['\"]?(?!https?:)([^'\");]+)['\"]?\)?;")
URL = re.compile(r"url\((['\"]?)(?!data:|https?:|#|/)([^)'\"]+)\1\)")


class Joiner:
    """Joins files of a site and remembers what it joined.

    Parameters
    ----------
    out : Path
        The site's root.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.made: dict[tuple[str, ...], str] = {}

    def page(self, text: str, folder: str) -> str:
        """Join the files of a page.

        Parameters
        ----------
        text : str
            HTML.
        folder : str
            Where the page lies below the root, as in ``guide``; empty at the root.

        Returns
        -------
        str
        """
        text = SHEETS.sub(lambda m: self._sheets(m.group(), folder), text)
        for how, scripts in SCRIPTS.items():
            text = scripts.sub(lambda m, how=how: self._scripts(m.group(), folder, how), text)
        return text

    def _sheets(self, tags: str, folder: str) -> str:
        address = self._join(tags, folder, ".css")
        return f'<link rel="stylesheet" type="text/css" href="{address}" />\n'

    def _scripts(self, tags: str, folder: str, how: str) -> str:
        return f'<script {how}src="{self._join(tags, folder, ".js")}"></script>\n'

    def _join(self, tags: str, folder: str, kind: str) -> str:
        """Write the files that the tags name into one; give its address."""
        names = tuple(
            posixpath.normpath(posixpath.join(folder, name)) for name in ADDRESS.findall(tags)
        )
        if names not in self.made:
            text = "\n".join(self._read(name, kind) for name in names)
            name = f"_static/joined/{hashlib.sha256(text.encode()).hexdigest()[:16]}{kind}"
            target = self.out / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
            self.made[names] = name
        return posixpath.relpath(self.made[names], folder or ".")

    def _read(self, name: str, kind: str) -> str:
        text = (self.out / name).read_text(encoding="utf-8")
        if kind == ".js":
            return f"{text}\n;"
        home = posixpath.dirname(name)

        def move(match: re.Match[str]) -> str:
            place = self._beside(home, match.group(2))
            return f"url({posixpath.relpath(place, '_static/joined')})"

        parts = IMPORT.split(text)  # rules and, at odd places, what they import
        parts[::2] = [URL.sub(move, rules) for rules in parts[::2]]
        parts[1::2] = [self._read(self._beside(home, name), kind) for name in parts[1::2]]
        return "".join(parts)

    @staticmethod
    def _beside(home: str, name: str) -> str:
        return posixpath.normpath(posixpath.join(home, name))


def finish(app: Sphinx, error: Exception | None) -> None:
    """Join the files of every page of the finished site."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    joiner = Joiner(out)

    def join(text: str, page: Path) -> str:
        folder = page.parent.relative_to(out).as_posix()
        return joiner.page(text, "" if folder == "." else folder)

    rewrite(out, join)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("build-finished", finish, priority=970)  # after all that still adds files to pages
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
