"""Collect: archives of platforms, folders, clones; what is hostile, broken or unlucky."""

import csv
import io
import os
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.__main__ import main
from autograder.term import incoming
from autograder.term.collect import collect
from autograder.term.roster import Student, add

from .conftest import RIGHT, WRONG, handin, settings, write

NOON = (2026, 10, 1, 12, 0, 0)


def zipped(path: Path, files: dict[str, str | bytes], when=NOON) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, when), text)
    return path


def ends(lines):
    return {Path(n.origin.split("!")[-1]).name: (n.end, n.student, n.unit) for n in lines}


def placed(classroom, student, unit="02-mini"):
    folder = classroom.submitted(student, unit)
    return sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []


@pytest.fixture
def numbered(classroom):
    """The class, with the numbers that Canvas and Moodle give its students."""
    add(
        classroom.root,
        (
            Student("ada", canvas_id="101", moodle_id="7001", github="ada-l"),
            Student("bob", canvas_id="102", moodle_id="7002"),
            Student("chloé.d", canvas_id="103", moodle_id="7003"),
        ),
    )
    return classroom


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


def test_what_a_clone_sets_up_is_not_run(numbered, tmp_path):
    clone, canary = tmp_path / "hw-ada-l", tmp_path / "canary"
    write(clone / "02-mini.ipynb", handin(numbered, "02-mini"))
    subprocess.run(["git", "init", "-q"], cwd=clone, check=True)
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "alias.cat-file"):
        subprocess.run(["git", "config", key, f"!touch {canary}"], cwd=clone, check=True)
    collect(numbered, [clone])
    assert not canary.exists()


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


def test_hostile_archives(classroom, tmp_path, monkeypatch):
    text = handin(classroom, "02-mini")
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ada/../../bob/02-mini.ipynb", text)
        archive.writestr("/etc/02-mini.ipynb", text)
        archive.writestr("C:/02-mini.ipynb", text)
        link = zipfile.ZipInfo("ada/link.ipynb")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("ada/" + "x" * 300 + ".ipynb", text)
        archive.writestr("ada/" + "d/" * 20 + "x.ipynb", text)
        archive.writestr("ada/evil\x1b[31m.ipynb", text)
        archive.writestr("ada/bomb.ipynb", b"\0" * 30_000_000)
        archive.writestr("ada/hw.rar", "?")
        archive.writestr("__MACOSX/ada/._02-mini.ipynb", "junk")
        archive.writestr("ada/02-mini.ipynb", text)
    lines = collect(classroom, [path])
    assert sum(n.end == "refused" for n in lines) == 9
    assert [n.student for n in lines if n.end == "taken"] == ["ada"]
    assert all(n.said and "\x1b" not in n.origin for n in lines if n.end == "refused")
    assert not (tmp_path.parent / "bob").exists()
    assert lines[-1].said == "1 files of operating systems passed over"
    monkeypatch.setattr(incoming, "MAX_ARCHIVE", 1000)
    assert "a bomb?" in collect(classroom, [path])[-2].said


def test_links_and_pipes_in_folders_are_refused(classroom, tmp_path):
    folder = tmp_path / "in" / "ada"
    write(folder / "02-mini.ipynb", handin(classroom, "02-mini"))
    (folder / "secret.ipynb").symlink_to("/etc/passwd")
    (folder / "all").symlink_to("/")
    os.mkfifo(folder / "pipe.ipynb")
    lines = collect(classroom, [tmp_path / "in"])
    assert sorted((n.end, n.said) for n in lines if n.end == "refused") == [
        ("refused", "is a link"),
        ("refused", "is a link"),
        ("refused", "is no ordinary file"),
    ]
    assert placed(classroom, "ada") == ["02-mini.ipynb", "timestamp.txt"]


def test_half_copied_and_locked_archives(classroom, tmp_path):
    whole = zipped(tmp_path / "w.zip", {"ada/02-mini.ipynb": handin(classroom, "02-mini")})
    data = whole.read_bytes()
    (tmp_path / "half.zip").write_bytes(data[: len(data) // 2])
    (tmp_path / "empty.zip").write_bytes(b"")
    damaged = bytearray(data)
    damaged[200:260] = b"\0" * 60
    (tmp_path / "damaged.zip").write_bytes(damaged)
    locked = bytearray(data)
    locked[6] |= 1
    locked[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    names = ("half.zip", "empty.zip", "damaged.zip", "locked.zip", "none.zip")
    lines = collect(classroom, [tmp_path / n for n in names])
    assert [n.end for n in lines] == ["refused"] * 5
    for line, words in zip(
        lines,
        ("no whole zip", "no whole zip", "is damaged", "password", "No such file"),
        strict=True,
    ):
        assert words in line.said


def test_archives_inside_archives_end(classroom, tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("deep.ipynb", "x")
    for _ in range(3):
        outer = io.BytesIO()
        with zipfile.ZipFile(outer, "w") as archive:
            archive.writestr("ada/inner.zip", data.getvalue())
        data = outer
    (tmp_path / "q.zip").write_bytes(data.getvalue())
    (line,) = collect(classroom, [tmp_path / "q.zip"])
    assert line.said == "is an archive inside two others"


def test_a_unit_that_is_not_there_and_an_empty_folder(classroom, tmp_path, capsys):
    assert main(["collect", str(classroom.root), str(tmp_path), "--unit", "09-none"]) == 2
    assert "the class has no unit '09-none'; it has 02-mini, 03-mini" in capsys.readouterr().err
    assert main(["collect", str(classroom.root), str(tmp_path)]) == 0
    assert "holds no files" in capsys.readouterr().out


def test_who_is_missing_is_told(classroom, tmp_path, capsys):
    write(tmp_path / "in" / "ada.ipynb", handin(classroom, "02-mini"))
    main(["collect", str(classroom.root), str(tmp_path / "in")])
    assert "02-mini: 1 of 4 have handed in; missing: bob, chloé.d, dan" in capsys.readouterr().out
