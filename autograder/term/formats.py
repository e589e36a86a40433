"""Grades in the forms that others read: nbgrader, spreadsheets, Canvas, Moodle, Gradescope.

A cell without points stays empty: who handed in nothing, or something that could not be graded,
does not get a 0 by accident. Ids go out as they came in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pixelup.compare import number

from ..errors import AutograderError
from .points import UnitGrade, points_text
from .roster import Student
from .standing import MISSING, Standing, Standings, text

Rows = Iterator[list[str]]
PLAIN = (
    *("student", "last_name", "first_name", "unit", "points", "out_of", "late_penalty"),
    *("late_seconds", "handed_in", "needs_manual_grade", "status", "found", "reason"),
)
NBGRADER = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


def plain(table: Standings) -> Rows:
    """A row a student and unit; with what was found and why there are no points."""
    yield list(PLAIN)
    for unit in table.units:
        for student in table.students:
            yield _plain(table.of(student, unit))


def _plain(s: Standing) -> list[str]:
    found, grade = "", s.grade
    if s.outcome:
        found = " ".join(f"{t.task}:{t.mistake}" for t in s.outcome.tasks if t.mistake)
    return [
        s.student.student,
        s.student.last_name,
        s.student.first_name,
        s.unit,
        text(s.points),
        text(s.out_of) if grade else "",
        points_text(grade.penalty) if grade and grade.penalty else "",
        str(int(s.late)) if s.late else "",
        f"{grade.came:%Y-%m-%d %H:%M:%S}" if grade and grade.came else "",
        ("yes" if grade.waits else "no") if grade else "",
        s.status,
        found,
        s.outcome.reason if s.outcome else "",
    ]


def totals(table: Standings) -> Rows:
    """A row a student, a column a unit, and the total."""
    yield ["student", "last_name", "first_name", "email", *table.units, "total", "out_of"]
    for s in table.students:
        points = [text(table.of(s, u).points) for u in table.units]
        total = [text(table.total(s)), text(table.out_of)]
        yield [s.student, s.last_name, s.first_name, s.email, *points, *total]


def nbgrader(table: Standings, duedates: dict[str, str]) -> Rows:
    """The columns of `nbgrader export`, quoted where a name has a comma.

    As there, who handed in nothing has 0; what could not be graded is empty.
    """
    yield list(NBGRADER)
    for unit in table.units:
        for student in table.students:
            yield _nbgrader(table.of(student, unit), duedates.get(unit, ""))


def _nbgrader(s: Standing, due: str) -> list[str]:
    who = s.student
    row = [s.unit, due, "", who.student, who.last_name, who.first_name, who.email]
    if s.grade is None:
        return (
            row
            + (["0.0", "0.0", "0.0"] if s.status == MISSING else ["", "", ""])
            + [str(s.maximum)]
        )
    g: UnitGrade = s.grade
    row[2] = f"{g.came.replace(tzinfo=None)}" if g.came else ""
    return [*row, str(g.score), str(g.penalty), str(g.points), str(g.out_of)]


def canvas(table: Standings, total: bool) -> Rows:
    """What Canvas imports into its gradebook.

    Raises
    ------
    AutograderError
        If nobody of the class has an id of Canvas.
    """
    without = without_canvas(table.students)
    students = [s for s in table.students if s.student not in without]
    if not students:
        raise AutograderError(
            "nobody in roster.csv has an id of Canvas; export Canvas's gradebook and give it to "
            "`init --roster`"
        )
    columns, row, most = _columns(table, total)
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *columns]
    yield ["    Points Possible", "", "", "", "", *most]
    for s in students:
        name = f"{s.last_name}, {s.first_name}" if s.first_name else s.last_name or s.student
        yield [name, s.canvas_id, s.sis_user_id, s.sis_login_id, s.section, *row(s)]


def without_canvas(students: Iterable[Student]) -> tuple[str, ...]:
    """Who has no id that Canvas knows."""
    return tuple(s.student for s in students if not (s.canvas_id or s.sis_user_id))


def moodle(table: Standings, total: bool) -> Rows:
    """What Moodle's "Import grades from CSV" reads; one identifying column is enough for it."""
    columns, row, _ = _columns(table, total)
    yield ["Username", "ID number", "Email address", "First name", "Last name", *columns]
    for s in table.students:
        yield [s.username, s.id_number, s.email, s.first_name, s.last_name, *row(s)]


def _columns(
    table: Standings, total: bool
) -> tuple[list[str], Callable[[Student], list[str]], list[str]]:
    """Names of the columns with points, how to fill them, and the most there is."""
    if total:
        return ["Total"], lambda s: [text(table.total(s))], [text(table.out_of)]
    return (
        list(table.units),
        lambda s: [text(table.of(s, u).points) for u in table.units],
        [text(table.unit_out_of(u)) for u in table.units],
    )


def gradescope(s: Standing) -> dict[str, Any] | None:
    """Gradescope's results.json of one submission; None where there are no points."""
    if s.grade is None or s.points is None or s.outcome is None:
        return None
    found = {t.task: t for t in s.outcome.tasks}
    tests = []
    for cell in s.grade.cells:
        task = found.get(cell.task)
        waits = cell.waits and cell.manual is None
        said = "A person will read this." if waits else (task.sentence if task else "")
        tests.append(
            {
                "name": cell.task,
                "score": cell.score,
                "max_score": cell.out_of,
                "status": "passed" if cell.score >= cell.out_of else "failed",
                "output": said or "All cases pass.",
                "output_format": "text",
                "visibility": "visible",
            }
        )
    lines = list(s.outcome.notes)
    if s.grade.penalty:
        lines.append(f"Being late took off {number(s.grade.penalty)} points.")
    return {
        "score": float(s.points),
        "output": "\n".join(lines),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
        "extra_data": {"student": s.student.student, "unit": s.unit},
    }
