"""A whole class, graded: right, wrong and unlucky work, faults, and a second run."""

import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import nbformat
import pytest

from autograder import notebook
from autograder.__main__ import main
from autograder.classroom import open_class
from autograder.grade.journal import Journal
from autograder.grade.outcome import Outcome, TaskOutcome
from autograder.sample import submissions
from autograder.source import read
from pixelup.show import MIME

from .conftest import make_course

pytestmark = pytest.mark.xdist_group("grade")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A graded sample class of the small course, and how its grading ended."""
    course = tmp_path_factory.mktemp("course")
    make_course(course)
    folder = course / "class"
    before = Path.cwd()
    os.chdir(course)
    try:
        assert main(["init", str(folder)]) == 0
        assert main(["sample", str(folder), "02"]) == 0
        assert main(["grade", str(folder), "--workers", "2"]) == 0
        assert main(["feedback", str(folder), "--workers", "2"]) == 0
        assert main(["export", str(folder)]) == 0
    finally:
        os.chdir(before)
    return open_class(folder)


def outcomes(classroom):
    return {o.student: o for o in Journal(classroom.work / "journal.jsonl").all()}


def test_every_submission_ends_in_a_known_way(graded):
    ended = outcomes(graded)
    assert set(ended) == {
        name for name, _ in submissions(read(graded.solutions / "solutions" / "02-mini.md"))
    }
    assert {s: o.status for s, o in ended.items()} == {
        "perfect": "graded",
        "accepted-01": "graded",
        "mistaken-01": "graded",
        "mistaken-02": "graded",
        "untouched": "graded",
        "half-done": "graded",
        "raises": "graded",
        "syntax-error": "graded",
        "endless-loop": "graded",
        "truncated-file": "failed",
        "duplicated-cell": "flagged",
        "deleted-test": "flagged",
        "lost-metadata": "flagged",
    }


@pytest.mark.parametrize(
    ("student", "points"),
    [
        ("perfect", 6),
        ("accepted-01", 6),
        ("duplicated-cell", 6),
        ("deleted-test", 6),
        ("lost-metadata", 6),
        ("untouched", 0),
        ("half-done", 4),
        ("raises", 4),
        ("syntax-error", 4),
        ("endless-loop", 4),
        ("truncated-file", 0),
    ],
)
def test_each_gets_what_the_work_deserves(graded, student, points):
    assert outcomes(graded)[student].points == points


def test_known_mistakes_are_named(graded):
    found = {t.task: t.mistake for t in outcomes(graded)["mistaken-01"].tasks}
    assert found == {"double": "squared", "count": "rows-only"}
    assert outcomes(graded)["mistaken-02"].tasks[0].mistake == "in-place"


def test_a_truncated_file_says_so_and_has_no_points_rather_than_0(graded):
    assert "it was cut short; ask for it again" in outcomes(graded)["truncated-file"].reason
    with (graded.root / "grades.csv").open() as file:
        rows = {r["student"]: r for r in csv.DictReader(file)}
    assert rows["truncated-file"]["points"] == ""
    assert rows["truncated-file"]["status"] == "failed"
    assert rows["perfect"]["points"] == "6"
    assert rows["perfect"]["out_of"] == "7"  # one point is given by hand
    assert rows["perfect"]["needs_manual_grade"] == "yes"
    assert rows["mistaken-01"]["found"] == "double:squared count:rows-only"


def test_the_gradebook_holds_the_same_points(graded):
    with closing(sqlite3.connect(graded.database)) as connection:
        rows = connection.execute(
            "SELECT a.student_id, SUM(g.auto_score) FROM grade g "
            "JOIN submitted_notebook n ON n.id = g.notebook_id "
            "JOIN submitted_assignment a ON a.id = n.assignment_id GROUP BY a.student_id"
        ).fetchall()
    ended = outcomes(graded)
    assert len(rows) == len(ended) - 1
    for student, points in rows:
        assert points == ended[student].points


def test_the_graded_notebook_shows_the_verdict_and_no_reference(graded):
    made = nbformat.read(graded.autograded("mistaken-01", "02-mini") / "02-mini.ipynb", 4)
    cell = next(c for c in made.cells if c.id == "check-double")
    table, result = cell.outputs
    assert table.data[MIME]["mistake"] == "squared"
    assert "Which operation makes 4 of 2" in table.data["text/html"]
    assert result.data["text/plain"] == "0"
    assert "np.add(x, x, dtype=float)" not in json.dumps(made)


def test_hidden_cases_differ_from_the_visible_ones_and_between_students(graded):
    def inputs(student):
        made = nbformat.read(graded.autograded(student, "02-mini") / "02-mini.ipynb", 4)
        return next(c for c in made.cells if c.id == "check-count").outputs[0].data["text/plain"]

    assert graded.seed("a", "02-mini") != graded.seed("b", "02-mini")
    assert inputs("mistaken-01")


def test_each_gets_a_feedback_page(graded):
    pages = sorted((graded.root / "feedback").glob("*/02-mini/02-mini.html"))
    assert len(pages) == len(outcomes(graded))
    assert "it was cut short" in pages[-2].read_text()  # of truncated-file
    text = (graded.feedback("mistaken-01", "02-mini") / "02-mini.html").read_text()
    assert "Which operation makes 4 of 2" in text


def test_a_second_run_grades_nothing_again(graded, capsys):
    before = (graded.work / "journal.jsonl").read_bytes()
    assert main(["grade", str(graded.root)]) == 0
    assert (graded.work / "journal.jsonl").read_bytes() == before
    assert "not gradable" in capsys.readouterr().out


def copied(graded, folder):
    """A copy of the class that a test may spoil."""
    shutil.copytree(graded.root, folder)
    settings = folder / "class.toml"
    lines = settings.read_text().splitlines()
    lines = [f'solutions = "{graded.solutions}"' if x.startswith("solutions") else x for x in lines]
    settings.write_text("\n".join(lines))
    return open_class(folder)


def test_only_what_changed_is_graded_again(graded, tmp_path):
    spoilt = copied(graded, tmp_path / "class")
    file = spoilt.submitted("perfect", "02-mini") / "02-mini.ipynb"
    made = nbformat.read(file, 4)
    next(c for c in made.cells if c.id == "double").source = "def double(x):\n    return x * x"
    nbformat.write(made, file)
    assert main(["grade", str(spoilt.root), "--workers", "1"]) == 0
    again = outcomes(spoilt)
    assert again["perfect"].tasks[0].mistake == "squared"
    lines = (spoilt.work / "journal.jsonl").read_text().strip().splitlines()
    assert len(lines) - len((graded.work / "journal.jsonl").read_text().strip().splitlines()) == 1


def test_a_manual_grade_survives_a_regrade(graded, tmp_path):
    from nbgrader.api import Gradebook

    spoilt = copied(graded, tmp_path / "class")
    with Gradebook(f"sqlite:///{spoilt.database}") as gradebook:
        grade = gradebook.find_grade("why-count", "02-mini", "02-mini", "perfect")
        grade.manual_score = 1
        gradebook.db.commit()
    assert main(["grade", str(spoilt.root), "--student", "perfect", "--force"]) == 0
    with Gradebook(f"sqlite:///{spoilt.database}") as gradebook:
        assert gradebook.find_submission("02-mini", "perfect").score == 7


def test_nbgraders_own_command_asks_the_same_judge(graded, tmp_path):
    spoilt = copied(graded, tmp_path / "class")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "nbgrader",
            "autograde",
            "02-mini",
            "--student=mistaken-01",
            "--force",
        ],
        cwd=spoilt.root,
        check=True,
        capture_output=True,
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )
    made = nbformat.read(spoilt.autograded("mistaken-01", "02-mini") / "02-mini.ipynb", 4)
    cell = next(c for c in made.cells if c.id == "check-double")
    assert cell.outputs[0].data[MIME]["mistake"] == "squared"


def test_a_torn_journal_line_is_passed_over(tmp_path):
    journal = Journal(tmp_path / "journal.jsonl")
    first = Outcome("a", "u", "k", "graded", (TaskOutcome("t", 1, 2),), ("note",))
    journal.add(first)
    with journal.path.open("ab") as file:
        file.write(b'\n{"student": "b", "un')
    again = Journal(journal.path)
    again.add(Outcome("c", "u", "k", "failed", reason="why"))
    assert [o.student for o in Journal(journal.path).all()] == ["a", "c"]
    assert Journal(journal.path).find("a", "u") == first


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda f: (f / "class.toml").unlink(), "is no class folder"),
        (lambda f: (f / "class.toml").write_text("format = 99\n"), "is of format 99"),
        (lambda f: (f / "class.toml").write_text("format ="), "cannot be read"),
        (lambda f: (f / "class.toml").write_text("format = 1\n"), "has no `course`"),
    ],
)
def test_a_folder_that_is_no_class_is_one_line(graded, tmp_path, spoil, words, capsys):
    folder = tmp_path / "class"
    folder.mkdir()
    shutil.copy(graded.root / "class.toml", folder)
    spoil(folder)
    assert main(["grade", str(folder)]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["99-nothing"], "the class has no unit '99-nothing'; it has 02-mini"),
        (["--student", "nobody"], "'nobody' has handed in nothing for 02-mini"),
    ],
)
def test_what_is_not_there_is_named(graded, arguments, words, capsys):
    assert main(["grade", str(graded.root), *arguments]) == 2
    assert words in capsys.readouterr().err


def test_init_leaves_settings_and_other_folders_alone(graded, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(graded.solutions)
    before = (graded.root / "class.toml").read_text()
    assert main(["init", str(graded.root)]) == 0
    assert (graded.root / "class.toml").read_text() == before
    (tmp_path / "thesis.tex").touch()
    assert main(["init", str(tmp_path)]) == 2
    assert "holds other files" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.tex"]


def test_the_sample_of_the_real_exercise_is_large(root):
    unit = read(root / "solutions" / "02-convolution.md")
    made = dict(submissions(unit))
    assert len(made) >= 24
    assert made["truncated-file"] not in made["perfect"][: len(made["perfect"]) // 3]
    for number in range(1, max(len(t.mistakes) for t in unit.tasks) + 1):
        assert f"mistaken-{number:02}" in made
    text = notebook.text_of(notebook.release(notebook.source_notebook(unit)))
    assert made["untouched"] == text


def test_the_status_says_how_it_ended_why_and_what_is_next(graded, tmp_path, capsys):
    spoilt = copied(graded, tmp_path / "class")
    assert main(["status", str(spoilt.root)]) == 0
    said = capsys.readouterr().out
    for line in (
        "  handed in   13",
        "  graded      9",
        "  flagged     3",
        "    deleted-test: The test cell check-count was missing; it was put back.",
        "  failed      1",
        "    truncated-file: the file breaks off in line",
        "  waiting     0",
        "  last graded 20",
        "  next        ask those who failed for their files again",
    ):
        assert f"\n{line}" in said
    (spoilt.submitted("perfect", "02-mini") / "more.txt").write_text("changed")
    spoilt.submitted("new", "02-mini").mkdir(parents=True)
    assert main(["status", str(spoilt.root)]) == 0
    said = capsys.readouterr().out
    assert "  waiting     2\n    new\n    perfect\n" in said
    assert f"grade {spoilt.root} 02-mini" in said
