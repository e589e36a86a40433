"""Pages are made again when the code that makes them changes.

Sphinx looks at the pages and at its settings only; after an update of an extension it would find
nothing to do. Outputs of cells stay cached.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

FOLDER = Path(__file__).parent


def fingerprint(folder: Path) -> str:
    """Hash the extensions, and the scripts and style sheets that pages name with a checksum.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    str
        12 hexadecimal digits.
    """
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.py"), *folder.glob("static/*.*")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def note(app: Sphinx, config: Config) -> None:
    """Set the value that Sphinx compares."""
    del app
    config.pixelup_extensions = fingerprint(FOLDER)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.add_config_value("pixelup_extensions", "", "env")  # "env": a change reads all pages again
    app.connect("config-inited", note, priority=1)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
