"""Prove that an exercise is a good one: right answers pass, wrong ones are caught and named."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from pixelup.ask import ask_all
from pixelup.judge import group_names, judge
from pixelup.pack import dumps, loads
from pixelup.plain import is_tensor
from pixelup.rules import is_known, violations
from pixelup.task import TIMEOUT, Answer, Task, Unit

from .build import sections
from .degenerate import FINDINGS, findings
from .explain import explained
from .run import VISIBLE_SEED, cases_of, function, stub, task_of, try_code
from .source import TaskSource, UnitSource
from .verify_trained import prove_trained

HIDDEN_SEEDS = (11, 12)  # fresh cases, as a grader would draw them
MOST_SECONDS = 5.0  # CPU time of a unit's tasks, visible and hidden cases, on one core


@dataclass(frozen=True)
class Proof:
    """What was proven of one task, and what could not be."""

    task: str
    points: float
    cases: int
    groups: int
    accepted: int
    mistakes: int
    killed: int
    seconds: float
    problems: tuple[str, ...]


def prove(
    root: Path, unit: UnitSource, progress: Callable[[str], None] = lambda _: None
) -> tuple[Proof, ...]:
    """Prove every task of a unit.

    Parameters
    ----------
    root
        The course.
    unit
        The exercise.
    progress
        Is told each task's name before it is tried.
    """
    labels = sections(root, unit.name)
    proofs = []
    for task in unit.tasks:
        progress(task.name)
        proofs.append(_prove(unit, task, labels))
    total = sum(p.seconds for p in proofs)
    if proofs and total > MOST_SECONDS:
        slow = max(proofs, key=lambda p: p.seconds)
        said = f"the unit's tasks take {total:.1f} s of CPU, {MOST_SECONDS:g} s are allowed"
        problem = f"{said}; this one takes {slow.seconds:.1f} s"
        proofs[proofs.index(slow)] = replace(slow, problems=(*slow.problems, problem))
    return tuple(proofs)


def _prove(unit: UnitSource, task: TaskSource, labels: dict[str, str]) -> Proof:
    if task.score is not None:
        visible, seconds, caught, problems = prove_trained(unit, task, HIDDEN_SEEDS)
        problems += _settings(task, _as_students_get_it(unit, visible), labels)
        return _proof(task, visible, seconds, caught, problems)
    visible = _as_students_get_it(unit, task_of(unit, task, VISIBLE_SEED))
    all_made = {"visible": visible} | {
        f"hidden (seed {seed})": task_of(unit, task, seed) for seed in HIDDEN_SEEDS
    }
    problems = list(_reference(unit, task, all_made))
    seconds = _cost(unit, task)
    problems += _settings(task, visible, labels)
    problems += _accepted(unit, task, all_made)
    problems += _worthless(unit, task, visible)
    problems += [
        f"{FINDINGS[name]} (or write `allow: {name}`)"
        for name in findings(visible)
        if name not in task.allow
    ]
    caught = {v.name: list(_mistake(unit, task, v.name, all_made)) for v in task.mistakes}
    return _proof(task, visible, seconds, caught, problems)


def _proof(
    task: TaskSource,
    visible: Task,
    seconds: float,
    caught: dict[str, list[str]],
    problems: list[str],
) -> Proof:
    return Proof(
        task=task.name,
        points=task.points,
        cases=len(visible.cases),
        groups=len(group_names(visible)),
        accepted=len(task.accepted),
        mistakes=len(task.mistakes),
        killed=sum(not lines for lines in caught.values()),
        seconds=seconds,
        problems=(*problems, *(line for lines in caught.values() for line in lines)),
    )


def _cost(unit: UnitSource, task: TaskSource) -> float:
    """CPU seconds to grade one answer: draw the cases, ask, judge, name the mistake.

    Of the slowest right answer, or of the last mistake: before it all others are tried.
    """
    start = time.process_time()
    made = cases_of(unit, task, HIDDEN_SEEDS[0])
    drawn = time.process_time() - start
    spent = []
    for code in (task.reference, *(v.code for v in (*task.accepted, *task.mistakes[-1:]))):
        start = time.process_time()
        answers = ask_all(made, function(unit, task, code, "an answer"))
        verdict = judge(made, answers, violations(made, code))
        if verdict.failure is not None:
            explained(unit, task, verdict, answers)
        spent.append(time.process_time() - start)
    return drawn + max(spent)


def _as_students_get_it(unit: UnitSource, task: Task) -> Task:
    """Through the golden pack and back, so that the pack is proven too."""
    return loads(dumps(Unit(unit.name, unit.title, (task,)))).tasks[0]


def _reference(unit: UnitSource, task: TaskSource, all_made: dict[str, Task]) -> Iterator[str]:
    for where, made in all_made.items():
        verdict = try_code(unit, task, made, task.reference, "the reference")
        if not verdict.passed:
            why = verdict.broken[0] if verdict.broken else verdict.failure.sentence
            yield f"the reference itself does not pass on the {where} cases: {why}"
        for case in made.cases:
            if case.expected.error in ("TimeLimit", "NotPlain", "NotAsked"):
                yield f"the reference gives {case.expected.error} in {case.group!r} ({where})"
            if case.expected.changed:
                yield f"the reference changes its arguments in {case.group!r} ({where})"


def _settings(task: TaskSource, made: Task, labels: dict[str, str]) -> Iterator[str]:
    for name in task.forbid:
        if not is_known(name):
            yield f"`forbid` names {name}, which there is not"
    if made.explorer is not None:
        for trait, parameter in made.explorer.parameters:
            if parameter not in made.parameters:
                yield f"the explorer's {trait} takes {parameter}, which is no parameter"
    for mistake in task.mistakes:
        if mistake.see and labels and mistake.see not in labels:
            yield f"mistake {mistake.name}: the chapter has no section labelled {mistake.see}"


def _accepted(unit: UnitSource, task: TaskSource, all_made: dict[str, Task]) -> Iterator[str]:
    for style in task.accepted:
        for where, made in all_made.items():
            verdict = try_code(unit, task, made, style.code, f"accepted {style.name}")
            if not verdict.passed:
                why = verdict.broken[0] if verdict.broken else verdict.failure.sentence
                yield f"accepted style {style.name} does not pass on the {where} cases: {why}"
                break


def _worthless(unit: UnitSource, task: TaskSource, made: Task) -> Iterator[str]:
    """Work that is worth nothing: the stub, code that only raises, a constant."""
    errors = sorted({c.expected.error for c in made.cases if c.expected.error} | {"ValueError"})
    attempts = {"the untouched stub": stub(task.reference)}
    for error in errors:
        attempts[f"code that only raises {error}"] = (
            f"def {task.name}(*args, **kwargs):\n    raise {error}('no')"
        )
    attempts["code that returns None"] = f"def {task.name}(*args, **kwargs):\n    return None"
    for name, code in attempts.items():
        verdict = try_code(unit, task, made, code, name)
        if verdict.points:
            yield f"{name} gets {verdict.points:g} points"
    zeros = judge(made, tuple(_zeros(c.expected) for c in made.cases))
    if zeros.points:
        free = ", ".join(repr(g.name) for g in zeros.groups if g.passed)
        yield f"zeros of the right shape get {zeros.points:g} points ({free}): merge that group"


def _zeros(expected: Answer) -> Answer:
    """An answer of the right form that says nothing."""
    value = expected.value
    if isinstance(value, np.ndarray) or is_tensor(value):
        return Answer(value=value * 0)
    return Answer(value=0 if isinstance(value, int | float) else None)


def _mistake(
    unit: UnitSource, task: TaskSource, name: str, all_made: dict[str, Task]
) -> Iterator[str]:
    """A mistake is rejected, named, and like no other, on each set of cases."""
    code = next(v.code for v in task.mistakes if v.name == name)
    for where, made in all_made.items():
        answers = _from_the_last(made, function(unit, task, code, f"mistake {name}"))
        verdict = judge(made, answers)
        if verdict.passed or verdict.points >= made.points:
            yield f"mistake {name} gets full points on the {where} cases: add one that tells"
            return
        alike = [
            m.name
            for m in made.mistakes
            if all(a.same_as(b, made.rules) for a, b in zip(answers, m.answers, strict=True))
        ]
        if alike != [name]:
            others = ", ".join(n for n in alike if n != name) or "nothing: it is not repeatable"
            yield f"mistake {name} looks like {others} on the {where} cases: merge or tell apart"
            return


def _from_the_last(made: Task, wrong: Any) -> tuple[Answer, ...]:
    """What a mistake answers when it is asked from the last case to the first.

    The grader asks it in an order of its own: an answer must not depend on those before it.
    """
    answers = ask_all(replace(made, cases=made.cases[::-1]), wrong)[::-1]
    if any(a.error == TIMEOUT for a in answers):  # which ends the asking
        return ask_all(made, wrong)
    return answers
