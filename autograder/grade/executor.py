"""Where submissions are graded: the seam between the coordinator and what does the work.

The coordinator gives out :class:`Job` and takes back :class:`Result`; it alone writes to the
class folder. The local pool is here; another executor may send the same jobs elsewhere.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path

from ..classroom import open_class
from ..engine import warm
from ..errors import AutograderError
from .merge import copy_database
from .outcome import TaskOutcome
from .process import Process
from .trouble import when_free

TRIES = 3  # of a submission that no fault of its own has stopped
GRADEBOOK = "gradebook.db"  # what workers copy, so that they never open the class's own


@dataclass(frozen=True)
class Job:
    """One submission to grade; all it needs is in the staged folder.

    Attributes
    ----------
    classroom
        The class folder; a worker reads its settings and nothing else.
    staged
        Root of the staged submissions, laid out as nbgrader's `submitted`.
    unsafe
        Grade without a sandbox.
    """

    classroom: Path
    staged: Path
    student: str
    unit: str
    unsafe: bool = False


@dataclass(frozen=True)
class Result:
    """What came of a job.

    Attributes
    ----------
    graded
        Folder with the graded notebook; None when it failed.
    shard
        Gradebook that holds the submission's rows; None when it failed.
    reason
        Why it failed; empty otherwise.
    flags
        What a person should look at, a sentence each.
    retry
        It failed for no fault of the submission; another try may do.
    """

    job: Job
    graded: Path | None = None
    shard: Path | None = None
    tasks: tuple[TaskOutcome, ...] = ()
    reason: str = ""
    flags: tuple[str, ...] = ()
    retry: bool = False


class Executor(ABC):
    """Grades jobs. The coordinator enters it, calls `run` once and leaves it."""

    @abstractmethod
    def run(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """Yield a result for every job, in any order; no job may stop another.

        Called by the coordinator.

        Raises
        ------
        AutograderError
            If nothing can be graded at all; the message says why.
        """

    def __enter__(self) -> Executor:
        return self

    def __exit__(self, *_: object) -> None:
        return None


class LocalExecutor(Executor):
    """Processes on this machine, each with a shard of the gradebook.

    Parameters
    ----------
    workers
        How many processes.
    shards
        Folder for the shards; who made it removes it.
    before
        Called once when there is something to grade: it warms up, or refuses.
    start
        How a process is started (see :func:`.nursery.nursery`).
    """

    def __init__(
        self,
        workers: int,
        shards: Path,
        before: Callable[[], object] = lambda: None,
        start: Callable[[Path], Process] = Process,
    ) -> None:
        self._workers, self._shards, self._before, self._start = workers, shards, before, start
        self._idle: list[Process] = []
        self._busy: dict[Connection, tuple[Process, Job]] = {}

    def run(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """Grade in parallel; a process that dies costs nobody anything: its job is done again."""
        waiting = deque(jobs)
        failures: Counter[Job] = Counter()
        if waiting:
            warm.zygote()  # its name, which the workers must know; they start while it warms up
            count = min(self._workers, len(waiting))
            self._idle = [self._start(self._shards) for _ in range(count)]
            self._before()
            classroom, copy = open_class(waiting[0].classroom), self._shards / GRADEBOOK
            when_free(classroom, lambda: copy_database(classroom.database, copy))
        while waiting or self._busy:
            while waiting and len(self._busy) < self._workers:
                self._give(waiting.popleft())
            for line in wait(self._busy):
                result = self._take(line)
                if result.retry:
                    failures[result.job] += 1
                    if failures[result.job] < TRIES:
                        waiting.append(result.job)
                        continue
                if waiting:  # no worker waits while the coordinator writes this one down
                    self._give(waiting.popleft())
                yield result

    def _give(self, job: Job) -> None:
        process = self._idle.pop() if self._idle else self._start(self._shards)
        self._busy[process.line] = process, job
        process.send(job)

    def _take(self, line: Connection) -> Result:
        process, job = self._busy.pop(line)
        try:
            result = process.receive()
        except EOFError:
            process.end()
            return Result(job, reason="the process that graded it died", retry=True)
        self._idle.append(process)
        if isinstance(result, AutograderError):  # nothing can be graded here
            raise result
        return result

    def __exit__(self, *_: object) -> None:
        for process in (*self._idle, *(p for p, _ in self._busy.values())):
            process.end()
        self._idle.clear()
        self._busy.clear()
