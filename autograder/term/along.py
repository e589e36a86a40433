"""Files that come beside a notebook: which they are, and what they are called there."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from ..classroom import Classroom
from ..errors import AutograderError
from ..source import find, read, weight_files
from .naming import CANVAS, MOODLE


def weights(classroom: Classroom, unit: str) -> tuple[str, ...]:
    """Files of weights that a unit wants beside its notebook."""
    try:
        return weight_files(read(find(classroom.solutions, unit)))
    except AutograderError:
        return ()  # a unit of nbgrader's own


def wanted(files: tuple[str, ...], path: PurePosixPath) -> str:
    """The file that a unit wants, if this is it; Canvas writes `-1` behind the name of a second."""
    found = CANVAS.fullmatch(path.name) or MOODLE.fullmatch(path.name)
    name = found["rest"] if found and found["rest"] else path.name
    plain = re.sub(r"[ -]?(\(\d+\)|-\d+)(?=\.\w+$)", "", name)
    return next((f for f in files if f in (name, plain)), "")


def is_near(notebook: PurePosixPath, other: PurePosixPath) -> bool:
    """Whether a file may belong to a notebook: one lies in the folder of the other, or below."""
    return other.is_relative_to(notebook.parent) or notebook.is_relative_to(other.parent)


def name_along(path: PurePosixPath, folder: PurePosixPath) -> str:
    """Where a file goes beside its notebook, without what a platform put before its name."""
    inside = path.relative_to(folder) if path.is_relative_to(folder) else PurePosixPath(path.name)
    if len(inside.parts) == 1:
        found = MOODLE.fullmatch(inside.name) or CANVAS.fullmatch(inside.name)
        if found and found["rest"]:
            return found["rest"]
    return str(inside)
