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
from .incoming import Item, read
from .late import seconds_late, words
from .naming import CANVAS, MOODLE, Names, NamingError, unit_in_notebook, unit_in_path
from .roster import load
from .submission import STAMP, Work, digest, place

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
    if unit and unit not in cells:
        known = ", ".join(cells) or "none"
        raise AutograderError(f"the class has no unit {unit!r}; it has {known}")
    if not cells:
        raise AutograderError("the class has no unit yet; run `init` in the course's folder")
    desk = _Desk(classroom, Names(load(classroom.root)), cells, unit)
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
            desk.lines += _settle(classroom, student, name, works, now or datetime.now(UTC))
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
    data = item.data or b""
    code = hashlib.sha256(data).hexdigest()
    folder = desk.classroom.root / "kept" / "unplaced"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{code[:8]}-{item.path.name[-120:]}"
    if not target.is_file():
        target.write_bytes(data)
    desk.lines.append(Line(UNPLACED, item.origin, why, student, came=item.came, sha256=code))


def _works(desk: _Desk) -> dict[tuple[str, str], list[tuple[Work, _File]]]:
    """Notebooks with the files that came along, by student and unit."""
    found: dict[tuple[str, str], list[tuple[Work, _File]]] = {}
    along: dict[int, list[_File]] = {}
    for other in desk.others:
        near = [
            n
            for n in desk.notebooks
            if (n.student, n.source) == (other.student, other.source)
            and _is_near(n.item.path, other.item.path)
        ]
        named = [n for n in near if n.unit in other.item.path.name]
        chosen = near if len({n.unit for n in near}) == 1 else named
        if other.item.path.name == STAMP:
            said = "times come from the platform, not from the student"
        elif chosen:
            for n in chosen:
                along.setdefault(id(n), []).append(other)
            continue
        else:
            said = "is no notebook, and belongs to none"
        desk.lines.append(Line(LEFT, other.item.origin, said, other.student, came=other.item.came))
    for n in desk.notebooks:
        folder = n.item.path.parent
        files = {f"{n.unit}.ipynb": n.stored}
        for other in along.get(id(n), []):
            files[_name_along(other.item.path, folder)] = other.stored
        came = n.item.came
        work = Work(tuple(sorted(files.items())), came, n.order, n.readable)
        found.setdefault((n.student, n.unit), []).append((work, n))
    return found


def _is_near(notebook: PurePosixPath, other: PurePosixPath) -> bool:
    return other.is_relative_to(notebook.parent) or notebook.is_relative_to(other.parent)


def _name_along(path: PurePosixPath, folder: PurePosixPath) -> str:
    """Where a file goes beside its notebook, without what a platform put before its name."""
    inside = path.relative_to(folder) if path.is_relative_to(folder) else PurePosixPath(path.name)
    if len(inside.parts) == 1:
        found = MOODLE.fullmatch(inside.name) or CANVAS.fullmatch(inside.name)
        if found and found["rest"]:
            return found["rest"]
    return str(inside)


def _settle(
    classroom: Classroom,
    student: str,
    unit: str,
    works: list[tuple[Work, _File]],
    now: datetime,
) -> Iterator[Line]:
    """Place what one student has for one unit; the newest that can be read comes to count."""
    works = sorted(works, key=lambda w: (*w[0].rank, w[1].item.origin), reverse=True)
    tie = len(works) > 1 and works[0][0].rank == works[1][0].rank
    tie = tie and digest(works[0][0]) != digest(works[1][0])
    for number, (work, file) in enumerate(works):
        end, said = place(classroom, student, unit, work)
        late = seconds_late(classroom.settings, unit, student, work.came)
        notes = [said] if said else []
        if late:
            notes.append(f"late by {words(late)}")
        elif file.says_late:
            notes.append("the platform says late, its time does not: look at it")
        if not work.readable:
            notes.append("it cannot be read; ask for it again")
        if work.came > now + timedelta(days=1):
            notes.append("its time lies in the future")
        if tie and number == 0:
            notes.append(f"{works[1][1].item.origin} is of the same time: look at both")
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
        )
