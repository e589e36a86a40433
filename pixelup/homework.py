"""A whole notebook, checked from the command line: all tasks, a table, an exit status."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from . import pack, weights
from .check import Checker
from .compare import number
from .judge import Verdict
from .task import NOT_DEFINED, NOT_WRITTEN

_CHECKER = re.compile(r"""\bchecker\(\s*["']([^"']{1,80})["']\s*\)""")
_TEST = re.compile(r"\s*check\([^()]*\)\s*")


class HomeworkError(Exception):
    """Something that the student can mend, in one line."""


@dataclass(frozen=True)
class Row:
    """How one task stands."""

    task: str
    points: float
    out_of: float
    passed: bool
    found: str


@dataclass(frozen=True)
class Homework:
    """How one notebook stands.

    Attributes
    ----------
    failed
        Numbers of the code cells that raised, from 1, and what they raised.
    """

    unit: str
    rows: tuple[Row, ...]
    failed: tuple[tuple[int, str], ...] = ()

    @property
    def points(self) -> float:
        """Points on the visible cases."""
        return sum(r.points for r in self.rows)

    @property
    def out_of(self) -> float:
        """Points that there are."""
        return sum(r.out_of for r in self.rows)


def check_notebook(path: Path) -> Homework:
    """Run a notebook's cells in this process and check every task of its unit.

    Raises
    ------
    HomeworkError
        If it is no notebook of a unit that this version knows.
    """
    cells = _code_cells(path)
    unit = _unit_of(path, cells)
    with contextlib.chdir(path.resolve().parent):  # the notebook may read files beside it
        names, failed = _run(cells)
        checker = Checker(unit)
        rows = []
        for task in checker.unit.tasks:
            if task.name not in names:
                row = Row(task.name, 0.0, task.points, False, "there is no such function")
            else:
                row = _row(checker.judge(task, names[task.name]))
            rows.append(row)
    return Homework(unit, tuple(rows), failed)


def table(homework: Homework) -> str:
    """How a notebook stands, as text."""
    width = max(len(r.task) for r in homework.rows)
    lines = [homework.unit]
    for r in homework.rows:
        points = f"{number(r.points)} of {number(r.out_of)}"
        lines.append(f"  {r.task:<{width}}  {points:>10}  {r.found}")
    total = f"{number(homework.points)} of {number(homework.out_of)}"
    lines.append(f"  {'all':<{width}}  {total:>10}")
    lines += [f"  cell {n} raised {what}" for n, what in homework.failed]
    return "\n".join(lines)


def find_notebooks(folder: Path) -> Iterator[Path]:
    """Notebooks of the course in a folder and below it, in order."""
    for path in sorted(folder.rglob("*.ipynb")):
        if ".ipynb_checkpoints" in path.parts:
            continue
        try:
            _unit_of(path, _code_cells(path))
        except HomeworkError:
            continue
        yield path


def check_apart(path: Path) -> Homework | str:
    """Check a notebook in a process of its own; a sentence where that does not work."""
    command = [sys.executable, "-m", "pixelup", "check", str(path), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        data = json.loads(done.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError):
        said = done.stderr.strip().splitlines()
        return said[-1] if said else "it could not be run"
    rows = tuple(Row(**r) for r in data["rows"])
    return Homework(data["unit"], rows, tuple((n, what) for n, what in data["failed"]))


def as_json(homework: Homework) -> str:
    """A homework as one line of JSON."""
    return json.dumps(asdict(homework))


def _code_cells(path: Path) -> list[str]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        cells = [c for c in data["cells"] if c["cell_type"] == "code"]
        return ["".join(c["source"]) for c in cells]
    except FileNotFoundError:
        raise HomeworkError(f"there is no file {path}") from None
    except IsADirectoryError:
        raise HomeworkError(f"{path} is a folder; name the notebook in it") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise HomeworkError(f"{path} is no notebook, or only half of one") from None


def _unit_of(path: Path, cells: list[str]) -> str:
    found = [name for source in cells for name in _CHECKER.findall(source)]
    if not found:
        raise HomeworkError(f'{path} is none of this course: it has no line checker("NN-name")')
    if found[-1] not in pack.names():
        raise HomeworkError(
            f"{path} is of {found[-1]}, which this pixelup does not have; "
            "is it older than the notebook? `pip install --upgrade pixelup`"
        )
    return found[-1]


def _run(cells: list[str]) -> tuple[dict[str, object], tuple[tuple[int, str], ...]]:
    """Run cells as a notebook does; test cells are left out, for they come after."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell.instance()
    failed = []
    for count, source in enumerate(cells, 1):
        if _TEST.fullmatch(source):
            continue
        with capture_output():
            result = shell.run_cell(source)
        error = result.error_before_exec or result.error_in_exec
        if error is not None:
            said = str(error).splitlines()[0] if str(error) else ""
            failed.append((count, f"{type(error).__name__}: {said}"[:200]))
    return shell.user_ns, tuple(failed)


def _row(verdict: Verdict) -> Row:
    task = verdict.task
    wanted = task.score.weights if task.score else None
    if verdict.passed:
        wrong = weights.problem(wanted, Path()) if wanted else None
        found = f"right, but not ready to hand in: {wrong}" if wrong else "right"
    elif verdict.broken:
        found = verdict.broken[0]
    elif verdict.failure is not None and verdict.failure.answer.error == NOT_WRITTEN:
        found = "not written yet"
    elif verdict.failure is not None and verdict.failure.answer.error == NOT_DEFINED:
        found = "there is no such function"
    elif verdict.mistake is not None:
        found = f"{verdict.mistake.name}: {verdict.mistake.hint}"
    else:
        found = verdict.failure.sentence if verdict.failure else ""
    return Row(task.name, verdict.points, task.points, verdict.passed, found)
