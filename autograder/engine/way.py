"""The way out of a kernel: whole frames on one line, and streams that send what is printed."""

from __future__ import annotations

import _signal  # `signal.signal` looks for a name of the old handler: that takes longest
import contextlib
import fcntl
import os
import signal
import socket
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from ipykernel.iostream import IOPubThread, OutStream

_PIECE = 1 << 18  # characters of a print in one message


class Way:
    """The way out: whole frames, whoever sends them, a thread or a forked child.

    Parameters
    ----------
    line
        The socket.
    """

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._taken, self._free = os.pipe()  # holds one byte while nobody sends
        os.write(self._free, b".")

    def send(self, data: bytes) -> None:
        """Send a frame; an interrupt in the middle comes when it is sent."""
        with _uninterrupted():
            try:
                os.read(self._taken, 1)
                self._line.sendall(data)
            finally:
                os.write(self._free, b".")


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread is interrupted
        return
    came: list[int] = []
    before = _signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        _signal.signal(signal.SIGINT, before)
        if came:
            signal.raise_signal(signal.SIGINT)


class Publisher(IOPubThread):
    """What streams hand their flushes to: they are done at once, or by a timer."""

    def __init__(self) -> None:
        self.io_loop = self
        self.thread = None

    def schedule(self, f: Callable[[], None]) -> None:
        """Called by a stream: do something."""
        f()

    def call_later(self, seconds: float, f: Callable[[], None]) -> None:
        """Called by a stream when something was written: send it, though the cell goes on."""
        timer = threading.Timer(seconds, f)
        timer.daemon = True
        try:
            timer.start()
        except RuntimeError:  # there may be no more threads
            f()


class DirectStream(OutStream):
    """Standard output or error; a flush is over at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._order = threading.RLock()
        self._unsent = 0  # characters
        super().__init__(*args, **kwargs)
        os.register_at_fork(before=self.flush)  # else a copy sends it once more

    def forget(self) -> None:
        """Drop what programs wrote to the descriptor while nobody wanted to know."""
        for _ in range(100):
            if self._fid is None or not _waits(self._fid):
                break
            time.sleep(0.001)  # the thread that reads it takes it
        self.flush()

    def _is_master_process(self) -> bool:
        return True  # copies use the same line

    def write(self, string: str) -> int | None:
        """Keep a string to be sent; much is sent at once."""
        written = super().write(string)
        self._unsent += len(string)
        if self._unsent > _PIECE:
            self._flush()
        return written

    def flush(self) -> None:
        """Send what was written."""
        if self._unsent:
            self._flush()

    def _flush(self) -> None:
        with self._order:
            self._unsent = 0
            super()._flush()

    def _flush_buffers(self) -> Iterator[tuple[Any, str]]:
        for parent, text in super()._flush_buffers():
            for start in range(0, len(text), _PIECE):
                yield parent, text[start : start + _PIECE]


def _waits(fd: int) -> int:
    """Bytes that are to be read from a pipe."""
    return int.from_bytes(fcntl.ioctl(fd, termios.FIONREAD, bytes(4)), sys.byteorder)
