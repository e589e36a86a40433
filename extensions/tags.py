"""HTML elements as docutils nodes: what is inside them stays text, math and links to Sphinx."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx


class Tag(nodes.General, nodes.Element):
    """An HTML element; other formats see only what is inside.

    Parameters
    ----------
    tag : str
        As in ``"fieldset"``.
    *children : docutils.nodes.Node
    **attributes : str or bool
        Underscores become hyphens, one at the end is dropped (``class_``, ``data_kind``).
        True writes an attribute without a value, False writes none.
    """

    def __init__(self, tag: str = "div", /, *children: nodes.Node, **attributes: Any) -> None:
        super().__init__("", *children)
        self["tag"] = tag
        self["html"] = {
            key.rstrip("_").replace("_", "-"): "" if value is True else str(value)
            for key, value in attributes.items()
            if value is not False and value is not None
        }

    def copy(self) -> Tag:
        """Copy the element without what is inside, as docutils expects."""
        twin = Tag(self["tag"])
        twin.attributes = {
            key: value.copy() if isinstance(value, list | dict) else value
            for key, value in self.attributes.items()
        }
        return twin


def words(tag: str, text: str, /, **attributes: Any) -> Tag:
    """Make an element that holds plain text.

    Parameters
    ----------
    tag : str
    text : str
    **attributes : str or bool

    Returns
    -------
    Tag
    """
    return Tag(tag, nodes.Text(text), **attributes)


def visit(translator: Any, node: Tag) -> None:
    """Open the element."""
    attributes = "".join(
        f' {key}="{translator.attval(value)}"' for key, value in node["html"].items()
    )
    translator.body.append(f"<{node['tag']}{attributes}>")


def depart(translator: Any, node: Tag) -> None:
    """Close the element."""
    if node["tag"] not in {"input", "br", "hr", "img"}:
        translator.body.append(f"</{node['tag']}>")


def register(app: Sphinx) -> None:
    """Let Sphinx write the elements; more than one extension may ask for it."""
    nothing = (lambda _translator, _node: None, lambda _translator, _node: None)
    app.add_node(Tag, override=True, html=(visit, depart), latex=nothing, text=nothing)
