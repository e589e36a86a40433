"""What a student's code can see of this machine: the interpreter, the libraries, `pixelup`."""

# Bare system calls: this works in a process between a fork and a kernel, or on paths inside.
# ruff: noqa: PTH208

from __future__ import annotations

import importlib.util
import os
import site
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SYSTEM = (
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/ssl/certs",
)
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


@dataclass(frozen=True)
class View:
    """Which files can be read.

    Attributes
    ----------
    read
        Files and folders that can be read, as they are named, outermost first.
    hidden
        Folders that cannot, though they lie inside one of those.
    after
        Folders that can, though they may lie inside a hidden one.
    """

    read: tuple[str, ...]
    hidden: tuple[str, ...]
    after: tuple[str, ...] = ()


def view(visible: Iterable[str] = (), hidden: Iterable[str] = ()) -> View:
    """The view of this interpreter.

    `pixelup` is in it, and this package is not, wherever the two are installed: in one
    `site-packages`, or from the folder of the course, which holds the solutions.

    Parameters
    ----------
    visible
        More that can be read: a library of the instructor's own, say.
    hidden
        More that cannot: the class folder.
    """
    usual = _usual()
    return View(
        read=_outermost([*usual.read, *visible]),
        hidden=_outermost([*usual.hidden, *hidden]),
        after=usual.after,
    )


@cache  # the warm process finds it out, and all that come from it know
def _usual() -> View:
    packages = [*site.getsitepackages(), site.getusersitepackages()]
    packages = [p for p in packages if p in sys.path]
    interpreter = [sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix]
    autograder = Path(__file__).parents[1]
    course = autograder.parent
    own = [p for p in (*packages, *interpreter) if _in(p, str(course))]
    usual = View(
        read=_outermost([*SYSTEM, *interpreter, *packages]),
        hidden=_outermost(map(str, [autograder] + [course] * (course / "solutions").is_dir())),
        after=_outermost([_pixelup(), *own]),
    )
    for path in (*usual.read, *usual.after):
        real(path)
    return usual


@cache
def real(path: str) -> str:
    """Where a path leads to."""
    return os.path.realpath(path)


def without(path: str, hidden: tuple[str, ...]) -> Iterator[str]:
    """The largest parts of a folder that contain nothing hidden."""
    here = os.path.realpath(path)
    if any(_in(here, h) for h in map(os.path.realpath, hidden)):
        return
    if not any(_in(h, here) for h in map(os.path.realpath, hidden)):
        yield path
        return
    for name in os.listdir(path):
        yield from without(f"{path.rstrip('/')}/{name}", hidden)


def _pixelup() -> str:
    found = importlib.util.find_spec("pixelup")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("the package pixelup is not installed beside this one")
    return str(found.submodule_search_locations[0])


def _outermost(paths: Iterable[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for path in sorted({str(Path(p)) for p in paths}, key=len):
        if not any(_in(path, k) for k in kept):
            kept.append(path)
    return tuple(kept)


def _in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder.rstrip('/')}/")
