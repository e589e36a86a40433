"""class.toml, the roster, and what being late costs."""

import hashlib
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from autograder.__main__ import main
from autograder.classroom import open_class
from autograder.errors import AutograderError
from autograder.term.late import penalty, seconds_late, words
from autograder.term.points import points_text
from autograder.term.roster import add, fold, load, read_roster
from autograder.term.settings import Late

from .conftest import settings


def tree(folder):
    """Hash of every file."""
    return {
        p.relative_to(folder): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("*")
        if p.is_file()
    }


def test_every_setting_is_explained(classroom):
    lines = (classroom.root / "class.toml").read_text().splitlines()
    for number, line in enumerate(lines):
        if line and not line.startswith("#"):
            assert lines[number - 1].startswith("#") or lines[number + 1].startswith("#"), line


def test_init_twice_changes_nothing(classroom, monkeypatch, capsys):
    monkeypatch.chdir(classroom.solutions)
    before = tree(classroom.root)
    assert main(["init", str(classroom.root)]) == 0
    assert main(["init", str(classroom.root), "--roster", "roster.csv"]) == 0
    assert tree(classroom.root) == before
    assert "added" not in capsys.readouterr().out


def test_deadlines_have_the_time_zone_of_the_class(classroom):
    opened = settings(
        classroom,
        ('timezone = "UTC"', 'timezone = "Europe/Paris"'),
        ("[deadlines]", '[deadlines]\n"02-mini" = 2026-10-05T23:59:00\n"03-mini" = 2026-12-01'),
        ("[extensions]", '[extensions]\n"02-mini" = { ada = 2026-10-07T10:00:00-05:00 }'),
    ).settings
    assert opened.deadline("02-mini", "bob").astimezone(UTC) == datetime(
        2026, 10, 5, 21, 59, tzinfo=UTC
    )
    assert opened.deadline("03-mini", "bob").astimezone(UTC) == datetime(
        2026, 12, 1, 22, 59, 59, tzinfo=UTC
    )
    assert opened.deadline("02-mini", "ada").astimezone(UTC) == datetime(
        2026, 10, 7, 15, tzinfo=UTC
    )
    assert opened.deadline("09-none", "ada") is None
    due = opened.deadline("02-mini", "bob")
    assert seconds_late(opened, "02-mini", "bob", due + timedelta(minutes=3)) == 180
    assert seconds_late(opened, "02-mini", "bob", due) == 0
    assert seconds_late(opened, "02-mini", "bob", None) == 0


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('timezone = "UTC"', 'timezone = "Mars/Base"', "is no time zone"),
        ('timezone = "UTC"', "timezone = 3", "is no time zone"),
        ("units = []", 'units = "all"', "write a list"),
        ('site = ""', 'site = "javascript:alert(1)"', "starts with https://"),
        ("show_expected = true", 'show_expected = "no"', "write true or false"),
        ("[deadlines]", '[deadlines]\n"02-mini" = "soon"', "is no date"),
        ("[extensions]", '[extensions]\n"02-mini" = 2026-10-07', "names no student"),
        ("percent_a_day = 0", "percent_a_day = 101", "over 100"),
        ("percent_a_day = 0", "percent_a_day = -1", "at least 0"),
        ("percent_a_day = 0", "percent = 1", "'percent', which is not known"),
        ("show_expected = true", "show_expectd = true", "'show_expectd', which is not known"),
        ('course = "pixel-up"', "course = 4", "put it into quotes"),
    ],
)
def test_a_bad_setting_is_one_line(classroom, old, new, words, capsys):
    with pytest.raises(AutograderError) as caught:
        settings(classroom, (old, new))
    assert words in str(caught.value)
    assert "class.toml" in str(caught.value)
    assert main(["grade", str(classroom.root)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("[deadlines]", '"02-mimi" = 2026-10-05'),
        ("[extensions]", '"02-mimi" = { ada = 2026-10-05 }'),
        ("[points]", '"02-mimi" = 3'),
    ],
)
@pytest.mark.parametrize("command", ["init", "report"])
def test_a_unit_that_the_course_does_not_have_is_named(
    classroom, monkeypatch, capsys, table, line, command
):
    file = classroom.root / "class.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(table, f"{table}\n{line}"))
    monkeypatch.chdir(classroom.solutions)
    assert main([command, str(classroom.root)]) == 2
    error = capsys.readouterr().err
    assert "names the unit '02-mimi'; the course has 02-mini, 03-mini" in error
    assert error.count("\n") == 1


def test_an_extension_for_nobody_is_pointed_at(classroom, monkeypatch, capsys):
    settings(classroom, ("[extensions]", '[extensions]\n"02-mini" = { adda = 2026-10-07 }'))
    monkeypatch.chdir(classroom.solutions)
    assert main(["init", str(classroom.root)]) == 0
    assert "names 'adda', who is not in the roster" in capsys.readouterr().out


def test_only_the_units_in_use_are_there(classroom):
    assert classroom.units() == ("02-mini", "03-mini")
    assert settings(classroom, ("units = []", 'units = ["03-mini"]')).units() == ("03-mini",)


@pytest.mark.parametrize(
    ("late", "seconds", "cost"),
    [
        (Late(), 1e6, 0),
        (Late(percent_a_day=10), 0, 0),
        (Late(percent_a_day=10), 1, 0.5),
        (Late(percent_a_day=10), 86_400, 0.5),
        (Late(percent_a_day=10), 86_401, 1),
        (Late(percent_a_day=60), 2 * 86_400, 5),
        (Late(percent_a_day=10, grace_minutes=15), 900, 0),
        (Late(percent_a_day=10, grace_minutes=15), 901, 0.5),
        (Late(days=2), 2 * 86_400, 0),
        (Late(days=2), 2 * 86_400 + 1, 5),
    ],
)
def test_what_being_late_costs(late, seconds, cost):
    assert penalty(late, 5.0, seconds) == pytest.approx(cost)


