"""Measure the grader beside stock nbgrader, and beside its bars.

``python tools/bench_grading.py [--submissions 40] [--rounds 3] [--growth 100 300 1000]``, or
``make bench-grading``. Both grade the same submissions of one unit in a fresh copy of the same
class, in turns, on the same two cores; nbgrader with its own settings and no plug-in of ours.
A time is the whole command's, start-up included; processor time counts all that it started.
On a machine that does other things as well, trust the ratios.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from autograder.classroom import Classroom, make_class, open_class  # noqa: E402
from autograder.errors import AutograderError  # noqa: E402
from autograder.sample import submissions  # noqa: E402
from autograder.setup_class import add_unit  # noqa: E402
from autograder.source import UnitSource, find, read  # noqa: E402
from tools.processes import Cost, Watch, collect_orphans, run  # noqa: E402
from tools.rows import Row, report  # noqa: E402

WORKERS = CORES = 2
# nbgrader's own way ends at these, or takes a minute: they would flatter us
UNLUCKY = {
    *("endless-loop", "truncated-file", "duplicated-cell", "deleted-test", "lost-metadata"),
}
STOCK = 'c = get_config()\nc.CourseDirectory.course_id = "pixel-up"\n'


@dataclass(frozen=True)
class Round:
    """One turn of each: nbgrader, ours, and ours with only the first few submissions."""

    stock: Cost
    ours: Cost
    few: Cost


def fill(classroom: Classroom, unit: UnitSource, count: int) -> None:
    """Hand in a class's work: right, accepted and mistaken answers in turn."""
    texts = [text for name, text in submissions(unit) if name not in UNLUCKY]
    for number, text in zip(range(count), itertools.cycle(texts), strict=False):
        folder = classroom.submitted(f"s{number:05}", unit.name)
        folder.mkdir(parents=True)
        (folder / f"{unit.name}.ipynb").write_text(text, encoding="utf-8")


def make(folder: Path, unit: UnitSource, count: int) -> Classroom:
    """A class with one unit that nothing was graded in."""
    classroom = make_class(folder, ROOT)
    add_unit(classroom, unit)
    fill(classroom, unit, count)
    return classroom


def grade(classroom: Path, unit: str, *options: str, watch: Watch | None = None) -> Cost:
    """Grade with our command."""
    command = [sys.executable, "-m", "autograder", "grade", str(classroom), unit, "--quiet"]
    return run([*command, "--workers", str(WORKERS), *options], classroom, watch)


def one_round(template: Path, unit: str, few: int) -> Round:
    """Each in a fresh copy of the class."""
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        stock, ours, small = (Path(made, name) for name in ("stock", "ours", "few"))
        for folder in (stock, ours, small):
            shutil.copytree(template, folder)
        shutil.rmtree(stock / ".autograder", ignore_errors=True)
        (stock / "nbgrader_config.py").write_text(STOCK)
        command = [sys.executable, "-m", "nbgrader", "autograde", unit]
        costs = run(command, stock), grade(ours, unit)
        handed_in = sorted(p.name for p in (template / "submitted").iterdir())
        for folder in (stock, ours):
            done = sorted(p.parent.parent.name for p in folder.glob("autograded/*/*/*.ipynb"))
            if done != handed_in:
                sys.exit(f"only {len(done)} of {len(handed_in)} were graded in {folder.name}")
        named = itertools.chain.from_iterable(("--student", s) for s in handed_in[:few])
        return Round(*costs, grade(small, unit, *named))


def inside(folder: Path, unit: UnitSource) -> float:
    """Processor time, s a submission, of the cells and the answers alone.

    The student's cells are run by IPython and the hidden cases are asked, one submission after
    the other in one process that has imported all: no kernel, no sandbox, no gradebook.
    """
    command = [sys.executable, __file__, "--inside", str(folder), unit.name]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def compute(folder: Path, name: str) -> float:
    """What :func:`inside` starts."""
    import contextlib
    import io
    import time

    import nbformat
    from IPython.core.interactiveshell import InteractiveShell
    from nbgrader.utils import is_grade, is_solution

    from autograder.run import cases_of
    from pixelup.ask import ask_all

    classroom = open_class(folder)
    unit = read(find(classroom.solutions, name))
    shell = InteractiveShell.instance()
    spent = 0.0
    students = classroom.students(name)
    for student in (students[0], *students):  # the first one once more: it imports
        nb = nbformat.read(classroom.submitted(student, name) / f"{name}.ipynb", as_version=4)
        tasks = [cases_of(unit, task, classroom.seed(student, name)) for task in unit.tasks]
        cells = [c.source for c in nb.cells if c.cell_type == "code"]
        tests = [c.source for c in nb.cells if is_grade(c) and not is_solution(c)]
        shell.reset()
        start = time.process_time()
        with contextlib.redirect_stdout(io.StringIO()):
            for source in cells:
                if source not in tests:
                    shell.run_cell(source)
            for task in tasks:
                if task.name in shell.user_ns:
                    ask_all(task, shell.user_ns[task.name])
        spent = 0.0 if student is students[0] and not spent else spent
        spent += time.process_time() - start
    return spent / len(students)


