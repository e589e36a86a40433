"""A whole term by script, from `init` to `export`, twice from scratch: `make term`.

60 students hand in 3 units in two rounds: late, again, cut short, by people whom nobody knows.
Then a regrade and an override. Both runs must end with the same gradebook, and with the same
bytes in every page and table.
"""

from __future__ import annotations

import argparse
import copy
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from nbformat import NotebookNode

sys.path.insert(0, str(Path(__file__).parents[1]))

from autograder import notebook, source
from autograder.term.audit import Audit

Run = Callable[[list[str]], int]  # runs one command in the term's folder
SECRET = "5eed" * 8
FIRST_DAY = datetime(2026, 10, 5, 23, 59)  # the first unit is due; the others a week apart
EXPORTS = ("plain", "nbgrader", "canvas", "moodle", "gradescope")
PAGES = (
    *("class/*.csv", "class/report*.html", "class/feedback/*/*/*.html"),
    *("class/gradescope/*/*/results.json", "class/submitted/*/*/*", "mail/*.zip"),
)


def play(folder: Path, units: list[source.UnitSource], students: int, run: Run) -> None:
    """One term in an empty folder.

    Raises
    ------
    RuntimeError
        If a command could not be done.
    """

    def do(*words: str, well: tuple[int, ...] = (0,)) -> None:
        ended = run(list(words))
        if ended not in well:
            raise RuntimeError(f"{' '.join(words)} ended with {ended}")

    names = [u.name for u in units]
    (folder / "roster.csv").write_text(_roster(students), encoding="utf-8")
    do("init", "class", "--roster", "roster.csv")
    _settings(folder / "class" / "class.toml", names)
    do("init", "class")
    rounds = [_downloads(folder, unit, number, students) for number, unit in enumerate(units)]
    for which, paths in enumerate(zip(*rounds, strict=True)):
        for unit, path in zip(units, paths, strict=True):
            # somebody whom nobody knows is in the first download: look at it
            do("collect", "class", path, "--unit", unit.name, well=(1 - which,))
        do("grade", "class", "--quiet")
        do("feedback", "class")
    do("regrade", "class", names[0], "--why", "a tolerance was too strict")
    task = units[0].tasks[0]
    do("override", "class", "s001", f"{names[0]}/{task.name}", "1", "--why", "seen in class")
    do("feedback", "class", "--zip", "mail")
    do("report", "class")
    for form in EXPORTS:
        do("export", "class", "--format", form)
    do("audit", "class", "s001")


def results(folder: Path) -> dict[str, bytes]:
    """What a term leaves behind, by name; without the times at which commands were run."""
    made = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for pattern in PAGES
        for path in sorted(folder.glob(pattern))
    }
    log = made["class/collected.csv"].decode()
    made["class/collected.csv"] = re.sub(r"^[\d-]+ [\d:]+,", "", log, flags=re.M).encode()
    events = [
        (e.student, e.unit, e.why, e.points, e.penalty, e.failed, e.key, e.sha256, e.overrides)
        for e in Audit(folder / "class").events
    ]
    made["audit"] = "\n".join(sorted(map(str, events))).encode()
    made["gradebook"] = "\n".join(gradebook(folder / "class" / "gradebook.db")).encode()
    return made


def gradebook(path: Path) -> list[str]:
    """The grades and comments of nbgrader's database; its ids are drawn anew each time."""
    joined = (
        "join submitted_notebook n on n.id = x.notebook_id "
        "join submitted_assignment s on s.id = n.assignment_id "
        "join assignment a on a.id = s.assignment_id join base_cell c on c.id = x.cell_id"
    )
    grade = "x.auto_score, x.manual_score, x.extra_credit, x.needs_manual_grade"
    comment = "x.auto_comment, x.manual_comment"
    rows = []
    with closing(sqlite3.connect(path)) as database:
        for table, values in (
            ("grade", f"{grade}, n.late_submission_penalty"),
            ("comment", comment),
        ):
            query = (
                f"select a.name, s.student_id, s.timestamp, c.name, {values} "  # noqa: S608
                f"from {table} x {joined}"
            )
            rows += [f"{table} {row}" for row in database.execute(query)]
    return sorted(rows)


def _roster(students: int) -> str:
    lines = ["Student,ID,SIS User ID,SIS Login ID,Section", "    Points Possible,,,,"]
    names = ("Müller, Ada", "O'Neil, Bob", "García Lorca, Chloé", "Đặng, Dan", "Øst, Eve")
    lines += [f'"{names[n % 5]} {n}",{5000 + n},S{n:04},s{n:03},L1' for n in range(students)]
    return "\n".join(lines) + "\n"


