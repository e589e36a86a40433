"""Moodle's grading worksheet, by the rules of its own importer."""

import csv
import io

import pytest

from autograder.__main__ import main
from autograder.term.roster import Student, add

from .conftest import settings

pytestmark = pytest.mark.xdist_group("term")

HEAD = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\n"
)
DATE = '"Monday, 5 October 2026, 8:12 PM"'


def row(identifier, name, email, change="Yes", maximum="7.00", grade=""):
    said = f'{identifier},"{name}",{email},Submitted,{grade},{maximum},{change}'
    return f'{said},{DATE},{DATE},"Well, ""done"""\n'


@pytest.fixture
def worksheet(tmp_path):
    path = tmp_path / "Grades-Vision-02.csv"
    path.write_text(
        "\ufeff"
        + HEAD
        + row("Participant 501", "Ada Lovelace", "ada@example.org")
        + row("Participant 502", "Bob Müller, Jr.", "bob@example.org")
        + row("Participant 503", "Nobody Known", "x@example.org", grade="3.00")
        + row("Participant 504", "Chloé Dupont", "chloe@example.org", grade="5.00"),
        encoding="utf-8",
    )
    return path


def fill(classroom, worksheet, *more):
    said = ["--format", "moodle-worksheet", "--unit", "02", "--worksheet", str(worksheet)]
    return main(["export", str(classroom.root), *said, *more])


def read(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_grades_are_filled_in_and_all_else_stays(graded, worksheet, capsys):
    # a Moodle number says more than a name
    add(graded.root, (Student("ada", moodle_id="501"),))
    assert fill(graded, worksheet) == 0
    said = capsys.readouterr().out
    made = read(graded.root / "grades-moodle-02-mini.csv")
    before = list(csv.DictReader(io.StringIO(worksheet.read_text(encoding="utf-8-sig"))))
    assert [r["Grade"] for r in made] == ["6", "0", "3.00", "5.00"]
    for old, new in zip(before, made, strict=True):
        assert old | {"Grade": new["Grade"]} == new
        assert new["Last modified (grade)"] == DATE.strip('"')  # or Moodle passes over the row
    assert ":4: 'Nobody Known' is nobody of the roster; left as it was" in said
    assert "chloé.d: no points for 02-mini; left as it was" in said
    # a decimal point is understood by Moodle in every language, and nothing is over the maximum
    assert all(float(r["Grade"]) <= float(r["Maximum Grade"]) for r in made)


def test_a_locked_grade_stays_and_who_has_no_row_is_named(graded, worksheet, capsys):
    worksheet.write_text(HEAD + row("Participant 9", "Ada Lovelace", "", change="No", grade="1"))
    assert fill(graded, worksheet) == 0
    said = capsys.readouterr().out
    assert "ada: Moodle has locked the grade" in said
    assert "bob: has points, and no row in the worksheet" in said
    assert read(graded.root / "grades-moodle-02-mini.csv")[0]["Grade"] == "1"


def test_another_maximum_is_not_passed_over_in_silence(graded, worksheet, capsys):
    text = worksheet.read_text(encoding="utf-8").replace("7.00", "100.00")
    worksheet.write_text(text, encoding="utf-8")
    assert fill(graded, worksheet) == 2
    assert "Moodle's maximum is 100.00, the unit has 7 points" in capsys.readouterr().err
    scaled = settings(graded, ("[points]\n", '[points]\n"02-mini" = 100\n'))
    assert fill(scaled, worksheet) == 0
    grades = [r["Grade"] for r in read(graded.root / "grades-moodle-02-mini.csv")]
    assert grades[:2] == ["85.71", "0"]  # 600 / 7, cut
    capsys.readouterr()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no column 'Identifier'"),
        ("Kennung,Bewertung\nx,y\n", "language set to English"),
        ("Identifier,Grade\nParticipant 1,\n", "no column 'Last modified (grade)'"),
        (None, "there is no file"),
    ],
)
def test_what_is_no_worksheet_is_one_line(graded, tmp_path, capsys, text, said):
    path = tmp_path / "w.csv"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    assert fill(graded, path) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("more", [[], ["--unit", "total"], ["--unit", "02"]])
def test_a_worksheet_is_of_one_unit(graded, capsys, more):
    words = ["export", str(graded.root), "--format", "moodle-worksheet", *more]
    assert main(words) == 2
    assert "--worksheet FILE" in capsys.readouterr().err
