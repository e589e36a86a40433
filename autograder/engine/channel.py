"""The trusted end of the line to a student's process: ask, and believe nothing."""

from __future__ import annotations

import re
import secrets
import socket
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pixelup import wire
from pixelup.serving import question
from pixelup.task import NO_ANSWER, Answer, Task

GRACE = 3.0  # s beyond a case's own time, after which nobody waits for its answer
MAX_TASK = 128 << 20  # bytes of all answers to one task
_WORDS = {"error": 100, "message": 500, "line": 300, "printed": 2_000}  # characters
_MAX_CHANGED = 32
_NOTICED = re.compile(r"(patched|forbidden) [A-Za-z_][\w.]{0,80}", re.ASCII)
_MAX_NOTICED = 10


class BrokenLineError(RuntimeError):
    """The line is of no use any more; the message is the cause."""


class Channel(ABC):
    """A way to ask what a student wrote."""

    @abstractmethod
    def ask(self, task: Task, meanwhile: Callable[[], object] = lambda: None) -> tuple[Answer, ...]:
        """Called by the judge for each task: one answer a case, in order.

        `meanwhile` is called when the questions are on their way: nobody need wait for the first
        answer, and those that come while it runs are read at once.

        Never raises because of what the student's process does. Where that does not answer,
        the answer's error is ``NO_ANSWER`` and its message says why.
        """


class Line(Channel):
    """A socket whose other end :func:`pixelup.serving.serve` reads.

    Parameters
    ----------
    line
        The socket. A line that broke once stays broken: what comes after is not in step.
    """

    def __init__(self, line: socket.socket) -> None:
        self._line, self._reader = line, wire.Reader(line)
        self.broken = ""
        self.silent = False  # it broke because nothing came
        self.noticed: dict[str, None] = {}  # what the process says of itself: see pixelup.noticed

    def ask(self, task: Task, meanwhile: Callable[[], object] = lambda: None) -> tuple[Answer, ...]:
        """Ask all cases; after the first broken answer the rest is not waited for."""
        answers: list[Answer] = []
        try:
            if self.broken:
                raise BrokenLineError(self.broken)
            nonce = secrets.token_hex(8)
            self._send(task, nonce)
            meanwhile()
            room = MAX_TASK
            for number in range(len(task.cases)):
                frame = self._receive(task)
                room -= sum(map(len, frame.buffers))
                if room < 0:
                    raise wire.WireError(f"more than {MAX_TASK >> 20} MB of answers")
                data = wire.decode(frame)
                answers.append(_answer(data, nonce, number))
                self.noticed |= dict.fromkeys(data.get("noticed", ()))
        except (BrokenLineError, wire.WireError) as problem:
            self.broken = str(problem)
            missing = Answer(error=NO_ANSWER, message=self.broken)
            answers += [missing] * (len(task.cases) - len(answers))
        return tuple(answers)

    def _send(self, task: Task, nonce: str) -> None:
        try:
            wire.send(self._line, question(task, nonce), GRACE)
        except OSError:
            raise BrokenLineError("the process does not take questions") from None

    def _receive(self, task: Task) -> wire.Frame:
        try:
            return self._reader.receive(task.seconds + GRACE)
        except TimeoutError:
            self.silent = True
            raise BrokenLineError(
                f"no answer within {task.seconds:g} s, and the call could not be stopped"
            ) from None
        except (EOFError, OSError):
            raise BrokenLineError("the process ended") from None


def because(answers: tuple[Answer, ...], cause: str) -> tuple[Answer, ...]:
    """Answers that did not come, with a cause that is better known."""
    if not cause:
        return answers
    return tuple(replace(a, message=cause) if a.error == NO_ANSWER else a for a in answers)


def _answer(data: Any, nonce: str, number: int) -> Answer:
    """Check what was sent as an answer, field by field."""
    fields = {*_WORDS, "nonce", "case", "changed", "value"}
    if not isinstance(data, dict) or data.keys() - {"noticed"} != fields:
        raise wire.WireError("an answer with other fields")
    if data["nonce"] != nonce or data["case"] != number or type(data["case"]) is not int:
        raise wire.WireError("an answer to another question")
    words: dict[str, str] = {}
    for key, most in _WORDS.items():
        if not isinstance(data[key], str):
            raise wire.WireError(f"an answer whose {key} is no text")
        words[key] = data[key][:most].encode(errors="replace").decode()
    if words["error"] == NO_ANSWER:
        raise wire.WireError("an answer that says it is none")
    changed = data["changed"]
    if (
        not isinstance(changed, tuple)
        or len(changed) > _MAX_CHANGED
        or not all(isinstance(c, str) and len(c) < 100 for c in changed)
    ):
        raise wire.WireError("an answer with a wrong list of changed arguments")
    noticed = data.get("noticed", ())
    if (
        not isinstance(noticed, tuple)
        or len(noticed) > _MAX_NOTICED
        or not all(isinstance(n, str) and _NOTICED.fullmatch(n) for n in noticed)
    ):
        raise wire.WireError("an answer with a wrong list of what was noticed")
    value = None if words["error"] else data["value"]
    return Answer(value=value, changed=changed, **words)
