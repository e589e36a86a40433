"""The rows of our gradebook are those of stock nbgrader, but for what a table says.

Every submission of every unit's sample class takes minutes: `make parity`. Here are a few of each
unit that trains nothing.
"""

from __future__ import annotations

import ast
import re
from types import SimpleNamespace

import nbformat
import pytest

from autograder.source import read, units
from tests.conftest import ROOT
from tests.gradebook_rows import rows

from . import stock

UNITS = [path.stem for path in units(ROOT) if not any(t.score for t in read(path).tasks)]
UNLUCKY, WARNING = "02-convolution", "patch_dot"
MEANT = (*stock.MEANT, "warns")
TABLE = ROOT / "ARCHITECTURE.md"

# what the table calls a difference -> where it is tested
TESTED = {
    "a test": "tests/autograder/test_sealed.py::test_the_work_still_gets_what_it_deserves",
    "the cases": (
        "tests/autograder/test_grade.py::"
        "test_hidden_cases_differ_from_the_visible_ones_and_between_students"
    ),
    "a hang, a crash, a flood in a cell": (
        "tests/engine/test_kernels.py::test_a_dead_kernel_costs_its_cell_and_definitions_come_back"
    ),
    "files, network, other students": (
        "tests/autograder/test_sealed.py::test_nothing_of_the_class_can_be_read"
    ),
    "a warning on stderr": "tests/parity/test_parity.py::test_a_warning_costs_nothing",
    "a doubled cell": "tests/parity/test_parity.py::test_what_stock_fails_on_is_graded",
    "a deleted test cell": "tests/parity/test_parity.py::test_a_deleted_test_still_counts",
    "lost metadata": "tests/autograder/test_grade.py::test_each_gets_what_the_work_deserves",
    "a cut or empty file": (
        "tests/autograder/test_grade.py::"
        "test_a_truncated_file_says_so_and_has_no_points_rather_than_0"
    ),
    "an unchanged submission": (
        "tests/autograder/test_grade.py::test_a_second_run_grades_nothing_again"
    ),
    "a grader that is killed": (
        "tests/faults/test_faults.py::test_kills_at_random_points_cost_nothing"
    ),
    "`!command`": "tests/engine/test_commands.py::test_a_notebook_shows_what_its_commands_say",
    "one output of more than 4 MB": (
        "tests/engine/test_direct.py::test_a_huge_picture_costs_itself_alone"
    ),
}


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """A few submissions of each unit, graded twice."""
    work = {unit: ["mistaken-01"] for unit in UNITS}
    work[UNLUCKY] += ["perfect", "deleted-test", "duplicated-cell"]
    classroom = stock.prepare(tmp_path_factory.mktemp("parity"), work)
    add_one_that_warns(classroom)
    copy, worked = stock.grade_stock(classroom)
    stock.grade_ours(classroom)
    return SimpleNamespace(
        ours=classroom, stock=copy, worked=worked, asked=stock.handed_in(classroom)
    )


def add_one_that_warns(classroom):
    """All right, but one function logs each time it is called."""
    right = classroom / "submitted" / "perfect" / UNLUCKY / f"{UNLUCKY}.ipynb"
    notebook = nbformat.read(right, 4)
    cell = next(c for c in notebook.cells if c.id == WARNING)
    cell.source += (
        f"\n\nimport logging\n_log = logging.StreamHandler()\n_silent = {WARNING}\n\n"
        f"def {WARNING}(*args):\n"
        '    _log.emit(logging.makeLogRecord({"msg": "careful"}))\n    return _silent(*args)'
    )
    folder = classroom / "submitted" / "warns" / UNLUCKY
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / right.name)


def points(classroom, student):
    found = rows(classroom / "gradebook.db", "grade")["grade"]
    return {row[3]: row[5] for row in found if row[:2] == (student, UNLUCKY)}


def test_every_row_is_the_same(both):
    ordinary = {key for key in both.worked if key[0] not in MEANT}
    assert {unit for _, unit in ordinary} == set(UNITS)
    assert stock.differences(both.stock, both.ours, ordinary) == []


def test_what_stock_fails_on_is_graded(both):
    asked = {(s, unit) for unit, students in both.asked.items() for s in students}
    assert asked - both.worked == {("duplicated-cell", UNLUCKY)}
    assert points(both.ours, "duplicated-cell") == points(both.ours, "perfect")


def test_a_deleted_test_still_counts(both):
    found = stock.differences(both.stock, both.ours, {("deleted-test", UNLUCKY)})
    assert {d.table for d in found} == {"grade"}
    assert [d.stock[0] for d in found] == [None]
    assert points(both.ours, "deleted-test") == points(both.ours, "perfect")


def test_a_warning_costs_nothing(both):
    found = stock.differences(both.stock, both.ours, {("warns", UNLUCKY)})
    assert [(d.cell, d.stock[0]) for d in found] == [(f"check-{WARNING}", 0.0)]
    assert points(both.ours, "warns") == points(both.ours, "perfect")


def test_every_difference_of_the_table_is_tested():
    behind = TABLE.read_text().partition("differ from stock nbgrader")[2]
    text = behind.partition("\n\n")[2].partition("\n\n")[0]  # up to the end of its table
    table = re.findall(r"^\| (.+?) \|", text, flags=re.MULTILINE)
    names = [name for name in table if name != "what"]
    assert names == list(TESTED)
    for where in TESTED.values():
        path, _, test = where.partition("::")
        defined = {n.name for n in ast.parse((ROOT / path).read_text()).body if hasattr(n, "name")}
        assert test in defined, where
