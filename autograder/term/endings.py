"""How the grading of each submission ended, whoever graded it."""

from __future__ import annotations

import hashlib

from ..classroom import Classroom
from ..grade.journal import Journal
from ..grade.outcome import Outcome, TaskOutcome
from .points import UnitGrade
from .verdicts import read_graded


def outcomes(classroom: Classroom, grades: dict[tuple[str, str], UnitGrade]) -> tuple[Outcome, ...]:
    """Outcomes of the journal, and of what nbgrader itself graded, by unit and student.

    Parameters
    ----------
    grades
        Of the gradebook.
    """
    journal = Journal(classroom.work / "journal.jsonl").all()
    known = {(o.student, o.unit) for o in journal}
    others = (_of_nbgrader(classroom, *key) for key in grades if key not in known)
    both = (*journal, *(o for o in others if o is not None))
    return tuple(sorted(both, key=lambda o: (o.unit, o.student)))


def _of_nbgrader(classroom: Classroom, student: str, unit: str) -> Outcome | None:
    """The outcome of a submission that `nbgrader autograde` or formgrader graded."""
    notebook = classroom.autograded(student, unit) / f"{unit}.ipynb"
    if not notebook.is_file():
        return None
    tasks = tuple(
        TaskOutcome(
            v["task"],
            v["points"],
            v["out_of"],
            v["mistake"] or "",
            next(iter(v["broken"]), v["failure"] or ""),
            v["error"],
        )
        for v in read_graded(notebook).verdicts.values()
    )
    key = hashlib.sha256(notebook.read_bytes()).hexdigest()  # nbgrader keeps no better one
    return Outcome(student, unit, key, "graded", tasks)
