"""Copies of a release with a student's own seed: made, told, verified."""

import json
import zipfile
from pathlib import Path

import pytest

from autograder.__main__ import main
from autograder.term import release
from autograder.term.stamp import Stamp, doubt, read_stamp, stamp_of

from .conftest import RIGHT, handin, put, write

pytestmark = pytest.mark.xdist_group("term")


@pytest.fixture
def copies(classroom, monkeypatch, tmp_path, capsys):
    """A unit released once a student."""

    def wheel(_, folder, package="pixelup"):
        path = folder / f"{package}-0.1.0-py3-none-any.whl"
        zipfile.ZipFile(path, "w").close()
        return path

    monkeypatch.setattr(release, "build_wheel", wheel)
    monkeypatch.chdir(classroom.solutions)
    to = tmp_path / "out"
    said = ["--class", str(classroom.root), "--each", "--to", str(to)]
    assert main(["release", "02", *said]) == 0
    assert "4 copies with seeds of their own" in capsys.readouterr().out
    return to


def notebook_of(copies, student):
    with zipfile.ZipFile(copies / f"{student}.zip") as archive:
        assert "README.md" in archive.namelist()
        return archive.read("02-mini/02-mini.ipynb").decode()


def test_each_gets_a_seed_of_their_own_that_stays(copies, classroom):
    assert sorted(p.stem for p in copies.iterdir()) == ["ada", "bob", "chloé.d", "dan"]
    seeds = set()
    for student in ("ada", "bob", "chloé.d", "dan"):
        text = notebook_of(copies, student)
        stamp = json.loads(text)["metadata"]["pixelup"]
        assert stamp == vars(stamp_of(classroom, student, "02-mini"))
        assert f"Your own random seed is {stamp['seed']}." in text
        # the seed of hidden cases is another one, and is not given away
        assert str(classroom.seed(student, "02-mini")) not in text
        seeds.add(stamp["seed"])
    assert len(seeds) == 4


def test_a_copy_grades_as_any_other_and_feedback_tells_the_seed(copies, classroom, capsys):
    put(classroom, "ada", "02-mini", notebook_of(copies, "ada"))
    assert main(["grade", str(classroom.root), "--quiet", "--workers", "1"]) == 0
    assert main(["feedback", str(classroom.root), "--workers", "1"]) == 0
    page = classroom.feedback("ada", "02-mini") / "02-mini.html"
    seed = stamp_of(classroom, "ada", "02-mini").seed
    assert f"your own random seed, {seed}" in page.read_text(encoding="utf-8")
    capsys.readouterr()


def test_a_copy_of_somebody_else_is_noticed(copies, classroom, tmp_path, capsys):
    write(tmp_path / "in" / "bob" / "02-mini.ipynb", notebook_of(copies, "ada"))
    write(tmp_path / "in" / "ada" / "02-mini.ipynb", notebook_of(copies, "ada"))
    changed = json.loads(notebook_of(copies, "dan"))
    changed["metadata"]["pixelup"]["seed"] += 1
    write(tmp_path / "in" / "dan" / "02-mini.ipynb", json.dumps(changed))
    assert main(["collect", str(classroom.root), str(tmp_path / "in")]) == 1  # look at them
    said = capsys.readouterr().out
    assert said.count("copy that was made for ada") == 1
    assert doubt(classroom, "bob", "02-mini") == "The notebook is the copy that was made for ada."
    assert doubt(classroom, "ada", "02-mini") == ""
    assert doubt(classroom, "dan", "02-mini") == "The stamp in the notebook was changed."
    assert main(["report", str(classroom.root)]) == 0
    text = (classroom.root / "report.html").read_text(encoding="utf-8")
    assert "Stamps that do not fit: 2" in text
    assert "bob: The notebook is the copy that was made for ada." in text
    capsys.readouterr()


def test_a_notebook_without_a_stamp_is_as_good(classroom):
    put(classroom, "ada", "02-mini", handin(classroom, "02-mini", RIGHT))
    assert doubt(classroom, "ada", "02-mini") == ""


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"metadata": {"pixelup": {"seed": "x"}}}', '{"metadata": 1, "seed": 2}'],
)
def test_a_stamp_that_cannot_be_read_is_none(tmp_path, text):
    (tmp_path / "a.ipynb").write_text(text)
    assert read_stamp(tmp_path / "a.ipynb") is None
    assert read_stamp(tmp_path / "b.ipynb") is None
    good = Stamp("u", "s", 1)
    (tmp_path / "c.ipynb").write_text(json.dumps({"metadata": {"pixelup": vars(good)}}))
    assert read_stamp(tmp_path / "c.ipynb") == good


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--each"], "--class CLASSDIR"),
        (["--student", "ada"], "--class CLASSDIR"),
        (["--class", "CLASS", "--student", "eve"], "'eve' is not in the roster"),
        (["--class", "CLASS", "--each", "--solutions"], "worked solutions are the same for all"),
        (["--class", "CLASS", "--each", "--to", "roster.csv"], "name a folder"),
    ],
)
def test_what_cannot_be_stamped_is_one_line(classroom, monkeypatch, capsys, more, said):
    monkeypatch.chdir(classroom.solutions)
    words = [str(classroom.root) if w == "CLASS" else w for w in more]
    assert main(["release", "02", *words]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not Path("02-mini").exists()
