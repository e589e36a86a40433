"""Points of a submission as data, and how they are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal


@dataclass(frozen=True)
class CellGrade:
    """Points of one cell.

    Attributes
    ----------
    task
        Name of the task, or of the written answer.
    auto, manual
        What the grader and what a person gave; None where neither did.
    score
        What counts.
    waits
        Whether a person has to look at it.
    comment
        What a person wrote to the student.
    """

    task: str
    auto: float | None
    manual: float | None
    score: float
    out_of: float
    waits: bool
    comment: str = ""


@dataclass(frozen=True)
class UnitGrade:
    """Points of one submission.

    Attributes
    ----------
    came
        When it was handed in, if that is known.
    penalty
        Points taken off for being late.
    """

    student: str
    unit: str
    came: datetime | None
    penalty: float
    cells: tuple[CellGrade, ...]

    @property
    def score(self) -> float:
        """Points before the penalty."""
        return sum(c.score for c in self.cells)

    @property
    def points(self) -> float:
        """Points that count."""
        return max(0.0, self.score - self.penalty)

    @property
    def out_of(self) -> float:
        """Points that there are."""
        return sum(c.out_of for c in self.cells)

    @property
    def waits(self) -> bool:
        """Whether a person has to look at something."""
        return any(c.waits for c in self.cells)

    def cell(self, task: str) -> CellGrade | None:
        """The grade of a task."""
        return next((c for c in self.cells if c.task == task), None)


def points_text(points: float) -> str:
    """Points with at most two decimals, never rounded up: ``2.5``, ``0.66``."""
    exact = Decimal(repr(round(points, 9)))  # nine: 0.1 + 0.2 must not read 0.30000000000000004
    cut = exact.quantize(Decimal("0.01"), ROUND_DOWN)
    return f"{cut.normalize():f}" if cut else "0"
