"""The journal: what was graded, so that a rerun goes on and an unchanged submission is free.

One JSON line an outcome, appended and synced. The last line of a submission holds.
A line torn by a crash is passed over.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from .outcome import Outcome


class Journal:
    """The outcomes of a class, by student and unit."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._outcomes: dict[tuple[str, str], Outcome] = {}
        self._when: dict[str, str] = {}
        if path.is_file():
            for line in path.read_bytes().splitlines():
                self._take(line)

    def _take(self, line: bytes) -> None:
        try:
            data = json.loads(line)
            when = data.pop("when", "")
            outcome = Outcome.from_json(data)
        except (ValueError, TypeError, KeyError, AttributeError):
            return
        self._outcomes[outcome.student, outcome.unit] = outcome
        self._when[outcome.unit] = when

    def find(self, student: str, unit: str) -> Outcome | None:
        """The newest outcome of a submission."""
        return self._outcomes.get((student, unit))

    def all(self) -> tuple[Outcome, ...]:
        """The newest outcome of every submission, by unit and student."""
        return tuple(sorted(self._outcomes.values(), key=lambda o: (o.unit, o.student)))

    def when(self, unit: str) -> str:
        """When something of a unit was graded last: ISO 8601 in UTC; empty if nothing was."""
        return self._when.get(unit, "")

    def add(self, outcome: Outcome) -> None:
        """Write an outcome down; it is on disk when this returns."""
        when = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        data = json.dumps(outcome.to_json() | {"when": when}, ensure_ascii=False)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as file:
            # a line break first: the line before may have been torn by a crash
            file.write(b"\n" + data.encode())
            file.flush()
            os.fsync(file.fileno())
        self._outcomes[outcome.student, outcome.unit] = outcome
        self._when[outcome.unit] = when
