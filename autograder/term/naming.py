"""Whose is it, and which unit is it: from names as platforms write them, and from the notebook."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from nbformat import NotebookNode

from .roster import STUDENT, Student, fold

# "Ada Lovelace_1234_assignsubmission_file_" and what may follow it
MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_[a-z]+_?(?P<rest>.*)", re.DOTALL)
# "lovelaceada_LATE_1234_567890_02-convolution-1.ipynb"
CANVAS = re.compile(
    r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_(?P<file>\d+)_(?P<rest>.+)", re.DOTALL
)
UNIT = re.compile(r"\d\d-[a-z0-9]+(?:-[a-z0-9]+)*")
CHECKER = re.compile(r"""\bchecker\(\s*["']([^"']{1,80})["']\s*\)""")


class NamingError(ValueError):
    """It cannot be known whose a file is; the message says why."""


@dataclass(frozen=True)
class Owner:
    """Whose a file is.

    Attributes
    ----------
    late
        Whether the platform itself says that it came late.
    order
        What the platform numbers uploads with; the greater came later.
    """

    student: str
    late: bool = False
    order: int = 0


class Names:
    """Finds the student that a path names.

    Parameters
    ----------
    roster
        Who is in the class. Without anybody, the first folder of a path is the student.
    """

    def __init__(self, roster: Iterable[Student]) -> None:
        self._by_name: dict[str, set[str]] = {}
        self._by_number: dict[str, str] = {}
        self._students = tuple(roster)
        ids = Counter(fold(s.student) for s in self._students)
        self._by_id = {
            fold(s.student): s.student for s in self._students if ids[fold(s.student)] == 1
        }
        for s in self._students:
            names = (s.student, s.email, s.username, s.id_number, s.sis_login_id, s.sis_user_id)
            whole = (f"{s.first_name} {s.last_name}", f"{s.last_name} {s.first_name}")
            both = whole if s.first_name or s.last_name else ()
            for name in (*names, s.github, s.email.split("@")[0], *both):
                if fold(name):
                    self._by_name.setdefault(fold(name), set()).add(s.student)
            if s.canvas_id:
                self._by_number[f"canvas {s.canvas_id}"] = s.student
            if s.moodle_id:
                self._by_number[f"moodle {s.moodle_id}"] = s.student

    @property
    def known(self) -> bool:
        """Whether there is a roster."""
        return bool(self._students)

    def owner(self, path: PurePosixPath) -> Owner:
        """The student whose file it is.

        Raises
        ------
        NamingError
            If nobody, or more than one, can be meant.
        """
        parts = [PurePosixPath(p).stem if p.lower().endswith(".zip") else p for p in path.parts]
        for part in parts:
            if found := MOODLE.fullmatch(part):
                return Owner(self._numbered(f"moodle {found['id']}", found["name"]))
            if (found := CANVAS.fullmatch(part)) and (self._students or found["late"]):
                student = self._numbered(f"canvas {found['id']}", found["name"])
                return Owner(student, bool(found["late"]), int(found["file"]))
        if not self._students:
            return Owner(self._unlisted(parts))
        stem = PurePosixPath(path.name).stem
        for part in [*parts[:-1], stem]:
            if student := self._named(part):
                return Owner(student)
        for part in [*parts[:-1], stem]:
            if student := self._within(part):
                return Owner(student)
        raise NamingError("no student of the roster is named in its path")

    def _numbered(self, number: str, name: str) -> str:
        if student := self._by_number.get(number) or self._named(name):
            return student
        platform, digits = number.split()
        raise NamingError(
            f"nobody in the roster is called {name!r} or has the {platform.title()} id {digits}"
        )

    def _named(self, name: str) -> str:
        if student := self._by_id.get(fold(name)):  # an id says more than a name or an address
            return student
        found = self._by_name.get(fold(name), set())
        if len(found) > 1:
            raise NamingError(f"{name!r} may be {' or '.join(sorted(found))}")
        return next(iter(found), "")

    def _within(self, part: str) -> str:
        """The student whom a part begins or ends with: ``ada_hw1``, ``hw1-ada``."""
        words = [w for w in re.split(r"[_\s,-]+", part) if w]
        for length in range(len(words) - 1, 0, -1):
            for some in (words[:length], words[-length:]):
                if student := self._named(" ".join(some)):
                    return student
        return ""

    @staticmethod
    def _unlisted(parts: list[str]) -> str:
        first = next((p for p in parts[:-1] if not UNIT.fullmatch(p)), "")
        if STUDENT.fullmatch(first) and ".." not in first:
            return first
        raise NamingError(
            "there is no roster, and no folder with a student's id around it; "
            "make one with `init --roster`"
        )


def unit_in_path(path: PurePosixPath, units: Iterable[str]) -> str:
    """The unit whose name stands in a path; empty where there is none."""
    text = str(path).lower()
    return next((u for u in sorted(units, key=len, reverse=True) if u in text), "")


def unit_in_notebook(notebook: NotebookNode, cells: dict[str, frozenset[str]]) -> str:
    """The unit that a notebook is of: what it checks with, else most of whose cells it has.

    Parameters
    ----------
    notebook
        What came.
    cells
        Names of the graded cells and tasks of each unit.

    Returns
    -------
    str
        Empty where nothing tells. It may be a unit that the class does not have.
    """
    said = Counter(
        name
        for cell in notebook.cells
        if cell.cell_type == "code"
        for name in CHECKER.findall(cell.source)
    )
    if said:
        return said.most_common(1)[0][0]
    have = {_grade_id(c) for c in notebook.cells} | {c.get("id", "") for c in notebook.cells}
    counts = {unit: len(have & names) for unit, names in cells.items()}
    best = max(counts, key=lambda u: counts[u], default="")
    return best if counts.get(best) else ""


def _grade_id(cell: NotebookNode) -> str:
    data = cell.metadata.get("nbgrader")
    return str(data.get("grade_id", "")) if isinstance(data, dict) else ""
