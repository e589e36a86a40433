import numpy as np
import pytest

from pixelup import pack, show
from pixelup.ask import ask_all
from pixelup.compare import Rules
from pixelup.judge import judge
from pixelup.task import Answer, Case, Explorer, Mistake, Task, Unit

X = np.arange(6.0).reshape(2, 3)
CASES = (
    Case("small", (X[:1],), Answer(value=X[:1] * 2)),
    Case("large", (X,), Answer(value=X * 2)),
    Case("bad input", (None,), Answer(error="TypeError")),
)
TRIPLED = Mistake(
    "tripled",
    "How often is each number added?",
    (Answer(value=X[:1] * 3), Answer(value=X * 3), Answer(error="TypeError")),
    "adding-up",
)
TASK = Task(
    "double",
    4,
    ("x",),
    CASES,
    (TRIPLED,),
    explorer=Explorer("ConvolutionExplorer", (("image", "x"),), (("kernel", [[1.0]]),)),
)
UNIT = Unit("02-x", "X", (TASK,), (("adding-up", "Adding up"),))


def verdict(f, **rules):
    return judge(TASK, ask_all(TASK, f), **rules)


def test_right_gets_all_points():
    made = verdict(lambda x: x * 2)
    assert made.passed
    assert made.points == 4
    assert made.failure is None


def test_points_are_the_share_of_groups():
    made = verdict(lambda x: x * 2 if len(x) == 1 else x)
    assert made.points == 2.66  # two of three groups, rounded down to hundredths
    assert [g.passed for g in made.groups] == [True, False, True]


@pytest.mark.parametrize("error", [TypeError, ValueError, NotImplementedError])
def test_code_that_only_raises_gets_nothing(error):
    def f(x):
        raise error("no")

    assert verdict(f).points == 0


def test_a_known_mistake_is_named():
    assert verdict(lambda x: x * 3).mistake is TRIPLED


def test_a_mistake_is_named_only_when_all_answers_are_its():
    assert verdict(lambda x: x * 3 if len(x) == 1 else x * 3 + 1).mistake is None
    assert verdict(lambda x: x * 4).mistake is None


def test_the_smallest_failing_case_is_shown():
    made = verdict(lambda x: x * 5)
    assert made.failure.case.group == "small"
    assert "Expected 2, got 5 at [0, 1]" in made.failure.sentence


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (lambda x: None, "None came back"),
        (lambda x: (x * 2)[:, :1], "The shape is (1, 1), where (1, 3) is expected"),
        (lambda x: [[0, 2, 4]], "a list of 1 item, where an array of shape (1, 3)"),
        (lambda x: x * 2 > 0, "True and False, where numbers are expected"),
        (lambda x: x * np.nan, "got nan"),
        (lambda x: x[9], "`IndexError`: index 9 is out of bounds"),
        (lambda x: (i for i in x), "cannot be compared: a generator"),
        (lambda x: x.__imul__(2), "changed `x`"),
    ],
)
def test_each_kind_of_failure_has_its_sentence(f, words):
    said = verdict(f).failure.sentence
    assert words.lower() in said.lower(), said


def test_an_unwritten_answer_says_so():
    def f(x):
        raise NotImplementedError

    assert "not written yet" in verdict(f).failure.sentence


def test_an_error_that_should_have_come_is_named():
    made = verdict(lambda x: 0 if x is None else x * 2)
    assert made.failure.sentence == "`TypeError` should be raised here; the number 0 came back."


def test_a_broken_rule_costs_all_points():
    made = verdict(lambda x: x * 2, broken=("No loops.",))
    assert made.points == 0
    assert not made.passed


def test_there_must_be_an_answer_a_case():
    with pytest.raises(ValueError, match="1 answers to 3 cases"):
        judge(TASK, (Answer(value=1),))


def test_the_pack_comes_back_as_it_was():
    text = pack.dumps(UNIT)
    back = pack.loads(text)
    assert pack.dumps(back) == text
    assert back.sections == UNIT.sections
    for a, b in zip(back.tasks[0].mistakes[0].answers, TRIPLED.answers, strict=True):
        assert a.same_as(b, Rules(kind="exact"))
    assert back.tasks[0].explorer == TASK.explorer


def test_another_format_is_refused():
    with pytest.raises(ValueError, match="format 1"):
        pack.loads('{"format": 99}')


def test_an_unknown_unit_names_those_there_are():
    with pytest.raises(LookupError, match="02-convolution"):
        pack.load("99-nothing")


def test_the_message_says_what_where_and_what_to_think_about():
    said = show.text(verdict(lambda x: x * 3), UNIT)
    assert "double: 1.33 of 4 points" not in said  # the group that raises does not count alone
    assert "double: 0 of 4 points" in said
    assert "How often is each number added?" in said
    assert "Read again: Adding up" in said
    assert "expected = [[0 2 4]]" in said
    assert "yours = [[0 3 6]]" in said


def test_the_html_escapes_what_came_from_the_student(monkeypatch):
    monkeypatch.setenv("PIXELUP_SITE", "https://example.org/course/")

    def f(x):
        print("<script>alert(1)</script>")
        return "<img src=x onerror=alert(1)>"

    page = show.html(verdict(f), UNIT)
    assert "<script>" not in page
    assert "<img" not in page
    assert "&lt;img" in page
    tripled = show.html(verdict(lambda x: x * 3), UNIT)
    assert 'href="https://example.org/course/02-x.html#adding-up"' in tripled
