"""Collect: what counts of several, and when it came; the clock of a student does not count."""

import csv
import os
import subprocess
from datetime import UTC, datetime

from autograder.__main__ import main
from autograder.term.collect import collect

from .conftest import RIGHT, WRONG, handin, placed, settings, write, zipped


def test_the_newest_wins_and_the_rest_is_kept(classroom, tmp_path):
    first = handin(classroom, "02-mini", WRONG)
    second = handin(classroom, "02-mini", RIGHT)
    write(tmp_path / "b" / "ada" / "hw.ipynb", second, "2026-10-02T12:00:00+00:00")
    write(tmp_path / "a" / "ada" / "hw.ipynb", first, "2026-10-01T12:00:00+00:00")
    write(tmp_path / "c" / "ada" / "hw.ipynb", first + "\n", "2026-09-30T12:00:00+00:00")
    assert [n.end for n in collect(classroom, [tmp_path / "a"])] == ["taken"]
    assert [n.end for n in collect(classroom, [tmp_path / "b"])] == ["taken"]
    (line,) = collect(classroom, [tmp_path / "c"])
    assert line.end == "kept"
    assert "older than what counts" in line.said
    counts = classroom.submitted("ada", "02-mini") / "02-mini.ipynb"
    assert counts.read_text() == second
    kept = sorted((classroom.root / "kept" / "ada" / "02-mini").glob("*/02-mini.ipynb"))
    assert [p.read_text() for p in kept] == [first + "\n", first]
    assert [n.end for n in collect(classroom, [tmp_path / "b"])] == ["same"]
    assert len(list((classroom.root / "kept" / "ada" / "02-mini").iterdir())) == 2


def test_collecting_the_same_twice_changes_nothing(classroom, tmp_path):
    for student, code in (("ada", RIGHT), ("bob", WRONG)):
        write(tmp_path / "in" / student / "02-mini.ipynb", handin(classroom, "02-mini", code))
    write(tmp_path / "in" / "nobody" / "02-mini.ipynb", handin(classroom, "02-mini"))

    def state():
        return {p: p.read_bytes() for p in classroom.root.rglob("*") if p.is_file()}

    assert main(["collect", str(classroom.root), str(tmp_path / "in")]) == 1
    before = state()
    assert len(before[classroom.root / "collected.csv"].splitlines()) == 4
    assert main(["collect", str(classroom.root), str(tmp_path / "in")]) == 1
    after = state()
    log = classroom.root / "collected.csv"
    assert after.pop(log).startswith(before.pop(log))
    assert after == before


def test_two_of_the_same_time(classroom, tmp_path):
    write(tmp_path / "in" / "ada" / "a.ipynb", handin(classroom, "02-mini", RIGHT))
    write(tmp_path / "in" / "ada" / "b.ipynb", handin(classroom, "02-mini", WRONG))
    first = collect(classroom, [tmp_path / "in"])
    assert [n.end for n in first] == ["taken", "kept"]
    assert "is of the same time: look at both" in first[0].said
    assert [n.asks for n in first] == [True, False]
    assert "of the same time as what counts" in first[1].said
    text = (classroom.submitted("ada", "02-mini") / "02-mini.ipynb").read_text()
    again = collect(classroom, [tmp_path / "in"])
    assert [n.end for n in again] == ["same", "kept"]
    assert (classroom.submitted("ada", "02-mini") / "02-mini.ipynb").read_text() == text


def test_a_cut_short_file_does_not_replace_a_whole_one(classroom, tmp_path):
    text = handin(classroom, "02-mini", RIGHT)
    write(tmp_path / "a" / "ada" / "02-mini.ipynb", text)
    write(tmp_path / "b" / "ada" / "02-mini.ipynb", text[:300], "2026-10-09T12:00:00+00:00")
    collect(classroom, [tmp_path / "a"])
    (line,) = collect(classroom, [tmp_path / "b"])
    assert line.end == "kept"
    assert "it cannot be read; ask for it again" in line.said
    write(tmp_path / "c" / "bob" / "02-mini.ipynb", "")
    (line,) = collect(classroom, [tmp_path / "c"])
    assert (line.end, line.student) == ("taken", "bob")  # so that grade says what is wrong with it
    (line,) = collect(classroom, [tmp_path / "a" / "ada" / "02-mini.ipynb"])
    assert line.end == "unplaced"  # named alone, its path says no student


def test_lateness_is_told(classroom, tmp_path, capsys):
    settings(
        classroom,
        ('timezone = "UTC"', 'timezone = "America/New_York"'),
        ("[deadlines]", '[deadlines]\n"02-mini" = 2026-10-01T08:00:00'),
    )
    when = "2026-10-01T14:30:00+00:00"  # 10:30 in New York
    write(tmp_path / "in" / "ada.ipynb", handin(classroom, "02-mini"), when)
    assert main(["collect", str(classroom.root), str(tmp_path / "in")]) == 0
    assert "late by 2 h 30 min" in capsys.readouterr().out
    with (classroom.root / "collected.csv").open() as file:
        assert next(csv.DictReader(file))["late_seconds"] == "9000"


def test_an_archive_that_does_not_say_its_zone_has_that_of_the_class(classroom, tmp_path):
    opened = settings(classroom, ('timezone = "UTC"', 'timezone = "Asia/Tokyo"'))
    source = zipped(tmp_path / "all.zip", {"ada/02-mini.ipynb": handin(classroom, "02-mini")})
    (line,) = collect(opened, [source])
    assert line.came == datetime(2026, 10, 1, 3, tzinfo=UTC)


def test_the_clock_of_a_student_does_not_count(classroom, tmp_path):
    text = handin(classroom, "02-mini")
    inner = zipped(tmp_path / "inner.zip", {"02-mini.ipynb": text, "timestamp.txt": "1999"})
    source = zipped(
        tmp_path / "all.zip", {"ada/hw.zip": inner.read_bytes()}, (2026, 10, 9, 1, 1, 0)
    )
    lines = collect(classroom, [source])
    (taken,) = [n for n in lines if n.end == "taken"]
    assert taken.came == datetime(2026, 10, 9, 1, 1, tzinfo=UTC)
    assert placed(classroom, "ada") == ["02-mini.ipynb", "timestamp.txt"]
    own = zipped(tmp_path / "bob.zip", {"02-mini.ipynb": text})
    os.utime(own, (1_791_000_000, 1_791_000_000))
    (line,) = collect(classroom, [own])
    assert (line.student, line.came.timestamp()) == ("bob", 1_791_000_000)


def test_a_clone_of_github_classroom_has_the_time_of_its_commit(numbered, tmp_path):
    clone = tmp_path / "homework-ada-l"
    write(clone / "02-mini.ipynb", handin(numbered, "02-mini", RIGHT), "2026-11-11T11:11:11+00:00")
    environment = os.environ | {
        "GIT_AUTHOR_DATE": "2026-09-30T10:00:00+0200",
        "GIT_COMMITTER_DATE": "2026-09-30T10:00:00+0200",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "done"],
    ):
        subprocess.run(["git", *command], cwd=clone, check=True, env=environment)
    for source in (clone, tmp_path):
        lines = collect(numbered, [source])
        (line,) = [n for n in lines if n.student]
        assert (line.student, line.unit) == ("ada", "02-mini")
        assert line.came == datetime(2026, 9, 30, 8, tzinfo=UTC)
