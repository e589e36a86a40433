"""What a class's grades say: about tasks, about misconceptions, about the term."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from .points import UnitGrade
from .standing import FAILED, MISSING, WAITING, Standings

ENOUGH = 10  # submissions from which a correlation says something
WEAK = 0.2  # below it, who does well in the rest does not do better here
BINS = 10


@dataclass(frozen=True)
class TaskFacts:
    """How a task went.

    Attributes
    ----------
    graded
        Submissions with points for it.
    full
        Share of them with all points, 0 to 1.
    mean
        Mean share of the points, 0 to 1.
    discrimination
        Correlation of its points with the points of the unit's other tasks, -1 to 1; None where
        there are too few submissions or all are equal.
    """

    unit: str
    task: str
    out_of: float
    graded: int
    full: float
    mean: float
    discrimination: float | None

    @property
    def is_weak(self) -> bool:
        """Whether it hardly tells who is good at the rest."""
        return self.discrimination is not None and self.discrimination < WEAK


@dataclass(frozen=True)
class Misconception:
    """A known mistake, and who made it."""

    unit: str
    task: str
    mistake: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class UnitFacts:
    """How a unit went.

    Attributes
    ----------
    bins
        Submissions by share of the points: ten bins of equal width, the last with 100 %.
    mean, median
        Share of the points of what was graded, 0 to 1; None where nothing was.
    """

    unit: str
    bins: tuple[int, ...]
    mean: float | None
    median: float | None
    graded: int
    missing: tuple[str, ...]
    late: tuple[str, ...]
    failed: tuple[str, ...]
    waiting: tuple[str, ...]


def unit_facts(table: Standings) -> tuple[UnitFacts, ...]:
    """Each unit of a class, in order; that is also the trend over the term."""
    made = []
    for unit in table.units:
        mine = [table.of(s, unit) for s in table.students]
        shares = [float(s.points / s.out_of) for s in mine if s.points is not None and s.out_of]
        counts, _ = np.histogram(np.clip(shares, 0, 1), bins=BINS, range=(0, 1))
        made.append(
            UnitFacts(
                unit,
                tuple(int(c) for c in counts),
                float(np.mean(shares)) if shares else None,
                float(np.median(shares)) if shares else None,
                len(shares),
                tuple(s.student.student for s in mine if s.status == MISSING),
                tuple(s.student.student for s in mine if s.late > 0),
                tuple(s.student.student for s in mine if s.status == FAILED),
                tuple(s.student.student for s in mine if s.status == WAITING),
            )
        )
    return tuple(made)


def task_facts(table: Standings) -> tuple[TaskFacts, ...]:
    """Each task of each unit, in the order of the gradebook."""
    made: list[TaskFacts] = []
    for unit in table.units:
        grades = [g for s in table.students if (g := table.of(s, unit).grade) is not None]
        names = dict.fromkeys(c.task for g in grades for c in g.cells)
        made += [_task(unit, task, grades) for task in names]
    return tuple(made)


def _task(unit: str, task: str, grades: list[UnitGrade]) -> TaskFacts:
    mine, rest, out_of = [], [], 0.0
    for grade in grades:
        cell = grade.cell(task)
        if cell is None or (cell.waits and cell.manual is None):
            continue
        mine.append(cell.score)
        rest.append(grade.score - cell.score)
        out_of = cell.out_of
    if not mine or not out_of:
        return TaskFacts(unit, task, out_of, 0, 0.0, 0.0, None)
    scores = np.array(mine)
    r = None
    if len(mine) >= ENOUGH and np.ptp(scores) > 0 and np.ptp(rest) > 0:
        r = float(np.corrcoef(scores, rest)[0, 1])
    full = float(np.mean(scores >= out_of))
    return TaskFacts(unit, task, out_of, len(mine), full, float(scores.mean() / out_of), r)


def misconceptions(table: Standings) -> tuple[Misconception, ...]:
    """Known mistakes, the most frequent first."""
    who: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for unit in table.units:
        for student in table.students:
            outcome = table.of(student, unit).outcome
            for t in outcome.tasks if outcome else ():
                if t.mistake:
                    who[unit, t.task, t.mistake].append(student.student)
    ranked = sorted(who.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(Misconception(*key, tuple(students)) for key, students in ranked)
