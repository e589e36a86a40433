"""Run the code of an exercise's source: from a :class:`TaskSource` and a seed to a Task.

This is trusted code, the instructor's own. Student code never runs here.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import linecache
import zlib
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np

from pixelup import plain
from pixelup.ask import ask, ask_all, probed
from pixelup.judge import Verdict, judge
from pixelup.rules import enforced, violations
from pixelup.task import Answer, Case, Mistake, Task, Unit

from .errors import AutograderError, SourceError, tidy
from .source import TaskSource, UnitSource, Variant

VISIBLE_SEED = 0
_taken: dict[tuple[Path, str, str], tuple[str, ...]] = {}  # names of what references take


def unit_of(source: UnitSource, seed: int, sections: dict[str, str] | None = None) -> Unit:
    """Make all tasks of a unit from one seed.

    Parameters
    ----------
    source
        The exercise.
    seed
        0 gives the visible cases; the grader takes others.
    sections
        Titles of the chapter's sections by label; those that hints name are kept.
    """
    tasks = tuple(task_of(source, task, seed) for task in source.tasks)
    named = {m.see for t in tasks for m in t.mistakes if m.see}
    kept = tuple((k, v) for k, v in (sections or {}).items() if k in named)
    return Unit(source.name, source.title, tasks, kept)


def task_of(source: UnitSource, task: TaskSource, seed: int) -> Task:
    """Draw the cases of a task, and record what the reference and every mistake answer.

    Floats have ten digits, so that a pack is the same from whatever processor.

    Raises
    ------
    SourceError
        If the cases cannot be drawn, or are not plain data.
    """
    made = with_mistakes(source, task, cases_of(source, task, seed))
    return made if task.score else _rounded(made)


def cases_of(source: UnitSource, task: TaskSource, seed: int) -> Task:
    """A task with its cases and the reference's answers, and no mistakes yet.

    Raises
    ------
    SourceError
        If the cases cannot be drawn, or are not plain data.
    """
    return answered(source, task, drawn(source, task, seed))


def drawn(source: UnitSource, task: TaskSource, seed: int) -> Task:
    """A task with its cases, to be asked; where answers are compared, none is expected yet.

    Raises
    ------
    SourceError
        If the cases cannot be drawn, or are not plain data.
    """
    if task.score is not None:
        from pixelup import trained  # brings the images, which few units need

        return trained.drawn(bare(task, ("images",)), seed)
    asked = _draw(source, task, seed)
    names = _probed(task.probe) or _parameters(source, task)
    cases = tuple(Case(group, args, Answer()) for group, args in asked)
    return replace(bare(task, names), cases=cases)


def answered(source: UnitSource, task: TaskSource, made: Task) -> Task:
    """The same task with what the reference answers."""
    if task.score is not None:
        return made
    call = probed(made, _reference(source, task))
    cases = (
        replace(c, expected=clean(ask(call, c.args, made.parameters, task.seconds)))
        for c in made.cases
    )
    return replace(made, cases=tuple(cases))


def bare(task: TaskSource, parameters: tuple[str, ...]) -> Task:
    """The settings of a task, without cases and mistakes."""
    return Task(
        name=task.name,
        points=task.points,
        parameters=parameters,
        rules=task.rules,
        forbid=task.forbid,
        loops=task.loops,
        seconds=task.seconds,
        probe=task.probe,
        uses=task.uses,
        explorer=task.explorer,
        score=task.score,
    )


def with_mistakes(source: UnitSource, task: TaskSource, made: Task) -> Task:
    """The same task with what every mistake answers to its cases, or the sign that shows it."""
    if task.score is not None:
        signed = (v for v in task.mistakes if v.sign)
        known = tuple(Mistake(v.name, v.hint, (), v.see, v.sign) for v in signed)
        return replace(made, mistakes=known)

    def answers(variant: Variant) -> tuple[Answer, ...]:
        wrong = function(source, task, variant.code, f"mistake {variant.name}")
        return tuple(clean(a) for a in ask_all(made, wrong))

    mistakes = tuple(Mistake(v.name, v.hint, answers(v), v.see) for v in task.mistakes)
    return replace(made, mistakes=mistakes)


def try_code(source: UnitSource, task: TaskSource, made: Task, code: str, name: str) -> Verdict:
    """Judge a whole solution as `check` would: read its code, ask it, compare."""
    with enforced(made.forbid):
        answers = ask_all(made, function(source, task, code, name))
    return judge(made, answers, violations(made, code))


def _reference(source: UnitSource, task: TaskSource) -> Any:
    return function(source, task, task.reference, "the reference")


def function(source: UnitSource, task: TaskSource, code: str, name: str) -> Any:
    """Run a cell where the given cells were run, and take out what it defines.

    Tasks that this one `uses` are there too, as their references.
    """
    namespace = dict(_given(source))
    _execute_used(source, task, namespace)
    _execute(source.path, code, f"{name} of {task.name}", namespace)
    return namespace[task.name]


def cell_in(source: UnitSource, task: TaskSource, code: str, name: str, folder: Path) -> Any:
    """Run a cell as a notebook in a folder does: what it defines counts, even if it then raises.

    Parameters
    ----------
    source, task, code, name
        As for :func:`function`.
    folder
        The working folder: a cell that trains finds or leaves its weights there.

    Returns
    -------
    Any
        What the task asks for, or None.
    """
    namespace = dict(_given(source))
    _execute_used(source, task, namespace)
    quiet = contextlib.redirect_stdout(io.StringIO())
    with contextlib.chdir(folder), quiet, contextlib.suppress(AutograderError):
        _execute(source.path, code, f"{name} of {task.name}", namespace)
    return namespace.get(task.name)


def compiled(source: UnitSource) -> None:
    """Compile what grading a unit runs, and run what it gives, before it is wanted."""
    _given(source)
    for task in source.tasks:
        for name, code in (
            (f"the reference of {task.name}", task.reference),
            (f"the cases of {task.name}", task.cases),
            *((f"mistake {v.name} of {task.name}", v.code) for v in task.mistakes),
        ):
            _compiled(code, f"<{source.path.stem}, {name}>")


def _execute_used(source: UnitSource, task: TaskSource, namespace: dict[str, Any]) -> None:
    for other in source.tasks:
        if other.name in task.uses:
            _execute(source.path, other.reference, f"the reference of {other.name}", namespace)


def stub(code: str) -> str:
    """What students get of a solution: nbgrader's stub in place of each region."""
    lines: list[str] = []
    inside = False
    for line in code.splitlines():
        if "### BEGIN SOLUTION" in line:
            inside = True
            indent = line[: len(line) - len(line.lstrip())]
            lines += [f"{indent}# YOUR CODE HERE", f"{indent}raise NotImplementedError()"]
        elif "### END SOLUTION" in line:
            inside = False
        elif not inside:
            lines.append(line)
    return "\n".join(lines)


