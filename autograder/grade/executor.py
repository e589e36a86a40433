"""Where submissions are graded: the seam between the coordinator and what does the work.

The coordinator gives out :class:`Job` and takes back :class:`Result`; it alone writes to the
class folder. The local pool is here; another executor may send the same jobs elsewhere.
"""

from __future__ import annotations

import multiprocessing
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from .outcome import TaskOutcome


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
    """

    job: Job
    graded: Path | None = None
    shard: Path | None = None
    tasks: tuple[TaskOutcome, ...] = ()
    reason: str = ""
    flags: tuple[str, ...] = ()


class Executor(ABC):
    """Grades jobs. The coordinator enters it, calls `run` once and leaves it."""

    @abstractmethod
    def run(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """Yield a result for every job, in any order; no job may stop another.

        Called by the coordinator.
        """

    def __enter__(self) -> Executor:
        return self

    def __exit__(self, *_: object) -> None:
        return None


class LocalExecutor(Executor):
    """A pool of processes on this machine, each with a shard of the gradebook.

    Parameters
    ----------
    workers
        How many processes.
    shards
        Folder for the shards; the coordinator removes it.
    before
        Called once when there is something to grade: it warms up, or refuses.
    """

    def __init__(
        self, workers: int, shards: Path, before: Callable[[], object] = lambda: None
    ) -> None:
        self._workers, self._shards, self._before = workers, shards, before
        self._pool: ProcessPoolExecutor | None = None

    def run(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """Grade in parallel; a process that dies costs the job it had, not the others."""
        left = list(jobs)
        if left:
            self._before()
        while left:
            done: set[Job] = set()
            for result in self._until_broken(left):
                done.add(result.job)
                yield result
            left = [job for job in left if job not in done]
            if left and not done:  # the pool broke and nothing came of it: it is the first job
                yield Result(left.pop(0), reason="the process that graded it died")

    def _until_broken(self, jobs: list[Job]) -> Iterator[Result]:
        from .worker import grade, start

        self._pool = ProcessPoolExecutor(
            self._workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=start,
            initargs=(self._shards,),
        )
        running = {self._pool.submit(grade, job): job for job in jobs}
        try:
            while running:
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    job = running.pop(future)
                    try:
                        yield future.result()
                    except BrokenProcessPool:
                        return
                    except Exception as problem:
                        said = f"{type(problem).__name__}: {problem}"
                        yield Result(job, reason=f"the grader itself failed ({said})")
        finally:
            self._stop()

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def __exit__(self, *_: object) -> None:
        self._stop()
