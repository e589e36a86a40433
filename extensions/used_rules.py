"""Only the rules that the site uses.

The themes bring half a megabyte of style for things that no page of ours has, and a phone reads
all of it before it shows a word. When the site is finished, the names in its pages and scripts
are collected, and a rule stays when every class and every id that it asks for is among them. What
a selector only excludes (``:not``) or asks for in another way than by name always stays.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from finished import pages, rewrite
from sphinx.application import Sphinx

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STRING = r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\''
PIECE = re.compile(rf"{STRING}|url\([^)\"']*\)|[{{}};]|[^{{}};\"'u]+|u", re.DOTALL)
GROUP = ("@media", "@supports", "@container", "@layer")
PARENTHESES = re.compile(r"\((?:[^()]|\([^()]*\))*\)")
ATTRIBUTE = re.compile(r"\[[^\]]*\]")
ASKED = re.compile(r"[.#](-?[_a-zA-Z][\w-]*)")
KEYFRAMES = re.compile(r"@(?:-webkit-)?keyframes\s+([\w-]+)")
IN_HTML = re.compile(r'\s(?:class|id)="([^"]*)"')
WORD = re.compile(r"[\w-]+")
SETTING = re.compile(rf"(--[\w-]+)\s*:(?:{STRING}|url\([^)]*\)|[^;{{}}\"'])*(?:;|(?=\}}))")
READ = re.compile(r"var\(\s*(--[\w-]+)")
MARK = "/* Only the rules that this site uses. */\n"
LINK = re.compile(r"(_static/joined/[0-9a-f]+\.css)(?:\?v=\w+)?")


class Names:
    """The classes and ids that occur, and the beginnings that scripts complete.

    Parameters
    ----------
    pages : iterable of str
        HTML.
    scripts : iterable of str
        JavaScript: every word of it may be a class.

    Attributes
    ----------
    properties : set of str
        The custom properties that pages and scripts read.
    """

    def __init__(self, pages: Iterable[str], scripts: Iterable[str]) -> None:
        self.known: set[str] = set()
        self.properties: set[str] = set()
        for page in pages:
            self.known.update(*map(str.split, IN_HTML.findall(page)))
            self.properties.update(READ.findall(page))
        for script in scripts:
            self.known.update(WORD.findall(script))
        self.properties.update(name for name in self.known if name.startswith("--"))
        self.beginnings = tuple(n for n in self.known if n.endswith("-") and len(n.strip("-")) > 1)

    def __contains__(self, name: str) -> bool:
        return name in self.known or name.startswith(self.beginnings)


def rules(sheet: str) -> Iterator[tuple[str, str | None]]:
    """Cut a style sheet into its rules.

    Parameters
    ----------
    sheet : str
        Without comments.

    Yields
    ------
    prelude, body : str, str or None
        What stands before the braces and what in them; a statement has no body.
    """
    depth, prelude, body = 0, [], []
    for piece in PIECE.findall(sheet):
        if piece == "{":
            depth += 1
            if depth == 1:
                continue
        elif piece == "}":
            depth -= 1
            if depth == 0:
                yield "".join(prelude).strip(), "".join(body)
                prelude, body = [], []
                continue
        elif piece == ";" and depth == 0:
            yield "".join(prelude).strip(), None
            prelude = []
            continue
        (body if depth else prelude).append(piece)


def is_used(selector: str, names: Names) -> bool:
    """Whether a selector could match anything.

    Parameters
    ----------
    selector : str
        One, without commas.
    names : Names

    Returns
    -------
    bool
        True also where that is not certain.
    """
    if "\\" in selector:
        return True
    plain = ATTRIBUTE.sub("", PARENTHESES.sub("", selector))
    return all(name in names for name in ASKED.findall(plain))


def cut(sheet: str, names: Names) -> str:
    """Keep the rules that are used.

    Parameters
    ----------
    sheet : str
    names : Names

    Returns
    -------
    str
        The order stays.
    """
    text = "".join(_kept(COMMENT.sub("", sheet), names))
    still = KEYFRAMES.sub("", text)
    kept = []
    for prelude, body in rules(text):
        dance = KEYFRAMES.match(prelude)
        if dance is None or re.search(rf"(?<![\w-]){re.escape(dance[1])}(?![\w-])", still):
            kept.append(f"{prelude};" if body is None else f"{prelude}{{{body}}}")
    return _settings("\n".join(kept) + "\n", names)


def _settings(sheet: str, names: Names) -> str:
    """Drop the custom properties that nothing reads; one may have been read by another only."""
    read: set[str] = set()
    while read != (now := {*READ.findall(sheet), *names.properties}):
        read = now
        sheet = SETTING.sub(lambda m: m[0] if m[1] in now else "", sheet)
    return sheet


def _kept(sheet: str, names: Names) -> Iterator[str]:
    for prelude, body in rules(sheet):
        if body is None:
            yield f"{prelude};"
        elif prelude.startswith(GROUP):
            if inner := "".join(_kept(body, names)):
                yield f"{prelude}{{{inner}}}"
        elif prelude.startswith("@"):
            yield f"{prelude}{{{body.strip()}}}"
        else:
            asked = [s.strip() for s in split(prelude)]
            if left := [s for s in asked if is_used(s, names)]:
                yield f"{','.join(left)}{{{body.strip()}}}"


def split(prelude: str) -> list[str]:
    """Cut a list of selectors at its own commas.

    Parameters
    ----------
    prelude : str

    Returns
    -------
    list of str
    """
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(prelude):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            parts.append(prelude[start:at])
            start = at + 1
    return [*parts, prelude[start:]]


def cut_sheets(out: Path, whole: Path) -> None:
    """Cut the joined style sheets of a site, and tell its pages.

    Parameters
    ----------
    out : Path
        The site's root.
    whole : Path
        Where the whole sheets are kept: a later build may need what this one did not.
    """
    scripts = [p for p in (out / "_static").rglob("*.js") if "locales" not in p.parts]
    names = Names(
        (page.read_text(encoding="utf-8") for page in pages(out)),
        (script.read_text(encoding="utf-8") for script in scripts),
    )
    whole.mkdir(parents=True, exist_ok=True)
    versions = {}
    for path in (out / "_static" / "joined").glob("*.css"):
        sheet = path.read_text(encoding="utf-8")
        if sheet.startswith(MARK):
            sheet = (whole / path.name).read_text(encoding="utf-8")
        else:
            (whole / path.name).write_text(sheet, encoding="utf-8")
        short = MARK + cut(sheet, names)
        path.write_text(short, encoding="utf-8")
        versions[f"_static/joined/{path.name}"] = hashlib.sha256(short.encode()).hexdigest()[:8]

    def told(match: re.Match[str]) -> str:
        return f"{match[1]}?v={versions[match[1]]}"  # browsers keep a sheet under its address

    rewrite(out, lambda text, _page: LINK.sub(told, text))


def finish(app: Sphinx, error: Exception | None) -> None:
    """Cut the style sheets of the finished site."""
    if not error and app.builder.format == "html":
        cut_sheets(Path(app.outdir), Path(app.doctreedir) / "sheets")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("build-finished", finish, priority=975)  # when the sheets are joined
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
