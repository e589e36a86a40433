"""Whatever happens to a run, a rerun ends with the gradebook of one that nothing happened to."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing

import pytest

from autograder.__main__ import main
from autograder.classroom import open_class
from autograder.grade import trouble
from autograder.grade.coordinator import grade
from autograder.grade.executor import Executor, Result
from autograder.grade.journal import Journal
from tests.conftest import missing
from tests.gradebook_rows import rows

from .driver import GRADE, disturbed, drawn, finished

JUMPING = """
import random, time
_real, _rng = time.time, random.Random(0)
time.time = lambda: _real() + _rng.uniform(-1e6, 1e6)
"""
ONE = (*GRADE, "--student", "perfect", "--student", "mistaken-01")


def test_kills_at_random_points_cost_nothing(world, calm):
    expected, seconds = calm
    course = world.fresh("killed")
    points, hits = list(itertools.islice(drawn(seed=1), 6)), []
    for coordinator, *others in (points[:3], points[3:]):
        wrong, hit = disturbed(world, course, [*others, coordinator], seconds / 4)
        assert wrong == []
        hits += hit
    assert len({point.victim for point in hits}) > 1
    assert finished(world, course, expected) == []


@pytest.fixture(params=["disk", "quota"])
def full(world, request):
    """A course where there is no room, how to start commands there, and how to make room.

    The disk is a small one of its own, which only root may mount. What a quota does to a file is
    done by a limit on its size: it cannot grow.
    """
    folder, disk = world.folder / request.param, request.param == "disk"
    folder.mkdir()
    if disk:
        if os.geteuid() != 0:
            missing("root", "nobody else may mount a small disk")
        command = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(folder)]
        if subprocess.run(command, capture_output=True).returncode:
            missing("mounting", "this root may not mount a small disk")
    course = folder / "course"
    shutil.copytree(world.folder / "course", course)
    filler, prefix = folder / "filler", []
    if disk:
        space = os.statvfs(folder)
        filler.write_bytes(bytes(space.f_bavail * space.f_frsize - 20_000))
    else:
        most = (course / "class" / "gradebook.db").stat().st_size
        prefix = ["prlimit", f"--fsize={most}"]
    yield course, prefix, lambda: filler.unlink(missing_ok=True)
    if disk:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def only(expected, *students):
    return {
        table: [row for row in found if row[0] in students] for table, found in expected.items()
    }


def one_line(done):
    assert done.returncode == 2, (done.stdout, done.stderr)
    said = [line for line in done.stderr.splitlines() if line.startswith("autograder: ")]
    assert len(said) == 1
    assert "Traceback" not in done.stderr
    return said[0]


def test_a_full_disk_stops_with_one_line_and_a_rerun_goes_on(world, calm, full):
    course, prefix, make_room = full
    said = one_line(world.run(course, *GRADE, prefix=prefix))
    assert "room" in said
    assert "run the same command again: what was graded is kept" in said
    make_room()
    assert finished(world, course, calm[0]) == []


def test_a_full_disk_under_the_workers_is_no_students_fault(world, calm, monkeypatch):
    course = world.fresh("nospace")
    monkeypatch.setattr(trouble, "PATIENCE", 1.0)

    class Full(Executor):
        def run(self, jobs):
            for job in jobs:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(job.staged))
            yield

    classroom = open_class(course / "class")
    with (
        pytest.raises(trouble.AutograderError, match="no space is left"),
        trouble.claimed(classroom),
    ):
        grade(classroom, "02-mini", Full())
    assert all(not o.retry for o in Journal(classroom.work / "journal.jsonl").all())


def test_a_class_that_cannot_be_written_is_one_line(world, calm):
    course = world.fresh("readonly")
    classroom = course / "class"
    if os.geteuid() == 0:  # root writes wherever it likes, but not on a disk that is read-only
        prefix = ["unshare", "--mount", "sh", "-c"]
        bind = f"mount --bind {classroom} {classroom} && mount -o remount,ro,bind {classroom}"
        done = world.run(course, *GRADE, prefix=[*prefix, f'{bind} && exec "$0" "$@"'])
    else:
        for path in (classroom, *classroom.rglob("*")):
            path.chmod(path.stat().st_mode & ~0o222)
        done = world.run(course, *GRADE)
        for path in (classroom, *classroom.rglob("*")):
            path.chmod(path.stat().st_mode | 0o200)
    said = one_line(done)
    assert "class cannot be written" in said
    assert world.left(course) == []


def test_a_locked_gradebook_is_waited_for_while_the_clock_jumps(world, calm):
    course = world.fresh("locked")
    jumping = course / "clock"
    jumping.mkdir()
    (jumping / "sitecustomize.py").write_text(JUMPING)
    with closing(sqlite3.connect(course / "class" / "gradebook.db")) as formgrader:
        formgrader.execute("BEGIN EXCLUSIVE")
        process = world.start(course, *ONE, PYTHONPATH=str(jumping))
        said = process.stderr.readline()
        formgrader.rollback()
    out, err = process.communicate(timeout=120)
    assert "is in use by another program (formgrader?): waiting for it" in said
    assert (process.returncode, err) == (0, ""), out
    assert only(rows(course / "class" / "gradebook.db"), "perfect", "mistaken-01") == only(
        calm[0], "perfect", "mistaken-01"
    )


def test_a_gradebook_that_stays_locked_is_one_line(world, monkeypatch, capsys):
    course = world.fresh("stays")
    monkeypatch.setattr(trouble, "PATIENCE", 0.1)
    with closing(sqlite3.connect(course / "class" / "gradebook.db")) as formgrader:
        formgrader.execute("BEGIN EXCLUSIVE")
        assert main(["grade", str(course / "class")]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert "database is locked; end the program that holds it (formgrader?)" in said


def test_two_runs_at_once_do_not_mix(world, capsys):
    course = world.fresh("twice")
    with trouble.claimed(open_class(course / "class")):
        assert main(["grade", str(course / "class")]) == 2
    assert "is being graded by another process" in capsys.readouterr().err


def test_ctrl_c_ends_all_with_one_line(world):
    course = world.fresh("stopped")
    process = world.start(course, *GRADE)
    journal = course / "class" / ".autograder" / "journal.jsonl"
    while process.poll() is None and not journal.is_file():  # the file that was cut, at once
        time.sleep(0.02)
    time.sleep(0.2)  # workers and the warm process are on their way, or at work
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert err == "autograder: stopped; what was graded is kept, and a rerun goes on\n"
    assert world.left(course) == []


def test_what_the_grader_could_not_do_is_done_again(world, calm, capsys, monkeypatch):
    """A failure that is not the student's is told by the exit status, and is no outcome."""
    course = world.fresh("again")

    class Lost(Executor):
        def run(self, jobs):
            for job in jobs:
                yield Result(job, reason="the process that graded it died", retry=True)

    monkeypatch.setattr("autograder.grade.executor.LocalExecutor", lambda *_: Lost())
    arguments = ["grade", str(course / "class"), "--quiet", "--student", "perfect"]
    assert main(arguments) == 1
    said = capsys.readouterr().err
    assert "1 of 1 could not be graded for reasons that are not theirs" in said
    main(["status", str(course / "class")])
    assert "perfect: the process that graded it died" in capsys.readouterr().out
    monkeypatch.undo()
    assert finished(world, course, calm[0]) == []
