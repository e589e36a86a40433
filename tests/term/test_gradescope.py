"""A Gradescope autograder: what is in the zip, and what it does in a folder laid out as theirs."""

import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile

import pytest

from autograder.__main__ import main
from autograder.engine import doctor
from autograder.term import gradescope

from .conftest import RIGHT, WRONG, handin, settings

pytestmark = pytest.mark.xdist_group("term")


@pytest.fixture
def zipped(classroom, monkeypatch, tmp_path, capsys):
    """The zip of a unit; the wheels have tests of their own, and take seconds."""

    def wheel(_, folder, package="pixelup"):
        path = folder / f"{package.replace('-', '_')}-0.1.0-py3-none-any.whl"
        zipfile.ZipFile(path, "w").close()
        return path

    monkeypatch.setattr(gradescope, "build_wheel", wheel)
    to = tmp_path / "02.zip"
    assert main(["gradescope", str(classroom.root), "02", "--to", str(to)]) == 0
    assert "for Gradescope alone" in capsys.readouterr().out
    return to


@pytest.fixture
def harness(zipped, tmp_path):
    """A folder as Gradescope lays it out."""
    root = tmp_path / "autograder"
    (root / "submission").mkdir(parents=True)
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(root / "source")
    shutil.copy(root / "source" / "run_autograder", root / "run_autograder")
    (root / "run_autograder").chmod(0o755)
    who = {"id": 1, "users": [{"email": "ada@example.org", "id": 3, "name": "Ada"}]}
    (root / "submission_metadata.json").write_text(json.dumps(who))
    return root


def test_the_zip_holds_what_their_specification_asks_for(zipped):
    with zipfile.ZipFile(zipped) as archive:
        names = set(archive.namelist())
        for script in ("setup.sh", "run_autograder"):
            assert archive.read(script).startswith(b"#!/usr/bin/env bash\n")
            assert archive.getinfo(script).external_attr >> 16 & stat.S_IXUSR
        setup = archive.read("setup.sh").decode()
    assert {"settings.json", "class.toml", "course/solutions/02-mini.md"} <= names
    assert "course/solutions/03-mini.md" not in names  # one unit, no other
    for wheel in (n for n in names if n.startswith("wheels/")):
        assert f"./{wheel}" in setup
    assert "torch" not in setup
    done = subprocess.run(["bash", "-n"], input=setup, text=True, capture_output=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_run_autograder_grades_what_was_handed_in(harness, classroom):
    text = handin(classroom, "02-mini", {"double": WRONG["double"], "count": RIGHT["count"]})
    (harness / "submission" / "my homework.ipynb").write_text(text)
    done = subprocess.run(
        [str(harness / "run_autograder")],
        env=os.environ | {"GRADESCOPE_ROOT": str(harness), "GRADESCOPE_PYTHON": sys.executable},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("sandbox: ")
    made = json.loads((harness / "results" / "results.json").read_text())
    assert made["score"] == 2.0
    tests = {t["name"]: t for t in made["tests"]}
    assert set(tests) == {"double", "count"}  # Gradescope has its own page for written answers
    assert (tests["count"]["score"], tests["count"]["max_score"]) == (2.0, 2.0)
    assert tests["count"]["status"] == "passed"
    assert "squared" in tests["double"]["output"]
    assert "Written answers are read by a person: why-count." in made["output"]
    assert "taken for 02-mini.ipynb" in made["output"]
    assert made["stdout_visibility"] == "hidden"
    assert made["extra_data"]["student"] == "ada@example.org"
    # their specification: numbers for scores, these words for visibility
    assert all(isinstance(t["score"], int | float) for t in made["tests"])
    visible = {"hidden", "after_due_date", "after_published", "visible"}
    assert {t["visibility"] for t in made["tests"]} <= visible


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "nothing was handed in"),
        ({"a.txt": "hello"}, "there is no notebook"),
        ({"a.ipynb": '{"cells": ['}, "breaks off"),
        ({"a.ipynb": "{}", "b.ipynb": "{}"}, "which is it?"),
    ],
)
def test_what_cannot_be_graded_says_why_and_has_a_result(harness, files, said, monkeypatch, capsys):
    # no code is run in these, so what would seal it need not be tried
    monkeypatch.setattr(doctor, "diagnose", lambda *_: doctor.Diagnosis((), "namespaces"))
    for name, text in files.items():
        (harness / "submission" / name).write_text(text)
    gradescope.run(harness)
    made = json.loads((harness / "results" / "results.json").read_text())
    assert said in made["output"]
    assert made["score"] == 0
    assert "no judgement of your work" in made["output"]
    capsys.readouterr()


def test_without_a_sandbox_it_refuses_unless_told(harness, classroom, monkeypatch, capsys):
    none = doctor.Diagnosis((), "")
    monkeypatch.setattr(doctor, "diagnose", lambda *_: none)
    (harness / "submission" / "02-mini.ipynb").write_text(handin(classroom, "02-mini", RIGHT))
    assert gradescope.run(harness)["output"] == gradescope.REFUSED
    capsys.readouterr()


def test_odd_names_and_a_missing_who_are_no_error(harness):
    (harness / "submission_metadata.json").write_text("{")
    assert gradescope._student(harness) == "student"
    who = {"users": [{"email": "../../é v..l@x"}]}
    (harness / "submission_metadata.json").write_text(json.dumps(who))
    assert "/" not in gradescope._student(harness)
    assert ".." not in gradescope._student(harness)


def test_a_place_that_is_no_zip_is_refused(classroom, capsys, monkeypatch):
    monkeypatch.setattr(
        gradescope, "build_wheel", lambda _, f, p="pixelup": shutil.copy(__file__, f / f"{p}.whl")
    )
    assert main(["gradescope", str(classroom.root), "02", "--to", "x.tar"]) == 2
    assert "ends in .zip" in capsys.readouterr().err
    settings(classroom)
