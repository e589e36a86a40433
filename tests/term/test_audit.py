"""Overrides, regrades, and the log that nothing is taken out of."""

import json

import pytest
from nbgrader.api import Gradebook

from autograder.__main__ import main
from autograder.classroom import open_class
from autograder.term.audit import AGAIN, ELSEWHERE, FIRST, Audit, record
from autograder.term.gradebook import read_grades
from autograder.term.late_nbgrader import sync

from .conftest import RIGHT, WRONG, handin, put, settings

pytestmark = pytest.mark.xdist_group("term")


def run(classroom, command, *arguments):
    return main([command, str(classroom.root), *arguments])


def points(classroom, student, unit="02-mini"):
    return read_grades(classroom)[student, unit].points


def whys(classroom, student):
    return [e.why for e in Audit(classroom.root).events if e.student == student]


def test_the_first_grades_are_in_the_log(graded):
    audit = Audit(graded.root)
    assert {(e.student, e.total, bool(e.failed)) for e in audit.events} == {
        ("ada", 6, False),
        ("bob", 0, False),
        ("dan", 0, True),
    }
    assert {e.why for e in audit.events} == {FIRST}
    assert all(len(e.sha256) == 64 for e in audit.events)
    assert audit.broken == []
    assert record(graded) == ()


def test_an_override_counts_and_is_written_down(graded, capsys):
    assert run(graded, "override", "bob", "double", "1.5", "--why", "nearly right, see mail") == 0
    assert "bob  02-mini/double  0 -> 1.5" in capsys.readouterr().out
    assert points(graded, "bob") == 1.5
    with Gradebook(f"sqlite:///{graded.database}") as gradebook:
        grade = gradebook.find_grade("check-double", "02-mini", "02-mini", "bob")
        assert (grade.manual_score, grade.needs_manual_grade) == (1.5, False)
    assert run(graded, "audit", "bob") == 0
    said = capsys.readouterr().out
    assert "override: nearly right, see mail" in said
    assert "double: 0 -> 1.5" in said
    assert run(graded, "override", "bob", "02/double", "auto", "--why", "a slip") == 0
    assert points(graded, "bob") == 0
    assert whys(graded, "bob")[1:] == ["override: nearly right, see mail", "override: a slip"]


def test_an_override_survives_a_regrade(graded, capsys):
    run(graded, "override", "bob", "count", "2", "--why", "agreed")
    assert run(graded, "regrade", "--student", "bob", "--why", "a new case", "--workers", "1") == 0
    assert "1 graded again, 0 changed" in capsys.readouterr().out
    grade = read_grades(graded)["bob", "02-mini"]
    assert grade.points == 2
    assert not grade.cell("count").waits
    # nothing changed, so nothing is written
    assert whys(graded, "bob") == [FIRST, "override: agreed"]


def test_an_override_of_an_earlier_submission_is_pointed_at(graded, capsys):
    run(graded, "override", "bob", "double", "2", "--why", "agreed")
    put(graded, "bob", "02-mini", handin(graded, "02-mini", RIGHT), "2026-10-02 12:00:00 UTC")
    first = Audit(graded.root).newest("bob", "02-mini").sha256
    record(graded)
    assert Audit(graded.root).newest("bob", "02-mini").sha256 == first  # not graded yet
    assert run(graded, "grade", "--student", "bob", "--quiet", "--workers", "1") == 0
    said = capsys.readouterr().out
    assert "double of 02-mini has points by hand for an earlier submission; look at it" in said
    newest = Audit(graded.root).newest("bob", "02-mini")
    assert (newest.why, newest.total) == (AGAIN, 4)
    assert newest.sha256 != first
    assert read_grades(graded)["bob", "02-mini"].cell("double").waits


def test_what_formgrader_changes_is_noticed(graded):
    with Gradebook(f"sqlite:///{graded.database}") as gradebook:
        gradebook.find_grade("why-count", "02-mini", "02-mini", "ada").manual_score = 1
        gradebook.db.commit()
    (event,) = record(graded)
    assert (event.student, event.total, event.why) == ("ada", 7, ELSEWHERE)
    assert record(graded) == ()


def test_lateness_follows_the_points(graded):
    late = settings(
        graded,
        ("[deadlines]", '[deadlines]\n"02-mini" = 2026-09-30T23:59:00'),
        ("percent_a_day = 0", "percent_a_day = 10"),
    )
    sync(late)
    assert points(late, "ada") == pytest.approx(5.4)
    run(late, "override", "ada", "double", "3", "--why", "a rule was broken")
    assert points(late, "ada") == pytest.approx(4.5)
    again = settings(late, ("[extensions]", '[extensions]\n"02-mini" = { ada = 2026-10-02 }'))
    sync(again)
    assert points(again, "ada") == 5
    with Gradebook(f"sqlite:///{graded.database}") as gradebook:
        made = gradebook.find_submission("02-mini", "ada")
        assert made.total_seconds_late == 0
        assert str(made.assignment.duedate) == "2026-09-30 23:59:00"


def test_a_changed_line_is_noticed(graded, capsys):
    run(graded, "override", "bob", "double", "1", "--why", "x")
    path = graded.root / "audit.jsonl"
    text = path.read_text().splitlines()
    data = json.loads(text[1])
    data["points"] = {"double": 4, "count": 2, "why-count": 0}
    path.write_text("\n".join([text[0], json.dumps(data), *text[2:]]) + "\n")
    assert run(graded, "audit", "bob") == 1
    assert "audit.jsonl:3: was changed, or a line before it" in capsys.readouterr().err


def test_a_torn_line_loses_nothing_else(graded, capsys):
    path = graded.root / "audit.jsonl"
    with path.open("ab") as file:
        file.write(b'{"time": "2026')
    assert run(graded, "override", "bob", "double", "1", "--why", "x") == 0
    audit = Audit(graded.root)
    assert audit.broken == [4]
    assert audit.newest("bob", "02-mini").total == 1
    capsys.readouterr()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["eve", "double", "1", "--why", "x"], "no grades of 'eve'"),
        (["bob", "nothing", "1", "--why", "x"], "there are 02-mini/count, 02-mini/double"),
        (["bob", "double", "5", "--why", "x"], "it has 0 to 4"),
        (["bob", "double", "-1", "--why", "x"], "it has 0 to 4"),
        (["bob", "double", "1", "--why", "  "], "say why"),
        (["dan", "double", "1", "--why", "x"], "no grades of 'dan'"),
    ],
)
def test_a_bad_override_is_one_line(graded, arguments, words, capsys):
    assert run(graded, "override", *arguments) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_a_reason_is_asked_for(graded, capsys):
    with pytest.raises(SystemExit):
        run(graded, "override", "bob", "double", "1")
    with pytest.raises(SystemExit):
        run(graded, "override", "bob", "double", "nan", "--why", "x")
    assert run(graded, "regrade", "--why", " ") == 2
    assert run(graded, "audit", "nobody") == 2
    capsys.readouterr()


def test_a_task_that_two_units_have_must_be_named_with_its_unit(graded, capsys):
    put(graded, "bob", "03-mini", handin(graded, "03-mini", WRONG))
    assert run(graded, "grade", "03", "--quiet", "--workers", "1") == 0
    assert run(graded, "override", "bob", "double", "1", "--why", "x") == 2
    assert "double is in 02-mini and 03-mini; write 02-mini/double" in capsys.readouterr().err
    assert run(graded, "override", "bob", "03-mini/double", "1", "--why", "x") == 0
    assert points(open_class(graded.root), "bob", "03-mini") == 1
