"""Delete a student from a class folder: files, grades, logs; and say that it was done, of nobody.

The audit loses the student's lines, is chained anew, and gets one line that says when, by whom
and how many; it does not say of whom.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from ..classroom import Classroom
from ..errors import AutograderError, tidy
from . import roster
from .audit import Audit, Event, who

FOLDERS = ("submitted", "autograded", "feedback", "kept")
# made from everybody's data; they are made again without the student
MADE = ("grades*.csv", "totals.csv", "report*.html", "report*.csv")
NOBODY = "(forgotten)"


@dataclass(frozen=True)
class Trace:
    """Something that tells of a student: where, and what it is."""

    path: Path
    what: str


def traces(classroom: Classroom, student: str) -> tuple[Trace, ...]:
    """Everything in a class folder that tells of a student."""
    root = classroom.root
    found = [*_folders(classroom, student)]
    if classroom.database.is_file():
        with Gradebook(f"sqlite:///{classroom.database}") as gradebook:
            try:
                count = len(gradebook.find_student(student).submissions)
                found.append(
                    Trace(classroom.database, f"the student and {_many(count, 'submission')}")
                )
            except MissingEntry:
                pass
    if any(s.student == student for s in roster.load(root)):
        found.append(Trace(root / roster.FILE, _many(1, "line")))
    if rows := [r for r in _rows(root) if r["student"] == student]:
        found.append(Trace(root / "collected.csv", _many(len(rows), "line")))
    for path, lines in (
        (classroom.work / "journal.jsonl", _told(classroom.work / "journal.jsonl", student)),
        (root / "audit.jsonl", _told(root / "audit.jsonl", student)),
    ):
        if lines:
            found.append(Trace(path, _many(lines, "line")))
    if found:
        found += [
            Trace(p, "made with the student in it; make it again")
            for pattern in MADE
            for p in sorted(root.glob(pattern))
        ]
    return tuple(found)


def forget(classroom: Classroom, student: str) -> tuple[Trace, ...]:
    """Delete a student; returns what was deleted.

    Raises
    ------
    AutograderError
        If nothing tells of such a student.
    """
    if not roster.STUDENT.fullmatch(student) or ".." in student:
        raise AutograderError(f"{student!r} cannot be a student's id")
    found = traces(classroom, student)
    if not found:
        raise AutograderError(f"nothing in {tidy(classroom.root)} tells of {student!r}")
    root = classroom.root
    for path in (*_own(classroom, student), *(t.path for t in found if t.path.is_dir())):
        shutil.rmtree(path, ignore_errors=True)
    for trace in found:
        alone = "unplaced" in trace.path.parts or trace.path.suffix == ".zip"
        if alone or trace.what.startswith("made with"):
            trace.path.unlink(missing_ok=True)
    _out_of_gradebook(classroom, student)
    listed = roster.load(root)
    if any(s.student == student for s in listed):
        left = tuple(s for s in listed if s.student != student)
        _replace(root / roster.FILE, roster.dumps(left))
    _out_of_log(root, student)
    _out_of_journal(classroom.work / "journal.jsonl", student)
    _out_of_audit(root, student)  # last: a second try after a crash still finds the student
    return found


def mentions(classroom: Classroom, student: str) -> tuple[str, ...]:
    """What only a person can see to."""
    said = []
    if student in {s for _, s in classroom.settings.extensions}:
        said.append("class.toml names the student under [extensions]; take the line out")
    said.append(
        "archives that `feedback --zip` wrote, downloads, mails and backups are yours to delete"
    )
    return tuple(said)


def _folders(classroom: Classroom, student: str) -> Iterator[Trace]:
    root = classroom.root
    for path in (*(root / f / student for f in FOLDERS), *root.glob(f"gradescope/*/{student}")):
        if path.is_dir():
            count = sum(p.is_file() for p in path.rglob("*"))
            yield Trace(path, _many(count, "file"))
    for path in sorted(root.glob(f"*/{student}.zip")):
        yield Trace(path, "an archive for the student")
    for row in _rows(root):
        if row["student"] == student and row["end"] == "unplaced" and row["sha256"]:
            for path in (root / "kept" / "unplaced").glob(f"{row['sha256'][:8]}-*"):
                yield Trace(path, "a file without a place")


def _own(classroom: Classroom, student: str) -> Iterator[Path]:
    """What a run that was stopped may have left."""
    for folder in ("staged", "incoming"):
        yield classroom.work / folder / student


def _rows(root: Path) -> list[dict[str, str]]:
    path = root / "collected.csv"
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _told(path: Path, student: str) -> int:
    """Lines of a log that are of a student."""
    return sum(_student_of(x) == student for x in _lines(path))


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines() if path.is_file() else []


def _student_of(line: bytes) -> str:
    try:
        return str(json.loads(line)["student"])
    except (ValueError, TypeError, KeyError):
        return ""


def _out_of_gradebook(classroom: Classroom, student: str) -> None:
    if not classroom.database.is_file():
        return
    with Gradebook(f"sqlite:///{classroom.database}") as gradebook:
        try:
            gradebook.remove_student(student)
        except MissingEntry:
            return
    with closing(sqlite3.connect(classroom.database)) as database:
        database.execute("VACUUM")  # rows that were only marked as deleted are still in the file


def _out_of_log(root: Path, student: str) -> None:
    rows = _rows(root)
    left = [r for r in rows if r["student"] != student]
    if len(left) < len(rows):
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(left)
        _replace(root / "collected.csv", out.getvalue())


def _out_of_journal(path: Path, student: str) -> None:
    lines = _lines(path)
    left = [x for x in lines if _student_of(x) != student]
    if len(left) < len(lines):
        _replace(path, b"\n".join([*left, b""]).decode("utf-8", "replace"))


def _out_of_audit(root: Path, student: str) -> None:
    """Chain the other lines anew; lines that did not fit before are named in the last one."""
    old = Audit(root)
    gone = [e for e in old.events if e.student == student]
    broken = f"; lines {', '.join(map(str, old.broken))} did not fit before" if old.broken else ""
    part = root / ".audit.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    made = Audit(part)
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    why = f"a student was deleted, with {_many(len(gone), 'line')} of this file{broken}"
    note = Event(now, who(), NOBODY, "", why, {}, 0.0, "", "", "", {})
    made.add([*(e for e in old.events if e.student != student), note])
    made.path.replace(old.path)
    part.rmdir()


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _replace(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="")
    part.replace(path)
