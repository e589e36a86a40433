"""Where each student stands in each unit: what exports and the report are made of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from functools import cached_property

from ..classroom import Classroom
from ..errors import AutograderError
from ..grade.outcome import Outcome
from .endings import outcomes
from .gradebook import read_grades
from .late import seconds_late
from .points import UnitGrade
from .roster import Student, load

MISSING, WAITING, FAILED = "missing", "not graded yet", "failed"
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Standing:
    """One student in one unit.

    Attributes
    ----------
    status
        ``missing``, ``not graded yet``, ``failed``, ``graded`` or ``flagged``.
    points
        That count, in the class's scale, cut to hundredths; None where there are none to give.
    out_of
        That there are, in the same scale.
    maximum
        That the unit itself has.
    late
        Seconds after the deadline.
    """

    student: Student
    unit: str
    status: str
    points: Decimal | None
    out_of: Decimal
    maximum: float = 0.0
    late: float = 0.0
    outcome: Outcome | None = None
    grade: UnitGrade | None = None


@dataclass(frozen=True)
class Standings:
    """A class as a table of students and units."""

    students: tuple[Student, ...]
    units: tuple[str, ...]
    cells: dict[tuple[str, str], Standing]

    def of(self, student: Student, unit: str) -> Standing:
        """One student in one unit."""
        return self.cells[student.student, unit]

    def total(self, student: Student) -> Decimal:
        """Sum of what a student has; the columns of an export add up to it."""
        return sum((self.of(student, u).points or Decimal(0) for u in self.units), Decimal(0))

    @cached_property
    def out_of(self) -> Decimal:
        """Sum of what there is."""
        return sum((self.unit_out_of(u) for u in self.units), Decimal(0))

    def unit_out_of(self, unit: str) -> Decimal:
        """Points that a unit has."""
        return next((s.out_of for s in self.cells.values() if s.unit == unit), Decimal(0))


def standings(classroom: Classroom, unit: str = "") -> Standings:
    """Read the whole class.

    Parameters
    ----------
    unit
        Only this one.

    Raises
    ------
    AutograderError
        If the class does not have the unit, or nobody is in it.
    """
    units = tuple(u for u in classroom.units() if unit in ("", u, u.split("-")[0]))
    if not units:
        known = ", ".join(classroom.units()) or "none"
        raise AutograderError(f"the class has no unit {unit!r}; it has {known}")
    grades = read_grades(classroom)
    ended = {(o.student, o.unit): o for o in outcomes(classroom, grades)}
    have = {u: set(classroom.students(u)) for u in units}
    listed = {s.student: s for s in load(classroom.root)}
    names = set(listed) | {s for s, u in ended if u in units} | set().union(*have.values())
    if not names:
        raise AutograderError(
            "nobody is in this class; make a roster with `init --roster`, or collect something"
        )
    students = tuple(listed.get(n, Student(n)) for n in sorted(names))
    maxima = {u: _maximum(classroom, u) for u in units}
    cells = {
        (s.student, u): _standing(
            classroom,
            s,
            u,
            s.student in have[u],
            ended.get((s.student, u)),
            grades.get((s.student, u)),
            maxima[u],
        )
        for s in students
        for u in units
    }
    return Standings(students, units, cells)


def cut(points: float) -> Decimal:
    """Points in hundredths, never rounded up."""
    return Decimal(repr(round(points, 9))).quantize(HUNDREDTH, ROUND_DOWN)


def text(points: Decimal | None) -> str:
    """Points as they are written in a file; nothing where there are none."""
    if points is None:
        return ""
    return f"{points.normalize():f}" if points else "0"


def _standing(
    classroom: Classroom,
    student: Student,
    unit: str,
    handed_in: bool,
    outcome: Outcome | None,
    grade: UnitGrade | None,
    maximum: float,
) -> Standing:
    weight = classroom.settings.points.get(unit, maximum)
    out_of = cut(weight)
    if outcome is None:
        return Standing(student, unit, WAITING if handed_in else MISSING, None, out_of, maximum)
    if outcome.status == FAILED or grade is None:
        return Standing(student, unit, FAILED, None, out_of, maximum, outcome=outcome)
    scale = weight / grade.out_of if grade.out_of else 0.0
    late = seconds_late(classroom.settings, unit, student.student, grade.came)
    points = cut(grade.points * scale)
    return Standing(student, unit, outcome.status, points, out_of, maximum, late, outcome, grade)


def _maximum(classroom: Classroom, unit: str) -> float:
    import nbformat

    made = nbformat.read(classroom.source(unit), as_version=4)
    marks = (c.metadata.get("nbgrader", {}) for c in made.cells)
    return float(sum(m.get("points", 0) for m in marks if m.get("grade")))
