"""Where a class stands: per unit, who handed in, how the grading ended, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .classroom import Classroom
from .errors import tidy
from .grade.coordinator import exercise_key, is_done, key_of
from .grade.journal import Journal
from .grade.outcome import Outcome
from .term.roster import load

_NAMED = 20  # of each kind; the report has them all


@dataclass(frozen=True)
class UnitStatus:
    """One unit.

    Attributes
    ----------
    handed_in, of
        How many handed in, and how many are in the roster (0 without one).
    ended
        Outcomes of the files that are there now.
    waiting
        Students whose files are not graded yet, or were changed since; and why, where it failed.
    when
        When something was graded last; empty if nothing was.
    """

    unit: str
    handed_in: int
    of: int
    ended: tuple[Outcome, ...]
    waiting: tuple[str, ...]
    when: str

    def of_status(self, status: str) -> tuple[Outcome, ...]:
        """Outcomes that ended so."""
        return tuple(o for o in self.ended if o.status == status)


def status_of(classroom: Classroom) -> tuple[UnitStatus, ...]:
    """All units of a class, in order."""
    journal = Journal(classroom.work / "journal.jsonl")
    roster = len(load(classroom.root))
    return tuple(_unit(classroom, unit, journal, roster) for unit in classroom.units())


def _unit(classroom: Classroom, unit: str, journal: Journal, roster: int) -> UnitStatus:
    exercise = exercise_key(classroom, unit)
    ended: list[Outcome] = []
    waiting: list[str] = []
    students = classroom.students(unit)
    for student in students:
        old = journal.find(student, unit)
        key = key_of(exercise, classroom.submitted(student, unit))
        if old is not None and is_done(classroom, old, key):
            ended.append(old)
        else:
            waiting.append(f"{student}: {old.reason}" if old and old.retry else student)
    return UnitStatus(unit, len(students), roster, tuple(ended), tuple(waiting), journal.when(unit))


def lines(classroom: Classroom, units: Sequence[UnitStatus]) -> Iterator[str]:
    """The status as a person reads it."""
    for unit in units:
        if unit.handed_in:
            yield from _begun(classroom, unit)
    rest = [unit.unit for unit in units if not unit.handed_in]
    if rest:
        yield f"nothing handed in yet: {', '.join(rest)}"
        yield f"  next        python -m autograder collect {tidy(classroom.root)} PATH"


def _begun(classroom: Classroom, unit: UnitStatus) -> Iterator[str]:
    yield unit.unit
    of = f" of {unit.of}" if unit.of else ""
    yield f"  handed in   {unit.handed_in}{of}"
    yield f"  graded      {len(unit.of_status('graded'))}"
    for status in ("flagged", "failed"):
        found = unit.of_status(status)
        yield f"  {status:<11} {len(found)}"
        why = [f"{o.student}: {o.reason or '; '.join(o.notes)}" for o in found]
        yield from (f"    {said}" for said in _some(why))
    yield f"  waiting     {len(unit.waiting)}"
    yield from (f"    {who}" for who in _some(unit.waiting))
    if unit.when:
        yield f"  last graded {unit.when}"
    yield f"  next        {_next(classroom, unit)}"


def _some(items: Sequence[str]) -> Iterator[str]:
    yield from items[:_NAMED]
    if len(items) > _NAMED:
        yield f"and {len(items) - _NAMED} more"


def _next(classroom: Classroom, unit: UnitStatus) -> str:
    folder = tidy(classroom.root)
    if unit.waiting:
        return f"python -m autograder grade {folder} {unit.unit}"
    if unit.of_status("failed"):
        return "ask those who failed for their files again"
    if unit.of_status("flagged"):
        return f"look at the flags: python -m autograder report {folder}"
    return f"python -m autograder feedback {folder} {unit.unit}"
