"""Files that are read once for as long as they do not change."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

Made = TypeVar("Made")


def while_unchanged(read: Callable[[Path], Made]) -> Callable[[Path], Made]:
    """Keep what a function makes of a file, until the file is another.

    Parameters
    ----------
    read
        Takes the path of a file that exists.
    """

    @lru_cache(maxsize=32)
    def known(path: Path, _changed: int) -> Made:
        return read(path)

    return lambda path: known(path, path.stat().st_mtime_ns)
