"""A worker's one pass gives what nbgrader's own two give: the same rows, the same notebook."""

import re
import shutil
import warnings
from datetime import datetime
from types import SimpleNamespace

import pytest
from nbgrader.api import (
    Assignment,
    Gradebook,
    GradeCell,
    MissingEntry,
    Notebook,
    SolutionCell,
    SourceCell,
)
from sqlalchemy import inspect
from sqlalchemy.exc import SAWarning

from autograder.__main__ import main
from autograder.classroom import open_class
from autograder.engine import warm
from autograder.grade import converter
from autograder.grade.shard import Shard
from autograder.setup_class import nbgrader_api
from tests.gradebook_rows import orphans, rows

from .conftest import make_course

STUDENTS = ("perfect", "mistaken-01", "untouched")
UNIT = "02-mini"
TIMES = re.compile(rb'"20\d\d-[0-9T:.+-]+Z?"')  # when each cell was run


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The same work graded both ways, twice, with a manual grade in between; one came late."""
    course = tmp_path_factory.mktemp("course")
    make_course(course)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course)
        assert main(["init", "class"]) == 0
        assert main(["sample", "class", "02"]) == 0
    classroom = open_class(course / "class")
    (classroom.root / "source" / UNIT / "given.txt").write_text("of the instructor")
    mine = classroom.submitted("perfect", UNIT)
    (mine / "given.txt").write_text("changed")
    (mine / "own.txt").write_text("of the student")
    late = classroom.submitted("mistaken-01", UNIT)
    (late / "timestamp.txt").write_text("2026-03-02 12:00:00 UTC")
    with Gradebook(f"sqlite:///{classroom.database}") as book:
        book.find_assignment(UNIT).duedate = datetime(2026, 3, 1, 12)
        book.db.commit()
    made = {}
    for name in ("nbgrader", "ours"):
        database = course / name / "gradebook.db"
        database.parent.mkdir()
        shutil.copyfile(classroom.database, database)
        url = f"sqlite:///{database}"
        api = nbgrader_api(classroom, db_url=url, autograded_directory=course / name / "autograded")
        api.log.setLevel("ERROR")
        api.config.LateSubmissionPlugin.penalty_method = "zero"
        for _ in range(2):
            for student in STUDENTS:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", SAWarning)  # nbgrader's own queries
                    if name == "ours":
                        graded = converter.autograde(api, UNIT, student)
                    else:
                        graded = api.autograde(UNIT, student)
                assert graded["success"], graded
            with Gradebook(url) as book:
                grade = book.find_grade("why-count", UNIT, UNIT, "perfect")
                grade.manual_score = 1
                book.db.commit()
        made[name] = course / name
    warm.close()
    return made


def test_the_rows_are_the_same(both):
    ours, theirs = (rows(both[name] / "gradebook.db") for name in ("ours", "nbgrader"))
    assert ours == theirs
    assert len(ours["grade"]) == len(STUDENTS) * 3
    assert next(r for r in ours["submission"] if r[0] == "mistaken-01")[-1] is not None
    assert orphans(both["ours"] / "gradebook.db") == 0


@pytest.mark.parametrize("student", STUDENTS)
def test_the_files_are_the_same(both, student):
    found = {
        name: {
            p.name: (TIMES.sub(b"", p.read_bytes()), p.stat().st_mode)
            for p in (both[name] / "autograded" / student / UNIT).iterdir()
        }
        for name in both
    }
    assert found["ours"] == found["nbgrader"]


def test_memory_does_not_grow_with_the_class(both):
    [shard] = converter._open.values()
    shard.begin()
    kept = list(shard.db)
    assert {type(row) for row in kept} <= {
        Assignment,
        Notebook,
        GradeCell,
        SolutionCell,
        SourceCell,
    }
    assert not any(inspect(row)._pending_mutations for row in kept)
    of_students = {"submissions", "grades", "comments"}
    assert not any(of_students & inspect(row).dict.keys() for row in kept)


def test_rows_of_a_cell_that_the_unit_had_once_are_passed_over(both):
    with Gradebook(f"sqlite:///{both['ours'] / 'gradebook.db'}", "") as book:
        submission = book.find_submission(UNIT, "perfect")
        [notebook] = submission.notebooks
        names = {"notebook": UNIT, "assignment": UNIT, "student": "perfect"}
        shard = object.__new__(Shard)
        shard._made = {UNIT: notebook}
        kept = {g.cell_id: g.cell.name for g in notebook.grades}
        gone = kept.pop(next(iter(kept)))
        shard._cells = {(UNIT, UNIT): SimpleNamespace(names=kept)}
        rows_ = shard.rows({"nbgrader": names})
        for name in kept.values():
            assert rows_.find_grade(name).cell.name == name
        with pytest.raises(MissingEntry):
            rows_.find_grade(gone)
