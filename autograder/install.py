"""The first cell of a released notebook: it installs `pixelup` where that is missing.

Colab and its like start with an empty machine. Where the course is published is said in one place,
`_config.yml` (see `tools/site_address.py`); the site fills its own address into the notebooks that
it offers.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

ID = "install"
TEXT = """\
# Where pixelup is missing, as in Colab, this installs it. Elsewhere it does nothing.
import importlib.util
import subprocess
import sys

PIXELUP = "{requirement}"
if importlib.util.find_spec("pixelup") is None:
    if not PIXELUP:
        raise ModuleNotFoundError("pixelup is missing: the chapter says how, under 'Your turn'")
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", PIXELUP], check=True)
    importlib.invalidate_caches()"""


def text(root: Path, code: str) -> str:
    """Write the cell.

    Parameters
    ----------
    root
        The course, with its ``_config.yml``.
    code
        What students are given: it says whether they need PyTorch.
    """
    torch = re.search(r"^\s*(?:import|from) torch\b", code, re.MULTILINE)
    return TEXT.format(requirement=requirement(root, "[torch]" if torch else ""))


def requirement(root: Path, extra: str) -> str:
    """What pip is told: the site's wheel, or else the repository, or nothing is known yet."""
    config, project = root / "_config.yml", root / "pyproject.toml"
    if not (config.is_file() and project.is_file()):
        return ""
    said = yaml.safe_load(config.read_text(encoding="utf-8"))
    version = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
    site = (said.get("html", {}).get("baseurl") or "").rstrip("/")
    repository = (said.get("repository", {}).get("url") or "").rstrip("/")
    if site:
        return f"pixelup{extra} @ {site}/downloads/pixelup-{version}-py3-none-any.whl"
    return f"pixelup{extra} @ git+{repository}" if repository else ""