def _settings(path: Path, units: list[str]) -> None:
    text = path.read_text(encoding="utf-8")
    text = re.sub(r'secret = ".*"', f'secret = "{SECRET}"', text)
    text = text.replace("units = []", f"units = {units}".replace("'", '"'))
    due = (
        f'"{u}" = {FIRST_DAY + timedelta(weeks=i):%Y-%m-%dT%H:%M:00}' for i, u in enumerate(units)
    )
    text = text.replace("[deadlines]\n", "[deadlines]\n" + "\n".join(due) + "\n")
    more = f'"{units[0]}" = {{ s003 = 2026-10-20 }}\n'
    text = text.replace("[extensions]\n", f"[extensions]\n{more}")
    text = text.replace("percent_a_day = 0", "percent_a_day = 10").replace("days = 0", "days = 7")
    path.write_text(text, encoding="utf-8")


def _downloads(folder: Path, unit: source.UnitSource, number: int, students: int) -> Iterator[str]:
    """Archives as Canvas makes them: what came in time; what came late, or again."""
    rng = random.Random(f"{unit.name}")  # noqa: S311 - no secrets
    released = notebook.release(notebook.source_notebook(unit))
    due = FIRST_DAY + timedelta(weeks=number)
    late, again = max(2, students // 6), max(1, students // 10)
    texts = [notebook.text_of(_filled(released, unit, rng)) for _ in range(students)]
    texts[5] = texts[5][:-400]  # it breaks off
    texts[students // 2] = notebook.text_of(released)  # untouched
    first = [(n, texts[n]) for n in range(students - late)]
    first.append((4000, texts[0]))  # nobody
    second = [(n, texts[n]) for n in range(students - late, students - 1)]  # one never does
    second += [(n, notebook.text_of(_filled(released, unit, rng))) for n in range(again)]
    for which, (items, when) in enumerate(
        ((first, due - timedelta(hours=3)), (second, due + timedelta(days=1, hours=2)))
    ):
        path = folder / f"{unit.name}-{which + 1}.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for upload, (student, text) in enumerate(items):
                late_mark = "LATE_" if which else ""
                name = f"name_{late_mark}{5000 + student}_{9000 + upload}_homework.ipynb"
                archive.writestr(zipfile.ZipInfo(name, when.timetuple()[:6]), text)
        yield path.name


def _filled(released: NotebookNode, unit: source.UnitSource, rng: random.Random) -> NotebookNode:
    """A notebook with an answer drawn for each task: mostly right, else a known mistake."""
    made = copy.deepcopy(released)
    for task in unit.tasks:
        right = [task.reference, *(v.code for v in task.accepted)]
        wrong = [v.code for v in task.mistakes]
        code = rng.choice(wrong if wrong and rng.random() < 0.3 else right)
        cell = next(c for c in made.cells if c.id == task.name)
        cell.source = re.sub(r".*### (BEGIN|END) SOLUTION\n?", "", code)
    return made


def differences(first: dict[str, bytes], second: dict[str, bytes]) -> list[str]:
    """Names of what is not the same in two terms."""
    return sorted(n for n in first.keys() | second.keys() if first.get(n) != second.get(n))


def main() -> int:
    """Play two terms, say how long each command took, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=60)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("units", nargs="*", metavar="NAME")
    args = parser.parse_args()
    root = Path(__file__).parents[1]
    paths = [source.find(root, n) for n in args.units] or list(source.units(root))[1:4]
    units = [source.read(p) for p in paths]
    workers = ["--workers", str(args.workers)]
    made, seconds = [], {}
    with tempfile.TemporaryDirectory(prefix="pixelup-term-") as scratch:
        for number in (1, 2):
            folder = Path(scratch) / "term"  # the same path, so that tables may name it
            folder.mkdir()

            def run(words: list[str], folder: Path = folder, number: int = number) -> int:
                more = workers if words[0] in ("grade", "regrade", "feedback") else []
                command = [sys.executable, "-m", "autograder", "--course", str(root), *words, *more]
                # text that hangs on the order of a set must not come through
                environment = os.environ | {"PYTHONHASHSEED": str(number), "PYTHONPATH": str(root)}
                start = time.perf_counter()
                done = subprocess.run(
                    command,
                    cwd=folder,
                    env=environment,
                    capture_output=True,
                    text=True,
                    check=False,
                )
                key = words[0]
                seconds[number, key] = seconds.get((number, key), 0) + time.perf_counter() - start
                if done.returncode > 1:
                    sys.stderr.write(done.stdout + done.stderr)
                return done.returncode

            play(folder, units, args.students, run)
            made.append(results(folder))
            shutil.rmtree(folder)
    for key in dict.fromkeys(k for _, k in seconds):
        say(f"{key:<10} {seconds[1, key]:7.1f} s {seconds[2, key]:7.1f} s")
    for number in (1, 2):
        say(f"term {number}: {sum(s for (n, _), s in seconds.items() if n == number):.0f} s")
    other = differences(*made)
    size = sum(map(len, made[0].values()))
    say(f"{len(made[0])} results, {size / 1e6:.1f} MB; not the same: {', '.join(other) or 'none'}")
    return 1 if other else 0


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
