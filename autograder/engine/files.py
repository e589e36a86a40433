"""The submission's files on their way into the sandbox: read as data, written anew, removed."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

MAX_BYTES = 64 << 20
MAX_FILES = 2_000
MAX_DEPTH = 16


class TooMuchError(RuntimeError):
    """A submission has more files, or larger ones, than are taken."""


def read(folder: Path) -> list[tuple[str, bytes]]:
    """Relative paths and contents of the plain files in a folder.

    Notebooks stay out: the one that is graded has its hidden tests restored.
    Links, devices, pipes and sockets stay out as well, and so do files with several names,
    which could be somebody else's.

    Raises
    ------
    TooMuchError
        For more than 64 MB, 2,000 files or 16 levels.
    """
    found: list[tuple[str, bytes]] = []
    total = 0
    root = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name, fd in _plain(root, "", 0):
            with os.fdopen(fd, "rb") as f:
                content = f.read(MAX_BYTES - total + 1)
            total += len(content)
            if total > MAX_BYTES:
                raise TooMuchError(f"more than {MAX_BYTES >> 20} MB of files are handed in")
            found.append((name, content))
            if len(found) > MAX_FILES:
                raise TooMuchError(f"more than {MAX_FILES} files are handed in")
    finally:
        os.close(root)
    return found


def write(folder: str, files: list[tuple[str, bytes]]) -> None:
    """Write files below a folder that nobody else writes to."""
    for name, content in files:
        path = os.path.join(folder, name)  # noqa: PTH118 - in a process that imports nothing more
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        with open(path, "wb") as f:  # noqa: PTH123
            f.write(content)


def remove(folder: Path) -> None:
    """Remove a folder that a student's code could write to, whatever it made of it.

    Links are not followed. What resists, for it has no permissions or is nested deeper than
    Python can recurse, is left to `chmod` and `rm`.
    """
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
            subprocess.run([*command, "--", str(folder)], stderr=subprocess.DEVNULL, check=False)


def _plain(folder: int, prefix: str, depth: int) -> Iterator[tuple[str, int]]:
    """Open files through descriptors: a link that appears in between leads nowhere."""
    if depth > MAX_DEPTH:
        raise TooMuchError(f"folders are nested more than {MAX_DEPTH} deep")
    for name in sorted(os.listdir(folder)):
        info = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if stat.S_ISDIR(info.st_mode):
            fd = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            try:
                yield from _plain(fd, f"{prefix}{name}/", depth + 1)
            finally:
                os.close(fd)
        elif stat.S_ISREG(info.st_mode) and info.st_nlink == 1 and not name.endswith(".ipynb"):
            yield f"{prefix}{name}", os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder)
