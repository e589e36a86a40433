"""How the grading of one submission ended."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Status = Literal["graded", "flagged", "failed"]


@dataclass(frozen=True)
class TaskOutcome:
    """Points of one task and what was found.

    Attributes
    ----------
    mistake
        Name of the known mistake, or empty.
    sentence
        What is wrong in the smallest failing case, or which rule is broken; empty when right.
    error
        Name of the exception or of the reason why no answer came; empty otherwise.
    """

    task: str
    points: float
    out_of: float
    mistake: str = ""
    sentence: str = ""
    error: str = ""


@dataclass(frozen=True)
class Outcome:
    """The end of one submission: graded, graded with a flag, or failed with a reason.

    Attributes
    ----------
    key
        Hash of the submission, the exercise and the environment; the same key is not graded twice.
    notes
        Repairs and flags, a sentence each.
    reason
        Why it failed; empty otherwise.
    retry
        It failed for no fault of the submission; the next run tries again.
    """

    student: str
    unit: str
    key: str
    status: Status
    tasks: tuple[TaskOutcome, ...] = ()
    notes: tuple[str, ...] = ()
    reason: str = ""
    retry: bool = False

    @property
    def points(self) -> float:
        """Points that the autograder gave."""
        return sum(t.points for t in self.tasks)

    @property
    def out_of(self) -> float:
        """Points that the autograder can give."""
        return sum(t.out_of for t in self.tasks)

    def to_json(self) -> dict[str, Any]:
        """As plain data, for the journal."""
        return asdict(self)

    @staticmethod
    def from_json(data: dict[str, Any]) -> Outcome:
        """Undo :meth:`to_json`."""
        tasks = tuple(TaskOutcome(**t) for t in data["tasks"])
        return Outcome(**(data | {"tasks": tasks, "notes": tuple(data["notes"])}))
