"""The process that becomes a student's kernel: from the fork to IPython's main loop."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

from . import files, linux
from .order import ANSWERS_FD, TALK_FD, Order
from .sandbox import Sandbox

if TYPE_CHECKING:
    from ipykernel.kernelapp import IPKernelApp

READY = b"ready"


def run(
    order: Order,
    sandbox: Sandbox,
    handed_in: list[tuple[str, bytes]],
    ready: int,
    lines: list[int],
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
    lines
        Descriptors that become :data:`~.order.ANSWERS_FD` and :data:`~.order.TALK_FD`.
    """
    try:
        os.setsid()
        ready = _only_these_descriptors(ready, lines)
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


def _application(order: Order) -> IPKernelApp:
    """IPython's kernel application, ready to be told what to run."""
    if "" not in sys.path:
        sys.path.insert(0, "")
    if "numpy.random" in sys.modules:
        # else all students draw the same numbers; without a seed it takes four times as long
        sys.modules["numpy.random"].seed(int.from_bytes(os.urandom(4)))
    from . import direct  # the warm process has imported it

    if order.direct and order.arguments == direct.ARGUMENTS:
        application = direct.DirectApplication.instance()
        application.take()
    else:
        application = _fresh(order)
    _forget_the_grader()
    return application


def _fresh(order: Order) -> IPKernelApp:
    """An application with other arguments, or with Jupyter's sockets, bound."""
    from . import direct

    direct.forget()
    if order.direct:
        application = direct.DirectApplication.instance()
        application.initialize(list(order.arguments))
        application.take()
    else:
        bound = f"{order.base}/s/kernel.json"
        application = direct.Application.instance(connection_file=bound)
        application.initialize(list(order.arguments))
    return application


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


def _only_these_descriptors(ready: int, lines: list[int]) -> int:
    """0, 1 and 2 are nothing, 3 and 4 are the lines; returns where `ready` is now."""
    nothing = os.open("/dev/null", os.O_RDWR)
    high = [os.dup(fd) for fd in (ready, *lines)]
    while min(high) <= TALK_FD:
        high = [os.dup(fd) for fd in high]
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    low = (ANSWERS_FD, TALK_FD)[: len(lines)]
    for fd, target in zip(high[1:], low, strict=True):
        os.dup2(fd, target, inheritable=False)
    linux.close_all_but((0, 1, 2, *low, high[0]))
    return high[0]


def _tell(fd: int, text: str) -> None:
    try:
        os.write(fd, text[:4000].encode())
    except OSError:  # it was ready before: the supervisor sees the end
        return
