"""The audit: every change of a grade, with when, why, by whom, and the hash of what was graded.

`audit.jsonl` is only ever added to. Each line carries the hash of the line before, so that one
that was changed or taken out is noticed. What changed in the gradebook by other ways, such as
formgrader, is found by comparing with the last line of the student, and is written down too.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..classroom import Classroom
from ..grade.outcome import Outcome
from .endings import outcomes
from .gradebook import read_grades
from .points import points_text
from .submission import current, digest

FILE = "audit.jsonl"
ELSEWHERE = "changed in the gradebook, by formgrader or nbgrader"
FIRST, AGAIN = "graded for the first time", "graded again: something else was handed in"


@dataclass(frozen=True)
class Event:
    """A change of one student's grade for one unit.

    Attributes
    ----------
    points
        By task, what counts now.
    penalty
        Points taken off for being late.
    failed
        Why there are no points; empty where there are.
    key
        The journal's hash of files, exercise and environment.
    sha256
        Hash of the files that were graded.
    overrides
        By task, the points that a person set with `override`, as long as they stand.
    """

    time: str
    who: str
    student: str
    unit: str
    why: str
    points: dict[str, float]
    penalty: float
    failed: str
    key: str
    sha256: str
    overrides: dict[str, float]

    @property
    def total(self) -> float:
        """Points that count."""
        return max(0.0, sum(self.points.values()) - self.penalty)

    @property
    def state(self) -> tuple[Any, ...]:
        """What makes one event differ from the one before."""
        return self.points, self.penalty, self.failed, self.key, self.overrides


class Audit:
    """The log of a class.

    Parameters
    ----------
    folder
        The class folder.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.events: list[Event] = []
        self.broken: list[int] = []
        self._last = ""
        self._newest: dict[tuple[str, str], Event] = {}
        data = self.path.read_bytes() if self.path.is_file() else b""
        for number, line in enumerate(data.splitlines(), 1):
            if line.strip():
                self._take(line, number)

    def newest(self, student: str, unit: str) -> Event | None:
        """The last event of a submission."""
        return self._newest.get((student, unit))

    def add(self, events: list[Event]) -> None:
        """Write events down; they are on disk when this returns."""
        if not events:
            return
        lines = []
        for event in events:
            line = json.dumps(vars(event) | {"previous": self._last}, ensure_ascii=False).encode()
            self._last = hashlib.sha256(line).hexdigest()
            self.events.append(event)
            self._newest[event.student, event.unit] = event
            lines.append(line)
        with self.path.open("ab") as file:
            # a line break first: the line before may have been torn by a crash
            torn = self.path.stat().st_size > 0 and not _ends_well(self.path)
            file.write((b"\n" if torn else b"") + b"\n".join(lines) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _take(self, line: bytes, number: int) -> None:
        try:
            data = json.loads(line)
            previous = data.pop("previous")
            event = Event(**data)
        except (ValueError, TypeError, KeyError, AttributeError):
            self.broken.append(number)
            return
        if previous != self._last:
            self.broken.append(number)
        self._last = hashlib.sha256(line).hexdigest()
        self.events.append(event)
        self._newest[event.student, event.unit] = event


def record(
    classroom: Classroom,
    why: str = ELSEWHERE,
    overrides: Mapping[tuple[str, str, str], float | None] = MappingProxyType({}),
) -> tuple[Event, ...]:
    """Write down what is other than the audit's last word.

    Parameters
    ----------
    why
        Of what changed without another file having been handed in.
    overrides
        Points that a person has just set, by student, unit and task; None where they were
        taken back.

    Returns
    -------
    tuple of Event
        What was written, by unit and student.
    """
    audit = Audit(classroom.root)
    grades = read_grades(classroom)
    now, me = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", who()
    made = []
    for outcome in outcomes(classroom, grades):
        student, unit = outcome.student, outcome.unit
        old = audit.newest(student, unit)
        grade = grades.get((student, unit)) if outcome.status != "failed" else None
        sha256 = _graded(classroom, outcome, old)
        kept = dict(old.overrides) if old else {}
        for (s, u, task), points in overrides.items():
            if (s, u) == (student, unit):
                kept.pop(task, None)
                kept |= {} if points is None else {task: points}
        points = {c.task: c.score for c in grade.cells} if grade else {}
        manual = {c.task: c.manual for c in grade.cells} if grade else {}
        event = Event(
            time=now,
            who=me,
            student=student,
            unit=unit,
            why=_why(old, sha256, why),
            points=points,
            penalty=grade.penalty if grade else 0.0,
            failed=outcome.reason if outcome.status == "failed" else "",
            key=outcome.key,
            sha256=sha256,
            # formgrader may have changed it since: then it is no override of ours any more
            overrides={t: p for t, p in kept.items() if not grade or manual.get(t) == p},
        )
        if old is None or event.state != old.state:
            made.append(event)
    audit.add(made)
    return tuple(made)


def _graded(classroom: Classroom, outcome: Outcome, old: Event | None) -> str:
    """Hash of what was graded, which need not be what was handed in since."""
    if old is not None and old.key == outcome.key:
        return old.sha256
    work = current(classroom, outcome.student, outcome.unit)
    return digest(work) if work else ""


def lines(audit: Audit, student: str) -> Iterator[str]:
    """The history of a student, as a person reads it."""
    before: dict[str, Event] = {}
    for event in (e for e in audit.events if e.student == student):
        old = before.get(event.unit)
        yield f"{event.time}  {event.unit}  {_total(old)} -> {_total(event)}  {event.why}"
        for said in _changes(old, event):
            yield f"    {said}"
        yield f"    by {event.who}; sha256 {event.sha256 or 'of nothing'}"
        before[event.unit] = event


def _changes(old: Event | None, new: Event) -> Iterator[str]:
    if new.failed:
        yield f"not gradable: {new.failed}"
    points = old.points if old else {}
    for task in dict.fromkeys([*points, *new.points]):
        a, b = points.get(task), new.points.get(task)
        if a != b and old:
            yield f"{task}: {_text(a)} -> {_text(b)}"
    if new.penalty != (old.penalty if old else 0.0):
        yield f"late: {points_text(new.penalty)} taken off"


def _total(event: Event | None) -> str:
    return "none" if event is None or event.failed else points_text(event.total)


def _text(points: float | None) -> str:
    return "none" if points is None else points_text(points)


def _why(old: Event | None, sha256: str, why: str) -> str:
    if old is None:
        return FIRST
    return AGAIN if old.sha256 != sha256 and why == "graded" else why


def who() -> str:
    """Who runs this, for the log."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def _ends_well(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
