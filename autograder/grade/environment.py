"""What a grade depends on besides the work and the exercise: versions, and our own code."""

from __future__ import annotations

import hashlib
import importlib.metadata
import sys
from functools import cache
from pathlib import Path

import pixelup

PACKAGES = ("numpy", "nbgrader", "ipykernel", "pixelup", "pixelup-autograder")
_OPTIONAL = ("torch",)


def versions() -> dict[str, str]:
    """Versions of the packages that grading takes part in."""
    return {name: importlib.metadata.version(name) for name in PACKAGES}


@cache
def environment() -> dict[str, str]:
    """What must be the same on two machines that grade the same class."""
    found = {"Python": "{}.{}".format(*sys.version_info[:2])} | versions()
    for name in _OPTIONAL:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "missing"
    return found | {"the course's code": _code()}


def difference(there: dict[str, str], here: dict[str, str]) -> str:
    """The first thing that another machine has otherwise, in words; empty where nothing is."""
    for name, version in here.items():
        if there.get(name) != version:
            return f"has {name} {there.get(name, 'missing')}, and here it is {version}"
    return ""


def _code() -> str:
    """Hash of our two packages: a version number stays the same while it is worked on."""
    digest = hashlib.sha256()
    for package in (Path(__file__).parents[1], Path(str(pixelup.__file__)).parent):
        for path in sorted(package.rglob("*.py")):
            digest.update(f"\0{path.relative_to(package)}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
