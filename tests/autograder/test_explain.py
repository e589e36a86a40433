"""The mistake is named as the judge would name it who knows what all of them answer."""

from dataclasses import replace

import pytest

from autograder import explain
from autograder.run import cases_of, function, with_mistakes
from autograder.source import find, read
from pixelup.ask import ask_all
from pixelup.judge import judge
from pixelup.task import NO_ANSWER, NOT_ASKED, TIMEOUT, Answer
from tests.conftest import ROOT


@pytest.mark.parametrize("unit", ["02", "03", "05", "11"])
def test_each_mistake_is_named_on_cases_of_its_own(unit):
    source = read(find(ROOT, unit))
    for number, task in enumerate(t for t in source.tasks if t.score is None):
        made = cases_of(source, task, 70 + number)
        known = with_mistakes(source, task, made)
        for variant in task.mistakes:
            answers = ask_all(made, function(source, task, variant.code, variant.name))
            verdict = judge(made, answers)
            found = explain.explained(source, task, verdict, answers)
            wanted = judge(known, answers)
            assert (found.mistake.name, found.points) == (wanted.mistake.name, wanted.points)


@pytest.fixture(scope="module")
def task():
    source = read(find(ROOT, "02"))
    [task] = (t for t in source.tasks if t.name == "correlate2d")
    return source, task, cases_of(source, task, 5)


def test_answers_of_no_mistake_stay_without_a_name(task):
    source, one, made = task
    answers = tuple(replace(c.expected, value=c.expected.value + 0.37) for c in made.cases)
    assert explain.explained(source, one, judge(made, answers), answers).mistake is None


def test_a_right_answer_behind_a_hang_is_no_mistake(task):
    source, one, made = task
    answers = tuple(c.expected for c in made.cases[:2])
    answers += (Answer(error=TIMEOUT), *[Answer(error=NOT_ASKED)] * (len(made.cases) - 3))
    assert explain.explained(source, one, judge(made, answers), answers).mistake is None


def test_few_questions_are_asked(task, monkeypatch):
    source, one, made = task
    asked = []
    each = explain.ask_each

    def counted(some, answer):
        for given in each(some, answer):
            asked.append(given)
            yield given

    monkeypatch.setattr(explain, "ask_each", counted)
    last = one.mistakes[-1]
    answers = ask_all(made, function(source, one, last.code, last.name))
    found = explain.explained(source, one, judge(made, answers), answers)
    assert found.mistake.name == last.name
    assert len(asked) < 2 * len(one.mistakes) + len(made.cases)
    asked.clear()
    lost = (Answer(error=NO_ANSWER),) * len(made.cases)
    assert explain.explained(source, one, judge(made, lost), lost).mistake is None
    assert asked == []
