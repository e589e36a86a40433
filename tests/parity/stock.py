"""Grade a class with stock nbgrader and with ours, and compare the rows.

``python -m tests.parity.stock [UNIT ...]``, or ``make parity``, does it for every submission of
the sample class; the tests for a few. Stock nbgrader asks the visible cases, for its tests lie in
the notebook; so that wrong work earns the same, ours is made to ask them too.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom import open_class
from autograder.source import units
from tests.conftest import ROOT
from tests.gradebook_rows import rows

# In a process of its own: nbgrader changes its process. No configuration but where things are.
_STOCK = """
import json, logging, sys, warnings
warnings.simplefilter("ignore")
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
logging.disable(logging.CRITICAL)
root, work = sys.argv[1], json.loads(sys.argv[2])
config = Config()
config.CourseDirectory.root = root
config.CourseDirectory.course_id = "pixel-up"
api = NbGraderAPI(CourseDirectory(config=config), config=config)
done = [
    (student, unit)
    for unit, students in work.items()
    for student in students
    if api.autograde(unit, student, force=True, create=True)["success"]
]
print("\\n=" + json.dumps(done))
"""
# Python runs this at the start of each process: our workers then draw the visible cases.
_VISIBLE = """
import sys
if "autograder" in sys.orig_argv:
    from autograder.classroom import Classroom
    Classroom.seed = lambda *_: 0
"""
_ENVIRONMENT = {
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    "OMP_NUM_THREADS": "1",
}


MEANT = ("deleted-test", "lost-metadata")  # rows of the table in ARCHITECTURE.md
Key = tuple[str, str]


@dataclass(frozen=True)
class Difference:
    """A row that the two gradebooks do not share; None where one has none."""

    student: str
    unit: str
    table: str
    cell: str
    stock: tuple | None
    ours: tuple | None

    @property
    def meant(self) -> bool:
        """Whether stock nbgrader has no points where we have, as the table says."""
        empty = self.stock is None or self.stock[0] is None
        return self.student in MEANT and empty


def prepare(folder: Path, work: dict[str, Sequence[str]], course: Path = ROOT) -> Path:
    """A class with the sample class's work for some units.

    Parameters
    ----------
    folder
        The class is made in it.
    work
        Students by unit; all of the sample class where none are named.
    """
    classroom = folder / "class"
    for command in (["init", str(classroom)], *(["sample", str(classroom), n] for n in work)):
        _run([sys.executable, "-P", "-m", "autograder", *command], course)
    for unit, students in work.items():
        for student in open_class(classroom).students(unit):
            if students and student not in students:
                shutil.rmtree(classroom / "submitted" / student / unit)
    return classroom


def handed_in(classroom: Path) -> dict[str, tuple[str, ...]]:
    """Students by unit."""
    opened = open_class(classroom)
    return {unit: students for unit in opened.units() if (students := opened.students(unit))}


def grade_stock(classroom: Path) -> tuple[Path, set[Key]]:
    """Grade with nbgrader as it comes.

    Returns
    -------
    Path
        A copy of the class in which it was done.
    set of (student, unit)
        Submissions of which it said that it had worked.
    """
    copy = classroom.with_name("stock")
    shutil.copytree(classroom, copy)
    (copy / "nbgrader_config.py").unlink()
    command = [sys.executable, "-c", _STOCK, str(copy), json.dumps(handed_in(classroom))]
    told = json.loads(f"\n{_run(command, copy)}".rpartition("\n=")[2])
    return copy, {(student, unit) for student, unit in told}


def grade_ours(classroom: Path) -> None:
    """Grade with the engine, on the visible cases."""
    patch = classroom.with_name("visible")
    patch.mkdir()
    (patch / "sitecustomize.py").write_text(_VISIBLE)
    paths = [str(patch), *filter(None, [os.environ.get("PYTHONPATH")])]
    command = [sys.executable, "-P", "-m", "autograder", "grade", str(classroom)]
    _run([*command, "--quiet", "--workers", "2"], ROOT, {"PYTHONPATH": os.pathsep.join(paths)})


def differences(stock: Path, ours: Path, submissions: set[Key]) -> list[Difference]:
    """Rows of some submissions that are not the same."""
    found = []
    for table in ("submission", "grade", "comment"):
        a, b = (_keyed(rows(f / "gradebook.db", table)[table], table) for f in (stock, ours))
        for key in sorted(a.keys() | b.keys()):
            if key[:2] in submissions and a.get(key) != b.get(key):
                cell = key[3] if len(key) > 3 else ""
                found.append(Difference(*key[:2], table, cell, a.get(key), b.get(key)))
    return found


def _keyed(found: list[tuple], table: str) -> dict[tuple, tuple]:
    names = 3 if table == "submission" else 5
    return {row[:names]: row[names:] for row in found}


def _run(command: list[str], folder: Path, settings: dict[str, str] | None = None) -> str:
    environment = os.environ | _ENVIRONMENT | (settings or {})
    environment.pop("PYTEST_CURRENT_TEST", None)  # a kernel that sees it hides what goes to stderr
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command[:5]} ended with {done.returncode}: {done.stderr[-1000:]}")
    return done.stdout


def main() -> int:
    """Compare; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("units", nargs="*")
    names = parser.parse_args().units or [path.stem for path in units(ROOT)]
    bad = 0
    for unit in names:
        with tempfile.TemporaryDirectory() as folder:
            classroom = prepare(Path(folder), {unit: ()})
            students = handed_in(classroom)[unit]
            stock, worked = grade_stock(classroom)
            grade_ours(classroom)
            found = differences(stock, classroom, worked)
        failed = [s for s in students if (s, unit) not in worked]
        print(f"{unit}: {len(students)} submissions")
        print(f"    stock nbgrader fails on {', '.join(failed) or 'none'}")
        for d in found:
            meant = "meant" if d.meant else "NOT MEANT"
            print(f"    {meant}: {d.student} {d.table} {d.cell}: stock {d.stock}, ours {d.ours}")
        bad += any(not d.meant for d in found)
        print(flush=True)
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
