"""Ask a student's function: arguments go in, one :class:`~pixelup.task.Answer` comes out.

Whatever the function does (raise, hang, print, change its arguments, return nonsense),
asking it returns.
"""

from __future__ import annotations

import _signal  # `signal.signal` looks for a name of the old handler: that takes longer than a call
import contextlib
import ctypes
import functools
import io
import linecache
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

from . import plain
from .task import NOT_ASKED, NOT_PLAIN, TIMEOUT, Answer, Task

PRINT_LIMIT = 2_000  # characters kept of what one call prints


class TimeLimitError(BaseException):
    """Raised inside a call that takes too long; no ``except Exception`` catches it."""


def ask_all(task: Task, answer: Any) -> tuple[Answer, ...]:
    """Ask all cases of a task.

    After the first case that runs out of time the rest is not asked:
    a student should not wait for the same hang ten times.

    Parameters
    ----------
    task
        Its cases are asked in order.
    answer
        What the student wrote: a function, or whatever the task's probe takes.

    Returns
    -------
    tuple of Answer
        One a case.
    """
    return tuple(ask_each(task, answer))


def ask_each(task: Task, answer: Any) -> Iterator[Answer]:
    """Ask the cases of a task one by one, each when its answer is wanted; see :func:`ask_all`."""
    call = probed(task, answer)
    stop = False
    for case in task.cases:
        given = Answer(error=NOT_ASKED)
        if not stop:
            given = ask(call, case.args, task.parameters, task.seconds)
            stop = given.error == TIMEOUT
        yield given


def probed(task: Task, answer: Any) -> Callable[..., Any]:
    """The function to call with the arguments of a case."""
    if not task.probe:
        return answer
    namespace: dict[str, Any] = {}
    exec(_compiled(task.probe, f"<probe of {task.name}>"), namespace)  # noqa: S102 - ours
    return lambda *args: namespace["probe"](answer, *args)


@functools.cache
def _compiled(probe: str, name: str) -> CodeType:
    return compile(probe, name, "exec")


def ask(
    call: Callable[..., Any],
    args: tuple[Any, ...],
    parameters: tuple[str, ...] = (),
    seconds: float = 2.0,
) -> Answer:
    """Call a function on copies of the arguments and record what happens.

    Parameters
    ----------
    call
        The function.
    args
        Plain data; the function gets its own copies.
    parameters
        Names of the arguments, to say which of them were changed.
    seconds
        Time limit.

    Returns
    -------
    Answer
        Never raises, except KeyboardInterrupt.
    """
    given = tuple(plain.copy(a) for a in args)
    before = [plain.fingerprint(a) for a in given]
    printed = _Short()
    try:
        with _Listening(printed), time_limit(seconds):
            value = call(*given)
    except TimeLimitError:
        return Answer(error=TIMEOUT, message=f"{seconds:g} s", printed=printed.getvalue())
    except KeyboardInterrupt:
        raise
    except BaseException as problem:
        return Answer(
            error=type(problem).__name__,
            message=str(problem)[:500],
            line=_students_line(problem),
            printed=printed.getvalue(),
        )
    try:
        value = plain.copy(value)
    except plain.NotPlainError as problem:
        return Answer(error=NOT_PLAIN, message=str(problem), printed=printed.getvalue())
    names = (*parameters, *(f"argument {i + 1}" for i in range(len(parameters), len(args))))
    changed = tuple(
        n for n, a, b in zip(names, given, before, strict=False) if plain.fingerprint(a) != b
    )
    return Answer(value=value, changed=changed, printed=printed.getvalue())


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise :class:`TimeLimitError` in the body after a number of seconds.

    With an alarm where there is one (the main thread on Linux and macOS);
    elsewhere by an exception set from a timer thread, which a long call into C delays.
    """
    if hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread():

        def ring(*_: object) -> None:
            raise TimeLimitError

        old = _signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            _signal.signal(signal.SIGALRM, old)
        return
    here = ctypes.c_ulong(threading.get_ident())
    set_exception = ctypes.pythonapi.PyThreadState_SetAsyncExc
    timer = threading.Timer(seconds, set_exception, (here, ctypes.py_object(TimeLimitError)))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class _Short(io.StringIO):
    """Keeps the beginning of what is written and forgets the rest."""

    def write(self, text: str) -> int:
        room = PRINT_LIMIT - self.tell()
        if room > 0:
            super().write(text[:room])
        return len(text)


class _Listening:
    """Catches prints and warnings: a warning on stderr must never cost points."""

    def __init__(self, printed: io.StringIO) -> None:
        self._printed, self._streams = printed, (sys.stdout, sys.stderr)
        self._catching = warnings.catch_warnings(record=True, action="always")

    def __enter__(self) -> None:
        sys.stdout = sys.stderr = self._printed
        self._warned = self._catching.__enter__()

    def __exit__(self, *_: object) -> None:
        self._catching.__exit__()
        sys.stdout, sys.stderr = self._streams
        said = dict.fromkeys(f"{w.category.__name__}: {w.message}" for w in self._warned)
        for text in said:
            self._printed.write(text + "\n")


def _students_line(problem: BaseException) -> str:
    """The innermost line of the traceback that is in a notebook cell."""
    frames = [(f.f_code.co_filename, at) for f, at in traceback.walk_tb(problem.__traceback__)]
    for name, at in reversed(frames):
        if "ipykernel" in name or name.startswith("<"):
            return linecache.getline(name, at).strip()
    return ""
