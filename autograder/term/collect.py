"""Collect: put what was handed in where nbgrader looks for it, and say what became of each file.

The newest work of a student for a unit counts; what it replaces goes to `kept/`. A file that
cannot be placed is named, copied to `kept/unplaced/`, and the rest goes on.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

import nbformat

from ..classroom import Classroom
from ..errors import AutograderError
from ..grade.repair import UnreadableError, read_notebook
from .along import is_near, name_along, wanted, weights
from .incoming import Item, read
from .late import seconds_late, words
from .naming import Names, NamingError, unit_in_notebook, unit_in_path
from .roster import load
from .stamp import doubt
from .submission import STAMP, Work, digest, place

MAX_BESIDE = 50_000_000  # bytes of a file beside a notebook; weights of this course are far less
TAKEN, KEPT, SAME = "taken", "kept", "same"
UNPLACED, REFUSED, LEFT = "unplaced", "refused", "left"
#: What became of a file, and whether a person should look at it.
ENDS = {TAKEN: False, KEPT: False, SAME: False, UNPLACED: True, REFUSED: True, LEFT: False}


@dataclass(frozen=True)
class Line:
    """What became of one file."""

    end: str
    origin: str
    said: str
    student: str = ""
    unit: str = ""
    came: datetime | None = None
    late: float = 0.0
    sha256: str = ""
    doubtful: bool = False

    @property
    def asks(self) -> bool:
        """Whether a person should look at it."""
        return self.doubtful or ENDS[self.end]


@dataclass(frozen=True)
class _File:
    """A file of a student, laid down until it is known what becomes of it."""

    item: Item
    student: str
    stored: Path
    source: int
    order: int = 0
    says_late: bool = False
    unit: str = ""
    readable: bool = True


@dataclass
class _Desk:
    """What a collection works with, and the lines it has written so far."""

    classroom: Classroom
    names: Names
    cells: dict[str, frozenset[str]]
    weights: dict[str, tuple[str, ...]]
    only: str
    lines: list[Line] = field(default_factory=list)
    notebooks: list[_File] = field(default_factory=list)
    others: list[_File] = field(default_factory=list)
    system: int = 0


def collect(
    classroom: Classroom, sources: Iterable[Path], unit: str = "", now: datetime | None = None
) -> tuple[Line, ...]:
    """Take in folders, archives and notebooks.

    Parameters
    ----------
    classroom
        The class; its roster says who is who.
    sources
        What to take in.
    unit
        The unit that all of it is for; each notebook says it itself by default.
    now
        The time, for tests.

    Returns
    -------
    tuple of Line
        At least one a file.

    Raises
    ------
    AutograderError
        If the class has no such unit, or no unit at all.
    """
    cells = unit_cells(classroom)
    unit = next((u for u in cells if unit == u.split("-")[0]), unit)
    if unit and unit not in cells:
        known = ", ".join(cells) or "none"
        raise AutograderError(f"the class has no unit {unit!r}; it has {known}")
    if not cells:
        raise AutograderError("the class has no unit yet; run `init` in the course's folder")
    files = {name: weights(classroom, name) for name in cells}
    desk = _Desk(classroom, Names(load(classroom.root)), cells, files, unit)
    store = classroom.work / "incoming"
    shutil.rmtree(store, ignore_errors=True)
    store.mkdir(parents=True)
    try:
        for number, source in enumerate(sources):
            seen = len(desk.lines) + len(desk.notebooks) + len(desk.others)
            for item in read(source, classroom.settings.timezone, _is_own(desk.names, source)):
                _sort(desk, item, number, source, store)
            if seen == len(desk.lines) + len(desk.notebooks) + len(desk.others):
                desk.lines.append(Line(LEFT, str(source), "holds no files"))
        for (student, name), works in sorted(_works(desk).items()):
            at = now or datetime.now(UTC)
            desk.lines += _settle(classroom, student, name, works, files[name], at)
    finally:
        shutil.rmtree(store, ignore_errors=True)
    if desk.system:
        desk.lines.append(Line(LEFT, "", f"{desk.system} files of operating systems passed over"))
    return tuple(desk.lines)


def unit_cells(classroom: Classroom) -> dict[str, frozenset[str]]:
    """Names of the graded cells of each unit of a class."""
    found = {}
    for unit in classroom.units():
        made = nbformat.read(classroom.source(unit), as_version=4)
        ids = (c.metadata.get("nbgrader", {}).get("grade_id", "") for c in made.cells)
        found[unit] = frozenset(i for i in ids if i and not i.startswith("given-"))
    return found


def _is_own(names: Names, source: Path) -> bool:
    """Whether an archive is one student's, and not a platform's download."""
    if source.suffix.lower() != ".zip":
        return False
    try:
        return bool(names.owner(PurePosixPath(source.name)).student)
    except NamingError:
        return False


def _sort(desk: _Desk, item: Item, number: int, source: Path, store: Path) -> None:
    """Look at one file: whose, which unit, or why not."""
    if item.refused == "system":
        desk.system += 1
        return
    if item.data is None:
        desk.lines.append(Line(REFUSED, item.origin, item.refused, came=item.came))
        return
    if len(item.data) > MAX_BESIDE and item.path.suffix.lower() != ".ipynb":
        said = f"is over {MAX_BESIDE // 1_000_000} MB and no notebook; ask for a smaller file"
        desk.lines.append(Line(REFUSED, item.origin, said, came=item.came))
        return
    try:
        owner = _owner(desk.names, item.path, source)
    except NamingError as problem:
        _unplaced(desk, item, str(problem))
        return
    stored = store / hashlib.sha256(item.data).hexdigest()
    stored.write_bytes(item.data)
    item_only = replace(item, data=None)
    file = _File(item_only, owner.student, stored, number, owner.order, owner.late)
    if item.path.suffix.lower() != ".ipynb":
        desk.others.append(file)
        return
    name, readable, why = _unit(desk, item)
    if why:
        _unplaced(desk, item, why, owner.student)
        return
    desk.notebooks.append(replace(file, unit=name, readable=readable))


def _owner(names: Names, path: PurePosixPath, source: Path):  # noqa: ANN202
    try:
        return names.owner(path)
    except NamingError:
        # a clone or a student's folder that was named itself
        if not names.known or not source.is_dir():
            raise
        return names.owner(PurePosixPath(source.resolve().name) / path)


def _unit(desk: _Desk, item: Item) -> tuple[str, bool, str]:
    """Which unit, whether the notebook can be read, and why it is not taken, if so."""
    named = desk.only or unit_in_path(item.path, desk.cells)
    try:
        said = unit_in_notebook(read_notebook(item.data or b""), desk.cells)
    except UnreadableError as problem:
        fallback = named or (next(iter(desk.cells)) if len(desk.cells) == 1 else "")
        return (fallback, False, "") if fallback else ("", False, f"{problem}; and of which unit?")
    name = said or named
    if not name:
        return "", True, "it holds nothing of any unit of this class"
    if name not in desk.cells:
        return "", True, f"wrong unit: it is of {name}, which this class does not have"
    if desk.only and name != desk.only:
        return "", True, f"wrong unit: it is of {name}, not of {desk.only}"
    return name, True, ""


def _unplaced(desk: _Desk, item: Item, why: str, student: str = "") -> None:
    """Name a file that has no place, and keep a copy of it."""
    code = _keep_aside(desk, item.path.name, item.data or b"")
    desk.lines.append(Line(UNPLACED, item.origin, why, student, came=item.came, sha256=code))


def _keep_aside(desk: _Desk, name: str, data: bytes) -> str:
    """Copy what has no place to `kept/unplaced/`; returns its hash."""
    code = hashlib.sha256(data).hexdigest()
    folder = desk.classroom.root / "kept" / "unplaced"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{code[:8]}-{name[-120:]}"
    if not target.is_file():
        target.write_bytes(data)
    return code


def _works(desk: _Desk) -> dict[tuple[str, str], list[tuple[Work, _File]]]:
    """Notebooks with the files that came along, by student and unit."""
    found: dict[tuple[str, str], list[tuple[Work, _File]]] = {}
    along: dict[int, list[_File]] = {}
    for other in desk.others:
        near = [
            n
            for n in desk.notebooks
            if (n.student, n.source) == (other.student, other.source)
            and is_near(n.item.path, other.item.path)
        ]
        theirs = [n for n in near if wanted(desk.weights[n.unit], other.item.path)]
        named = theirs or [n for n in near if n.unit in other.item.path.name]
        chosen = near if len({n.unit for n in near}) == 1 else named
        end, said, code = LEFT, "is no notebook, and belongs to none", ""
        if other.item.path.name == STAMP:
            said = "times come from the platform, not from the student"
        elif chosen:
            for n in chosen:
                along.setdefault(id(n), []).append(other)
            continue
        elif any(wanted(files, other.item.path) for files in desk.weights.values()):
            end, said = UNPLACED, "came without its notebook; ask for both together"
            code = _keep_aside(desk, other.item.path.name, other.stored.read_bytes())
        came = other.item.came
        desk.lines.append(Line(end, other.item.origin, said, other.student, "", came, 0.0, code))
    for n in desk.notebooks:
        folder = n.item.path.parent
        files = {f"{n.unit}.ipynb": n.stored}
        for other in along.get(id(n), []):
            name = wanted(desk.weights[n.unit], other.item.path)
            files[name or name_along(other.item.path, folder)] = other.stored
        came = n.item.came
        work = Work(tuple(sorted(files.items())), came, n.order, n.readable)
        found.setdefault((n.student, n.unit), []).append((work, n))
    return found


def _settle(
    classroom: Classroom,
    student: str,
    unit: str,
    works: list[tuple[Work, _File]],
    weights: tuple[str, ...],
    now: datetime,
) -> Iterator[Line]:
    """Place what one student has for one unit; the newest that can be read comes to count."""
    works = sorted(works, key=lambda w: (*w[0].rank, w[1].item.origin), reverse=True)
    tie = len(works) > 1 and works[0][0].rank == works[1][0].rank
    tie = tie and digest(works[0][0]) != digest(works[1][0])
    for number, (work, file) in enumerate(works):
        end, said = place(classroom, student, unit, work)
        late = seconds_late(classroom.settings, unit, student, work.came)
        # a longer deadline is ours, and the platform need not know of it
        says_late = file.says_late and (unit, student) not in classroom.settings.extensions
        notes = [said] if said else []
        if late:
            notes.append(f"late by {words(late)}")
        elif says_late:
            notes.append("the platform says late, its time does not: look at it")
        if not work.readable:
            notes.append("it cannot be read; ask for it again")
        if work.came > now + timedelta(days=1):
            notes.append("its time lies in the future")
        doubtful = says_late and not late
        if tie and number == 0:
            doubtful = True
            notes.append(f"{works[1][1].item.origin} is of the same time: look at both")
        have = {name for name, _ in work.files}
        notes += [f"without {f}, so its cell will have to train" for f in weights if f not in have]
        if end == TAKEN and (odd := doubt(classroom, student, unit)):
            doubtful = True
            notes.append(odd.rstrip("."))
        if file.item.path.name.lower() != f"{unit}.ipynb":
            notes.append(f"taken for {unit}")
        yield Line(
            end,
            file.item.origin,
            "; ".join(notes),
            student,
            unit,
            work.came,
            late,
            digest(work),
            doubtful,
        )
