"""What a page says about a quiz, read and checked.

=========  =====================================================================================
type       what it needs besides ``id`` and ``question``
=========  =====================================================================================
single     ``answers``, one of them ``correct: true``
several    ``answers``, any number of them ``correct: true``
number     ``value``; ``tolerance`` (0 if not given); ``mistakes``: wrong numbers with a feedback
order      ``items``, in the right order
predict    ``reveal``
=========  =====================================================================================

An answer has ``text``, and may have ``correct`` and ``feedback``.
Every type but ``predict`` may have ``feedback`` (said when it is solved) and ``hint``.
Texts are MyST.
"""

from __future__ import annotations

import difflib
import hashlib
import math
import re
from dataclasses import dataclass
from typing import Any

import yaml

ID = re.compile(r"[a-z][a-z0-9-]*")
SHARED = {"id", "type", "question", "feedback", "hint"}
KINDS = {
    "single": SHARED | {"answers"},
    "several": SHARED | {"answers"},
    "number": SHARED | {"value", "tolerance", "mistakes"},
    "order": SHARED | {"items"},
    "predict": {"id", "type", "question", "reveal"},
}


class QuizError(Exception):
    """A quiz that cannot be asked; the text says what to mend.

    Parameters
    ----------
    message : str
    line : int
        Of the quiz's text, from 0; None when it concerns the whole.
    """

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Answer:
    """A choice, or a wrong number that is known."""

    text: str
    feedback: str = ""
    correct: bool = False
    value: float | None = None


@dataclass(frozen=True)
class Quiz:
    """A quiz, as a page says it."""

    id: str
    kind: str
    question: str
    feedback: str = ""
    hint: str = ""
    answers: tuple[Answer, ...] = ()
    value: float = 0.0
    tolerance: float = 0.0
    items: tuple[str, ...] = ()
    reveal: str = ""

    @property
    def stamp(self) -> str:
        """Eight digits that change when the answers do: what a browser kept is then void."""
        told = (self.kind, [a.text for a in self.answers], self.value, self.tolerance, self.items)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:8]

    @property
    def shuffled(self) -> tuple[int, ...]:
        """The order in which the items are shown: always the same, and never the right one."""
        key = [hashlib.sha256(f"{self.id}{i}".encode()).digest() for i in range(len(self.items))]
        order = sorted(range(len(self.items)), key=key.__getitem__)
        return tuple(order if order != sorted(order) else order[1:] + order[:1])


def read(source: str) -> Quiz:
    """Read a quiz.

    Parameters
    ----------
    source : str
        YAML.

    Returns
    -------
    Quiz

    Raises
    ------
    QuizError
        With one sentence that says what is wrong and how to mend it.
    """
    try:
        told = yaml.safe_load(source)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise QuizError(
            f"this is not YAML: {problem}. A text with ': ', or that starts with a sign, "
            "needs quotes or '>-'.",
            mark.line if mark else None,
        ) from None
    if not isinstance(told, dict):
        raise QuizError("it must be names and values, as in 'type: single'.")
    name = told.get("id")
    if not isinstance(name, str) or not ID.fullmatch(name):
        raise QuizError("it needs an 'id' of small letters, digits and '-', as in 'id: quiz-flip'.")
    kind = told.get("type")
    if kind not in KINDS:
        raise QuizError(f"{name}: its 'type' must be one of {', '.join(KINDS)}, not {kind!r}.")
    known(told, KINDS[kind], name)
    quiz = Quiz(
        id=name,
        kind=kind,
        question=text(told, "question", name, needed=True),
        feedback=text(told, "feedback", name),
        hint=text(told, "hint", name),
    )
    return {
        "single": choices,
        "several": choices,
        "number": number,
        "order": order,
        "predict": predict,
    }[kind](quiz, told)


def known(told: dict[str, Any], names: set[str], where: str) -> None:
    """Refuse names that nobody reads."""
    for key in told:
        if key not in names:
            near = difflib.get_close_matches(str(key), names, 1)
            rest = f"did you mean '{near[0]}'?" if near else f"choose from {', '.join(names)}."
            raise QuizError(f"{where}: nobody reads '{key}': {rest}")


