"""Exports, read back by each format's own rules."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from autograder.__main__ import main
from autograder.errors import AutograderError
from autograder.grade.outcome import Outcome, TaskOutcome
from autograder.term import formats
from autograder.term.points import CellGrade, UnitGrade
from autograder.term.roster import Student
from autograder.term.standing import FAILED, MISSING, Standing, Standings, cut, standings

from .conftest import settings

pytestmark = pytest.mark.xdist_group("term")

ADA = Student("ada@x.org", "Lovelace", "Ada", "ada@x.org", "0101", "S-1", "ada@x.org", "L1")
BOB = Student("bob", 'Müller, "Jr."', "Bob", "b@x.org", canvas_id="102", id_number="0007")
CY = Student("cy", "=1+1", "Cy", moodle_id="7003", username="cy")


def table():
    """Three students and two units: graded, missing, failed."""

    def graded(student, unit, score, penalty=0.0):
        cells = (
            CellGrade("double", score, None, score, 4, False),
            CellGrade("why", None, None, 0.0, 3, True),
        )
        outcome = Outcome(
            student.student,
            unit,
            "k",
            "flagged",
            (TaskOutcome("double", score, 4, "squared", "Expected 4, got 9."),),
            ("A cell was put back.",),
        )
        grade = UnitGrade(
            student.student, unit, datetime(2026, 10, 1, 12, tzinfo=UTC), penalty, cells
        )
        points = cut(grade.points * 10 / 7)
        return Standing(student, unit, "flagged", points, Decimal(10), 7, 60.0, outcome, grade)

    def other(student, unit, status):
        failed = Outcome(student.student, unit, "k", "failed", reason="cut short, so no points")
        outcome = failed if status == FAILED else None
        return Standing(student, unit, status, None, Decimal(10), 7, outcome=outcome)

    made = [
        graded(ADA, "02-mini", 4.0, 0.5),
        graded(ADA, "03-mini", 2 / 3),
        graded(BOB, "02-mini", 1.0),
        other(BOB, "03-mini", FAILED),
        other(CY, "02-mini", MISSING),
        graded(CY, "03-mini", 0.0),
    ]
    cells = {(s.student.student, s.unit): s for s in made}
    return Standings((ADA, BOB, CY), ("02-mini", "03-mini"), cells)


def read(rows):
    """Through a file and back."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return list(csv.DictReader(io.StringIO(file.getvalue(), newline="")))


def test_nothing_is_rounded_up_and_totals_add_up():
    t = table()
    assert t.of(ADA, "02-mini").points == Decimal("5.00")
    assert t.of(ADA, "03-mini").points == Decimal("0.95")  # 0.952...
    rows = {r["student"]: r for r in read(formats.totals(t))}
    assert rows["ada@x.org"]["total"] == "5.95"
    assert rows["bob"]["total"] == "1.42"  # 1.428...
    assert rows["cy"]["03-mini"] == "0"
    assert rows["cy"]["02-mini"] == ""
    assert {r["out_of"] for r in rows.values()} == {"20"}
    for row in rows.values():
        units = (Decimal(row[u] or 0) for u in ("02-mini", "03-mini"))
        assert sum(units) == Decimal(row["total"])


def test_plain_keeps_every_student_and_reason():
    rows = {(r["student"], r["unit"]): r for r in read(formats.plain(table()))}
    assert len(rows) == 6
    assert rows["bob", "03-mini"]["reason"] == "cut short, so no points"
    assert rows["bob", "02-mini"]["last_name"] == 'Müller, "Jr."'
    assert rows["cy", "02-mini"]["status"] == "missing"
    assert rows["ada@x.org", "02-mini"]["late_penalty"] == "0.5"
    assert rows["ada@x.org", "02-mini"]["found"] == "double:squared"


