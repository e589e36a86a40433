"""A student's own copy of a release: it carries their name and a random seed of their own.

The seed is for the student's own experiments (`torch.manual_seed`). The grader does not need it:
hidden cases have a seed of their own, which nobody knows before the grade. But a notebook that
was made for somebody else is noticed.
"""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from ..classroom import Classroom

KEY = "pixelup"  # in the notebook's metadata, which editors leave alone


@dataclass(frozen=True)
class Stamp:
    """What a notebook says about itself."""

    unit: str
    student: str
    seed: int


def stamp_of(classroom: Classroom, student: str, unit: str) -> Stamp:
    """The stamp of a student's copy; the same every time, and nobody else's."""
    text = "\0".join(("stamp", classroom.secret, student, unit))
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % 1_000_000_000
    return Stamp(unit, student, seed)


def stamped(released: NotebookNode, stamp: Stamp) -> NotebookNode:
    """A release with a stamp; its first cell tells the seed to the student."""
    made = copy.deepcopy(released)
    made.metadata[KEY] = vars(stamp)
    first = next((c for c in made.cells if c.cell_type == "markdown"), None)
    if first is not None:
        first.source += f"\n\nYour own random seed is {stamp.seed}."
    return made


def read_stamp(notebook: Path) -> Stamp | None:
    """The stamp of a notebook; None where it has none, or lost it."""
    try:
        data = notebook.read_bytes()
        if b'"seed"' not in data:  # most have none, and a class has many
            return None
        told = json.loads(data)["metadata"][KEY]
        return Stamp(str(told["unit"]), str(told["student"]), int(told["seed"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def doubt(classroom: Classroom, student: str, unit: str) -> str:
    """What is odd about the stamp of what a student handed in; empty where nothing is."""
    stamp = read_stamp(classroom.submitted(student, unit) / f"{unit}.ipynb")
    if stamp is None or stamp == stamp_of(classroom, student, unit):
        return ""
    if stamp == stamp_of(classroom, stamp.student, unit):
        return f"The notebook is the copy that was made for {stamp.student}."
    return "The stamp in the notebook was changed."
