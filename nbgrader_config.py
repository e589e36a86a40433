# `nbgrader formgrader` and its kin, started in this folder, show the sample class that make graded.
from pathlib import Path

from autograder.grade.nbgrader import configure

configure(get_config(), Path(__file__).parent / "_build" / "sample-class")  # noqa: F821