def text(told: dict[str, Any], key: str, where: str, *, needed: bool = False) -> str:
    """Give a text of the page; "" when it may be missing and is."""
    value = told.get(key)
    if value is None and not needed:
        return ""
    if value is None or value == "":
        raise QuizError(f"{where}: its '{key}' is missing.")
    if not isinstance(value, str):
        raise QuizError(f"{where}: '{key}' reads as {value!r} and not as a text: put it in quotes.")
    return value.strip()


def real(told: dict[str, Any], key: str, where: str, default: float | None = None) -> float:
    """Give a number of the page."""
    value = told.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise QuizError(f"{where}: '{key}' must be a number, as in '{key}: 3', not {value!r}.")
    return value


def entries(told: dict[str, Any], key: str, where: str, least: int) -> list[Any]:
    """Give a list of the page."""
    value = told.get(key)
    if not isinstance(value, list) or len(value) < least:
        raise QuizError(f"{where}: '{key}' must be a list of at least {least}, a '- ' before each.")
    return value


def choices(quiz: Quiz, told: dict[str, Any]) -> Quiz:
    """Read the answers to choose from."""
    answers = []
    for n, entry in enumerate(entries(told, "answers", quiz.id, 2), 1):
        where = f"{quiz.id}, answer {n}"
        if not isinstance(entry, dict):
            raise QuizError(f"{where}: write '- text: ...'.")
        known(entry, {"text", "correct", "feedback"}, where)
        correct = entry.get("correct", False)
        if not isinstance(correct, bool):
            raise QuizError(f"{where}: 'correct' must be true or false, not {correct!r}.")
        answers.append(
            Answer(text(entry, "text", where, needed=True), text(entry, "feedback", where), correct)
        )
    if len({answer.text for answer in answers}) < len(answers):
        raise QuizError(f"{quiz.id}: two answers have the same text.")
    right = sum(answer.correct for answer in answers)
    if quiz.kind == "single" and right != 1:
        raise QuizError(
            f"{quiz.id}: {right} answers have 'correct: true', and it must be one. "
            "Where more are right, write 'type: several'."
        )
    return Quiz(**{**vars(quiz), "answers": tuple(answers)})


def number(quiz: Quiz, told: dict[str, Any]) -> Quiz:
    """Read the value, how far off is still right, and the known mistakes."""
    value = real(told, "value", quiz.id)
    tolerance = real(told, "tolerance", quiz.id, 0)
    if tolerance < 0:
        raise QuizError(f"{quiz.id}: 'tolerance' is how far off is still right: 0 or more.")
    mistakes = []
    for n, entry in enumerate(
        entries(told, "mistakes", quiz.id, 1) if "mistakes" in told else [], 1
    ):
        where = f"{quiz.id}, mistake {n}"
        if not isinstance(entry, dict):
            raise QuizError(f"{where}: write '- value: 8000' and, below it, 'feedback: ...'.")
        known(entry, {"value", "feedback"}, where)
        wrong = real(entry, "value", where)
        if abs(wrong - value) <= tolerance:
            raise QuizError(f"{where}: {wrong} is a right answer.")
        mistakes.append(Answer("", text(entry, "feedback", where, needed=True), value=wrong))
    return Quiz(
        **{**vars(quiz), "answers": tuple(mistakes), "value": value, "tolerance": tolerance}
    )


def order(quiz: Quiz, told: dict[str, Any]) -> Quiz:
    """Read the items, which stand in the right order."""
    items = entries(told, "items", quiz.id, 2)
    for n, item in enumerate(items, 1):
        text({f"item {n}": item}, f"item {n}", quiz.id, needed=True)
    if len(set(items)) < len(items):
        raise QuizError(f"{quiz.id}: two items are the same.")
    return Quiz(**{**vars(quiz), "items": tuple(item.strip() for item in items)})


def predict(quiz: Quiz, told: dict[str, Any]) -> Quiz:
    """Read what is revealed."""
    return Quiz(**{**vars(quiz), "reveal": text(told, "reveal", quiz.id, needed=True)})
