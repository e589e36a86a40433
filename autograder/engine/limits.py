"""How much of the machine one submission may take."""

# Bare system calls: this works in a process between a fork and a kernel, or on paths inside.
# ruff: noqa: PTH116, PTH123, PTH208

from __future__ import annotations

import contextlib
import os
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass

MB = 1 << 20
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Limits:
    """The limits of one kernel and of everything that it starts.

    Attributes
    ----------
    memory
        Bytes of all its processes together, watched from outside.
    address
        Bytes of address space of one process, beyond what the warm process has. This catches
        the one absurd allocation at once, as a MemoryError in the student's own traceback.
    processes
        Processes and threads.
    files
        Open files of one process.
    disk
        Bytes in its own folder, in /tmp and in /dev/shm, each.
    inodes
        Files in each of them.
    cpu
        Seconds of one process.
    wall
        Seconds until all is ended.
    """

    memory: int = 2048 * MB
    address: int = 4096 * MB
    processes: int = 96
    files: int = 256
    disk: int = 128 * MB
    inodes: int = 10_000
    cpu: int = 300
    wall: float = 600.0


def apply(limits: Limits, memory: tuple[int, int], processes_before: int = 0) -> None:
    """Set the limits that a process carries itself; they can only be lowered afterwards.

    Parameters
    ----------
    limits
        The limits.
    memory
        What the process has to begin with; see :func:`own_memory`.
    processes_before
        Processes and threads of this user that are not the student's, where no user of its own
        counts them apart.
    """
    size, data = memory
    # RLIMIT_DATA does not count shared mappings and RLIMIT_AS counts too much: both are needed.
    for what, most in (
        (resource.RLIMIT_AS, size + 2 * limits.address),
        (resource.RLIMIT_DATA, data + limits.address),
        (resource.RLIMIT_NPROC, limits.processes + processes_before),
        (resource.RLIMIT_NOFILE, limits.files),
        (resource.RLIMIT_FSIZE, limits.disk),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        resource.setrlimit(what, _within(what, most))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 5))


def descendants(root: int, proc: int) -> Iterator[int]:
    """Pids of a process's children, their children, and so on.

    Parameters
    ----------
    root
        Pid of the process.
    proc
        Descriptor of a /proc in which `root` is a pid and that sees all descendants.
    """
    todo = [root]
    while todo:
        pid = todo.pop()
        if pid != root:
            yield pid
        with contextlib.suppress(OSError):
            folder = os.open(f"{pid}/task", os.O_RDONLY, dir_fd=proc)
            try:
                for thread in os.listdir(folder):
                    todo += map(int, _read(f"{pid}/task/{thread}/children", proc).split())
            finally:
                os.close(folder)


def lives(pid: int, proc: int) -> bool:
    """Whether a process runs: one that has ended and that nobody has waited for does not.

    One whose first thread has ended looks the same, but has other threads.
    """
    state = _read(f"{pid}/stat", proc).rpartition(b")")[2].split()[:1]
    if state not in ([b"Z"], []):
        return True
    with contextlib.suppress(OSError):
        folder = os.open(f"{pid}/task", os.O_RDONLY, dir_fd=proc)
        try:
            return len(os.listdir(folder)) > 1
        finally:
            os.close(folder)
    return False


def holds_more(root: int, proc: int, most: int) -> bool:
    """Whether a process and its descendants hold more than `most` bytes.

    The cheap count takes pages that forks share for everybody's own;
    the exact one is made only where the cheap one is over.
    """
    pids = [root, *descendants(root, proc)]
    return _total(pids, proc, "status", b"RssAnon:", b"RssShmem:") > most and (
        _total(pids, proc, "smaps_rollup", b"Pss_Anon:", b"Pss_Shmem:") > most
    )


def _total(pids: list[int], proc: int, file: str, *keys: bytes) -> int:
    kilobytes = 0
    for pid in pids:
        for line in _read(f"{pid}/{file}", proc).splitlines():
            if line.startswith(keys):
                kilobytes += int(line.split()[1])
    return kilobytes * 1024


def _read(path: str, proc: int) -> bytes:
    try:
        fd = os.open(path, os.O_RDONLY, dir_fd=proc)
    except OSError:
        return b""
    try:
        return os.read(fd, 1 << 16)
    except OSError:  # it ended in between
        return b""
    finally:
        os.close(fd)


class Deadline:
    """A point in time that does not move when the clock is set."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, not below 0."""
        return max(0.0, self._end - time.monotonic())

    def passed(self) -> bool:
        """Whether it is over."""
        return self.left() == 0.0


def threads_of_user(uid: int) -> int:
    """How many processes and threads a user has now."""
    count = 0
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            if os.stat(f"/proc/{pid}").st_uid == uid:
                count += len(os.listdir(f"/proc/{pid}/task"))
    return count


def own_memory() -> tuple[int, int]:
    """Address space and data of this process, bytes."""
    with open("/proc/self/statm") as f:
        size, _, _, _, _, data, _ = map(int, f.read().split())
    return size * _PAGE, data * _PAGE


def _within(what: int, most: int) -> tuple[int, int]:
    hard = resource.getrlimit(what)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    return most, most
