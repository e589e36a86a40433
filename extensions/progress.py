"""What there is to read, to answer and to do, for the script that keeps a reader's progress.

One small file names the sections, quizzes and exercises of every chapter. It is a script, for
pages that are opened from a folder can load no data.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import quiz
import your_turn
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

STATIC = Path(__file__).parent / "static"


def note_sections(app: Sphinx, doctree: nodes.document) -> None:
    """Remember the sections of a page that was read."""
    known = sections(app.env)
    known[app.env.docname] = [s["ids"][0] for s in doctree.findall(nodes.section) if s["ids"]]


def sections(env: BuildEnvironment) -> dict[str, list[str]]:
    """Give the sections of the book: page to ids."""
    if not hasattr(env, "pixelup_sections"):
        env.pixelup_sections = {}
    return env.pixelup_sections


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget the sections of a page that is read again."""
    del app
    sections(env).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    """Take over what another process read."""
    del app
    sections(env).update({n: sections(other)[n] for n in docnames if n in sections(other)})


def pages(env: BuildEnvironment, root: str) -> Iterator[str]:
    """Go through the pages as the table of contents does."""
    yield root
    for page in env.toctree_includes.get(root, []):
        yield from pages(env, page)


def course(env: BuildEnvironment, root: str) -> list[dict[str, Any]]:
    """Say what each chapter holds.

    Parameters
    ----------
    env : BuildEnvironment
    root : str
        The first page.

    Returns
    -------
    list of dict
        Of every page but the first that has a quiz, an exercise or two sections.
    """
    found = []
    for page in pages(env, root):
        chapter = {
            "page": page,
            "title": env.titles[page].astext(),
            "sections": sections(env).get(page, []),
            "quizzes": [name for name, _ in quiz.places(env).get(page, [])],
            "exercises": your_turn.exercises(env).get(page, []),
        }
        enough = chapter["quizzes"] or chapter["exercises"] or len(chapter["sections"]) > 1
        if enough and page != root:
            found.append(chapter)
    return found


def write(app: Sphinx, env: BuildEnvironment) -> None:
    """Put the course's contents, the script and the style sheet where the pages look."""
    if app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "pixelup"
    target.mkdir(parents=True, exist_ok=True)
    told = json.dumps(course(env, app.config.root_doc), ensure_ascii=False, separators=(",", ":"))
    text = f"(globalThis.pixelup??={{}}).course={told};\n"
    (target / "course.js").write_text(text, encoding="utf-8")
    for name in ("site.js", "course.css"):
        shutil.copyfile(STATIC / name, target / name)


def link_files(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load them on every page."""
    del templatename
    app.add_css_file("pixelup/course.css")
    app.add_js_file("pixelup/course.js", defer="defer")
    app.add_js_file("pixelup/site.js", defer="defer")
    if doctree is not None:
        context["metatags"] += f'<meta name="pixelup:page" content="{pagename}" />\n'


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("doctree-read", note_sections)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", write)
    app.connect("html-page-context", link_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
