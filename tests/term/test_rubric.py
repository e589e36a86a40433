"""Written answers: the model answer beside them in formgrader, points by hand that stay."""

import json
import shutil

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.server_extensions.formgrader import handlers

from autograder.__main__ import main
from autograder.classroom import open_class
from autograder.grade.repair import repair
from autograder.grade.rubric import HEAD, rubrics
from autograder.notebook import release
from autograder.scan import leaks
from autograder.source import read
from autograder.term.gradebook import read_grades

from .conftest import RIGHT, handin, put

pytestmark = pytest.mark.xdist_group("term")

MODEL = "Every pixel of the input costs a weight a neuron in a dense layer."


@pytest.fixture(scope="module")
def once_answered(fresh, once_graded):
    """A class in which ada has written an answer."""
    root = fresh / "answered"
    shutil.copytree(once_graded, root)
    classroom = open_class(root)
    text = handin(classroom, "02-mini", RIGHT | {"why-count": "Because each pixel costs a weight."})
    put(classroom, "ada", "02-mini", text, "2026-10-01 13:00:00 UTC")
    assert main(["grade", str(root), "--quiet", "--workers", "1"]) == 0
    return root


@pytest.fixture
def answered(fresh, once_answered, capsys):
    """Such a class of one's own."""
    folder = fresh / "answered-copy"
    shutil.copytree(once_answered, folder)
    capsys.readouterr()
    yield open_class(folder)
    shutil.rmtree(folder)


def cells(classroom, student="ada"):
    notebook = classroom.autograded(student, "02-mini") / "02-mini.ipynb"
    return nbformat.read(notebook, as_version=4).cells


def test_formgrader_shows_the_model_answer_behind_the_students(answered):
    made = cells(answered)
    at = next(
        i
        for i, c in enumerate(made)
        if c.metadata.get("nbgrader", {}).get("solution") and c.cell_type == "markdown"
    )
    assert made[at].source == "Because each pixel costs a weight."
    assert made[at + 1].source.startswith(f"{HEAD}, 1 point:")
    assert f"> {MODEL}" in made[at + 1].source
    assert "nbgrader" not in made[at + 1].metadata


def test_formgraders_own_page_has_it(answered):
    exporter = HTMLExporter(
        template_name="formgrade", extra_template_basedirs=[handlers.template_path]
    )
    resources = {"base_url": "/", "index": 0, "total": 1, "last_name": "", "first_name": ""}
    names = ("assignment_id", "notebook_id", "submission_id", "student", "notebook_path")
    notebook = answered.autograded("ada", "02-mini") / "02-mini.ipynb"
    resources |= dict.fromkeys(names, "x")
    html, _ = exporter.from_filename(str(notebook), resources=resources)
    answer, model = html.index("Because each pixel costs a weight."), html.index(MODEL)
    assert answer < html.index("For who grades") < model


def test_no_student_sees_it(answered, capsys):
    source = answered.source("02-mini")
    text = nbformat.writes(release(nbformat.read(source, as_version=4)))
    assert MODEL not in text
    unit = read(answered.solutions / "solutions" / "02-mini.md")
    assert list(leaks([unit], [("release", text)])) == []
    assert main(["feedback", str(answered.root), "--workers", "1"]) == 0
    page = answered.feedback("ada", "02-mini") / "02-mini.html"
    assert MODEL not in page.read_text(encoding="utf-8")
    capsys.readouterr()


def test_points_and_a_comment_of_formgrader_survive_a_regrade(answered, capsys):
    with Gradebook(f"sqlite:///{answered.database}") as gradebook:
        # as formgrader's handlers write them
        grade = gradebook.find_grade("why-count", "02-mini", "02-mini", "ada")
        grade.manual_score, grade.needs_manual_grade = 0.5, False
        comment = gradebook.find_comment("why-count", "02-mini", "02-mini", "ada")
        comment.manual_comment = "Which layer?"
        gradebook.db.commit()
    before = read_grades(answered)["ada", "02-mini"]
    assert before.points == 6.5
    for command in (["regrade", "--why", "a tolerance"], ["grade", "--force", "--quiet"]):
        assert main([command[0], str(answered.root), "--workers", "1", *command[1:]]) == 0
        after = read_grades(answered)["ada", "02-mini"]
        assert after.points == 6.5
        assert after.cell("why-count").manual == 0.5
        assert after.cell("why-count").comment == "Which layer?"
    ids = [c.id for c in cells(answered)]
    assert [i for i in ids if i.startswith("rubric-")] == ["rubric-why-count"]
    assert main(["feedback", str(answered.root), "--workers", "1"]) == 0
    page = answered.feedback("ada", "02-mini") / "02-mini.html"
    assert "Which layer?" in page.read_text(encoding="utf-8")
    capsys.readouterr()


def test_an_answer_that_lost_its_metadata_is_known_by_its_question():
    course = [
        new_markdown_cell("Why?\n\n### BEGIN SOLUTION\nBecause.\n### END SOLUTION"),
        new_markdown_cell("Why not?\n\n### BEGIN SOLUTION\nNo.\n### END SOLUTION"),
    ]
    for name, cell in zip(("why", "why-not"), course, strict=True):
        flags = {"grade": True, "solution": True, "locked": False, "task": False, "points": 1}
        cell.metadata["nbgrader"] = flags | {"grade_id": name, "schema_version": 3}
        cell.id = name
    released = release(new_notebook(cells=course))
    plain = [new_markdown_cell(t) for t in ("Why not?\n\nNever.", "Why?\n\nFor *love*.")]
    made = repair(new_notebook(cells=plain), released)
    found = {c.metadata.nbgrader.grade_id: c.source for c in made.notebook.cells}
    assert found == {"why": "Why?\n\nFor *love*.", "why-not": "Why not?\n\nNever."}
    assert len(made.notebook.cells) == 2


def test_a_unit_that_the_course_does_not_know_has_none(graded):
    assert rubrics(graded.root, "99-other") == {}
    assert json.dumps(rubrics(graded.root, "02-mini")).count(MODEL) == 1