def compare(unit: UnitSource, count: int, rounds: int) -> Iterator[Row]:
    """Both graders in turns."""
    few = max(2, count // 8)
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        template = make(Path(made, "class"), unit, count).root
        measured = [one_round(template, unit.name, few) for _ in range(rounds)]
        alone = statistics.median(inside(template, unit) for _ in range(rounds))

    def median(what: object) -> float:
        return statistics.median(what(r) for r in measured)  # type: ignore[operator]

    yield Row(f"nbgrader, {count} submissions: wall", median(lambda r: r.stock.wall), "s")
    yield Row(f"nbgrader, {count} submissions: CPU", median(lambda r: r.stock.cpu), "s")
    yield Row(f"ours, {WORKERS} workers: wall", median(lambda r: r.ours.wall), "s")
    yield Row(f"ours, {WORKERS} workers: CPU", median(lambda r: r.ours.cpu), "s")
    less = median(lambda r: r.stock.wall / r.ours.wall)
    yield Row("less wall time than nbgrader, by a factor of", less, "x", 10, most=False)
    less = median(lambda r: r.stock.cpu / r.ours.cpu)
    yield Row("less CPU time than nbgrader, by a factor of", less, "x", 6, most=False)
    each = median(lambda r: (r.ours.cpu - r.few.cpu) / (count - few))
    yield Row("CPU of a submission, once started", 1000 * each, "ms")
    yield Row("CPU of its cells and answers alone", 1000 * alone, "ms")
    yield Row("CPU beyond that", 1000 * (each - alone), "ms", 80)
    start = median(lambda r: r.few.cpu) - few * each
    yield Row("CPU to start, once a run", start, "s")


def grow(unit: UnitSource, sizes: list[int]) -> Iterator[Row]:
    """Classes of several sizes: time, memory, disk; then the largest once more, unchanged."""
    peaks, each = [], []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-") as made:
            classroom = make(Path(made, "class"), unit, size)
            empty = classroom.database.stat().st_size
            watch = Watch()
            cost = grade(classroom.root, unit.name, watch=watch)
            peaks.append(max(watch.coordinator, default=0.0))
            each.append(cost.wall / size)
            yield Row(f"{size} submissions: wall", cost.wall, "s")
            yield Row(f"{size} submissions: wall, each", 1000 * cost.wall / size, "ms")
            yield Row(f"{size} submissions: CPU, each", 1000 * cost.cpu / size, "ms")
            yield Row(f"{size} submissions: coordinator's memory", peaks[-1], "MB")
            yield Row(f"{size} submissions: warm process", watch.warm, "MB")
            yield Row(f"{size} submissions: a worker beyond it", watch.worker, "MB", 150)
            rows = (classroom.database.stat().st_size - empty) / size
            yield Row(f"{size} submissions: gradebook, each", rows / 1000, "kB")
            graded = sum(p.stat().st_size for p in classroom.root.glob("autograded/*/*/*"))
            yield Row(f"{size} submissions: autograded, each", graded / size / 1000, "kB")
            again = grade(classroom.root, unit.name)
            bar = 5 if size == 1000 else None
            yield Row(f"{size} submissions: unchanged, once more", again.wall, "s", bar)
            yield Row(f"{size} submissions: unchanged, CPU", again.cpu, "s")
            pages = [sys.executable, "-m", "autograder", "feedback", str(classroom.root)]
            cost = run([*pages, unit.name, "--workers", str(WORKERS)], classroom.root)
            yield Row(f"{size} submissions: CPU of feedback, each", 1000 * cost.cpu / size, "ms")
            written = sum(p.stat().st_size for p in classroom.root.glob("feedback/*/*/*"))
            yield Row(f"{size} submissions: feedback, each", written / size / 1000, "kB")
    if len(sizes) > 1:
        growth = peaks[-1] - peaks[0]
        yield Row("coordinator: more memory, largest than smallest", growth, "MB", 20)
        yield Row("time each, largest beside smallest", each[-1] / each[0], "x", 1.2)


def main() -> int:
    """Print the rows; with --strict, fail when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--unit", default="02-convolution")
    parser.add_argument("--submissions", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--growth", type=int, nargs="*", default=[100, 300, 1000])
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--inside", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        print(compute(Path(asked.inside[0]), asked.inside[1]))  # noqa: T201
        return 0
    os.environ["OMP_NUM_THREADS"] = "1"
    collect_orphans()
    cores = sorted(os.sched_getaffinity(0))[:CORES]
    os.sched_setaffinity(0, cores)
    print(f"{len(cores)} cores, {asked.rounds} rounds; medians")  # noqa: T201
    unit = read(find(ROOT, asked.unit))
    rows = itertools.chain(
        compare(unit, asked.submissions, asked.rounds) if asked.rounds else (),
        grow(unit, asked.growth),
    )
    return report(rows, strict=asked.strict)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except AutograderError as problem:
        sys.exit(f"bench-grading: {problem}")
