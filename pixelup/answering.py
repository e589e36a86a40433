"""The student's side of a judgement: questions come in, answers go out, nothing is judged here.

When a grader asks, it sends inputs as plain data. This module calls what the student wrote and
sends back what came. Expected outputs never reach the process that this runs in.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from . import plain
from .ask import ask_all
from .rules import enforced
from .task import NOT_DEFINED, Answer, Case, Task

MIME = "application/vnd.pixelup.answers+json"


def question(task: Task) -> str:
    """What is sent to a student's process about a task: its inputs, and how to put them."""
    return json.dumps(
        {
            "name": task.name,
            "points": task.points,
            "parameters": task.parameters,
            "probe": task.probe,
            "seconds": task.seconds,
            "forbid": task.forbid,
            "cases": [[plain.encode(a) for a in case.args] for case in task.cases],
        },
        allow_nan=False,
    )


def answer(text: str, namespace: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Answer a question with what the student defined.

    Parameters
    ----------
    text
        A :func:`question`.
    namespace
        Where the student's names are; the notebook's own by default.

    Returns
    -------
    list of dict
        One encoded answer a case; see :func:`read`.
    """
    asked = json.loads(text)
    names = vars(sys.modules["__main__"]) if namespace is None else namespace
    cases = tuple(
        Case("", tuple(plain.decode(a) for a in args), Answer()) for args in asked["cases"]
    )
    if asked["name"] not in names:
        missing = Answer(error=NOT_DEFINED, message=asked["name"])
        return [write(missing) for _ in cases]
    task = Task(
        name=asked["name"],
        points=asked["points"],
        parameters=tuple(asked["parameters"]),
        cases=cases,
        probe=asked["probe"],
        seconds=asked["seconds"],
    )
    with enforced(tuple(asked["forbid"])):
        return [write(a) for a in ask_all(task, names[asked["name"]])]


def show_answers(text: str) -> None:
    """Answer a question as an output of a notebook's kernel."""
    from IPython.display import display

    display({MIME: {"answers": answer(text)}, "text/plain": ""}, raw=True)


def write(answer: Answer) -> dict[str, Any]:
    """An answer as plain data."""
    return {
        "value": plain.encode(answer.value),
        "error": answer.error,
        "message": answer.message,
        "line": answer.line,
        "changed": list(answer.changed),
        "printed": answer.printed,
    }


def read(data: Any) -> Answer:
    """Undo :func:`write`, trusting nothing: this came from a student's process.

    Raises
    ------
    NotPlainError
        If it is not what :func:`write` makes.
    """
    if not isinstance(data, dict):
        raise plain.NotPlainError("an answer that is no record")
    words = {key: data.get(key, "") for key in ("error", "message", "line", "printed")}
    changed = data.get("changed", [])
    if not all(isinstance(w, str) for w in (*words.values(), *changed)):
        raise plain.NotPlainError("an answer with fields of the wrong type")
    value = None if words["error"] else plain.decode(data.get("value"))
    return Answer(value=value, changed=tuple(changed), **{k: w[:4000] for k, w in words.items()})
