"""The page of a student: what it says, what it never says, and that nothing in it runs."""

import json
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from autograder.feedback import bundle
from autograder.grade.outcome import Outcome
from autograder.run import unit_of
from autograder.source import read
from autograder.term import pictures
from autograder.term.page import Feedback, page
from autograder.term.points import CellGrade, UnitGrade
from autograder.term.verdicts import Graded, read_graded
from pixelup import show
from pixelup.ask import ask_all
from pixelup.judge import judge
from pixelup.score import Score
from pixelup.task import Answer, Explorer, Task
from pixelup.trained import drawn

EVIL = '<script>alert(1)</script><img src=x onerror="alert(2)">"\'&'


def asked(task, function):
    return judge(task, ask_all(task, function))


def feedback(unit, verdicts, **changes):
    """A page of these verdicts."""
    data = {v.task.name: json.loads(json.dumps(show.data(v))) for v in verdicts}
    cells = tuple(
        CellGrade(v.task.name, v.points, None, v.points, v.task.points, False) for v in verdicts
    )
    made = Feedback(
        course="Vision",
        name="Ada Lovelace",
        unit=unit.name,
        title=unit.title,
        outcome=Outcome("ada", unit.name, "k", "graded"),
        graded=Graded(data, {v.task.name: "def f(x): ..." for v in verdicts}),
        grade=UnitGrade("ada", unit.name, datetime(2026, 10, 1, tzinfo=UTC), 0.0, cells),
        sections={"mini": "The section <mini>"},
        due=None,
        seconds_late=0.0,
        seed=4711,
        site="https://example.org/course",
        show_expected=True,
    )
    return replace(made, **changes)


@pytest.fixture(scope="module")
def unit(fresh):
    return unit_of(read(fresh / "solutions" / "02-mini.md"), 5, {})


@pytest.fixture(scope="module")
def squared(unit):
    return asked(unit.task("double"), np.square)


def test_a_page_says_all_that_the_judge_found(unit, squared):
    text = page(feedback(unit, [squared, asked(unit.task("count"), np.size)]))
    assert "0 of 6 points" not in text
    assert "2 of 6 points" in text
    assert "a known mistake: squared" in text
    assert "Which operation makes 4 of 2, but 9 of 3?" in text
    assert 'href="https://example.org/course/02-mini.html#mini">The section &lt;mini&gt;' in text
    assert [
        c for c in ("Input x", "Expected", "Yours", "Yours minus expected") if c not in text
    ] == []
    assert text.count("<svg") == 4
    assert "All cases pass." in text
    assert "4711" in text


def test_the_case_opens_in_the_visualizer(unit, squared):
    explorer = Explorer("ConvolutionExplorer", (("image", "x"),), (("operation", "convolution"),))
    verdict = replace(squared, task=replace(squared.task, explorer=explorer))
    text = page(feedback(unit, [verdict]))
    (address,) = re.findall(r'href="([^"]*#explorer=[^"]*)"', text)
    assert address.endswith(
        "02-mini.html#explorer=image:1,-2/operation:convolution/expected:2,-4/answer:1,4"
    )
    assert "#explorer" not in page(feedback(unit, [verdict], site=""))
    assert "<a href" not in page(feedback(unit, [verdict], site="")).split("</table>", 1)[1]


def test_without_expected_values_nothing_tells_them(unit):
    task = unit.task("double")
    explorer = Explorer("ConvolutionExplorer", (("image", "x"),))
    verdict = asked(replace(task, explorer=explorer), lambda x: x * 0.0 + 7.25)
    text = page(feedback(unit, [verdict], show_expected=False))
    assert "The values differ, first at [0, 0]." in text
    assert "7.25" in text
    assert "Expected" not in text
    assert "xpected 2" not in text
    assert "#explorer" not in text
    case = show.data(verdict)["case"]
    for number in case["expected"][0][1]["data"]:
        assert f">{show_number(number)}<" not in text


def show_number(value):
    from pixelup.widgets.still import number

    return number(float(value))


def test_nothing_from_a_student_is_html(unit):
    task = unit.task("double")
    answers = tuple(Answer(error=EVIL, message=EVIL, line=EVIL, printed=EVIL) for _ in task.cases)
    verdict = judge(task, answers, ())
    f = feedback(unit, [verdict, judge(task, (Answer(value={EVIL: EVIL}),) * 2)])
    f = replace(
        f,
        name=EVIL,
        course=EVIL,
        title=EVIL,
        outcome=replace(f.outcome, notes=(EVIL,)),
        graded=Graded(f.graded.verdicts, {"double": EVIL}),
        grade=replace(f.grade, cells=(replace(f.grade.cells[0], comment=EVIL, manual=1.0),)),
    )
    for text in (page(f), page(replace(f, grade=None, outcome=replace(f.outcome, reason=EVIL)))):
        assert "<script" not in text
        assert "<img" not in text
        assert 'onerror="' not in text
        assert "default-src 'none'" in text
    assert "&lt;script&gt;" in page(f)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (np.full((3, 4), np.nan), "nan"),
        (np.zeros((0, 3)), "empty"),
        (np.arange(24.0).reshape(2, 3, 4), "plane [0]"),
        (np.zeros((200, 200)), "an array of shape (200, 200) of float64"),
        ({"a": np.eye(2), "b": 3}, "Yours[&#x27;a&#x27;]"),
        ((np.eye(2), np.eye(3)), "Yours[1]"),
        (np.array([True, False]), "shape 2"),
        ("text", "text"),
        (None, "None"),
        (float("inf"), "inf"),
        (np.array(3.5), "shape one number"),
        (np.float32(2.5), "2.5"),
    ],
)
def test_every_kind_of_answer_has_a_picture_or_words(unit, value, words):
    task = unit.task("double")
    text = page(feedback(unit, [judge(task, (Answer(value=value),) * len(task.cases))]))
    assert words in text
    assert len(text) < 60_000


