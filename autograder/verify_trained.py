"""Prove a task of a trained network: right trainings reach the threshold, wrong ones never do."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from pixelup import weights
from pixelup.judge import Verdict, judge
from pixelup.rules import violations
from pixelup.scores import SCORES
from pixelup.task import Answer, Task

from .run import VISIBLE_SEED, cell_in, stub, task_of
from .source import TaskSource, UnitSource
from .training import (
    REFERENCE,
    SEEDS,
    Runs,
    answers_of,
    folder_of,
    load,
    stale,
    trained_folder,
)


def prove_trained(
    unit: UnitSource, task: TaskSource, hidden: tuple[int, ...]
) -> tuple[Task, float, dict[str, list[str]], list[str]]:
    """Prove one task.

    Parameters
    ----------
    unit, task
        The exercise and its task.
    hidden
        Seeds of fresh images.

    Returns
    -------
    visible : Task
        As students get it.
    seconds : float
        CPU time to grade one answer whose weights were handed in.
    caught : dict
        What is wrong with each mistake, a sentence each.
    problems : list of str
        What else could not be proven.
    """
    made = {seed: task_of(unit, task, seed) for seed in (VISIBLE_SEED, *hidden)}
    visible = made[VISIBLE_SEED]
    old = stale(unit, task)
    if old:
        command = f"`python -m autograder thresholds {unit.name}`"
        said = f"not measured with this code: {', '.join(old)}; run {command}"
        return visible, 0.0, {}, [said]
    problems = list(_weights(unit, task))
    start = time.process_time()
    problems += _right(unit, task, made)
    seconds = (time.process_time() - start) / len(made) / (1 + len(task.accepted))
    problems += _worthless(unit, task, visible)
    runs = load(unit, task)
    problems += _reached(task, runs)
    caught = {v.name: list(_caught(task, v.name, runs)) for v in task.mistakes}
    return visible, seconds, caught, problems


def _weights(unit: UnitSource, task: TaskSource) -> Iterator[str]:
    if task.score and task.score.weights:
        wrong = weights.problem(task.score.weights, folder_of(unit))
        if wrong:
            yield f"the recorded weights: {wrong}"


def _verdict(unit: UnitSource, task: TaskSource, made: Task, code: str, name: str) -> Verdict:
    with trained_folder(unit, task) as folder:
        answer = cell_in(unit, task, code, name, folder)
        return judge(made, answers_of(made, answer), violations(made, code))


def _right(unit: UnitSource, task: TaskSource, made: dict[int, Task]) -> Iterator[str]:
    """The reference and every accepted answer pass with the recorded weights."""
    listed = {REFERENCE: task.reference} | {v.name: v.code for v in task.accepted}
    for name, code in listed.items():
        for seed, asked in made.items():
            verdict = _verdict(unit, task, asked, code, name)
            if not verdict.passed:
                why = verdict.broken[0] if verdict.broken else verdict.failure.sentence
                yield f"{name} with the recorded weights does not pass (seed {seed}): {why}"
                break
            if verdict.measured.remark:
                yield f"{name} passes with a remark (seed {seed}): {verdict.measured.remark}"
                break


def _worthless(unit: UnitSource, task: TaskSource, made: Task) -> Iterator[str]:
    """The stub, code that raises, logits that say nothing."""
    attempts = {
        "the untouched stub": stub(task.reference),
        "code that only raises": f"def {task.name}(*args):\n    raise ValueError('no')",
        "code that returns None": f"def {task.name}(*args):\n    return None",
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, code in attempts.items():
            answer = cell_in(unit, task, code, name, Path(folder))
            points = judge(made, answers_of(made, answer)).points
            if points:
                yield f"{name} gets {points:g} points"
    shape = SCORES[task.score.kind].shape
    zeros = tuple(Answer(value=np.zeros(shape(task.score, c.expected.value))) for c in made.cases)
    if judge(made, zeros).points:
        yield "logits that are all zero get points: raise the lowest threshold"


def _reached(task: TaskSource, runs: dict[str, Runs]) -> Iterator[str]:
    """Right trainings never failed, were in time, and started anew each time."""
    for name in (REFERENCE, *(v.name for v in task.accepted)):
        r, top = runs[name], task.score.thresholds[-1]
        failed = sum(a < top for a in r.accuracy)
        if failed:
            worst = f"(worst {min(r.accuracy):.1%})"
            yield f"{name} fails for {failed} of {len(r.accuracy)} seeds {worst}"
        if len(set(r.accuracy)) == 1:
            yield f"{name} does the same for all {SEEDS} seeds: does it set the seed itself?"
        if r.seconds > task.score.budget:
            yield f"{name} takes {r.seconds:g} s of CPU, its budget is {task.score.budget:g} s"
        if any(r.sign):
            yield f"{name} shows the sign {next(filter(None, r.sign))}"


def _caught(task: TaskSource, name: str, runs: dict[str, Runs]) -> Iterator[str]:
    """A wrong training never passes, and no other cause than its own is named."""
    mistake = next(v for v in task.mistakes if v.name == name)
    r, top = runs[name], task.score.thresholds[-1]
    passed = sum(a >= top for a in r.accuracy)
    if passed:
        best = f"(best {max(r.accuracy):.1%})"
        yield f"mistake {name} passes for {passed} of {len(r.accuracy)} seeds {best}"
    of = {v.sign: v.name for v in reversed(task.mistakes) if v.sign}
    if mistake.sign and of[mistake.sign] != name:
        yield f"mistake {name} has the same sign as {of[mistake.sign]}: write `like` instead"
    if mistake.sign and set(r.sign) != {mistake.sign}:
        missed = sum(s != mistake.sign for s in r.sign)
        yield f"mistake {name} does not show its sign for {missed} of {len(r.sign)} seeds"
    named = {of[s] for s in r.sign if s in of} - {name, mistake.like}
    if named:
        others = ", ".join(sorted(named))
        yield f"mistake {name} would be named {others}: write `like`, or tell apart"
