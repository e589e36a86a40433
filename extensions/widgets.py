"""Figures that are alive on a static page.

The ``{anywidget}`` directive, in mystmd's syntax, places a figure without running a cell::

    ```{anywidget} convolution_explorer
    image: [[0, 0, 1], [0, 1, 0], [1, 0, 0]]
    kernel: [[0, 1], [1, 0]]
    ```

Its body is the state, in YAML or JSON; the Python class fills in and checks the rest.
A figure that a code cell shows comes alive in the same way.
Any other widget would be dead on a page without a kernel: the build says so and fails.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from traitlets import TraitError

from pixelup.widgets import FIGURES, Figure
from pixelup.widgets.base import STATIC

log = logging.getLogger(__name__)

VIEW = "application/vnd.jupyter.widget-view+json"
AT_ONCE = {"async": "async", "fetchpriority": "high"}  # as soon as it comes, and before others
CLASSES = {f"{cls.__module__}.{cls.__name__}": name for name, cls in FIGURES.items()}


class FigureError(Exception):
    """A figure that cannot be shown; the text says what to do."""


def make(name: str, state: dict[str, Any]) -> Figure:
    """Make a figure from what a page says.

    Parameters
    ----------
    name : str
        As in ``FIGURES``; a path or an ending is ignored, as in mystmd.
    state : dict
        Trait name to value.

    Returns
    -------
    Figure

    Raises
    ------
    FigureError
        When there is no such figure, or its class refuses the state.
    """
    cls = FIGURES.get(Path(name).stem)
    if cls is None:
        raise FigureError(f"there is no figure {name!r}: choose from {', '.join(sorted(FIGURES))}.")
    if not isinstance(state, dict):
        raise FigureError(f"the state of {name} must be names and values, as in 'position: 3'.")
    try:
        return cls(**state)
    except TraitError as error:
        raise FigureError(str(error)) from None


def html(name: str, figure: Figure) -> str:
    """Write a figure: its state for the loader, its still for paper and for failures.

    Parameters
    ----------
    name : str
    figure : Figure

    Returns
    -------
    str
    """
    state = json.dumps(figure.state(), separators=(",", ":"), sort_keys=True)
    state = state.replace("<", "\\u003c")  # a label may not close the script
    wide, narrow = figure.height()
    return (
        f'<div class="pxu-embed" data-figure="{name}" '
        f'style="--pxu-wide:{wide:.1f}rem;--pxu-narrow:{narrow:.1f}rem">'
        f'<script type="application/vnd.pixelup+json">{state}</script>'
        f'<div class="pxu-still">{figure.still()}</div>'
        "<noscript><style>.pxu-still{display:block!important}</style></noscript></div>"
    )


class AnyWidgetDirective(SphinxDirective):
    """Place a figure; no cell is executed."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Give the figure as raw HTML, or stop with one line."""
        name = Path(self.arguments[0]).stem
        try:
            state = yaml.safe_load("\n".join(self.content)) or {}
            figure = make(name, state)
        except yaml.YAMLError as error:
            line = str(error).splitlines()[0]
            raise self.error(
                f"anywidget: the state of {name} is neither YAML nor JSON: {line}"
            ) from None
        except FigureError as error:
            raise self.error(f"anywidget: {error}") from None
        use(self.env, name)
        return [nodes.raw("", html(name, figure), format="html")]


def use(env: Any, name: str) -> None:
    """Note that the page being read needs the bundle of a figure."""
    env.metadata[env.docname].setdefault("pixelup_figures", "")
    names = set(env.metadata[env.docname]["pixelup_figures"].split()) | {name}
    env.metadata[env.docname]["pixelup_figures"] = " ".join(sorted(names))


def revive_outputs(app: Sphinx, doctree: nodes.document) -> None:
    """Turn the widget views that myst-nb wrote for cell outputs into figures of ours."""
    files = getattr(app.env, "nb_metadata", {}).get(app.env.docname, {}).get("js_files", {})
    _, attributes = files.pop("ipywidgets_state", (None, {"body": '{"state": {}}'}))
    models = json.loads(attributes["body"].replace("<\\/", "</"))["state"]
    for key in [key for key in files if key.startswith("ipywidgets")]:
        del files[key]
    for node in list(doctree.findall(nodes.raw)):
        if VIEW not in node.astext():
            continue
        text = node.astext()
        view = json.loads(text[text.index(">") + 1 : text.rindex("<")].replace("<\\/", "</"))
        model = models.get(view["model_id"], {"state": {}})
        state = model["state"]
        name = CLASSES.get(state.get("_anywidget_id"))
        if name is None:
            what = state.get("_anywidget_id") or state.get("_model_name") or "A widget"
            log.warning(
                "%s would be dead on a page without a kernel: show a figure of pixelup.widgets "
                "there, or give the cell the tag 'remove-output'.",
                what,
                location=(app.env.docname, node.line),
            )
            continue
        known = FIGURES[name].names()
        try:
            figure = make(name, {k: v for k, v in state.items() if k in known})
        except FigureError as error:
            log.warning("%s", error, location=(app.env.docname, node.line))
            continue
        use(app.env, name)
        fresh = nodes.raw("", html(name, figure), format="html")
        bundle = node.parent.parent  # the output's alternatives, of which a page shows one
        if bundle.get("nb_element") == "mime_bundle":
            bundle.children = [node.parent]
        node.replace_self(fresh)


def copy_bundles(app: Sphinx) -> None:
    """Put the scripts where the pages look for them."""
    if app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "pixelup"
    target.mkdir(parents=True, exist_ok=True)
    for name in ["loader.js", *(f"{name}.static.js" for name in FIGURES)]:
        shutil.copyfile(STATIC / name, target / name)
    shutil.copyfile(Path(__file__).parent / "static" / "site.css", target / "site.css")
    app.add_css_file("pixelup/site.css")


def link_bundles(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load on each page the bundles that it needs, and no others."""
    del templatename, context, doctree
    names = app.env.metadata.get(pagename, {}).get("pixelup_figures", "").split()
    for name in names:
        app.add_js_file(f"pixelup/{name}.static.js", **AT_ONCE)
    if names:
        app.add_js_file("pixelup/loader.js", **AT_ONCE)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.add_directive("anywidget", AnyWidgetDirective)
    app.connect("builder-inited", copy_bundles)
    app.connect("doctree-read", revive_outputs, priority=100)  # before pictures are collected
    app.connect("html-page-context", link_bundles)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
