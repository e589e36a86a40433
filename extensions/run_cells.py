"""Python cells that run in the browser: off, until whoever publishes supplies Pyodide.

``pyodide_folder`` in ``_config.yml`` (``sphinx: config:``) names a folder with Pyodide's files,
beside ``_config.yml``. It is copied into the site, and every Python cell gets a Run button. Without
it, no page changes by a byte.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import your_turn
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

STATIC = Path(__file__).parent / "static"
NEEDED = ("pyodide.mjs", "pyodide.asm.wasm", "pyodide-lock.json", "python_stdlib.zip")
KINDS = {".mjs", ".js", ".wasm", ".zip", ".json", ".whl"}
CELL = "cell_input"


def folder(app: Sphinx) -> Path | None:
    """Find the folder.

    Parameters
    ----------
    app : Sphinx

    Returns
    -------
    Path or None
        None when none is named.

    Raises
    ------
    sphinx.errors.ExtensionError
        When it is not one of Pyodide's, in one line.
    """
    name = app.config.pyodide_folder
    if not name:
        return None
    place = Path(app.srcdir).parent / name
    for file in NEEDED:
        if not (place / file).is_file():
            raise ExtensionError(
                f"pyodide_folder: {place} has no {file}; unpack a release of Pyodide there, "
                "or take the line out of _config.yml."
            )
    return place


def copy_files(app: Sphinx) -> None:
    """Put Pyodide and what speaks to it into the site."""
    if app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    ours, theirs = static / "pixelup", static / "pyodide"
    place = folder(app)
    if place is None:
        shutil.rmtree(theirs, ignore_errors=True)
        return
    for target in (ours, theirs):
        target.mkdir(parents=True, exist_ok=True)
    for name in ("run.js", "run_worker.js", "run.css"):
        shutil.copyfile(STATIC / name, ours / name)
    for file in place.iterdir():
        if file.suffix in KINDS:
            shutil.copyfile(file, theirs / file.name)


def link_files(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load it on pages with cells."""
    del pagename, templatename, doctree
    if not app.config.pyodide_folder or CELL not in (context.get("body") or ""):
        return
    base = context["pathto"]("_static/pyodide", 1)
    wheel = context["pathto"](f"{your_turn.FOLDER}/{your_turn.wheel_name()}", 1)
    app.add_css_file("pixelup/run.css")
    app.add_js_file(
        "pixelup/run.js", **{"defer": "defer", "data-base": f"{base}/", "data-wheel": wheel}
    )


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.add_config_value("pyodide_folder", "", "html", str)
    app.connect("builder-inited", copy_files)
    app.connect("html-page-context", link_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
