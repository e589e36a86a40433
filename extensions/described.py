"""Every picture says in words what it shows."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

log = logging.getLogger(__name__)

FILE_NAME = re.compile(r"^(\S*[0-9a-f]{32,}\S*|\S+\.(png|svg|jpe?g|gif|webp))$", re.IGNORECASE)


def check(app: Sphinx, doctree: nodes.document) -> None:
    """Report a picture whose alt text is missing or only a file name."""
    for image in doctree.findall(nodes.image):
        alt = image.get("alt", "").strip()
        if not alt or FILE_NAME.match(alt):
            log.warning(
                "%s has no alt text: say what it shows, with ':alt:' in a figure, and with "
                "mystnb: image: alt: in the cell's YAML block.",
                "A cell's picture" if "/jupyter_execute" in image["uri"] else image["uri"],
                location=image if image.line else app.env.docname,
            )


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("doctree-read", check)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
