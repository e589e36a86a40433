"""What goes out to students, and what they can do with it."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import pixelup
from autograder import scan
from autograder.__main__ import main
from autograder.sample import submissions
from autograder.source import read
from autograder.term import release
from pixelup import __main__ as students
from tests.autograder.conftest import make_course

pytestmark = pytest.mark.xdist_group("release")

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return release.build_wheel(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def course(tmp_path, monkeypatch, wheel):
    """A small course with a site, and a wheel that need not be built again."""
    root = tmp_path / "course"
    make_course(root)
    site = root / "_build" / "html"
    site.mkdir(parents=True)
    (site / "index.html").write_text("<h1>Vision</h1>\n<p>x</p>", encoding="utf-8")
    (site / ".buildinfo").touch()
    (root / "book").mkdir()
    monkeypatch.chdir(root)
    monkeypatch.setattr(release, "build_wheel", lambda _, f: Path(shutil.copy(wheel, f)))
    assert main(["build"]) == 0
    return root


def test_a_unit_goes_out_with_its_install_line(course, wheel, capsys):
    assert main(["release", "02"]) == 0
    assert "no line of a solution is inside" in capsys.readouterr().out
    out = course / "02-mini"
    names = sorted(p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file())
    assert names == sorted(["02-mini/02-mini.ipynb", "README.md", wheel.name])
    assert f"pip install {wheel.name}" in (out / "README.md").read_text()
    given = (course / "exercises" / "02-mini" / "02-mini.ipynb").read_bytes()
    assert (out / "02-mini" / "02-mini.ipynb").read_bytes() == given
    assert main(["release", "02", "--to", "a/out.zip"]) == 0
    first = (course / "a" / "out.zip").read_bytes()
    assert main(["release", "02", "--to", "a/out.zip"]) == 0
    assert (course / "a" / "out.zip").read_bytes() == first
    assert len(zipfile.ZipFile(course / "a" / "out.zip").namelist()) == 3


def test_worked_solutions_after_the_deadline(course):
    assert main(["release", "02", "--solutions", "--to", "out"]) == 0
    text = (course / "out" / "02-mini" / "02-mini.ipynb").read_text()
    assert "return np.add(x, x, dtype=float)" in text
    assert "BEGIN SOLUTION" not in text


def test_the_whole_course_goes_out_without_a_secret(course):
    (course / "LICENSE").write_text("BSD")
    (course / "binder").mkdir()
    (course / "binder" / "requirements.txt").write_text("# why\nhatchling==1\nnumpy==2.4.6\n")
    assert main(["release", "--course", "public"]) == 0
    out = course / "public"
    names = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert {"README.md", "LICENSE", "site/index.html", "exercises/02-mini/02-mini.ipynb"} <= names
    assert {"binder/requirements.txt", "binder/runtime.txt"} <= names
    assert not any("solutions" in n or "autograder" in n or ".buildinfo" in n for n in names)
    needs, *pins = (out / "binder" / "requirements.txt").read_text().splitlines()
    assert (out / needs).is_file()
    assert pins == ["numpy==2.4.6"]
    unit = read(course / "solutions" / "02-mini.md")
    assert list(scan.leaks([unit], scan.texts(out))) == []
    (out / ".git").mkdir()
    (out / ".git" / "HEAD").write_text("ref: x")
    (out / "old.txt").touch()
    assert main(["release", "--course", "public"]) == 0
    assert (out / ".git" / "HEAD").is_file()  # it may be a repository already
    assert not (out / "old.txt").exists()


def test_a_secret_on_a_page_stops_it_and_leaves_nothing(course, capsys):
    page = course / "_build" / "html" / "02.html"
    secret = "<pre>    <span>return</span> np.add(x, x, <i>dtype</i>=float)</pre>"
    page.write_text(secret, encoding="utf-8")
    assert main(["release", "--course", "public"]) == 2
    assert "02.html would show students the line" in capsys.readouterr().err
    assert not (course / "public").exists()
    assert not (course / ".public.part").exists()
    (course / "book" / "02-mini.md").write_text("return np.add(x, x, dtype=float)\n")
    assert main(["release", "--course", "public"]) == 0  # the book teaches this line
    (course / "_build" / "html" / "autograder").mkdir()
    assert main(["release", "--course", "public"]) == 2
    assert "autograder would go out" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "name a unit"),
        (["02", "--course", "x"], "name a unit"),
        (["09"], "no unit is called '09'"),
        (["02", "--to", "solutions/02-mini.md"], "is a file"),
        (["--course", "solutions"], "holds other files"),
    ],
)
def test_what_cannot_go_out_is_one_line(course, arguments, words, capsys):
    assert main(["release", *arguments]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert (course / "solutions" / "02-mini.md").is_file()


def test_without_a_site_it_says_how_to_get_one(course, capsys):
    shutil.rmtree(course / "_build")
    assert main(["release", "--course", "public"]) == 2
    assert "make book" in capsys.readouterr().err


def pixelup_check(*arguments, cwd=None):
    done = subprocess.run(
        [sys.executable, "-m", "pixelup", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(Path(pixelup.__file__).parents[1])},
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    """Notebooks of a real unit: right, wrong, and one that raises."""
    folder = tmp_path_factory.mktemp("home")
    made = dict(submissions(read(ROOT / "solutions" / "02-convolution.md")))
    for name in ("perfect", "mistaken-01", "syntax-error", "truncated-file"):
        (folder / f"{name}.ipynb").write_text(made[name], encoding="utf-8")
    (folder / "other.ipynb").write_text('{"cells": []}')
    return folder


def test_a_student_checks_a_whole_notebook(notebooks):
    code, out, _ = pixelup_check("check", notebooks / "perfect.ipynb")
    assert code == 0, out
    assert out.splitlines()[0] == "02-convolution"
    assert all(line.endswith("right") for line in out.splitlines()[1:-1])


def test_what_is_wrong_is_said_with_its_hint(notebooks):
    code, out, _ = pixelup_check("check", "mistaken-01.ipynb", cwd=notebooks)
    assert code == 1
    unit = pixelup.pack.load("02-convolution")
    first = unit.tasks[0].mistakes[0]
    assert f"{first.name}: {first.hint}" in out
    code, out, _ = pixelup_check("check", notebooks / "syntax-error.ipynb")
    assert code == 1
    assert "raised SyntaxError" in out
    assert "there is no such function" in out


def test_progress_over_a_folder(notebooks):
    code, out, _ = pixelup_check("progress", notebooks)
    assert code == 1
    lines = {line.split("/")[-1]: line for line in out.splitlines()}
    assert set(lines) == {"perfect.ipynb", "mistaken-01.ipynb", "syntax-error.ipynb"}
    total = len(pixelup.pack.load("02-convolution").tasks)
    assert f"[{'#' * total}]  {total} of {total} tasks" in lines["perfect.ipynb"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "none.ipynb"], "there is no file none.ipynb"),
        (["check", "."], "is a folder; name the notebook in it"),
        (["check", "truncated-file.ipynb"], "is no notebook, or only half of one"),
        (["check", "other.ipynb"], "is none of this course"),
        (["progress", "nowhere"], "there is no folder nowhere"),
    ],
)
def test_bad_input_of_students_is_one_line(notebooks, arguments, words, monkeypatch, capsys):
    monkeypatch.chdir(notebooks)
    assert students.main(arguments) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_a_unit_of_a_newer_version_is_named(tmp_path, capsys):
    cell = {"cell_type": "code", "source": ['check = checker("99-future")'], "metadata": {}}
    (tmp_path / "n.ipynb").write_text(json.dumps({"cells": [cell]}))
    assert students.main(["check", str(tmp_path / "n.ipynb")]) == 2
    assert "pip install --upgrade pixelup" in capsys.readouterr().err
