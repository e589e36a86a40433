"""Grades as CSV: what the gradebook holds, and how the grading of each submission ended."""

from __future__ import annotations

import csv
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from .classroom import Classroom
from .grade.journal import Journal

COLUMNS = ("student", "unit", "points", "out_of", "needs_manual_grade", "status", "found", "reason")


def write_grades(classroom: Classroom) -> Path:
    """Write `grades.csv` into the class folder.

    A submission that could not be graded has no points, not 0: an empty field and its reason.
    """
    journal = Journal(classroom.work / "journal.jsonl")
    path = classroom.root / "grades.csv"
    temporary = path.with_suffix(".part")
    with (
        Gradebook(f"sqlite:///{classroom.database}") as gradebook,
        temporary.open("w", newline="", encoding="utf-8") as file,
    ):
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for outcome in journal.all():
            row = {
                "student": outcome.student,
                "unit": outcome.unit,
                "status": outcome.status,
                "found": " ".join(f"{t.task}:{t.mistake}" for t in outcome.tasks if t.mistake),
                "reason": outcome.reason,
            }
            if outcome.status != "failed":
                try:
                    made = gradebook.find_submission(outcome.unit, outcome.student)
                    row |= {
                        "points": f"{made.score:g}",
                        "out_of": f"{made.max_score:g}",
                        "needs_manual_grade": "yes" if made.needs_manual_grade else "no",
                    }
                except MissingEntry:
                    row["reason"] = "the gradebook has lost it; grade it again with --force"
            writer.writerow(row)
    temporary.replace(path)
    return path
