"""The student's side of the line to a grader: questions come in, answers go out.

Nothing is judged here, and no expected answer ever comes to this process.
"""

from __future__ import annotations

import socket
import sys
from typing import Any

from . import plain, wire
from .ask import ask, probed
from .noticed import forbidden_objects, report
from .rules import enforced
from .task import NOT_ASKED, NOT_DEFINED, NOT_PLAIN, TIMEOUT, Answer, Task

_READ = 30.0  # s, in which the reader must take an answer


def serve(fd: int) -> None:
    """Answer the questions about one task.

    Parameters
    ----------
    fd
        Descriptor of the line.
    """
    line = socket.socket(fileno=fd)
    try:
        question = wire.decode(wire.receive(line, None))
        task = Task(
            name=question["name"],
            points=0.0,
            parameters=question["parameters"],
            probe=question["probe"],
            seconds=question["seconds"],
        )
        hidden = forbidden_objects(question["forbid"])
        with enforced(question["forbid"]):
            _answer(line, task, question, hidden)
    finally:
        line.detach()


def question(task: Task, nonce: str) -> wire.Frame:
    """What is sent about a task: its inputs, and how to put them."""
    return wire.encode(
        {
            "nonce": nonce,
            "name": task.name,
            "parameters": task.parameters,
            "probe": task.probe,
            "seconds": task.seconds,
            "forbid": task.forbid,
            "cases": [case.args for case in task.cases],
        }
    )


def _answer(
    line: socket.socket, task: Task, question: dict[str, Any], hidden: dict[str, Any]
) -> None:
    names = vars(sys.modules["__main__"])
    defined = task.name in names
    call = probed(task, names[task.name]) if defined else None
    stop = False
    for number, args in enumerate(question["cases"]):
        if call is None:
            answer = Answer(error=NOT_DEFINED, message=task.name)
        elif stop:  # nobody waits for the same hang ten times
            answer = Answer(error=NOT_ASKED)
        else:
            answer = ask(call, args, task.parameters, task.seconds)
            stop = answer.error == TIMEOUT
        last = number == len(question["cases"]) - 1
        noticed = _noticed(names.get(task.name), hidden) if last else ()
        wire.send(line, written(answer, question["nonce"], number, noticed), _READ)


def _noticed(answer: Any, hidden: dict[str, Any]) -> tuple[str, ...]:
    try:
        return report(answer, hidden)
    except Exception:  # whatever the notebook did to this process must not cost an answer
        return ()


def written(answer: Answer, nonce: str, number: int, noticed: tuple[str, ...] = ()) -> wire.Frame:
    """The answer to one case as a frame; the last one of a task says what was noticed."""
    words: dict[str, Any] = {"noticed": noticed} if noticed else {}
    words |= {
        "nonce": nonce,
        "case": number,
        "error": answer.error,
        "message": answer.message,
        "line": answer.line,
        "changed": answer.changed,
        "printed": answer.printed,
    }
    try:
        return wire.encode(words | {"value": answer.value})
    except plain.NotPlainError as problem:
        return wire.encode(words | {"error": NOT_PLAIN, "message": str(problem), "value": None})
