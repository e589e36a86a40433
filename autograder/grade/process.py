"""A process beside this one that does one piece of work at a time.

Both ends hold a line. The process ends when the line does, so none outlives who started it,
and whoever started it notices at once when it died.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

from ..engine import files

_IDLE = 600.0  # s


class Process:
    """A worker process, in an interpreter of its own; :func:`main` is its other end.

    Parameters
    ----------
    shards
        Folder for what it writes.
    """

    def __init__(self, shards: Path) -> None:
        mine, theirs = socket.socketpair()
        with theirs:
            self.pid = self._start(theirs.fileno(), shards)
        self.line = Connection(mine.detach())

    def _start(self, fd: int, shards: Path) -> int:
        """Start it; returns its pid."""
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "autograder.grade.process", str(fd), str(shards)],
            stdin=subprocess.DEVNULL,
            pass_fds=(fd,),
            start_new_session=True,  # Ctrl-C is the coordinator's business
        )
        return self._process.pid

    def send(self, work: Any) -> None:
        """Give it something to do; if it died, :meth:`receive` tells."""
        try:
            self.line.send(work)
        except OSError:
            return

    def receive(self) -> Any:
        """What came of it.

        Raises
        ------
        EOFError
            If the process died.
        """
        try:
            return self.line.recv()
        except OSError:
            raise EOFError from None

    def kill(self) -> None:
        """Stop what it does; :meth:`receive` tells that it died."""
        self._process.kill()

    def end(self) -> None:
        """End it, whatever it does."""
        self.line.close()
        self.kill()
        self._process.wait()


def main() -> None:
    """Do what comes over the line; end with it."""
    serve(int(sys.argv[1]), Path(sys.argv[2]))


def serve(fd: int, shards: Path) -> NoReturn:
    """The life of a worker process."""
    threading.Thread(target=_end_with, args=(fd, shards), daemon=True).start()
    from . import afar, worker

    worker.start(shards)
    line = Connection(fd)
    while line.poll(_IDLE):  # else it ends with its warm process; who wants one starts another
        try:
            work = line.recv()
        except (EOFError, OSError):
            signal.pause()  # the other thread ends this process when it has swept up
        line.send(afar.done(work, shards) if isinstance(work, bytes) else worker.done(work))
    sys.exit()


def _end_with(fd: int, shards: Path) -> None:
    poll = select.poll()
    poll.register(fd, 0)  # wakes at the end alone
    poll.poll()
    files.remove(shards)  # nobody else may be left to do it
    os._exit(0)


if __name__ == "__main__":
    main()
