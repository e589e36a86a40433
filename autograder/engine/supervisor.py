"""One supervisor a kernel: it closes the sandbox, watches, and sweeps up.

It is trusted and runs no student's code. Whoever ordered the kernel holds the other end of its
socket; when that end closes, for whatever reason, everything in the sandbox is killed.
"""

# Bare system calls: this works in a process between a fork and a kernel, or on paths inside.
# ruff: noqa: PTH123

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
from dataclasses import asdict
from typing import NoReturn

from . import files, kernel
from .limits import Deadline, descendants, holds_more, lives
from .order import CLOSED, DISK, MEMORY, WALL, Ended, Order, Started, line
from .sandbox import Room, Sandbox, sandboxes
from .view import view

_START = 30.0  # s, for the kernel to bind its sockets
_LOOK = 100  # ms, between two looks at the memory
_MAX_ORDER = 1 << 20


def supervise(client: socket.socket, uid: int, strongest: str) -> NoReturn:
    """Serve one order, in a process forked for it.

    Parameters
    ----------
    client
        Who ordered.
    uid
        The user that the kernel becomes where this process is root.
    strongest
        Name of the strongest sandbox that holds here.
    """
    status = 1
    try:
        with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as f:
            f.write("1000")
        order, lines = _receive(client)
        try:
            _serve(client, order, lines, uid, strongest)
            status = 0
        except Exception as problem:
            failed = f"{type(problem).__name__}: {problem}"
            _tell(client, Started(failed=failed))
    except OSError:
        pass  # who ordered is gone
    finally:
        os._exit(status)


def _serve(client: socket.socket, order: Order, lines: list[int], uid: int, strongest: str) -> None:
    name = order.sandbox or strongest
    if not name:
        raise RuntimeError("no sandbox holds here; `python -m autograder doctor` says why")
    kind = {k.name: k for k in sandboxes()}[name]
    handed_in = files.read(order.folder)
    room = Room(order.base, view(order.visible, order.hidden), order.limits, uid)
    sandbox = kind(room)
    proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
    sandbox.prepare()
    ready, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        kernel.run(order, sandbox, handed_in, told, lines)
    del handed_in
    os.close(told)
    for fd in lines:
        os.close(fd)
    handle = os.pidfd_open(pid)
    message = _first_message(ready, client)
    os.close(ready)
    if message != kernel.READY:
        _kill(handle)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        sandbox.clear()
        said = message.decode(errors="replace")
        raise RuntimeError(said or f"the kernel process died with status {code}")
    sandbox.settle()
    _tell(client, Started(pid, sandbox.name))
    why, left = _watch(client, handle, pid, proc, sandbox)
    _, code, usage = os.wait4(pid, 0)
    sandbox.clear()
    cpu = usage.ru_utime + usage.ru_stime
    ended = Ended(os.waitstatus_to_exitcode(code), why, round(cpu, 4), left)
    with contextlib.suppress(OSError):
        _tell(client, ended)


def _watch(
    client: socket.socket, handle: int, pid: int, proc: int, sandbox: Sandbox
) -> tuple[str, int]:
    """Pass signals on until the kernel ends.

    Returns
    -------
    str
        Which limit ended it, or nothing.
    int
        How many processes it had left running when it was told to end.
    """
    limits = sandbox.room.limits
    deadline = Deadline(limits.wall)
    poll = select.poll()
    poll.register(client, select.POLLIN)
    poll.register(handle, select.POLLIN)
    why, left, rounds = "", 0, 0
    while True:
        events = dict(poll.poll(_LOOK))
        if handle in events:
            return why, left
        if client.fileno() in events:
            try:
                said = client.recv(4096)
            except ConnectionError:
                said = b""
            if not said:
                why = why or CLOSED
                poll.unregister(client)
                said = b"%d" % signal.SIGKILL
            for number in map(int, said.split()):
                if number == signal.SIGKILL:
                    left = sum(lives(p, proc) for p in descendants(pid, proc))
                _signal(handle, number)
        rounds += 1
        if why:
            continue
        if deadline.passed():
            why = WALL
        elif holds_more(pid, proc, limits.memory):
            why = MEMORY
        elif rounds % 5 == 0 and sandbox.full():
            why = DISK
        if why:
            _kill(handle)


def _receive(client: socket.socket) -> tuple[Order, list[int]]:
    text, descriptors, _, _ = socket.recv_fds(client, _MAX_ORDER, 2)
    while not text.endswith(b"\n"):
        more = client.recv(_MAX_ORDER)
        if not more or len(text) > _MAX_ORDER:
            raise ConnectionError("no order came")
        text += more
    return Order.read(text), descriptors


def _first_message(ready: int, client: socket.socket) -> bytes:
    """What the kernel process says first; empty when it dies, hangs or is given up."""
    poll = select.poll()
    poll.register(ready, select.POLLIN)
    poll.register(client, select.POLLHUP)
    events = dict(poll.poll(_START * 1000))
    if ready in events:
        return os.read(ready, 8192)
    return b"" if events else b"the kernel process did not start in time"


def _tell(client: socket.socket, what: Started | Ended) -> None:
    client.sendall(line(asdict(what)))


def _kill(handle: int) -> None:
    _signal(handle, signal.SIGKILL)


def _signal(handle: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(handle, number)
