"""Worker processes as forks of this one: what it has imported is imported once, not once each.

The fork from which they come is made first of all, while this process has no other threads,
holds no lock and has opened no gradebook.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

from ..engine import linux, warm
from .process import Process, serve

NAME = "grading worker"  # as the system's list of processes calls it


@contextlib.contextmanager
def nursery(alone: bool, rehearse: Callable[[], None]) -> Iterator[Callable[[Path], Process]]:
    """How to start worker processes in the body: as forks where the system can, else afresh.

    Parameters
    ----------
    alone
        This process does nothing else and has done nothing else: a fork of it is clean.
    rehearse
        What a fork does before workers are made of it.
    """
    if not alone or not hasattr(os, "pidfd_open"):
        yield Process
        return
    sys.stdout.flush()
    sys.stderr.flush()
    mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid == 0:
        mine.close()
        _nurse(theirs, rehearse)
    theirs.close()
    forks: list[Fork] = []

    def start(shards: Path) -> Process:
        try:
            forks.append(Fork(mine, shards))
        except (OSError, ValueError):  # who forks them was killed
            return Process(shards)
        return forks[-1]

    try:
        yield start
    finally:
        for fork in forks:
            fork.end()
        mine.close()
        os.waitpid(pid, 0)


class Fork(Process):
    """A worker process that :func:`_nurse` forks.

    Parameters
    ----------
    nurse
        The line to it.
    shards
        Folder for what it writes.
    """

    def __init__(self, nurse: socket.socket, shards: Path) -> None:
        self._nurse = nurse
        super().__init__(shards)

    def _start(self, fd: int, shards: Path) -> int:
        told = json.dumps([str(shards), os.environ.get(warm.VARIABLE, "")])
        socket.send_fds(self._nurse, [told.encode()], [fd])
        pid = int(self._nurse.recv(20))
        self._handle: int | None = os.pidfd_open(pid)
        return pid

    def kill(self) -> None:
        """Stop what it does; :meth:`receive` tells that it died."""
        if self._handle is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def end(self) -> None:
        """End it, whatever it does."""
        self.line.close()
        self.kill()
        if self._handle is not None:
            select.select([self._handle], [], [])
            os.close(self._handle)
            self._handle = None


def _nurse(line: socket.socket, rehearse: Callable[[], None]) -> NoReturn:
    """Fork a worker for each folder that comes, until the line closes."""
    try:
        os.setsid()  # Ctrl-C is the coordinator's business
        linux.close_all_but((0, 1, 2, line.fileno()))  # others wait for the end of theirs
        warm.forget()
        rehearse()
        while True:
            told, fds, _, _ = socket.recv_fds(line, 8192, 1)
            if not told:
                break
            pid = os.fork()
            if pid == 0:
                os.setsid()
                Path("/proc/self/comm").write_text(NAME)
                line.close()
                shards, os.environ[warm.VARIABLE] = json.loads(told)
                serve(fds[0], Path(shards))
            os.close(fds[0])
            line.send(b"%d" % pid)
        with contextlib.suppress(ChildProcessError):
            while True:  # their lines are closed: what they took is counted with this process
                os.wait()
    finally:
        os._exit(0)
