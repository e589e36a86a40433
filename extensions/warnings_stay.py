"""A build that warned is not half done: the next one reads everything again.

Sphinx remembers the pages that it read, also when ``-W`` failed the build over them; a second
build would then find nothing to do, warn of nothing and pass.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx


def forget(app: Sphinx, error: Exception | None) -> None:
    """Drop Sphinx's memory when there were warnings; outputs of cells stay cached."""
    if error or app._warncount:
        (Path(app.doctreedir) / ENV_PICKLE_FILENAME).unlink(missing_ok=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("build-finished", forget, priority=990)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
