"""The process that becomes a student's kernel: from the fork to IPython's main loop."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import NoReturn

from . import files, linux
from .order import ANSWERS_FD, Order
from .sandbox import Sandbox

READY = b"ready"


def run(
    order: Order,
    sandbox: Sandbox,
    handed_in: list[tuple[str, bytes]],
    ready: int,
    answers: int,
) -> NoReturn:
    """Step into the sandbox and serve as a kernel.

    Parameters
    ----------
    order, sandbox
        What for, and where.
    handed_in
        The submission's files.
    ready
        Descriptor on which one message is told: that it runs, or why not.
    answers
        Descriptor that becomes :data:`~.order.ANSWERS_FD`.
    """
    try:
        os.setsid()
        ready = _only_these_descriptors(ready, answers)
        sandbox.enter()
        work = f"{sandbox.home}/work"
        files.write(work, handed_in)
        os.chdir(work)
        os.environ.clear()
        os.environ.update(order.environment | sandbox.environment)
        application = _application(order)
        os.write(ready, READY)
        os.close(ready)
        application.start()
    except BaseException as problem:
        _tell(ready, f"{type(problem).__name__}: {problem}")
    os._exit(0)


def _application(order: Order) -> object:
    """IPython's kernel application with its sockets bound."""
    sys.argv = ["ipykernel_launcher"]
    if "" not in sys.path:
        sys.path.insert(0, "")
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()  # else all students draw the same numbers
    from pixelup import noticed

    from .application import Application  # the warm process has imported it

    application = Application.instance(connection_file=f"{order.base}/s/kernel.json")
    with _without_a_list_of_modules():
        application.initialize(list(order.arguments))
    _forget_the_grader()
    noticed.remember()
    return application


@contextlib.contextmanager
def _without_a_list_of_modules() -> Iterator[None]:
    """Spare the list of all modules that ipykernel makes for its debugger.

    Looking at 3,000 modules writes to 2,400 pages that are shared until then: a sixth of what
    a kernel costs.
    """
    from ipykernel import ipkernel

    real = getattr(ipkernel, "sys", None)
    if real is sys:
        ipkernel.sys = SimpleNamespace(**(vars(sys) | {"modules": {}}))
    try:
        yield
    finally:
        ipkernel.sys = real


def _forget_the_grader() -> None:
    """The student's `import autograder` must fail, though this process came from it.

    Modules are found as attributes of their package: going through the names of all modules
    writes to a thousand pages that are shared until then.
    """
    todo = ["autograder"]
    while todo:
        name = todo.pop()
        package = sys.modules.pop(name, None)
        todo += [f"{name}.{n}" for n in vars(package or sys) if f"{name}.{n}" in sys.modules]


def _only_these_descriptors(ready: int, answers: int) -> int:
    """0, 1 and 2 are nothing, 3 is for answers; returns where `ready` is now."""
    nothing = os.open("/dev/null", os.O_RDWR)
    high = [os.dup(fd) for fd in (ready, answers)]
    while min(high) <= ANSWERS_FD:
        high = [os.dup(fd) for fd in high]
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    os.dup2(high[1], ANSWERS_FD, inheritable=False)
    linux.close_all_but((0, 1, 2, ANSWERS_FD, high[0]))
    return high[0]


def _tell(fd: int, text: str) -> None:
    try:
        os.write(fd, text[:4000].encode())
    except OSError:  # it was ready before: the supervisor sees the end
        return