def test_canvas_takes_its_own_columns_back():
    rows = read(formats.canvas(table(), total=False))
    assert list(rows[0])[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert rows[0]["Student"] == "    Points Possible"
    assert rows[0]["02-mini"] == "10"
    by_id = {r["ID"]: r for r in rows[1:]}
    assert set(by_id) == {"0101", "102"}  # ids are text: no zero is lost
    assert by_id["0101"]["02-mini"] == "5"
    assert by_id["0101"]["Student"] == "Lovelace, Ada"
    assert by_id["102"]["03-mini"] == ""
    assert formats.without_canvas(table().students) == ("cy",)
    (_, ada, _) = read(formats.canvas(table(), total=True))
    assert (ada["Total"], list(ada)[5:]) == ("5.95", ["Total"])


def test_canvas_without_ids_says_what_to_do():
    t = table()
    with pytest.raises(AutograderError, match="nobody in roster"):
        list(formats.canvas(replace(t, students=(CY,)), total=False))


def test_moodle_finds_each_student_by_a_column_of_its_own():
    rows = read(formats.moodle(table(), total=False))
    assert list(rows[0]) == [
        "Username",
        "ID number",
        "Email address",
        "First name",
        "Last name",
        "02-mini",
        "03-mini",
    ]
    assert [(r["Username"], r["ID number"], r["02-mini"]) for r in rows] == [
        ("", "", "5"),
        ("", "0007", "1.42"),
        ("cy", "", ""),
    ]


def test_gradescope_gets_a_result_only_where_there_is_one():
    t = table()
    made = json.loads(json.dumps(formats.gradescope(t.of(ADA, "02-mini")), allow_nan=False))
    assert made["score"] == 5.0
    assert [(x["name"], x["score"], x["max_score"], x["status"]) for x in made["tests"]] == [
        ("double", 4.0, 4, "passed"),
        ("why", 0.0, 3, "failed"),
    ]
    assert made["tests"][1]["output"] == "A person will read this."
    assert "Being late took off 0.5 points." in made["output"]
    allowed = {"score", "output", "output_format", "visibility", "stdout_visibility", "tests"}
    assert set(made) <= allowed | {"extra_data", "execution_time", "leaderboard"}
    assert formats.gradescope(t.of(BOB, "03-mini")) is None
    assert formats.gradescope(t.of(CY, "02-mini")) is None


def test_nbgraders_own_export_says_the_same(graded, tmp_path):
    target = tmp_path / "theirs.csv"
    plugin = CsvExportPlugin()
    plugin.to = str(target)
    with Gradebook(f"sqlite:///{graded.database}") as gradebook:
        for student in gradebook.students:  # their file breaks at a comma in a name
            student.last_name = (student.last_name or "").replace(",", "")
        gradebook.db.flush()
        plugin.export(gradebook)
        gradebook.db.rollback()
    assert main(["export", str(graded.root), "--format", "nbgrader", "--to", f"{tmp_path}/o"]) == 0
    with target.open() as file:
        theirs = {(r["assignment"], r["student_id"]): r for r in csv.DictReader(file)}
    with (tmp_path / "o").open() as file:
        ours = {(r["assignment"], r["student_id"]): r for r in csv.DictReader(file)}
    assert set(ours) == set(theirs)
    for key, row in ours.items():
        if key == ("02-mini", "dan"):  # not gradable: theirs is a silent 0
            assert (row["score"], theirs[key]["score"]) == ("", "0.0")
            continue
        have = dict(row) | {"last_name": row["last_name"].replace(",", "")}
        assert have == dict(theirs[key])


def test_the_scale_of_the_class(graded, capsys):
    opened = settings(graded, ("[points]", '[points]\n"02-mini" = 10'))
    t = standings(opened, "02")
    points = {s.student: t.of(s, "02-mini").points for s in t.students}
    assert points == {"ada": Decimal("8.57"), "bob": 0, "chloé.d": None, "dan": None}
    assert main(["export", str(graded.root), "--format", "moodle", "--unit", "total"]) == 0
    with (graded.root / "grades-moodle.csv").open(encoding="utf-8") as file:
        assert [r["Total"] for r in csv.DictReader(file)] == ["8.57", "0", "0", "0"]
    assert main(["export", str(graded.root), "--format", "gradescope"]) == 0
    made = graded.root / "gradescope" / "02-mini" / "ada" / "results.json"
    assert json.loads(made.read_text())["score"] == 8.57
    capsys.readouterr()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--unit", "total"], "plain has no column for a total"),
        (["--unit", "09"], "the class has no unit '09'"),
        (["--format", "canvas"], "nobody in roster.csv has an id of Canvas"),
        (["--format", "canvas", "--format", "moodle", "--to", "x"], "one format at a time"),
    ],
)
def test_what_cannot_be_exported_is_one_line(classroom, arguments, words, capsys):
    assert main(["export", str(classroom.root), *arguments]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_a_class_of_nobody(classroom, capsys):
    (classroom.root / "roster.csv").unlink()
    assert main(["export", str(classroom.root)]) == 2
    assert "nobody is in this class" in capsys.readouterr().err


def test_what_nbgrader_itself_graded_is_there_too(graded, capsys):
    journal = graded.work / "journal.jsonl"
    lines = journal.read_text().splitlines()
    journal.write_text("\n".join(x for x in lines if '"student": "bob"' not in x))
    assert main(["export", str(graded.root)]) == 0
    with (graded.root / "grades.csv").open(encoding="utf-8") as file:
        rows = {(r["student"], r["unit"]): r for r in csv.DictReader(file)}
    bob = rows["bob", "02-mini"]
    assert (bob["points"], bob["status"]) == ("0", "graded")
    assert bob["found"] == "double:squared count:rows-only"
    assert main(["feedback", str(graded.root), "--workers", "1"]) == 0
    assert (graded.feedback("bob", "02-mini") / "02-mini.html").is_file()
    capsys.readouterr()
