"""`make term` in small: a whole term by script, twice from scratch, the same to the last byte."""

import pytest

from autograder.__main__ import main
from autograder.classroom import open_class
from autograder.source import read
from autograder.term.standing import standings
from tests.autograder.conftest import COUNT, DOUBLE, HEAD, make_course
from tools import term

pytestmark = [pytest.mark.xdist_group("scripted-term"), pytest.mark.slow]

UNITS = ("02-mini", "03-mini")
STUDENTS = 8


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("scripted-course")
    for name in UNITS:
        make_course(root, (HEAD + DOUBLE + COUNT).replace("02-mini", name), name)
    return root


def test_two_terms_from_scratch_end_alike(course, tmp_path, monkeypatch, capsys):
    units = [read(course / "solutions" / f"{name}.md") for name in UNITS]
    made, said = [], []
    for workers in ("1", "2"):
        folder = tmp_path / "term"
        folder.mkdir()
        monkeypatch.chdir(folder)

        def run(words):
            grades = words[0] in ("grade", "regrade", "feedback")
            more = ["--workers", workers] if grades else []  # noqa: B023 - called in this round
            return main(["--course", str(course), *words, *more])

        term.play(folder, units, STUDENTS, run)
        made.append(term.results(folder))
        said.append(capsys.readouterr().out)
        classroom = open_class(folder / "class")
        table = standings(classroom)
        folder.rename(tmp_path / f"old-{len(made)}")
    assert term.differences(*made) == []
    assert len(made[0]) > 60

    status = [s.status for s in table.cells.values()]
    assert status.count("missing") == len(UNITS)  # one never hands in
    assert status.count("failed") == len(UNITS)  # one file breaks off
    assert any(s.late for s in table.cells.values())
    events = made[0]["audit"].decode()
    assert "override: seen in class" in events
    assert "graded again: something else was handed in" in events
    one = next(s for s in table.students if s.student == "s001")
    assert table.of(one, UNITS[0]).grade.cell("double").manual == 1
    assert "nobody in the roster is called 'name' or has the Canvas id 9000" in said[0]
