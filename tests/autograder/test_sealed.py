"""What the class gets from the sealed engine: nothing can be read, and nothing is left."""

import html
import json

import nbformat
import pytest
from nbformat.v4 import new_output

from autograder.__main__ import main
from autograder.classroom import open_class
from autograder.grade.journal import Journal
from pixelup.show import MIME

from .conftest import make_course


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    """A class with one honest student and three that are not."""
    course = tmp_path_factory.mktemp("course")
    make_course(course)
    folder = course / "class"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course)
        assert main(["init", str(folder)]) == 0
        assert main(["sample", str(folder), "02"]) == 0
    made = open_class(folder)
    perfect = nbformat.read(made.submitted("perfect", "02-mini") / "02-mini.ipynb", 4)
    for student, code in ATTACKS.items():
        wicked = nbformat.from_dict(json.loads(json.dumps(perfect)))
        cells = {c.id: c for c in wicked.cells}
        code = code.format(folder=folder, solutions=course)
        cells["double"].source = f"{code}\n{cells['double'].source}"
        match student:
            case "hider":
                cells["count"].source = HIDES
            case "claimer":
                cells["double"].source = "def double(x):\n    return total * 2"
                cells["check-double"].outputs = [new_output("display_data", data=CLAIM)]
        target = made.submitted(student, "02-mini")
        target.mkdir(parents=True)
        nbformat.write(wicked, target / "02-mini.ipynb")
    chosen = [x for name in (*ATTACKS, "perfect") for x in ("--student", name)]
    assert main(["grade", str(folder), "--workers", "2", *chosen]) == 0
    return made


READS = """
import os
for path in ("{folder}/class.toml", "{folder}/gradebook.db", "{solutions}/solutions/02-mini.md",
             "{folder}/submitted/perfect/02-mini/02-mini.ipynb"):
    try:
        print(open(path, "rb").read())
    except OSError as problem:
        print(type(problem).__name__)
print(sorted(k for k in os.environ if "AUTOGRADER" in k), [f for f in os.listdir(".")])
"""
HIDES = "size = getattr(np, 'si' 'ze')\ndef count(x):\n    return int(size(x))"
CLAIM = {MIME: {"task": "double", "points": 4, "out_of": 4}, "text/plain": "4"}
ATTACKS = {
    "reader": READS,
    "leaver": "import subprocess\n_left = subprocess.Popen(['sleep', '300'])",
    "patcher": "import builtins\nbuiltins.sum = lambda *a: 0\nnp.allclose = lambda *a: True",
    "hider": "",
    "claimer": "",
    "forger": "import builtins\nimport pixelup.judge\npixelup.judge.judge = lambda *a, **k: 1 / 0",
}


def outcome(classroom, student):
    return Journal(classroom.work / "journal.jsonl").find(student, "02-mini")


def printed(classroom, student):
    made = nbformat.read(classroom.autograded(student, "02-mini") / "02-mini.ipynb", 4)
    cell = next(c for c in made.cells if c.id == "double")
    return "".join(o.get("text", "") for o in cell.outputs)


def test_nothing_of_the_class_can_be_read(classroom):
    said = printed(classroom, "reader")
    assert said.count("FileNotFoundError") + said.count("PermissionError") == 4
    assert classroom.secret not in said
    assert "[] []" in said


def test_the_work_still_gets_what_it_deserves(classroom):
    assert {s: outcome(classroom, s).points for s in (*ATTACKS, "perfect")} == {
        "reader": 6,
        "leaver": 6,
        "patcher": 6,
        "hider": 6,  # it did not run: a forbidden function that is held is for a person
        "claimer": 2,
        "forger": 6,  # the judge that was spoilt is the student's own copy
        "perfect": 6,
    }


def test_a_process_that_is_left_is_flagged(classroom):
    assert outcome(classroom, "leaver").status == "flagged"
    assert "still running" in " ".join(outcome(classroom, "leaver").notes)
    assert outcome(classroom, "perfect").status == "graded"


@pytest.mark.parametrize(
    ("student", "said"),
    [
        ("patcher", ["replaced `builtins.sum`", "replaced `numpy.allclose`"]),
        ("hider", ["`count` holds `numpy.size`, which its task forbids, under another name"]),
        ("claimer", ["The file shows all points for `double`; run from top to bottom it has none"]),
    ],
)
def test_what_a_person_should_look_at_is_flagged(classroom, student, said, capsys):
    ended = outcome(classroom, student)
    assert ended.status == "flagged"
    assert len(ended.notes) == len(said)
    assert main(["status", str(classroom.root)]) == 0
    assert main(["feedback", str(classroom.root), "--workers", "1"]) == 0
    page = (classroom.feedback(student, "02-mini") / "02-mini.html").read_text()
    shown = " ".join(capsys.readouterr().out.split())
    for sentence in said:
        assert sentence in " ".join(ended.notes)
        assert sentence in html.unescape(page)
    assert student in shown


def test_without_a_sandbox_it_refuses_unless_told(classroom, monkeypatch, capsys):
    monkeypatch.setattr("autograder.engine.warm.Zygote.sandbox", "")
    arguments = ["grade", str(classroom.root), "--student", "perfect", "--force", "--workers", "1"]
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert "--unsafe grades all the same" in said
    assert said.count("\n") == 1
    assert main([*arguments, "--unsafe"]) == 0
    assert "grading without a sandbox" in capsys.readouterr().out
    assert outcome(classroom, "perfect").points == 6


def test_the_doctor_says_what_protects(capsys):
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "judged outside" in said
    assert "Grading is sandboxed" in said
