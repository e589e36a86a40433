"""The judge: answers in, verdict out.

`check` in a notebook and the grader call the same function. It never runs an answer;
it compares what came back with what was expected, and with what known mistakes give.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .compare import Difference, compare
from .plain import describe
from .score import Measured, form
from .scores import SCORES
from .task import (
    NO_ANSWER,
    NOT_ASKED,
    NOT_DEFINED,
    NOT_PLAIN,
    NOT_WRITTEN,
    TIMEOUT,
    Answer,
    Case,
    Mistake,
    Task,
)

FORBIDDEN = "ForbiddenError"


@dataclass(frozen=True)
class Group:
    """How the cases of one group went.

    Attributes
    ----------
    name
        What the cases have in common.
    shape
        Whether the form of all answers is right; None where no answer came.
    values
        Whether all values are right; None where the form was wrong already.
    """

    name: str
    shape: bool | None
    values: bool | None

    @property
    def passed(self) -> bool:
        """Whether all cases of the group are right."""
        return bool(self.shape and self.values)


@dataclass(frozen=True)
class Failure:
    """The smallest failing case, and what is wrong there, in one sentence."""

    case: Case
    answer: Answer
    sentence: str
    difference: Difference | None = None


@dataclass(frozen=True)
class Verdict:
    """What the judge says about one task.

    Attributes
    ----------
    points
        Between 0 and the task's points.
    groups
        One a case group, in order.
    failure
        The smallest failing case; None when all passed.
    mistake
        The known mistake whose answers are the same on every case; None when there is none.
    broken
        Rules of the task that the code breaks, a sentence each.
    measured
        How a trained network did; None where answers are compared, or none came.
    """

    task: Task
    points: float
    groups: tuple[Group, ...]
    failure: Failure | None = None
    mistake: Mistake | None = None
    broken: tuple[str, ...] = ()
    measured: Measured | None = None

    @property
    def passed(self) -> bool:
        """Whether nothing is left to mend."""
        return self.failure is None and not self.broken


def judge(task: Task, answers: tuple[Answer, ...], broken: tuple[str, ...] = ()) -> Verdict:
    """Judge the answers to the cases of a task.

    The points are the share of case groups that passed, in hundredths, rounded down.
    A group that expects an exception counts only where a group that expects a value passed,
    so that code that only raises earns nothing.

    Parameters
    ----------
    task
        Cases with expected answers, mistakes with theirs.
    answers
        One a case, in order.
    broken
        Rules that the code breaks (see :mod:`pixelup.rules`); any costs all points.

    Raises
    ------
    ValueError
        If there is not one answer a case.
    """
    if len(answers) != len(task.cases):
        raise ValueError(f"{len(answers)} answers to {len(task.cases)} cases of {task.name}")
    if task.score is not None:
        return _scored(task, answers, broken)
    failures = tuple(
        _failure(task, case, answer) for case, answer in zip(task.cases, answers, strict=True)
    )
    groups = tuple(_group(name, task, failures) for name in group_names(task))
    return Verdict(
        task=task,
        points=0.0 if broken else _points(task, groups),
        groups=groups,
        failure=_smallest(failures),
        mistake=_known(task, answers) if any(failures) else None,
        broken=broken,
    )


def group_names(task: Task) -> tuple[str, ...]:
    """The case groups of a task, in order."""
    if task.score is not None:
        return tuple(SCORES[task.score.kind].row(t) for t in task.score.thresholds)
    return tuple(dict.fromkeys(case.group for case in task.cases))


def _group(name: str, task: Task, failures: tuple[Failure | None, ...]) -> Group:
    mine = [f for case, f in zip(task.cases, failures, strict=True) if case.group == name]
    failed = [f for f in mine if f is not None]
    if any(f.answer.error for f in failed):
        return Group(name, None, None)
    if any(f.difference is not None and f.difference.is_shape for f in failed):
        return Group(name, False, None)
    return Group(name, True, not failed)


def _points(task: Task, groups: tuple[Group, ...]) -> float:
    raising = {c.group for c in task.cases if c.expected.error}
    if not any(g.passed for g in groups if g.name not in raising):
        return 0.0
    hundredths = int(100 * task.points) * sum(g.passed for g in groups) // len(groups)
    return hundredths / 100


def _failure(task: Task, case: Case, answer: Answer) -> Failure | None:
    expected = case.expected
    if answer.same_as(expected, task.rules):
        return None
    if answer.error or expected.error:
        return Failure(case, answer, _about_error(expected, answer))
    difference = compare(expected.value, answer.value, task.rules)
    if difference is None:
        names = " and ".join(f"`{name}`" for name in answer.changed)
        return Failure(
            case,
            answer,
            f"The result is right, but the call changed {names}: the caller's own array is "
            "different afterwards.",
            Difference("value", "changed in place"),
        )
    at = f"In {difference.where}: " if difference.where else ""
    sentence = f"{at}{difference.message}."
    return Failure(case, answer, sentence[0].upper() + sentence[1:], difference)


def _about_error(expected: Answer, answer: Answer) -> str:
    wanted = f"`{expected.error}`" if expected.error else ""
    match answer.error:
        case "":
            return f"{wanted} should be raised here; {describe(answer.value)} came back."
        case error if error == NOT_WRITTEN:
            return "This is not written yet: `NotImplementedError` came up."
        case error if error == TIMEOUT:
            return f"No answer within {answer.message}. Does a loop never end, or do far too much?"
        case error if error == NOT_ASKED:
            return "This case was not tried, because one before it took too long."
        case error if error == NOT_PLAIN:
            return f"What came back cannot be compared: {answer.message}."
        case error if error == NOT_DEFINED:
            return (
                f"There is no `{answer.message}`: the cell that defines it did not run, "
                "or gives it another name."
            )
        case error if error == NO_ANSWER:
            return f"No answer came: {answer.message}."
        case error if error == FORBIDDEN:
            return f"{answer.message[:1].upper()}{answer.message[1:]}."
    said = f": {answer.message}" if answer.message else ""
    line = f" in the line `{answer.line}`" if answer.line else ""
    instead = f", where {wanted} is expected" if wanted else ""
    return f"`{answer.error}`{said}{line}{instead}."


def _smallest(failures: tuple[Failure | None, ...]) -> Failure | None:
    found = [f for f in failures if f is not None and f.answer.error != NOT_ASKED]
    # a case that asks for a value says more than one that asks for an error
    return min(found, key=lambda f: (bool(f.case.expected.error), size(f.case.args)), default=None)


def size(args: object) -> int:
    """How many numbers a reader has to look at."""
    match args:
        case tuple() | list():
            return sum(size(a) for a in args)
        case dict():
            return sum(size(a) for a in args.values())
        case np.ndarray():
            return args.size
    numel = getattr(args, "numel", None)
    return numel() if callable(numel) else 1


def _known(task: Task, answers: tuple[Answer, ...]) -> Mistake | None:
    """The mistake whose answers equal these on every case."""
    for mistake in task.mistakes:
        pairs = zip(answers, mistake.answers, strict=True)
        if all(a.same_as(m, task.rules) for a, m in pairs):
            return mistake
    return None


def _scored(task: Task, answers: tuple[Answer, ...], broken: tuple[str, ...]) -> Verdict:
    """Judge a trained network: measure its answers, and compare with the thresholds."""
    assert task.score is not None
    asked = tuple((case.args[0], case.expected.value) for case in task.cases)
    failures = [_malformed(task, c, a) for c, a in zip(task.cases, answers, strict=True)]
    counted = [c.group == task.cases[0].group for c in task.cases]
    wrong = next((f for f, c in zip(failures, counted, strict=True) if c and f), None)
    if wrong is not None:
        shape = None if wrong.answer.error else False
        groups = tuple(Group(name, shape, None) for name in group_names(task))
        return Verdict(task, 0.0, groups, wrong, None, broken)
    values = tuple(None if f else a.value for f, a in zip(failures, answers, strict=True))
    measured = SCORES[task.score.kind].measure(task.score, asked, values)
    groups = tuple(
        Group(name, True, measured.value >= t)
        for name, t in zip(group_names(task), task.score.thresholds, strict=True)
    )
    passed = all(g.passed for g in groups)
    return Verdict(
        task=task,
        points=0.0 if broken else _points(task, groups),
        groups=groups,
        failure=None if passed else Failure(task.cases[0], answers[0], _too_low(task, measured)),
        mistake=None if passed else _shown_by(task, measured.sign),
        broken=broken,
        measured=measured,
    )


def _malformed(task: Task, case: Case, answer: Answer) -> Failure | None:
    if answer.error:
        return Failure(case, answer, _about_error(Answer(), answer))
    kind = SCORES[task.score.kind]
    difference = form(kind, task.score, case.expected.value, answer.value)
    if difference is None:
        return None
    sentence = f"{difference.message[0].upper()}{difference.message[1:]}."
    return Failure(case, answer, sentence, difference)


def _too_low(task: Task, measured: Measured) -> str:
    kind = SCORES[task.score.kind]
    said = f"{measured.reached}; {kind.wanted(task.score.thresholds[-1])}."
    if measured.sign:
        said += f" {_capital(kind.signs[measured.sign])}."
    return f"{_capital(said)} {measured.fact}".strip()


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _shown_by(task: Task, sign: str) -> Mistake | None:
    return next((m for m in task.mistakes if sign and m.sign == sign), None)
