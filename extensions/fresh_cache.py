"""Cached outputs belong to one state of `pixelup`: when it changes, pages are executed again.

jupyter-cache compares the cells only. A page whose cells are the same would go on showing what
an older `pixelup` had printed.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

import pixelup

PACKAGE = Path(pixelup.__file__).parent


def fingerprint(package: Path) -> str:
    """Hash what a page can see of the package.

    Parameters
    ----------
    package : Path
        The folder of `pixelup`. Bundles are left out: pages load them fresh.

    Returns
    -------
    str
        12 hexadecimal digits.
    """
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.is_file() and path.suffix not in {".pyc", ".js"}:
            digest.update(path.relative_to(package).as_posix().encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def choose_cache(app: Sphinx, config: Config) -> None:
    """Use the cache of this state of the package, and drop those of others."""
    config.pixelup_fingerprint = fingerprint(PACKAGE)
    caches = Path(app.outdir).parent / ".jupyter_cache"
    cache = caches / config.pixelup_fingerprint
    for other in caches.glob("*"):
        if other != cache:
            shutil.rmtree(other) if other.is_dir() else other.unlink()
    config.nb_execution_cache_path = str(cache)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.add_config_value("pixelup_fingerprint", "", "env")  # "env": a change reads all pages again
    app.connect("config-inited", choose_cache, priority=1)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
