"""Collect: whose it is and of which unit, from archives of platforms, folders and names."""

from pathlib import Path

import pytest

from autograder.__main__ import main
from autograder.term.collect import collect
from autograder.term.roster import Student, add

from .conftest import RIGHT, WRONG, handin, placed, write, zipped


def ends(lines):
    return {Path(n.origin.split("!")[-1]).name: (n.end, n.student, n.unit) for n in lines}


def test_a_moodle_download(numbered, tmp_path):
    text = handin(numbered, "02-mini", RIGHT)
    source = zipped(
        tmp_path / "CS101-Homework 2-55.zip",
        {
            "Ada Lovelace_7001_assignsubmission_file_/my homework.ipynb": text,
            "Ada Lovelace_7001_assignsubmission_file_/weights.safetensors": b"w",
            "Bob Müller, Jr._7002_assignsubmission_file_homework.ipynb": text,
            "Chloé Dupont_7003_assignsubmission_onlinetext_/onlinetext.html": "<p>Hello</p>",
            "Eve Unknown_7009_assignsubmission_file_/x.ipynb": text,
        },
    )
    lines = collect(numbered, [source])
    found = ends(lines)
    assert found["my homework.ipynb"] == ("taken", "ada", "02-mini")
    assert found["onlinetext.html"] == ("left", "chloé.d", "")
    assert found["x.ipynb"][0] == "unplaced"
    assert placed(numbered, "ada") == ["02-mini.ipynb", "timestamp.txt", "weights.safetensors"]
    assert placed(numbered, "bob") == ["02-mini.ipynb", "timestamp.txt"]
    (unknown,) = [n for n in lines if n.end == "unplaced"]
    assert "nobody in the roster is called 'Eve Unknown' or has the Moodle id 7009" in unknown.said
    assert len(list((numbered.root / "kept" / "unplaced").iterdir())) == 1


def test_a_canvas_download_newest_upload_wins(numbered, tmp_path):
    right, wrong = handin(numbered, "02-mini", RIGHT), handin(numbered, "02-mini", WRONG)
    source = zipped(
        tmp_path / "submissions.zip",
        {
            "lovelaceada_101_9001_02-mini.ipynb": wrong,
            "lovelaceada_101_9002_02-mini-1.ipynb": right,
            "lovelaceada_101_9003_weights.safetensors": b"w",
            "mllerjrbob_LATE_102_9004_02-mini.ipynb": right,
        },
    )
    lines = collect(numbered, [source])
    assert placed(numbered, "ada") == ["02-mini.ipynb", "timestamp.txt", "weights.safetensors"]
    assert (numbered.submitted("ada", "02-mini") / "02-mini.ipynb").read_text() == right
    assert {n.end for n in lines if n.student == "ada"} == {"taken", "kept"}
    assert "the platform says late" in next(n.said for n in lines if n.student == "bob")
    assert len(list((numbered.root / "kept" / "ada" / "02-mini").iterdir())) == 1


@pytest.mark.parametrize(
    "name",
    [
        "ada/02-mini/02-mini.ipynb",
        "ada/anything.ipynb",
        "02-mini/ada.ipynb",
        "Ada Lovelace/hw.ipynb",
        "Lovelace, Ada/hw.ipynb",
        "ada_02-mini.ipynb",
        "02-mini-ada.ipynb",
        "ada@example.org/hw.ipynb",
    ],
)
def test_folders_and_names_of_many_kinds(classroom, tmp_path, name):
    write(tmp_path / "in" / name, handin(classroom, "02-mini", RIGHT))
    (line,) = collect(classroom, [tmp_path / "in"])
    assert (line.end, line.student, line.unit) == ("taken", "ada", "02-mini"), line.said
    stamp = (classroom.submitted("ada", "02-mini") / "timestamp.txt").read_text()
    assert stamp == "2026-10-01 12:00:00 UTC\n"


def test_a_student_with_an_accent_and_a_single_notebook(classroom, tmp_path):
    path = write(tmp_path / "Chloe Dupont.ipynb", handin(classroom, "03-mini"))
    (line,) = collect(classroom, [path])
    assert (line.end, line.student, line.unit) == ("taken", "chloé.d", "03-mini")


def test_a_name_that_two_have(classroom, tmp_path):
    add(classroom.root, (Student("ada2", "Lovelace", "Ada"),))
    write(tmp_path / "in" / "Ada Lovelace" / "hw.ipynb", handin(classroom, "02-mini"))
    (line,) = collect(classroom, [tmp_path / "in"])
    assert line.end == "unplaced"
    assert "may be ada or ada2" in line.said


def test_an_id_says_more_than_an_address(classroom, tmp_path):
    add(classroom.root, (Student("s1", "Other", "One", "bob@elsewhere.example"),))
    write(tmp_path / "in" / "bob" / "hw.ipynb", handin(classroom, "02-mini"))
    (line,) = collect(classroom, [tmp_path / "in"])
    assert (line.end, line.student) == ("taken", "bob")


def test_without_a_roster_folders_are_students(classroom, tmp_path):
    (classroom.root / "roster.csv").unlink()
    write(tmp_path / "in" / "x42" / "02-mini" / "02-mini.ipynb", handin(classroom, "02-mini"))
    write(tmp_path / "in" / "loose.ipynb", handin(classroom, "02-mini"))
    write(tmp_path / "in" / "03-mini" / "x43" / "hw.ipynb", handin(classroom, "03-mini"))
    found = ends(collect(classroom, [tmp_path / "in"]))
    assert found["hw.ipynb"] == ("taken", "x43", "03-mini")
    assert found["02-mini.ipynb"] == ("taken", "x42", "02-mini")
    assert found["loose.ipynb"][0] == "unplaced"


def test_wrong_units_are_listed(classroom, tmp_path):
    other = handin(classroom, "02-mini").replace("02-mini", "07-other")
    write(tmp_path / "in" / "ada" / "hw.ipynb", other)
    write(tmp_path / "in" / "bob" / "hw.ipynb", handin(classroom, "03-mini"))
    write(tmp_path / "in" / "dan" / "hw.ipynb", '{"cells": [], "nbformat": 4, "metadata": {}}')
    lines = {n.student: n for n in collect(classroom, [tmp_path / "in"], "02-mini")}
    assert "it is of 07-other, which this class does not have" in lines["ada"].said
    assert "it is of 03-mini, not of 02-mini" in lines["bob"].said
    assert lines["dan"].end == "taken"  # nothing in it says otherwise
    lines = {n.student: n for n in collect(classroom, [tmp_path / "in"])}
    assert lines["bob"].unit == "03-mini"
    assert lines["dan"].end == "unplaced"
    assert "holds nothing of any unit" in lines["dan"].said


def test_a_unit_that_is_not_there_and_an_empty_folder(classroom, tmp_path, capsys):
    assert main(["collect", str(classroom.root), str(tmp_path), "--unit", "09-none"]) == 2
    assert "the class has no unit '09-none'; it has 02-mini, 03-mini" in capsys.readouterr().err
    assert main(["collect", str(classroom.root), str(tmp_path)]) == 0
    assert "holds no files" in capsys.readouterr().out


def test_who_is_missing_is_told(classroom, tmp_path, capsys):
    write(tmp_path / "in" / "ada.ipynb", handin(classroom, "02-mini"))
    main(["collect", str(classroom.root), str(tmp_path / "in")])
    assert "02-mini: 1 of 4 have handed in; missing: bob, chloé.d, dan" in capsys.readouterr().out
