"""Why a kernel was lost, in words for the student; and when that is no fault of the student's."""

from __future__ import annotations

import signal
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from .order import DISK, MEMORY, SUPERVISOR, WALL
from .outputs import FloodError

FLOOD = "it put out far too much, more than could be read"


class LostKernelError(RuntimeError):
    """The kernel is of no use any more; the message is the cause, as half a sentence."""


class EngineError(RuntimeError):
    """The machine failed, not the notebook: it must be run again, and costs nobody points."""


def cause(problem: Exception, ended: Any, limits: Any, seconds: float | None) -> str:
    """Why a kernel was lost.

    Parameters
    ----------
    problem
        What was noticed first.
    ended
        What the supervisor told, or None.
    limits
        Of the kernel.
    seconds
        Time limit of a cell.

    Raises
    ------
    EngineError
        If the supervisor itself was killed.
    """
    if ended is not None and ended.why == SUPERVISOR:
        raise EngineError("the process that watches the kernel was killed")
    if ended is not None and limits is not None:
        if ended.why == MEMORY:
            return f"it used more than {limits.memory >> 20} MB of memory"
        if ended.why == WALL:
            return f"the notebook ran for more than {limits.wall:g} s"
        if ended.why == DISK:
            return f"it wrote more than {limits.disk >> 20} MB or {limits.inodes} files"
        if ended.code in (-signal.SIGXCPU, -signal.SIGKILL) and ended.cpu >= limits.cpu:
            return f"it used more than {limits.cpu} s of processor time"
        if ended.code < 0:
            name = signal.Signals(-ended.code).name
            return f"the Python process crashed ({name})"
        return f"the Python process ended itself (exit status {ended.code})"
    match problem:
        case FloodError():
            return FLOOD
        case LostKernelError():
            return str(problem)
        case TimeoutError():
            return f"it ran for more than {seconds} s and did not stop when it was interrupted"
    return f"its messages could not be read ({type(problem).__name__})"


def error(name: str, said: str) -> NotebookNode:
    """What a cell shows that was lost."""
    sentence = f"{said[:1].upper()}{said[1:]}."
    return new_output("error", ename=name, evalue=sentence, traceback=[f"{name}: {sentence}"])
