"""A term as the instructor's guide tells it: its very commands, on a small class, twice."""

import csv
import json
import re
import shlex
import zipfile
from pathlib import Path

import pytest

from autograder.__main__ import main
from autograder.classroom import open_class
from autograder.term import gradescope, release
from autograder.term.audit import Audit
from autograder.term.gradebook import read_grades
from tests.autograder.conftest import COUNT, DOUBLE, HEAD, make_course

from .conftest import RIGHT, WRONG, handin

pytestmark = [pytest.mark.xdist_group("whole-term"), pytest.mark.slow]

GUIDE = Path(__file__).parents[2] / "book" / "guide" / "instructor.md"
UNITS = ("02-convolution", "03-padding-and-stride")
NAMES = ["Ada", "Bob", "Chloé", "Dan", "Eve", "Fay", "Gil", "Hua", "Ida", "Jim"]
SECRET = "0123456789abcdef"


def renamed(text):
    """The task of the small course under the name that the guide uses."""
    return text.replace("double", "correlate2d")


def work(classroom, unit, code):
    return handin(classroom, unit, {renamed(k): renamed(v) for k, v in code.items()})


def small_course(root):
    for unit in UNITS:
        make_course(root, renamed((HEAD + DOUBLE + COUNT).replace("02-mini", unit)), unit)
    lines = ["Student,ID,SIS User ID,SIS Login ID,Section", "    Points Possible,,,,"]
    lines += [f'"Ünder, {n}",{100 + i},S{i},s{i:02},L1' for i, n in enumerate(NAMES)]
    (root / "roster.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def archive(path, files, when):
    """A download of Canvas."""
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w") as made:
        for number, (student, text) in enumerate(files):
            name = f"under_{100 + student}_{9000 + number}_homework.ipynb"
            made.writestr(zipfile.ZipInfo(name, when), text)


def downloads(root, classroom):
    """Eight in time, two late, one again, one cut short; then unit 3 without the last."""
    right, wrong = (work(classroom, UNITS[0], c) for c in (RIGHT, WRONG))
    half = work(classroom, UNITS[0], {"double": RIGHT["double"]})
    first = [(i, (right, wrong, half)[i % 3]) for i in range(7)] + [(7, right[:700])]
    first.append((55, right))  # nobody
    archive(root / "downloads" / "02-first.zip", first, (2026, 10, 5, 20, 0, 0))
    second = [(8, right), (9, right), (1, right), (7, right)]
    archive(root / "downloads" / "02-second.zip", second, (2026, 10, 7, 8, 0, 0))
    other = [work(classroom, UNITS[1], c) for c in (RIGHT, WRONG)]
    third = [(i, other[i % 2]) for i in range(9)]
    archive(root / "downloads" / "03.zip", third, (2026, 10, 12, 23, 0, 0))
    rows = [f'Participant {70 + i},{n} Ünder,,7.00,Yes,"5 October"\n' for i, n in enumerate(NAMES)]
    head = "Identifier,Full name,Grade,Maximum Grade,Grade can be changed,Last modified (grade)\n"
    (root / "downloads" / "Grades-02.csv").write_text(head + "".join(rows), encoding="utf-8")


def blocks():
    """Commands and settings of the guide: those of the term, and those that delete a student."""
    parts = GUIDE.read_text(encoding="utf-8").split("(privacy)=")
    found = [re.findall(r"^```(bash|toml)\n(.*?)^```", part, re.M | re.S) for part in parts]
    assert len(found) == 2
    return found


def apply(toml, path):
    """Put settings into class.toml where a person would."""
    lines, header = path.read_text(encoding="utf-8").splitlines(), ""
    for line in toml.splitlines():
        if line.startswith("["):
            header = line
            continue
        if not line:
            continue
        start = lines.index(header) + 1 if header else 0
        rest = enumerate(lines[start:], start)
        end = next((i for i, old in rest if old.startswith("[")), len(lines))
        key = f"{line.split(' = ')[0]} = "
        at = next((i for i in range(start, end) if lines[i].startswith(key)), None)
        if at is None:
            lines.insert(start, line)
        else:
            lines[at] = line
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def play(root, monkeypatch, part=0):
    """Run the guide's commands in a course; returns what each ended with."""
    monkeypatch.chdir(root)
    # the wheel has tests of its own, and takes seconds
    for module in (release, gradescope):
        monkeypatch.setattr(module, "build_wheel", lambda _, f, p="pixelup": _wheel(f, p))
    ended = []
    for kind, text in blocks()[part]:
        if kind == "toml":
            apply(text, root / "my-class" / "class.toml")
            continue
        for line in text.strip().splitlines():
            words = shlex.split(line)
            assert words[:3] == ["python", "-m", "autograder"]
            workers = ["--workers", "2"] if words[3] in ("grade", "regrade", "feedback") else []
            ended.append((words[3], main(words[3:] + workers)))
            assert ended[-1][1] < 2, line
            if words[3] == "init" and not (root / "downloads").exists():
                file = root / "my-class" / "class.toml"
                text_of = re.sub(r'secret = ".*"', f'secret = "{SECRET}"', file.read_text())
                file.write_text(text_of)
                downloads(root, open_class(root / "my-class"))
    return ended


def _wheel(folder, package):
    path = folder / f"{package.replace('-', '_')}-0.1.0-py3-none-any.whl"
    zipfile.ZipFile(path, "w").close()
    return path


EXPORTS = ("grades.csv", "totals.csv", "grades-canvas.csv", "grades-moodle.csv")


def results(root):
    """Everything that goes out of a class, and its audit without the times."""
    folder = root / "my-class"
    names = [*EXPORTS, "grades-nbgrader.csv", "report-tasks.csv", "report-misconceptions.csv"]
    made = {n: (folder / n).read_bytes() for n in (*names, "report.html")}
    for pattern in ("feedback/*/*/*.html", "gradescope/*/*/results.json"):
        made |= {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.glob(pattern)}
    made |= {p.name: p.read_bytes() for p in (root / "mail").glob("*.zip")}
    events = [
        (e.student, e.unit, e.why, e.points, e.penalty, e.failed, e.sha256)
        for e in Audit(folder).events
    ]
    return made, sorted(events, key=str)


def test_a_term_as_the_guide_tells_it_twice_the_same(tmp_path, monkeypatch, capsys):
    small_course(tmp_path)
    ended = play(tmp_path, monkeypatch)
    said = capsys.readouterr().out
    # the first collection has one whom nobody knows: look at it
    assert [c for c in ended if c[1]] == [("collect", 1)]
    assert "nobody in the roster is called 'under' or has the Canvas id 155" in said
    assert "it cannot be read; ask for it again" in said

    classroom = open_class(tmp_path / "my-class")
    grades = read_grades(classroom)
    points = {s: grades[s, UNITS[0]].points for s, u in grades if u == UNITS[0]}
    assert points == pytest.approx(
        {
            **{"s00": 6, "s01": 4.8, "s02": 4, "s03": 5, "s04": 0, "s05": 4, "s06": 6, "s07": 4.8},
            # two days begun cost a fifth; s09 had a longer deadline
            **{"s08": 4.8, "s09": 6},
        }
    )
    assert ("s09", UNITS[1]) not in grades
    check_exports(classroom.root)
    check_audit(classroom)

    first = results(tmp_path)
    assert play(tmp_path, monkeypatch) == ended
    second = results(tmp_path)
    assert first[1] == second[1]
    assert set(first[0]) == set(second[0])
    assert [n for n in first[0] if first[0][n] != second[0][n]] == []

    assert [c[1] for c in play(tmp_path, monkeypatch, part=1)] == [0, 0, 0, 0]
    assert {s for s, _ in read_grades(classroom)} == {f"s{i:02}" for i in range(10) if i != 6}
    assert "s06" not in (classroom.root / "totals.csv").read_text(encoding="utf-8")


def check_exports(folder):
    with (folder / "totals.csv").open(encoding="utf-8") as file:
        totals = {r["student"]: r for r in csv.DictReader(file)}
    assert len(totals) == 10
    assert totals["s09"][UNITS[1]] == ""
    assert totals["s03"][UNITS[0]] == "5"
    with (folder / "grades-canvas.csv").open(encoding="utf-8") as file:
        canvas = {r["SIS Login ID"]: r for r in csv.DictReader(file)}
    assert canvas["s02"]["Student"] == "Ünder, Chloé"
    assert {s: r[UNITS[0]] for s, r in canvas.items() if s} == {
        s: r[UNITS[0]] for s, r in totals.items()
    }
    with (folder / "grades-moodle.csv").open(encoding="utf-8") as file:
        assert {r["Total"] for r in csv.DictReader(file)} == {r["total"] for r in totals.values()}
    with (folder / "grades-moodle-02-convolution.csv").open(encoding="utf-8") as file:
        worksheet = [r["Grade"] for r in csv.DictReader(file)]
    assert worksheet == [totals[f"s{i:02}"][UNITS[0]] for i in range(10)]
    results = list(folder.glob("gradescope/*/*/results.json"))
    assert len(results) == 19
    for path in results:
        score = json.loads(path.read_text())["score"]
        assert float(totals[path.parent.name][path.parent.parent.name]) == score


def check_audit(classroom):
    audit = Audit(classroom.root)
    assert audit.broken == []
    by_student = {}
    for e in audit.events:
        if e.unit == UNITS[0]:
            by_student.setdefault(e.student, []).append(e)
    assert [e.why for e in by_student["s03"]] == [
        "graded for the first time",
        "override: right idea, seen in class",
    ]
    assert [(e.total, bool(e.failed)) for e in by_student["s07"]][-1] == (pytest.approx(4.8), False)
    assert by_student["s07"][0].failed
    assert len({e.sha256 for e in by_student["s01"]}) == 2
