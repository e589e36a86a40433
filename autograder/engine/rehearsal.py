"""What every kernel does with its first cells, done a few times in the warm process.

Python exchanges the instructions of what runs often for faster ones, IPython imports what shows
an error with the first error, and regular expressions are compiled when they are first needed. A
kernel that has to do so itself pays for it, and for the pages that it then has to itself.
Afterwards the warm process is as before: no cell was counted, nothing is defined.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import linecache
import os
import socket
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from pixelup import serving, wire
from pixelup.task import Answer, Case, Task

if TYPE_CHECKING:
    from .direct import DirectApplication

_ROUNDS = 16  # Python has exchanged most after a dozen
_CELLS = (
    "import math\n\nx = 1\n",
    "def f(x):\n    return x + 1\n",
    "y = f(x)\nf(y)\n",
)
_RAISES = "def g():\n    raise NotImplementedError\n\ng()\n"
_X = np.arange(6.0).reshape(2, 3)
_TASK = Task("f", 0.0, ("x",), cases=(Case("any", (_X,), Answer()),) * 3)
_ARGUMENTS = {"silent": False, "store_history": False, "allow_stdin": False}


def rehearse(application: DirectApplication) -> None:
    """Run cells and answer questions; what they say is heard by nobody."""
    session, quiet = application.session, io.StringIO()
    with _unchanged(application), contextlib.redirect_stdout(quiet), asyncio.Runner() as runner:
        session.way, session.owner, application.streams = _Nowhere(), os.getpid(), ()
        runner.run(_play(application))


async def _play(application: DirectApplication) -> None:
    async def cell(code: str) -> None:
        content = {"code": code, "stop_on_error": False, **_ARGUMENTS}
        await application.answer({"id": "0", "type": "execute_request", "content": content})

    for _ in range(_ROUNDS):
        for code in _CELLS:
            await cell(code)
        _ask(application)
    await cell(_RAISES)


def _ask(application: DirectApplication) -> None:
    here, there = socket.socketpair()
    with here, there, application.shell.builtin_trap:
        wire.send(here, serving.question(_TASK, ""), 1.0)
        serving.serve(there.fileno())


class _Nowhere:
    """Stands for the way out of a kernel."""

    def send(self, data: bytes) -> None:
        """Called with each frame."""


@contextlib.contextmanager
def _unchanged(application: DirectApplication) -> Iterator[None]:
    """Undo in the end what cells change."""
    shell, kernel = application.shell, application.kernel
    history, shown = shell.history_manager, shell.displayhook
    holders: tuple[Any, ...] = (
        *(application, application.session, kernel, shell, history, shown, shell.display_pub),
        *(shell.compile, shell.InteractiveTB, shell.display_trap),
    )
    values = [dict(vars(h)) for h in holders]
    holding: tuple[dict[Any, Any], ...] = (
        *(shell.user_ns, shell.user_ns_hidden, shell.user_ns["_oh"], history.output_hist_reprs),
        *(shell.compile._filename_map, linecache.cache),
        *(h._trait_values for h in holders if hasattr(h, "_trait_values")),
    )
    contents = [dict(d) for d in holding]
    try:
        yield
    finally:
        states = *map(vars, holders), *holding
        for state, before in zip(states, (*values, *contents), strict=True):
            state.clear()
            state.update(before)
        for name in ("last_exc", "last_type", "last_value", "last_traceback"):
            vars(sys).pop(name, None)
