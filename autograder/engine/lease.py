"""One kernel, and the line on which its life hangs: order it, signal it, learn how it ended."""

from __future__ import annotations

import contextlib
import json
import select
import signal
import socket
import tempfile
import time
from pathlib import Path
from typing import Any

from . import files, warm
from .order import SUPERVISOR, Ended, Order, Started

_START = 60.0  # s
_END = 10.0


class Lease:
    """A kernel that is held.

    Attributes
    ----------
    started, ended
        What its supervisor told.
    answers
        Where the kernel is asked (see :mod:`.channel`).
    talk
        Where it is told what to run (see :mod:`.talk`), if the order was a direct one.
    base
        Its folder.
    """

    def __init__(self) -> None:
        self.started: Started | None = None
        self.ended: Ended | None = None
        self.answers: socket.socket | None = None
        self.talk: socket.socket | None = None
        self.base: Path | None = None
        self._line: socket.socket | None = None
        self._said = b""

    @property
    def held(self) -> bool:
        """Whether there is a kernel to end."""
        return self._line is not None

    def prepare(self) -> Path:
        """A fresh folder for a kernel; the one before is let go."""
        self.let_go()
        self.started = self.ended = None
        self.base = Path(tempfile.mkdtemp(prefix="k", dir=warm.zygote().folder))
        for name in ("s", "w"):
            (self.base / name).mkdir()
        return self.base

    def take(self, order: Order) -> Started:
        """Order a kernel, and wait until it can be talked to.

        Raises
        ------
        RuntimeError
            If it does not start; the message says why.
        """
        try:
            try:
                self._ask_for(order)
            except ConnectionError:  # the warm process died just now: there is another
                self.hang_up()
                self._ask_for(order)
        except BaseException as problem:
            self.let_go()
            if isinstance(problem, TimeoutError):
                raise RuntimeError("the kernel did not start in time") from None
            raise
        assert self.started is not None
        return self.started

    def poll(self) -> int | None:
        """How it ended; None while it lives, 0 where there was none."""
        if self._line is None:
            return 0
        self._drain()
        return self.ended.code if self.ended else None

    def ends(self, seconds: float) -> bool:
        """Whether it ends by itself in some time; its supervisor then says why."""
        end = time.monotonic() + seconds
        while self.poll() is None:
            left = end - time.monotonic()
            if left <= 0:
                return False
            assert self._line is not None
            select.select([self._line], [], [], left)
        return True

    def signal(self, number: int) -> None:
        """Send it a signal."""
        if self._line is not None and self.ended is None:
            with contextlib.suppress(OSError):
                self._line.send(b"%d\n" % number)

    def kill(self) -> None:
        """End it, and all that it started."""
        self.signal(signal.SIGKILL)
        self.ends(_END)

    def hang_up(self) -> None:
        """Close the lines; a kernel ends with them."""
        for held in (self._line, self.answers, self.talk):
            if held is not None:
                held.close()
        self._line = self.answers = self.talk = None

    def let_go(self) -> None:
        """Nothing stays: not the line, and so not the kernel; not the folder."""
        self.hang_up()
        self._said = b""
        if self.base is not None:
            files.remove(self.base)
            self.base = None

    def _ask_for(self, order: Order) -> None:
        with contextlib.ExitStack() as sent:
            self.answers, there = socket.socketpair()
            theirs = [sent.enter_context(there)]
            if order.direct:
                self.talk, there = socket.socketpair()
                theirs.append(sent.enter_context(there))
            self._line = warm.zygote().connect()
            self._line.settimeout(_START)
            socket.send_fds(self._line, [order.line()], [s.fileno() for s in theirs])
        self.started = Started(**self._next_line())
        self._line.setblocking(False)
        if self.started.failed:
            raise RuntimeError(f"the kernel did not start: {self.started.failed}")

    def _next_line(self) -> dict[str, Any]:
        assert self._line is not None
        while b"\n" not in self._said:
            more = self._line.recv(65536)
            if not more:
                raise ConnectionError("the kernel did not start: its supervisor died")
            self._said += more
        text, _, self._said = self._said.partition(b"\n")
        return json.loads(text)

    def _drain(self) -> None:
        if self.ended is not None or self._line is None:
            return
        try:
            while more := self._line.recv(4096):
                self._said += more
        except BlockingIOError:
            if b"\n" not in self._said:
                return
        except OSError:
            pass
        text = self._said.partition(b"\n")[0]
        self.ended = Ended(**json.loads(text)) if text else Ended(-signal.SIGKILL, SUPERVISOR)
