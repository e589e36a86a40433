"""A class of the small course with two units, made once and copied for each test."""

from __future__ import annotations

import copy
import itertools
import os
import shutil
import zipfile
from datetime import datetime
from pathlib import Path

import nbformat
import pytest

from autograder import notebook
from autograder.__main__ import main
from autograder.classroom import open_class
from autograder.source import read
from autograder.term.roster import Student, add
from tests.autograder.conftest import COUNT, DOUBLE, HEAD, make_course
from tests.conftest import missing

UNITS = ("02-mini", "03-mini")
NOON = (2026, 10, 1, 12, 0, 0)
RIGHT = {
    "double": "import numpy as np\ndef double(x):\n    return 2.0 * np.asarray(x)",
    "count": "def count(x):\n    return x.shape[0] * x.shape[1]",
}
WRONG = {
    "double": "import numpy as np\ndef double(x):\n    return np.square(x)",
    "count": "def count(x):\n    return len(x)",
}
ROSTER = """\
student,last_name,first_name,email
ada,Lovelace,Ada,ada@example.org
bob,"Müller, Jr.",Bob,bob@example.org
chloé.d,Dupont,Chloé,chloe@example.org
dan,Diaz,Dan,dan@example.org
"""


@pytest.fixture(scope="session")
def fresh(tmp_path_factory):
    """Folder of a small course with a class that nobody has handed anything in to."""
    course = tmp_path_factory.mktemp("term-course")
    make_course(course)
    second = (HEAD + DOUBLE + COUNT).replace("02-mini", "03-mini").replace("Mini", "Maxi")
    make_course(course, second, "03-mini")
    roster = course / "roster.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    before = Path.cwd()
    os.chdir(course)
    try:
        assert main(["init", "class", "--roster", "roster.csv"]) == 0
    finally:
        os.chdir(before)
    return course


_numbers = itertools.count()


@pytest.fixture
def classroom(fresh):
    """A class of one's own, with a roster of four."""
    folder = fresh / f"class-{next(_numbers)}"
    shutil.copytree(fresh / "class", folder)
    yield open_class(folder)
    shutil.rmtree(folder)


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


def settings(classroom, *changes: tuple[str, str]):
    """Change lines of class.toml, and open the class again."""
    file = classroom.root / "class.toml"
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return open_class(classroom.root)


def handin(classroom, unit: str, code: dict[str, str] | None = None) -> str:
    """Text of a notebook as a student hands it in."""
    source = notebook.source_notebook(read(classroom.solutions / "solutions" / f"{unit}.md"))
    made = copy.deepcopy(notebook.release(source))
    for cell in made.cells:
        cell.source = (code or {}).get(cell.id, cell.source)
    return nbformat.writes(made)


def write(path: Path, text: str, when: str = "2026-10-01T12:00:00+00:00") -> Path:
    """Write a file with a time of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    stamp = datetime.fromisoformat(when).timestamp()
    os.utime(path, (stamp, stamp))
    return path


def zipped(path: Path, files: dict[str, str | bytes], when=NOON) -> Path:
    """Write an archive whose files are of one time."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, when), text)
    return path


def placed(classroom, student: str, unit: str = "02-mini") -> list[str]:
    """Names of the files that count as a student's."""
    folder = classroom.submitted(student, unit)
    return sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []


AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def browse(browser):
    """Open a page: what axe finds, and how wide it wants to be."""
    if not AXE.is_file():
        missing("browser", "npm ci brings axe-core")

    def look(path: Path, theme: str, width: int):
        # the page's own policy forbids scripts, and axe is one
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, bypass_csp=True
        )
        opened = context.new_page()
        opened.goto(path.as_uri())
        opened.evaluate(AXE.read_text())
        found = opened.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS
        )
        wide = opened.evaluate("document.documentElement.scrollWidth")
        context.close()
        return [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found["violations"]], wide

    return look


def put(classroom, student: str, unit: str, text: str, when: str = "2026-10-01 12:00:00 UTC"):
    """Hand something in, where collect would put it."""
    folder = classroom.submitted(student, unit)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{unit}.ipynb").write_text(text, encoding="utf-8")
    (folder / "timestamp.txt").write_text(f"{when}\n", encoding="utf-8")


@pytest.fixture(scope="session")
def once_graded(fresh):
    """A class in which ada is right, bob wrong and dan's file cut short."""
    folder = fresh / "graded"
    shutil.copytree(fresh / "class", folder)
    classroom = open_class(folder)
    put(classroom, "ada", "02-mini", handin(classroom, "02-mini", RIGHT))
    put(classroom, "bob", "02-mini", handin(classroom, "02-mini", WRONG))
    put(classroom, "dan", "02-mini", handin(classroom, "02-mini", RIGHT)[:900])
    assert main(["grade", str(folder), "--workers", "2", "--quiet"]) == 0
    return folder


@pytest.fixture
def graded(fresh, once_graded):
    """A graded class of one's own."""
    folder = fresh / f"graded-{next(_numbers)}"
    shutil.copytree(once_graded, folder)
    yield open_class(folder)
    shutil.rmtree(folder)