def _given(source: UnitSource) -> dict[str, Any]:
    return _run_given(source.path, source.given)


@cache
def _run_given(path: Path, code: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):  # what it tells is for students
        _execute(path, code, "the given code", namespace)
    return namespace


def _execute(path: Path, code: str, name: str, namespace: dict[str, Any]) -> None:
    try:
        exec(_compiled(code, f"<{path.stem}, {name}>"), namespace)  # noqa: S102 - ours
    except Exception as problem:
        raise AutograderError(
            f"{tidy(path)}: {name} raises {type(problem).__name__}: {problem}"
        ) from problem


@lru_cache(maxsize=1024)
def _compiled(code: str, filename: str) -> CodeType:
    linecache.cache[filename] = (len(code), None, code.splitlines(keepends=True), filename)
    return compile(code, filename, "exec")


def _draw(source: UnitSource, task: TaskSource, seed: int) -> list[tuple[str, tuple[Any, ...]]]:
    namespace = dict(_given(source))
    _execute(source.path, task.cases, f"the cases of {task.name}", namespace)
    rng = np.random.default_rng([seed, zlib.crc32(task.name.encode())])
    asked: list[tuple[str, tuple[Any, ...]]] = []

    def wrong(what: str, mend: str) -> SourceError:
        return SourceError(
            tidy(source.path), task.line, f"the cases of {task.name!r}: {what}", mend
        )

    try:
        for item in namespace["cases"](rng):
            if not isinstance(item, tuple) or not item or not isinstance(item[0], str):
                raise wrong(f"{item!r:.60} was yielded", "yield a group's name and the arguments")
            asked.append((item[0], tuple(plain.copy(a) for a in item[1:])))
    except plain.NotPlainError as problem:
        raise wrong(f"{problem} is no plain data", "yield numbers, strings and arrays") from None
    except SourceError:
        raise
    except Exception as problem:
        raise wrong(f"{type(problem).__name__}: {problem}", "mend the generator") from problem
    if not asked:
        raise wrong("there are none", "yield at least one")
    return asked


@cache
def _probed(probe: str) -> tuple[str, ...]:
    """Names of what a probe takes beside the answer: they say what the arguments of a case are."""
    for node in ast.parse(probe).body:
        if isinstance(node, ast.FunctionDef) and node.name == "probe":
            return tuple(a.arg for a in node.args.args[1:])
    return ()


def _parameters(source: UnitSource, task: TaskSource) -> tuple[str, ...]:
    key = source.path, task.name, task.reference
    if key not in _taken:
        try:
            _taken[key] = tuple(inspect.signature(_reference(source, task)).parameters)
        except (TypeError, ValueError):
            _taken[key] = ()
    return _taken[key]


def clean(answer: Answer) -> Answer:
    """Only what is compared: messages and prints of our own code are nobody's business."""
    return Answer(value=answer.value, error=answer.error, changed=answer.changed)


def _rounded(made: Task) -> Task:
    def rounded(answer: Answer) -> Answer:
        return replace(answer, value=_short(answer.value))

    cases = (replace(case, expected=rounded(case.expected)) for case in made.cases)
    known = (replace(m, answers=tuple(map(rounded, m.answers))) for m in made.mistakes)
    return replace(made, cases=tuple(cases), mistakes=tuple(known))


def _short(value: Any) -> Any:
    """Floats to ten digits."""
    match value:
        case bool() | np.bool_():
            return value
        case np.ndarray() if value.dtype.kind == "f":
            flat = [_short(float(v)) for v in value.ravel()]
            return np.array(flat, dtype=value.dtype).reshape(value.shape)
        case float() | np.floating():  # np.float64 is both; the type stays
            return type(value)(f"{float(value):.9e}")
        case tuple():
            return tuple(_short(v) for v in value)
        case list():
            return [_short(v) for v in value]
        case dict():
            return {k: _short(v) for k, v in value.items()}
    if plain.is_tensor(value) and value.is_floating_point():
        return plain.decode(plain.encode(value) | {"data": _short(value.flatten().tolist())})
    return value
