"""Worker processes as forks: they work, die and end as those that are started afresh."""

from __future__ import annotations

import os
import subprocess
import sys

import nbformat

from autograder.grade.both import look_up
from tests.conftest import ROOT

COMMAND = """
import os, sys, time
from pathlib import Path
from autograder.grade.nursery import NAME, nursery
from autograder.grade.process import Process

with nursery(True, lambda: None) as start:
    first, second = start(Path(sys.argv[1])), start(Path(sys.argv[1]))
    for process in (first, second):
        while Path(f"/proc/{process.pid}/comm").read_text().strip() != NAME:
            time.sleep(0.01)
        assert os.getsid(process.pid) == process.pid
    first.send(b"no parcel")
    first.kill()
    try:
        first.receive()
    except EOFError:
        print("told")
    nurse = int(Path(f"/proc/{second.pid}/stat").read_text().split(")")[1].split()[1])
    os.kill(nurse, 9)
    third = start(Path(sys.argv[1]))
    assert type(third) is Process, third
    for process in (first, second, third):
        process.end()
print("ended")
"""


def test_forks_are_named_end_and_are_replaced_without_their_nurse(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, str(tmp_path / "shards")],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == ["told", "ended"]


def test_what_is_wrong_with_a_later_unit_is_told_when_its_turn_comes(tmp_path):
    class Classroom:
        def source(self, unit):
            return tmp_path / f"{unit}.ipynb"

    cell = nbformat.v4.new_code_cell("1", metadata={"nbgrader": {"schema_version": "no"}})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "bad.ipynb")
    (tmp_path / "torn.ipynb").write_text('{"cells": [')
    look_up(Classroom(), ("bad", "torn", "missing"))
