"""What a command costs with all that it starts: wall time, processor time, memory. Linux only."""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.grade.nursery import NAME

_PR_SET_CHILD_SUBREAPER = 36
_LOOK = 0.5  # s, between two looks at the memory


@dataclass(frozen=True)
class Cost:
    """Seconds of one command."""

    wall: float
    cpu: float


def collect_orphans() -> None:
    """Become the parent of grandchildren whose parents end, so that their time is counted."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(command: list[str], folder: Path, watch: Watch | None = None) -> Cost:
    """Run a command to its end and to the end of everything that it started.

    Raises
    ------
    SystemExit
        If it fails; the message is the end of what it said.
    """
    with (folder / "bench.log").open("wb") as log:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        )
        with watch.over(process.pid) if watch else contextlib.nullcontext():
            _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime
    with contextlib.suppress(ChildProcessError):
        while True:
            usage = os.wait4(-1, 0)[2]
            cpu += usage.ru_utime + usage.ru_stime
    if process.returncode:
        said = (folder / "bench.log").read_text(errors="replace")[-2000:]
        sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{said}")
    return Cost(wall, cpu)


class Watch:
    """Looks at the memory of a grading command while it runs; megabytes.

    Attributes
    ----------
    coordinator
        Memory of the first process (RSS), one a look; what it shares with its forks counts in
        full, else it would seem to grow as they part.
    worker
        What a worker and its kernel have beside the warm process, the most of any look.
    warm
        Share of the warm process, the most of any look.
    """

    def __init__(self) -> None:
        self.coordinator: list[float] = []
        self.worker = 0.0
        self.warm = 0.0

    @contextlib.contextmanager
    def over(self, pid: int) -> Iterator[None]:
        """Look until the body ends."""
        over = threading.Event()

        def look() -> None:
            while not over.wait(_LOOK):
                self._look(pid)

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _look(self, pid: int) -> None:
        workers, kernels = [], 0.0
        self.coordinator.append(_memory(pid, "Rss:"))
        for child in _children(pid):
            workers += [_memory(p, "Pss:") for p in _children(child) if _name(p) == NAME]
            if "autograder.engine.zygote" in _command(child):
                self.warm = max(self.warm, _memory(child, "Pss:"))
                forks = list(_below(child))
                kernels += sum(_memory(p, "Private_Clean:", "Private_Dirty:") for p in forks)
        if workers:
            mean = (sum(workers) + kernels) / len(workers)
            self.worker = max(self.worker, mean)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


def _below(pid: int) -> Iterator[int]:
    for child in _children(pid):
        yield child
        yield from _below(child)


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""


def _name(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


def _memory(pid: int, *keys: str) -> float:
    """Megabytes; 0 where the process is gone."""
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith(keys)) / 1024
    return 0.0
