"""With this, `nbgrader formgrader` started here shows the sample class that make graded."""

from pathlib import Path

from autograder.grade.nbgrader import configure

configure(get_config(), Path(__file__).parent / "_build" / "sample-class")  # noqa: F821
