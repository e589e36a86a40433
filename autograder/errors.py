"""Errors that a person can mend: one line that says what, where and how."""

from __future__ import annotations

from pathlib import Path


class AutograderError(Exception):
    """Told as one line on stderr, without a traceback; the command then exits with 2."""


class SourceError(AutograderError):
    """Something is wrong in an exercise's source.

    Parameters
    ----------
    path, line
        Where.
    what
        What is wrong.
    mend
        What to do about it.
    """

    def __init__(self, path: Path, line: int, what: str, mend: str) -> None:
        super().__init__(f"{path}:{line}: {what}; {mend}")
        self.line = line


def tidy(path: Path) -> Path:
    """A path as short as it can be written from here."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path
