"""What a task is, once its code has been run: cases, right answers, wrong answers.

These are data only. A unit's visible cases come with the package (see :mod:`pixelup.golden`);
the grader makes others of the same form from a seed of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .compare import Rules, compare
from .score import Score

TIMEOUT = "TimeLimit"
NOT_ASKED = "NotAsked"
NOT_PLAIN = "NotPlain"
NOT_WRITTEN = "NotImplementedError"
NOT_DEFINED = "NotDefined"
NO_ANSWER = "NoAnswer"


@dataclass(frozen=True)
class Answer:
    """What came back for one case: a value, or an error.

    Attributes
    ----------
    value
        Plain data; None when an error came.
    error
        Name of the exception's type, or one of the names at the top of this module.
    message
        The exception's own message.
    line
        The line of the student's code that raised, if it is known.
    changed
        Names of the arguments that the call changed in place.
    printed
        What the call printed or warned about, cut short.
    """

    value: Any = None
    error: str = ""
    message: str = ""
    line: str = ""
    changed: tuple[str, ...] = ()
    printed: str = ""

    def same_as(self, other: Answer, rules: Rules) -> bool:
        """Whether two answers cannot be told apart: same error, or equal values and changes."""
        if self.error or other.error:
            return self.error == other.error
        return self.changed == other.changed and compare(other.value, self.value, rules) is None


@dataclass(frozen=True)
class Case:
    """One question: arguments, and the answer of the reference."""

    group: str
    args: tuple[Any, ...]
    expected: Answer


@dataclass(frozen=True)
class Mistake:
    """A known wrong solution: its answers to the cases, and what its author should think about.

    Attributes
    ----------
    name
        In kebab-case, unique in its task.
    hint
        Two or three sentences for the student.
    answers
        One a case, in the order of the cases.
    see
        Label of a section of the chapter, or empty.
    sign
        What shows it in the answers of a trained network (`signs` of :class:`pixelup.score.Kind`);
        empty where equal answers show it.
    """

    name: str
    hint: str
    answers: tuple[Answer, ...] = ()
    see: str = ""
    sign: str = ""


@dataclass(frozen=True)
class Explorer:
    """The visualizer that opens on a failing case.

    Attributes
    ----------
    widget
        Name of a class of :mod:`pixelup.widgets`.
    parameters
        Pairs of a trait and the parameter of the task that fills it.
    settings
        Pairs of a trait and a fixed value.
    """

    widget: str
    parameters: tuple[tuple[str, str], ...] = ()
    settings: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Task:
    """One thing to implement, with all that is needed to judge an answer.

    Attributes
    ----------
    parameters
        Names of the arguments, from the reference.
    forbid
        Names that the answer may not use.
    loops
        How many loops may be nested; None for any number.
    seconds
        Time limit of one case.
    probe
        Code of ``def probe(answer, *args)``, or empty.
    uses
        Tasks whose answers this one may call.
    score
        How a trained network is judged; None where answers are compared.
    """

    name: str
    points: float
    parameters: tuple[str, ...]
    cases: tuple[Case, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    rules: Rules = field(default_factory=Rules)
    forbid: tuple[str, ...] = ()
    loops: int | None = None
    seconds: float = 2.0
    probe: str = ""
    uses: tuple[str, ...] = ()
    explorer: Explorer | None = None
    score: Score | None = None


@dataclass(frozen=True)
class Unit:
    """All tasks of one exercise, and the titles of the chapter's sections by label."""

    name: str
    title: str
    tasks: tuple[Task, ...]
    sections: tuple[tuple[str, str], ...] = ()

    def task(self, name: str) -> Task:
        """The task of a name.

        Raises
        ------
        KeyError
            If there is none; the message lists those there are.
        """
        for task in self.tasks:
            if task.name == name:
                return task
        raise KeyError(f"{self.name} has no task {name!r}; it has {', '.join(self.task_names)}")

    @property
    def task_names(self) -> tuple[str, ...]:
        """Names of the tasks, in order."""
        return tuple(task.name for task in self.tasks)
