"""What nbgrader's gradebook says, read in a few queries for a whole class; overrides."""

from __future__ import annotations

from collections.abc import Iterable

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    SubmittedAssignment,
    SubmittedNotebook,
)

from ..classroom import Classroom
from ..errors import AutograderError
from ..notebook import check_id
from .late import utc
from .points import CellGrade, UnitGrade
from .roster import Student


def read_grades(classroom: Classroom, unit: str = "") -> dict[tuple[str, str], UnitGrade]:
    """All submissions of the gradebook, or those of a unit, by student and unit."""
    if not classroom.database.is_file():
        return {}
    with Gradebook(f"sqlite:///{classroom.database}") as gradebook:
        query = gradebook.db.query
        only = (Assignment.name == unit,) if unit else ()
        comments = {
            (notebook, cell): text or ""
            for notebook, cell, text in query(
                Comment.notebook_id, BaseCell.name, Comment.manual_comment
            )
            .join(BaseCell, BaseCell.id == Comment.cell_id)
            .filter(Comment.manual_comment.is_not(None))
        }
        rows = (
            query(
                SubmittedAssignment.student_id,
                Assignment.name,
                SubmittedAssignment.timestamp,
                SubmittedNotebook.id,
                SubmittedNotebook.late_submission_penalty,
                GradeCell.name,
                GradeCell.max_score,
                Grade.auto_score,
                Grade.manual_score,
                Grade.extra_credit,
                Grade.needs_manual_grade,
            )
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .join(GradeCell, GradeCell.id == Grade.cell_id)
            .filter(*only)
            .order_by(Assignment.name, SubmittedAssignment.student_id, GradeCell.name)
            .all()
        )
    found: dict[tuple[str, str], UnitGrade] = {}
    for student, name, came, notebook, cost, cell, out_of, auto, manual, extra, waits in rows:
        before = found.get((student, name))
        base = manual if manual is not None else auto
        grade = CellGrade(
            task_of(cell),
            auto,
            manual,
            (base or 0.0) + (extra or 0.0 if base is not None else 0.0),
            out_of,
            bool(waits),
            comments.get((notebook, cell), ""),
        )
        cells = (*(before.cells if before else ()), grade)
        found[student, name] = UnitGrade(student, name, utc(came), cost or 0.0, cells)
    return found


def task_of(cell: str) -> str:
    """The task whose test a cell is; a written answer's cell has the answer's own name."""
    return cell.removeprefix(check_id(""))


def set_points(
    classroom: Classroom, student: str, unit: str, task: str, points: float | None
) -> tuple[float, float]:
    """Give a task other points by hand, or take that back with None.

    Returns
    -------
    before, after : float
        What counted, and what counts now.

    Raises
    ------
    AutograderError
        If there is nothing to change, or the points are out of range.
    """
    with Gradebook(f"sqlite:///{classroom.database}") as gradebook:
        grade = None
        for name in (check_id(task), task):
            try:
                grade = gradebook.find_grade(name, unit, unit, student)
                break
            except MissingEntry:
                continue
        if grade is None:
            raise AutograderError(
                f"the gradebook has no {task} of {student} in {unit}; was it graded?"
            )
        if points is not None and not 0 <= points <= grade.max_score:
            raise AutograderError(
                f"{points:g} points for {task}: it has 0 to {grade.max_score:g}; "
                "more goes through formgrader, as extra credit"
            )
        before = grade.score
        grade.manual_score = points
        grade.needs_manual_grade = points is None and grade.auto_score is None
        gradebook.db.commit()
        return before, grade.score


def reviewed(classroom: Classroom, student: str, unit: str, task: str) -> None:
    """Say that a task's points by hand still hold after it was graded again."""
    with Gradebook(f"sqlite:///{classroom.database}") as gradebook:
        for name in (check_id(task), task):
            try:
                gradebook.find_grade(name, unit, unit, student).needs_manual_grade = False
            except MissingEntry:
                continue
        gradebook.db.commit()


def tell_students(classroom: Classroom, students: Iterable[Student]) -> None:
    """Write names and addresses into the gradebook, where they differ."""
    with Gradebook(f"sqlite:///{classroom.database}") as gradebook:
        known = {s.id: s for s in gradebook.students}
        for one in students:
            fields = {
                "first_name": one.first_name or None,
                "last_name": one.last_name or None,
                "email": one.email or None,
                "lms_user_id": one.canvas_id or one.moodle_id or one.id_number or None,
            }
            have = known.get(one.student)
            if have is None or any(getattr(have, k) != v for k, v in fields.items()):
                gradebook.update_or_create_student(one.student, **fields)