def test_spans_and_points_are_never_rounded_up():
    assert [words(s) for s in (59, 3599, 7260, 90_000, 86_399)] == [
        "0 min",
        "59 min",
        "2 h 1 min",
        "1 day 1 h",
        "23 h 59 min",
    ]
    assert [points_text(p) for p in (0.1 + 0.2, 2 / 3, 4, 0, 9.999, 100, 1e-12)] == [
        "0.3",
        "0.66",
        "4",
        "0",
        "9.99",
        "100",
        "0",
    ]


CANVAS = (
    '\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,"Old homework (77)"\n'
    "    Points Possible,,,,,10\n"
    '"Lovelace, Ada",101,S-1,ada@uni.example,L1,9\n'
    '"Müller, Jr., Bob",102,S-2,bob@uni.example,L1,\n'
    '"Student, Test",103,,,L1,\n'
)
MOODLE = (
    "Identifier;Full name;Email address;Status;Grade\n"
    "Participant 7001;Ada Lovelace;ada@uni.example;Submitted;-\n"
    "Participant 7002;Chloé Dupont;chloe@uni.example;;-\n"
)


def test_canvas_and_moodle_rosters_are_read(tmp_path):
    (tmp_path / "canvas.csv").write_text(CANVAS, encoding="utf-8")
    students, passed = read_roster(tmp_path / "canvas.csv")
    assert [s.student for s in students] == ["ada@uni.example", "bob@uni.example"]
    assert students[0].canvas_id == "101"
    assert (students[1].last_name, students[1].first_name) == ("Müller", "Jr., Bob")
    assert len(passed) == 2
    (tmp_path / "moodle.csv").write_text(MOODLE, encoding="utf-8")
    students, passed = read_roster(tmp_path / "moodle.csv")
    assert [(s.student, s.moodle_id, s.name) for s in students] == [
        ("ada@uni.example", "7001", "Ada Lovelace"),
        ("chloe@uni.example", "7002", "Chloé Dupont"),
    ]
    assert passed == ()


def test_a_moodle_list_of_participants_is_read(tmp_path):
    path = tmp_path / "participants.csv"
    path.write_bytes(
        "First name,Last name,ID number,Email address\nAda,Lovelace,17,a@b.c\n".encode("utf-16")
    )
    (student,), _ = read_roster(path)
    assert (student.student, student.last_name) == ("17", "Lovelace")


def test_a_plain_roster_may_call_its_columns_otherwise(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("ID,Name,Mail\nx1,Ada King Lovelace,a@b.c\n")
    (student,), _ = read_roster(path)
    assert (student.student, student.first_name, student.email) == ("x1", "Ada King", "a@b.c")


def test_a_new_roster_adds_and_takes_nobody_out(tmp_path):
    (tmp_path / "a.csv").write_text("student,email\nada,a@b.c\nbob,b@b.c\n")
    (tmp_path / "b.csv").write_text("student,email,github\nada,,adal\ncy,c@b.c,\n")
    add(tmp_path, read_roster(tmp_path / "a.csv")[0])
    said = add(tmp_path, read_roster(tmp_path / "b.csv")[0])
    assert set(said) == {"ada: changed", "cy: added", "bob: is not in this roster; kept"}
    assert [(s.student, s.email, s.github) for s in load(tmp_path)] == [
        ("ada", "a@b.c", "adal"),
        ("bob", "b@b.c", ""),
        ("cy", "c@b.c", ""),
    ]
    assert add(tmp_path, read_roster(tmp_path / "b.csv")[0])[0].startswith("bob")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("student\nada\nbob\nADA\n", "roster.csv:4: the student 'ADA' is there twice (line 2 too)"),
        ("student\n../x\n", "roster.csv:2: '../x' cannot be a student's id"),
        ("student\na b\n", "cannot be a student's id"),
        ("when,where\n1,2\n", "has no column for an id"),
        ("", "has no column for an id"),
        ("student,email,e-mail\na,b,c\n", "has two columns for 'email'"),
    ],
)
def test_a_bad_roster_is_one_line(tmp_path, text, words):
    (tmp_path / "roster.csv").write_text(text)
    with pytest.raises(AutograderError) as caught:
        read_roster(tmp_path / "roster.csv")
    assert words in str(caught.value)


def test_a_roster_that_is_not_there_or_not_utf8(tmp_path):
    with pytest.raises(AutograderError, match="there is no file"):
        read_roster(tmp_path / "none.csv")
    (tmp_path / "r.csv").write_bytes("student\nchloé\n".encode("latin-1"))
    with pytest.raises(AutograderError, match="is not UTF-8"):
        read_roster(tmp_path / "r.csv")


def test_names_are_compared_without_accents():
    assert fold("Chloé D'Üpont, Jr.") == "chloedupontjr"


def test_a_class_of_another_version_says_so(classroom, capsys):
    shutil.copy(classroom.root / "class.toml", classroom.root / "old.toml")
    text = (classroom.root / "class.toml").read_text().replace("format = 1", "format = 9")
    (classroom.root / "class.toml").write_text(text)
    with pytest.raises(AutograderError, match="is of format 9"):
        open_class(classroom.root)
    capsys.readouterr()
