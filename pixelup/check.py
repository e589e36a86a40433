"""`check(f)`: what a student calls to see whether an answer is right, and if not, why."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from pathlib import Path
from typing import Any

from . import pack, rules, show, weights
from .ask import ask_all
from .compare import number
from .judge import Verdict, judge
from .plain import is_tensor
from .score import Score
from .task import Task, Unit

VISIBLE_SEED = 0  # of the images that a trained network is shown in `check`


class Points(float):
    """Points as a number; its repr is that number, so nbgrader reads it as partial credit.

    Attributes
    ----------
    verdict
        The whole :class:`~pixelup.judge.Verdict`.
    """

    verdict: Verdict

    def __repr__(self) -> str:
        return number(float(self))

    __str__ = __repr__


class Checker:
    """Checks the answers of one unit; what `checker("02-convolution")` returns.

    Calling it with an answer shows a row a case group and, when something fails, the smallest
    failing case, where it differs and what to think about. It returns the points.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._passed: dict[str, bool] = {}

    def __repr__(self) -> str:
        done = sum(self._passed.values())
        return f"<check of {self.name}: {done} of {len(self.unit.tasks)} tasks pass>"

    @cached_property
    def unit(self) -> Unit:
        """The unit's visible cases, read at the first check."""
        return pack.load(self.name)

    def __call__(self, answer: Any, task: str | None = None) -> Points:
        """Check one answer.

        Parameters
        ----------
        answer
            The function or class that the task asks for.
        task
            Name of the task, where the name of the answer does not say it.

        Returns
        -------
        Points
            A number between 0 and the task's points.

        Raises
        ------
        LookupError
            If it cannot be known which task the answer is for.
        """
        caller = sys._getframe(1).f_globals
        found = self.unit.task(task) if task else self._task_of(answer, caller)
        verdict = self.judge(found, answer)
        self._passed[found.name] = verdict.passed
        _display(verdict, self.unit, self._notes(found, verdict, answer))
        points = Points(verdict.points)
        points.verdict = verdict
        return points

    def judge(self, task: Task, answer: Any) -> Verdict:
        """Ask all visible cases and judge the answers, showing nothing."""
        if task.score is not None:
            from .trained import drawn

            task = drawn(task, VISIBLE_SEED)
        broken = rules.violations(task, rules.code_of(answer))
        with rules.enforced(task.forbid):
            answers = ask_all(task, answer)
        return judge(task, answers, broken)

    def _task_of(self, answer: Any, caller: dict[str, Any]) -> Task:
        names = self.unit.task_names
        if not callable(answer):
            raise LookupError(
                f"check takes the function itself, not what it returns: check({names[0]})"
            )
        bound = [name for name in names if caller.get(name) is answer]
        own = getattr(answer, "__name__", "")
        for name in [own if own in bound else "", *bound, own]:
            if name in names:
                return self.unit.task(name)
        raise LookupError(
            f"{own or 'this'} is no task of {self.unit.name}; its tasks are {', '.join(names)}. "
            f'Say which one you mean: check({own or "f"}, task="{names[0]}")'
        )

    def _notes(self, task: Task, verdict: Verdict, answer: Any) -> tuple[str, ...]:
        if task.score is not None:
            return _about_grading(task.score)
        if verdict.passed or not task.uses:
            return ()
        code = rules.code_of(answer)
        return tuple(
            f"This answer calls `{name}`, which does not pass its own check. Mend that one first."
            for name in task.uses
            if f"{name}(" in code and self._passed.get(name) is False
        )


def _about_grading(score: Score) -> tuple[str, ...]:
    """What is different when a trained network is graded."""
    said = f"The grader asks for {score.images} other images of the same kind."
    if score.weights is None:
        return (said,)
    wrong = weights.problem(score.weights, Path())
    if wrong is not None:
        return (said, f"Not ready to hand in: {wrong}")
    return (said, f"Hand in `{score.weights.file}` together with this notebook.")


def checker(unit: str) -> Checker:
    """The checker of a unit.

    Parameters
    ----------
    unit
        Its name, such as ``"02-convolution"``. A name that this version of the package does not
        have is told at the first check.
    """
    return Checker(unit)


def _display(verdict: Verdict, unit: Unit, notes: tuple[str, ...]) -> None:
    shell = sys.modules.get("IPython") and sys.modules["IPython"].get_ipython()
    plain_text = show.text(verdict, unit, notes)
    if not shell or not hasattr(shell, "kernel"):
        print(plain_text)  # noqa: T201 - outside a notebook the message is the print
        return
    from IPython.display import display

    bundle = {
        "text/plain": plain_text,
        "text/html": show.html(verdict, unit, notes),
        show.MIME: show.data(verdict),
    }
    display(bundle, raw=True)
    if verdict.failure is not None and "NBGRADER_EXECUTION" not in os.environ:
        _open_explorer(verdict)


def _open_explorer(verdict: Verdict) -> None:
    """Open the task's visualizer on the smallest failing case, where it can show it."""
    task, failure = verdict.task, verdict.failure
    if task.explorer is None or failure is None or failure.answer.error:
        return
    if not _can_be_shown(failure.case.expected.value, failure.answer.value):
        return
    from IPython.display import display
    from traitlets import TraitError

    from . import widgets

    given = dict(zip(task.parameters, failure.case.args, strict=False))
    traits = {trait: given[name] for trait, name in task.explorer.parameters}
    traits |= dict(task.explorer.settings)
    try:
        explorer = getattr(widgets, task.explorer.widget)(
            **traits,
            expected=failure.case.expected.value,
            answer=failure.answer.value,
            label=f"{task.name}: {failure.case.group}",
        )
    except TraitError:
        return  # it says itself that this is nothing it can show: three axes, say
    except Exception as problem:  # a picture that cannot be drawn must not hide the message
        print(f"The visualizer could not open on this case: {problem}")  # noqa: T201
        return
    display(explorer)


def _can_be_shown(expected: Any, answer: Any) -> bool:
    """Whether a visualizer may be able to show both: pictures, or lists such as of boxes kept."""
    if isinstance(expected, list):
        return isinstance(answer, list)
    return _is_picture(expected) and _is_picture(answer)


def _is_picture(value: Any) -> bool:
    """Whether a visualizer may be able to show it: (H, W), with channels, in a batch of one."""
    if not (hasattr(value, "ndim") or is_tensor(value)):
        return False
    return value.ndim >= 2 and all(n == 1 for n in value.shape[:-3])
