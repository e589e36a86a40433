"""Deleting a student: nothing in the class folder tells of them, all the rest is untouched."""

import csv
import shutil

import pytest

from autograder.__main__ import main
from autograder.classroom import open_class
from autograder.term.audit import Audit
from autograder.term.gradebook import read_grades

from .conftest import RIGHT, handin, write

pytestmark = pytest.mark.xdist_group("term")

ODD = "Zyxgórska"  # a name that stands nowhere by chance


@pytest.fixture(scope="module")
def once_used(fresh, once_graded, tmp_path_factory):
    """A class in which one was collected, graded, reported and exported under an odd name."""
    root, inbox = fresh / "used", tmp_path_factory.mktemp("in")
    shutil.copytree(once_graded, root)
    classroom = open_class(root)
    roster = tmp_path_factory.mktemp("odd") / "roster.csv"
    roster.write_text(f"student,last_name\nzyx,{ODD}\n", encoding="utf-8")
    course = ["--course", str(fresh)]
    assert main([*course, "init", str(root), "--roster", str(roster)]) == 0
    work = inbox / "zyx" / "02-mini.ipynb"
    write(work, handin(classroom, "02-mini", RIGHT), "2026-10-01T12:00:00+00:00")
    assert main(["collect", str(root), str(inbox)]) == 0
    write(work, handin(classroom, "02-mini"), "2026-10-02T12:00:00+00:00")
    write(inbox / "zyx" / "holiday.ipynb", '{"cells": []}')
    assert main(["collect", str(root), str(inbox)]) == 1
    assert main(["grade", str(root), "--quiet", "--workers", "1"]) == 0
    mail = ["--zip", str(root / "mail")]
    assert main(["feedback", str(root), "--workers", "1", *mail]) == 0
    for form in ("plain", "gradescope", "nbgrader"):
        assert main(["export", str(root), "--format", form]) == 0
    assert main(["report", str(root)]) == 0
    return root


@pytest.fixture
def used(fresh, once_used, capsys):
    """Such a class of one's own."""
    folder = fresh / "used-copy"
    shutil.copytree(once_used, folder)
    capsys.readouterr()
    yield open_class(folder)
    shutil.rmtree(folder)


def everything(root):
    return {p.relative_to(root): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_nothing_is_left_and_the_others_keep_all(used, capsys):
    root = used.root
    before, grades = everything(root), read_grades(used)
    assert main(["forget", str(root), "zyx", "--dry-run"]) == 0
    told = capsys.readouterr().out
    after = everything(root)
    assert {p for p in before if before[p] != after.get(p)} == set()

    assert main(["forget", str(root), "zyx"]) == 0
    said = capsys.readouterr().out
    assert said.replace("deleted", "would delete") == told
    for path, data in everything(root).items():
        assert b"zyx" not in data, path
        assert ODD.encode() not in data, path
        assert "zyx" not in str(path)
    grades = {k: g for k, g in grades.items() if k[0] != "zyx"}
    assert read_grades(used) == grades
    left = everything(root)
    for path in before:  # what others handed in and got back
        if path.parts[0] in ("submitted", "autograded", "feedback") and path.parts[1] != "zyx":
            assert left[path] == before[path]


def test_the_audit_says_that_it_was_done_and_still_fits(used, capsys):
    others = [e for e in Audit(used.root).events if e.student != "zyx"]
    gone = len(Audit(used.root).events) - len(others)
    assert gone >= 1
    assert main(["forget", str(used.root), "zyx"]) == 0
    audit = Audit(used.root)
    assert audit.broken == []
    assert audit.events[:-1] == others
    note = audit.events[-1]
    assert (note.student, note.unit) == ("(forgotten)", "")
    assert note.why.startswith(f"a student was deleted, with {gone} line")
    assert main(["audit", str(used.root), "bob"]) == 0
    for command in ("report", "export"):
        assert main([command, str(used.root)]) == 0
    capsys.readouterr()


def test_a_log_that_was_tampered_with_says_so_for_ever(used, capsys):
    lines = (used.root / "audit.jsonl").read_bytes().splitlines(keepends=True)
    (used.root / "audit.jsonl").write_bytes(b"".join(lines[1:]))
    assert main(["forget", str(used.root), "zyx"]) == 0
    assert "lines 1 did not fit before" in Audit(used.root).events[-1].why
    capsys.readouterr()


def test_twice_and_nobody_and_no_paths(used, capsys):
    assert main(["forget", str(used.root), "zyx"]) == 0
    capsys.readouterr()
    assert main(["forget", str(used.root), "zyx"]) == 2
    assert "tells of 'zyx'" in capsys.readouterr().err
    assert main(["forget", str(used.root), "zyx", "--dry-run"]) == 1
    for evil in ("..", "../graded", "a/b", "."):
        assert main(["forget", str(used.root), evil]) == 2
    assert (used.root / "submitted" / "ada").is_dir()
    capsys.readouterr()


def test_one_who_is_only_in_the_roster(classroom, capsys):
    assert main(["forget", str(classroom.root), "chloé.d"]) == 0
    with (classroom.root / "roster.csv").open(encoding="utf-8") as file:
        assert [r["student"] for r in csv.DictReader(file)] == ["ada", "bob", "dan"]
    shutil.rmtree(classroom.root / ".autograder", ignore_errors=True)
    capsys.readouterr()
