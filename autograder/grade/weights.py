"""The weights that were handed in: looked at before the student's code sees them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from pixelup.weights import problem

from ..source import TaskSource


@dataclass(frozen=True)
class Note:
    """What a student is told about the file of weights, and what a person should look at."""

    said: str
    flag: str = ""


def take_weights(task: TaskSource, folder: Path) -> Note | None:
    """Look at the weights that were handed in for a task; what cannot be taken is put away.

    Parameters
    ----------
    task
        Any task.
    folder
        A copy of what was handed in; the student's code will see it.

    Returns
    -------
    Note or None
        None where there is nothing to say.
    """
    if task.score is None or task.score.weights is None:
        return None
    wrong = problem(task.score.weights, folder)
    if wrong is None:
        return None
    instead = "So the cell was run without it and had to train."
    file = folder / task.score.weights.file
    if not file.is_symlink() and not file.exists():
        return Note(f"{wrong} {instead}")
    if file.is_dir() and not file.is_symlink():
        shutil.rmtree(file)
    else:
        file.unlink()
    return Note(f"{wrong} {instead}", f"{wrong} {instead}")
