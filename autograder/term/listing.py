"""What `collect` says: on the terminal, and in `collected.csv`, where nothing is taken out."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from ..classroom import Classroom
from .collect import ENDS, LEFT, REFUSED, SAME, TAKEN, UNPLACED, Line
from .roster import load

COLUMNS = ("when", "end", "student", "unit", "handed_in", "late_seconds", "file", "said", "sha256")
_WORDS = {TAKEN: "taken", SAME: "as before", UNPLACED: "NO PLACE", REFUSED: "REFUSED", LEFT: "left"}


def text(lines: tuple[Line, ...]) -> Iterator[str]:
    """A line a file; what a person should look at comes last, where it is seen."""
    for line in sorted(lines, key=lambda n: n.asks):
        whose = f"{line.student} {line.unit}".strip()
        parts = (f"{_WORDS.get(line.end, line.end):<9}", whose, line.origin)
        said = f": {line.said}" if line.said else ""
        yield "  ".join(p for p in parts if p) + said


def summary(classroom: Classroom, lines: tuple[Line, ...]) -> Iterator[str]:
    """How many ended how, and who of the roster is missing."""
    counts = Counter(line.end for line in lines)
    yield ", ".join(f"{counts[e]} {_WORDS.get(e, e).lower()}" for e in ENDS if counts[e])
    roster = {s.student for s in load(classroom.root)}
    for unit in sorted({line.unit for line in lines if line.unit}):
        have = set(classroom.students(unit))
        missing = sorted(roster - have)
        named = f"; missing: {', '.join(missing)}" if 0 < len(missing) <= 20 else ""
        of = f" of {len(roster)}" if roster else ""
        yield f"{unit}: {len(have)}{of} have handed in{named}"


def write_log(classroom: Classroom, lines: tuple[Line, ...]) -> None:
    """Append to `collected.csv` what it does not say yet."""
    path = classroom.root / "collected.csv"
    known: set[tuple[str, ...]] = set()
    if path.is_file():
        with path.open(newline="", encoding="utf-8") as file:
            known = {tuple(row[c] or "" for c in COLUMNS[1:]) for row in csv.DictReader(file)}
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
    rows = [(now, *_row(line)) for line in lines if _row(line) not in known]
    if not rows:
        return
    fresh = not path.is_file()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerows([COLUMNS, *rows] if fresh else rows)


def _row(line: Line) -> tuple[str, ...]:
    came = f"{line.came:%Y-%m-%d %H:%M:%S}" if line.came else ""
    late = str(int(line.late)) if line.late else ""
    return (
        line.end,
        line.student,
        line.unit,
        came,
        late,
        line.origin,
        line.said,
        line.sha256,
    )
