"""`nbgrader autograde` itself, unchanged: configuration puts its kernels into the sandbox."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.engine import warm

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "course"
c.Execute.shutdown_kernel = "immediate"
"""
SOLUTION = "def f(x):\n    ### BEGIN SOLUTION\n    return x + 1\n    ### END SOLUTION"
SUBMITTED = """
import os
def f(x):
    return x + 1
print(os.getcwd(), sorted(os.listdir()))
try:
    print(open({solution!r}).read())
except OSError as problem:
    print(type(problem).__name__)
"""


def cell(source, name, **flags):
    data = {"schema_version": 3, "grade_id": name, "grade": False, "solution": False,
            "locked": False, "task": False} | flags  # fmt: skip
    return new_code_cell(source, metadata={"nbgrader": data})


@pytest.fixture
def course(tmp_path):
    source = tmp_path / "source" / "unit" / "unit.ipynb"
    source.parent.mkdir(parents=True)
    tests = "assert f(1) == 2\n### BEGIN HIDDEN TESTS\nassert f(5) == 6\n### END HIDDEN TESTS"
    cells = [
        cell(SOLUTION, "f", solution=True),
        cell(tests, "test", grade=True, locked=True, points=3),
    ]
    nbformat.write(new_notebook(cells=cells), source)
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    return tmp_path


def nbgrader(course: Path, *args: str) -> str:
    bin_folder = str(Path(sys.executable).parent)
    environment = os.environ | {
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        "JUPYTER_DEFAULT_PROVISIONER_NAME": "sandbox",
    }
    environment.pop(warm.VARIABLE, None)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *args],
        cwd=course,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stderr


def test_stock_nbgrader_grades_in_the_sandbox(zygote, course):
    nbgrader(course, "generate_assignment", "unit")
    handed_in = course / "submitted" / "ada" / "unit" / "unit.ipynb"
    handed_in.parent.mkdir(parents=True)
    released = nbformat.read(course / "release" / "unit" / "unit.ipynb", 4)
    solution = course / "source" / "unit" / "unit.ipynb"
    released.cells[0].source = SUBMITTED.format(solution=str(solution))
    nbformat.write(released, handed_in)
    (handed_in.parent / "data.txt").write_text("mine")
    nbgrader(course, "autograde", "unit")
    graded = nbformat.read(course / "autograded" / "ada" / "unit" / "unit.ipynb", 4)
    printed = graded.cells[0].outputs[0].text
    assert printed == "/home/student/work ['data.txt']\nFileNotFoundError\n"
    with sqlite3.connect(course / "gradebook.db") as database:
        assert database.execute("SELECT auto_score FROM grade").fetchall() == [(3.0,)]
    database.close()
