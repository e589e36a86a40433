"""Name the mistake behind wrong answers, with as few questions as that takes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pixelup.ask import ask_each
from pixelup.judge import FORBIDDEN, Verdict, judge
from pixelup.task import NO_ANSWER, NOT_DEFINED, Answer, Mistake, Task

from .run import clean, function, with_mistakes
from .source import TaskSource, UnitSource, Variant

_OTHERS = {NO_ANSWER, NOT_DEFINED, FORBIDDEN}  # no answer of a mistake is such an error
_known: dict[tuple[object, ...], Any] = {}  # what mistakes define, by all code it is made of


def explained(
    source: UnitSource, task: TaskSource, verdict: Verdict, answers: tuple[Answer, ...]
) -> Verdict:
    """The same verdict with the one mistake that gives these answers, if there is one.

    It is the mistake that the judge names with those of :func:`with_mistakes`; here a mistake is
    asked the failing case first, which most often tells, and then no further than to the first
    case where it differs. What it answers must not depend on what it was asked before:
    :mod:`~autograder.verify` sees to that.
    """
    made = verdict.task
    if task.score is not None:
        return judge(with_mistakes(source, task, made), answers, verdict.broken)
    assert verdict.failure is not None
    if verdict.failure.answer.error in _OTHERS:
        return verdict
    failing = next(i for i, case in enumerate(made.cases) if case is verdict.failure.case)
    telling = replace(made, cases=(made.cases[failing],))
    for variant in task.mistakes:
        wrong = _mistaken(source, task, variant)
        if not _alike(telling, wrong, answers[failing : failing + 1]):
            continue
        if kept := _alike(made, wrong, answers):
            known = Mistake(variant.name, variant.hint, kept, variant.see)
            return replace(verdict, task=replace(made, mistakes=(known,)), mistake=known)
    return verdict


def _mistaken(source: UnitSource, task: TaskSource, variant: Variant) -> Any:
    """What a mistake defines: it keeps nothing between calls, so once is enough for a class."""
    used = tuple(other.reference for other in source.tasks if other.name in task.uses)
    key = source.path, source.given, used, task.name, variant.code
    if key not in _known:
        _known[key] = function(source, task, variant.code, f"mistake {variant.name}")
    return _known[key]


def _alike(made: Task, wrong: Any, answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
    """What a mistake answers, if that is the same on every case; nothing where one differs."""
    kept: list[Answer] = []
    for answer, given in zip(answers, ask_each(made, wrong), strict=True):
        kept.append(clean(given))
        if not answer.same_as(kept[-1], made.rules):
            return ()
    return tuple(kept)
