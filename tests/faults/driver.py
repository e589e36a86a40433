"""Kill the grader in the middle, and see whether anything is lost or left.

``python -m tests.faults.driver [--points 50] [--seed 0]``, or ``make faults``. A point is a
victim (the coordinator, the warm process or a worker) and a moment in a run; each is tried on a
fresh class, whose gradebook must end as that of a run that nobody disturbed.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.grade.nursery import NAME
from tests.autograder.conftest import make_course
from tests.conftest import ROOT
from tests.gradebook_rows import orphans, rows

VICTIMS = ("coordinator", "zygote", "worker")
STUDENTS = ("perfect", "mistaken-01", "half-done", "duplicated-cell", "untouched", "truncated-file")
_PATTERNS = {
    "zygote": re.compile(rb"autograder\.engine\.zygote"),
    "worker": re.compile(rb"autograder\.grade\.process|" + NAME.encode()),
}
_END = 15.0  # s for everything to end after a run


@dataclass(frozen=True)
class Point:
    """Whom to kill when: `after` is a share of half an undisturbed run, from when it is there."""

    victim: str
    after: float


class World:
    """A place for classes, with a folder for temporary files that nobody else uses."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="faults-"))  # short: sockets lie in it
        self.temporary = self.folder / "t"
        self.temporary.mkdir()
        course = self.folder / "course"
        make_course(course)
        self.environment = os.environ | {"TMPDIR": str(self.temporary), "OMP_NUM_THREADS": "1"}
        self.environment.pop("AUTOGRADER_ZYGOTE", None)
        for command in (["init", "class"], ["sample", "class", "02"]):
            self.run(course, *command).check_returncode()
        for folder in (course / "class" / "submitted").iterdir():
            if folder.name not in STUDENTS:
                shutil.rmtree(folder)

    def __enter__(self) -> World:
        return self

    def __exit__(self, *_: object) -> None:
        for pid in family(self.temporary):
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.folder)

    def fresh(self, name: str) -> Path:
        """A copy of the course with its class, which nobody graded yet."""
        target = self.folder / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.folder / "course", target)
        return target

    def start(
        self, course: Path, *arguments: str, prefix: Sequence[str] = (), **settings: str
    ) -> subprocess.Popen[str]:
        """Start a command in a course, through another program where `prefix` names one."""
        return subprocess.Popen(
            [*prefix, sys.executable, "-P", "-m", "autograder", *arguments],
            cwd=course,
            env=self.environment | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(
        self, course: Path, *arguments: str, prefix: Sequence[str] = (), **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in a course to its end."""
        process = self.start(course, *arguments, prefix=prefix, **settings)
        out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def running(self) -> list[str]:
        """Processes that should have ended; waits a moment for their end."""
        end = time.monotonic() + _END
        while (pids := family(self.temporary)) and time.monotonic() < end:
            time.sleep(0.05)
        return [f"a process: {_command(pid)[:80]!r}" for pid in pids]

    def left(self, course: Path) -> list[str]:
        """What should not be there after a run: processes and files."""
        found = self.running() + [str(p) for p in self.temporary.iterdir()]
        found += [str(p) for p in (course / "class").rglob("*.part")]
        return found + [str(p) for p in (course / "class" / ".autograder").glob("staged")]


GRADE = ("grade", "class", "--workers", "2", "--quiet")


def disturbed(
    world: World, course: Path, points: list[Point], seconds: float
) -> tuple[list[str], list[Point]]:
    """Grade a class while things are killed.

    Parameters
    ----------
    world, course
        Where.
    points
        One after the other in one run, which a killed coordinator ends.
    seconds
        How long an undisturbed run takes.

    Returns
    -------
    wrong
        What went wrong besides the exit status.
    hit
        The points at which there was somebody to kill.
    """
    process = world.start(course, *GRADE)
    hit = []
    for point in points:
        while process.poll() is None and not there(world, process, point.victim):
            time.sleep(0.02)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(point.after * seconds / 2)
        if process.poll() is None and kill(world, process, point.victim):
            hit.append(point)
    _, err = process.communicate(timeout=120)
    ended = process.returncode
    if "coordinator" not in {p.victim for p in points} and ended not in (0, 1):
        return [f"the run ended with {ended}: {err[-300:]}"], hit
    wrong = ["a traceback: " + err[-500:]] if "Traceback" in err else []
    return wrong + [f"goes on: {what}" for what in world.running()], hit


def kill(world: World, process: subprocess.Popen[str], victim: str) -> bool:
    """Kill one, as nobody can refuse; returns whether there was one."""
    for pid in there(world, process, victim)[:1]:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
            return True
    return False


def there(world: World, process: subprocess.Popen[str], victim: str) -> list[int]:
    """Pids of a kind. Forks of the warm process are called as it is, but lead no session."""
    if victim == "coordinator":
        return [process.pid]
    called = [p for p in family(world.temporary) if _PATTERNS[victim].search(_command(p))]
    return [pid for pid in called if _leads(pid)]


def _leads(pid: int) -> bool:
    try:
        return os.getsid(pid) == pid
    except OSError:
        return False


def finished(world: World, course: Path, expected: dict[str, list[tuple]]) -> list[str]:
    """Run until all is graded, and compare; returns what is wrong."""
    for _ in range(3):
        done = world.run(course, *GRADE)
        if done.returncode != 1:
            break
    if done.returncode:
        return [f"the rerun ended with {done.returncode}: {done.stderr[-300:]}"]
    book = course / "class" / "gradebook.db"
    found = rows(book)
    wrong = [f"other rows in {table}" for table in expected if found[table] != expected[table]]
    wrong += [f"{count} rows of nobody"] if (count := orphans(book)) else []
    return wrong + [f"left: {what}" for what in world.left(course)]


def family(temporary: Path) -> list[int]:
    """Processes that were started with this folder for temporary files."""
    marker = f"TMPDIR={temporary}".encode()
    return [pid for pid in _pids() if marker in _read(f"/proc/{pid}/environ").split(b"\0")]


def _pids() -> Iterator[int]:
    for path in Path("/proc").iterdir():
        if path.name.isdigit() and _read(f"{path}/stat").rpartition(b")")[2][1:2] != b"Z":
            yield int(path.name)


def _command(pid: int) -> bytes:
    """How it was started and what it calls itself."""
    return _read(f"/proc/{pid}/cmdline").replace(b"\0", b" ") + _read(f"/proc/{pid}/comm")


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""


def drawn(seed: int) -> Iterator[Point]:
    """Random points; each kind of victim in turn."""
    rng = random.Random(seed)
    for kind in itertools.cycle(VICTIMS):
        yield Point(kind, rng.uniform(0.0, 1.0))


def undisturbed(world: World) -> tuple[dict[str, list[tuple]], float]:
    """Rows of a run that nobody disturbs, and how long it took, in seconds."""
    course = world.fresh("undisturbed")
    start = time.monotonic()
    world.run(course, *GRADE).check_returncode()
    return rows(course / "class" / "gradebook.db"), time.monotonic() - start


def main() -> int:
    """Try all points; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    os.chdir(ROOT)
    tried = bad = 0
    points = drawn(args.seed)
    with World() as world:
        expected, seconds = undisturbed(world)
        print(f"an undisturbed run takes {seconds:.1f} s")
        while tried < args.points:
            point, course = next(points), world.fresh("disturbed")
            wrong, hit = disturbed(world, course, [point], seconds)
            wrong += finished(world, course, expected)
            tried += bool(hit)
            bad += bool(wrong)
            number = tried if hit else "-"
            said = "; ".join(wrong) or "the same gradebook, nothing left"
            late = "" if hit else "nobody was there any more: "
            print(f"{number:>3} {point.victim:<12}{point.after:4.0%}  {late}{said}", flush=True)
    print(f"{bad} of {tried} points ended otherwise than an undisturbed run")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