def test_a_verdict_that_travels_is_small(unit):
    task = unit.task("double")
    big = {f"k{i}": np.random.default_rng(0).normal(size=(30, 30)) for i in range(5)}
    data = show.data(judge(task, (Answer(value=big),) * len(task.cases)))
    assert len(json.dumps(data)) < 40_000


def test_late_waiting_and_changed_by_hand(unit, squared):
    f = feedback(unit, [squared], seconds_late=90_000.0)
    hand = replace(f.grade.cells[0], manual=3.0, score=3.0, comment="Nearly\nthere")
    waits = CellGrade("why-count", None, None, 0.0, 1, True)
    text = page(replace(f, grade=replace(f.grade, cells=(hand, waits), penalty=0.75)))
    assert "2.25 of 5 points" in text
    assert "1 day 1 h after the deadline" in text
    assert "3 points were reached; being late took off 0.75" in text
    assert "gave 3 instead of 0" in text
    assert "Nearly<br>there" in text
    assert "waits, of 1" in text


def test_one_that_was_not_gradable_is_told_so(unit):
    f = feedback(unit, [])
    failed = replace(f, grade=None, outcome=replace(f.outcome, status="failed", reason="cut short"))
    text = page(failed)
    assert "could not be graded: cut short" in text
    assert "This is not 0 points" in text


def test_a_student_cannot_forge_a_verdict(tmp_path):
    forged = {"task": "double", "points": 4}
    cells = [
        {
            "cell_type": "code",
            "source": "display(...)",
            "metadata": {},
            "outputs": [{"data": {show.MIME: forged}}],
        },
        {
            "cell_type": "code",
            "source": ["def double", "(x): ..."],
            "metadata": {"nbgrader": {"grade_id": "double", "solution": True}},
            "outputs": [{"data": {show.MIME: forged}}],
        },
        {
            "cell_type": "code",
            "source": "check(count)",
            "metadata": {"nbgrader": {"grade_id": "check-count", "grade": True}},
            "outputs": [{"data": {show.MIME: forged}}],
        },
    ]
    (tmp_path / "n.ipynb").write_text(json.dumps({"cells": cells}))
    graded = read_graded(tmp_path / "n.ipynb")
    assert graded == Graded({}, {"double": "def double(x): ..."})
    assert read_graded(tmp_path / "none.ipynb") == Graded({}, {})


def test_archives_of_pages_are_the_same_every_time(classroom, tmp_path):
    for unit in ("02-mini", "03-mini"):
        folder = classroom.feedback("ada", unit)
        folder.mkdir(parents=True)
        (folder / f"{unit}.html").write_text(unit)
    (made,) = bundle(classroom, tmp_path / "zips")
    first = made.read_bytes()
    assert zipfile.ZipFile(made).namelist() == ["02-mini.html", "03-mini.html"]
    assert bundle(classroom, tmp_path / "zips")[0].read_bytes() == first


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 360])
def test_axe_finds_nothing_on_the_page(unit, squared, browse, tmp_path, theme, width):
    count = asked(unit.task("count"), len)
    text = page(feedback(unit, [squared, count]))
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    found, wide = browse(tmp_path / "page.html", theme, width)
    assert found == []
    assert wide <= width


def test_a_link_to_the_figure_takes_whole_numbers_too():
    case = {
        "inputs": [
            ["x", {"array": "int64", "shape": [1, 2], "data": [4, 6]}],
            ["k", {"text": "2"}],
        ],
        "expected": [["", {"array": "int64", "shape": [1, 1], "data": [6]}]],
        "yours": [["", {"array": "int64", "shape": [1, 1], "data": [4]}]],
        "explorer": {
            "widget": "PoolingExplorer",
            "parameters": {"image": "x", "size": "k"},
            "settings": {"mode": "max"},
        },
    }
    address = pictures.link(case, "https://example.org", "04-pooling")
    assert address == (
        "https://example.org/04-pooling.html#pooling=image:4,6/size:2/mode:max/expected:6/answer:4"
    )


def test_what_a_trained_network_gets_wrong_is_shown(unit):
    score = Score("GlyphMasks", 20, 2, (0.5, 0.9), (("split", "test"),), kind="dice")
    task = drawn(Task("segment", 4, ("images",), score=score), 3)
    nothing = [np.zeros((len(c.args[0]), 2, 32, 32)) for c in task.cases]
    verdict = judge(task, tuple(Answer(value=v) for v in nothing))
    text = page(feedback(unit, [verdict]))
    assert "Dice 0.000: the mean of 20 pictures" in text
    assert text.count("data:image/png;base64,") == 9
    assert text.count('alt="its true mask"') == 3
    assert len(text) < 60_000
    assert "data:image" not in page(feedback(unit, [verdict], show_expected=False))
