"""Grading on a Dask cluster: two workers without our folders, one of which is killed."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import time
import zlib
from types import SimpleNamespace

import pytest

from autograder.classroom import open_class
from autograder.errors import AutograderError
from autograder.grade.dask_executor import DaskExecutor
from autograder.grade.environment import environment
from autograder.grade.executor import Job
from autograder.grade.parcel import pack, unpack

from .driver import GRADE, family, finished


def until(what, seconds=60.0):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture(scope="module")
def cluster(world):
    """A scheduler's address, and its two workers, each with a folder of its own."""
    place = world.folder / "d"
    place.mkdir()
    started = []

    def start(name, *arguments):
        folder = place / name
        folder.mkdir()
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "dask", *arguments, "--host", "127.0.0.1"],
                cwd=folder,
                env=world.environment | {"TMPDIR": str(folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        started.append(process)
        return SimpleNamespace(process=process, folder=folder)

    known = place / "scheduler.json"
    start("s", "scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(known))
    until(known.is_file)
    address = json.loads(known.read_text())["address"]
    options = ("--nthreads", "1", "--no-nanny", "--no-dashboard")
    workers = [start(name, "worker", address, *options) for name in ("a", "b")]
    yield SimpleNamespace(address=address, workers=workers)
    for process in reversed(started):  # the workers first: they say good-bye to the scheduler
        process.terminate()
        process.wait(20)


def graded(course):
    """How many outcomes are written down."""
    journal = course / "class" / ".autograder" / "journal.jsonl"
    return journal.read_bytes().count(b'"student"') if journal.is_file() else 0


def test_a_lost_worker_and_a_stopped_run_lose_nothing(world, calm, cluster):
    course = world.fresh("far")
    grade = (*GRADE, "--scheduler", cluster.address)

    process = world.start(course, *grade)
    until(lambda: graded(course) >= 2)  # one of them could not even be read
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130, err
    assert err == "autograder: stopped; what was graded is kept, and a rerun goes on\n"
    before = graded(course)

    process = world.start(course, *grade, "--force")
    until(lambda: graded(course) >= before + 2 or process.poll() is not None)
    cluster.workers[0].process.kill()
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, (out, err)
    assert graded(course) == before + 6  # each once, though one was done again
    assert finished(world, course, calm[0]) == []
    until(lambda: not family(cluster.workers[0].folder))
    assert not list(cluster.workers[0].folder.glob("pu-*"))


def test_nothing_is_left_when_the_workers_end(cluster):
    for worker in cluster.workers:
        with contextlib.suppress(ProcessLookupError):
            worker.process.terminate()
        worker.process.wait(20)
        until(lambda folder=worker.folder: not family(folder))
        assert not list(worker.folder.glob("pu-*"))


def test_no_scheduler_is_one_line(world):
    course = world.fresh("nobody")
    code = (
        "import sys; from autograder.grade import dask_executor as d; d._CONNECT = 0.3; "
        "from autograder.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *GRADE, "--scheduler", "tcp://127.0.0.1:9"],
        cwd=course,
        env=world.environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("autograder: no Dask scheduler answers at tcp://127.0.0.1:9 (")
    assert done.stderr.count("\n") == 1


def test_without_dask_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(AutograderError, match=r"pip install 'pixelup-autograder\[cluster\]'"):
        DaskExecutor("tcp://127.0.0.1:9", tmp_path)._connect()


@pytest.mark.parametrize(
    ("there", "words"),
    [
        (
            ModuleNotFoundError("No module named 'autograder'", name="autograder"),
            "the worker tcp://w:1 lacks the package autograder; install there",
        ),
        (
            AttributeError("no attribute 'work'"),
            "the worker tcp://w:1 has another version of the package",
        ),
        (
            environment() | {"numpy": "1.0"},
            f"the worker tcp://w:1 has numpy 1.0, and here it is {environment()['numpy']}",
        ),
    ],
)
def test_a_worker_that_would_grade_otherwise_is_refused(tmp_path, there, words):
    executor = DaskExecutor("tcp://s:1", tmp_path)
    executor._client = SimpleNamespace(
        nthreads=lambda: {"tcp://w:1": 1}, run=lambda *_, **__: {"tcp://w:1": there}
    )
    with pytest.raises(AutograderError) as caught:
        executor._look_at_workers()
    assert words in str(caught.value)


def test_a_cluster_without_workers_is_one_line(tmp_path, monkeypatch):
    executor = DaskExecutor("tcp://s:1", tmp_path)

    def nobody(*_, **__):
        raise TimeoutError

    executor._client = SimpleNamespace(nthreads=dict, wait_for_workers=nobody)
    with pytest.raises(AutograderError, match="tcp://s:1 has no workers; start some with `dask"):
        executor._look_at_workers()


def test_a_parcel_holds_one_submission_and_nobody_else(world, calm, tmp_path):
    course = world.folder / "undisturbed"
    classroom = open_class(course / "class")
    staged = tmp_path / "staged" / "perfect" / "02-mini"
    staged.mkdir(parents=True)
    (staged / "02-mini.ipynb").write_text("{}")
    (staged / "d\udce9j\u00e0.txt").write_bytes(b"a name that is no text")
    job = Job(classroom.root, tmp_path / "staged", "perfect", "02-mini")
    data = pack(classroom, job, "run", tmp_path)
    plain = zlib.decompress(data)
    assert str(classroom.root).encode() not in plain
    assert b"mistaken-01" not in plain
    target = tmp_path / "there"
    target.mkdir()
    made, _ = unpack(data, target)
    there = made.staged / "perfect" / "02-mini"
    assert {p.name for p in there.iterdir()} == {p.name for p in staged.iterdir()}
    assert open_class(made.classroom).seed("perfect", "02-mini") == classroom.seed(
        "perfect", "02-mini"
    )
