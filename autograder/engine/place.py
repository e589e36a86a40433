"""Temporary folders that do not outlive who made them, even when that was killed.

Who makes a folder holds a lock in it. A folder whose lock nobody holds is nobody's: it is
removed by whoever comes by.
"""

# Bare system calls: this works in a process between a fork and a kernel, or on paths inside.
# ruff: noqa: S108

from __future__ import annotations

import fcntl
import os
import tempfile
from pathlib import Path
from typing import IO

from . import files

PREFIX = "pu-"
_OWNER = "owner"


class Place:
    """A new folder, with a short name: those of unix sockets in it are short.

    Attributes
    ----------
    folder
        The folder.
    """

    def __init__(self) -> None:
        _remove_abandoned()
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_parent()))
        fresh = self.folder / f"{_OWNER}.new"
        self._owner: IO[str] | None = fresh.open("w")
        fcntl.flock(self._owner, fcntl.LOCK_EX)
        fresh.rename(self.folder / _OWNER)  # whoever sees it finds it locked

    def let_go(self) -> None:
        """Hold it no longer; who uses it may remove it."""
        if self._owner is not None:
            self._owner.close()
            self._owner = None

    def remove(self) -> None:
        """Remove it with all that is in it."""
        self.let_go()
        files.remove(self.folder)

    def __enter__(self) -> Path:
        return self.folder

    def __exit__(self, *_: object) -> None:
        self.remove()


def abandoned(folder: Path) -> bool:
    """Whether a folder was made here and nobody holds it any more."""
    try:
        with (folder / _OWNER).open() as owner:
            fcntl.flock(owner, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove_abandoned() -> None:
    for folder in Path(_parent()).glob(f"{PREFIX}*"):
        try:
            mine = folder.stat().st_uid == os.geteuid()
        except OSError:
            continue
        if mine and abandoned(folder):
            files.remove(folder)


def _parent() -> str:
    usual = tempfile.gettempdir()
    return usual if len(usual) < 50 else "/tmp"
