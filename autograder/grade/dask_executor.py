"""Send the same jobs to a Dask cluster that runs already; workers need none of our folders.

The task's key is the hash of its bytes, so the same work is never asked for twice; a result is
taken once. Dask does a task again when its worker is lost.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import secrets
import shutil
import time
import warnings
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

from ..classroom import Classroom, open_class
from ..errors import AutograderError
from .environment import difference, environment
from .executor import TRIES, Executor, Job, Result
from .parcel import pack, unpack_result
from .trouble import GO_ON, when_free

# By their names and not as functions: the scheduler need not have the package.
_MODULE = "__import__('autograder.grade.remote', fromlist=['work'])"
_WORK = f"{_MODULE}.work(key, parcel)"
_ABANDON = f"{_MODULE}.abandon(keys)"
_ENVIRONMENT = f"{_MODULE}.environment()"
_CONNECT = 10.0  # s
_ALONE = 60.0  # s without any worker, after which the run gives up
_INSTALL = "install there what requirements.txt names, pixelup and pixelup-autograder"


class DaskExecutor(Executor):
    """Workers of an existing Dask scheduler.

    A parcel holds the unit's solutions and what hidden cases are drawn from: on a network that
    others can read, use `tls://` as Dask's documentation tells.

    Parameters
    ----------
    scheduler
        Its address, as in `tcp://HOST:PORT`.
    scratch
        Folder for what comes back; who made it removes it.
    """

    def __init__(self, scheduler: str, scratch: Path) -> None:
        self._address, self._scratch = scheduler, scratch
        self._client: Any = None
        self._running: dict[Any, Job] = {}

    def run(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """Grade on the cluster, with a few tasks a worker under way."""
        waiting = deque(jobs)
        if not waiting:
            return
        classroom = open_class(waiting[0].classroom)
        self._connect()
        self._look_at_workers()
        run, failures, seen = secrets.token_hex(8), Counter[Job](), time.monotonic()
        while waiting or self._running:
            while waiting and len(self._running) < self._room():
                self._submit(classroom, waiting.popleft(), run, failures)
            finished = self._finished()
            if finished or self._workers():
                seen = time.monotonic()
            elif time.monotonic() - seen > _ALONE:
                raise AutograderError(
                    f"{self._address} has had no worker for {_ALONE:g} s; start some, {GO_ON}"
                )
            for future in finished:
                job = self._running.pop(future)
                folder = self._scratch / "result"
                result = self._result(future, job, folder)
                failures[job] += result.retry
                if result.retry and failures[job] < TRIES:
                    waiting.append(job)
                else:
                    yield result
                shutil.rmtree(folder, ignore_errors=True)

    def _connect(self) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise AutograderError(
                "--scheduler needs Dask: pip install 'pixelup-autograder[cluster]'"
            ) from None
        for name in list(logging.root.manager.loggerDict):
            # what it says is said here, once; tornado tells of what Ctrl-C breaks off in it
            if name.startswith(("distributed", "tornado")):
                logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            self._client = Client(self._address, timeout=_CONNECT)
        except (OSError, ValueError) as problem:
            raise AutograderError(
                f"no Dask scheduler answers at {self._address} "
                f"({str(problem).splitlines()[0][:200]}); start one with `dask scheduler`"
            ) from None

    def _look_at_workers(self) -> None:
        """Refuse workers that would grade otherwise than this machine."""
        if not self._workers():
            with contextlib.suppress(TimeoutError):
                self._client.wait_for_workers(1, timeout=_CONNECT)
        if not self._workers():
            raise AutograderError(
                f"{self._address} has no workers; start some with `dask worker {self._address} "
                "--nworkers auto --nthreads 1`"
            )
        found = self._client.run(eval, _ENVIRONMENT, on_error="return")
        for address, there in found.items():
            if isinstance(there, Exception):
                raise AutograderError(f"the worker {address} {_said(there)}; {_INSTALL}")
            if wrong := difference(there, environment()):
                raise AutograderError(f"the worker {address} {wrong}; make them the same")

    def _workers(self) -> dict[str, int]:
        """Threads by address."""
        with self._reached():
            return self._client.nthreads()

    def _room(self) -> int:
        """How many tasks may be under way: the memory here and there stays flat."""
        return max(2, 2 * sum(self._workers().values()))

    def _submit(
        self, classroom: Classroom, job: Job, run: str, failures: Mapping[Job, int]
    ) -> None:
        parcel = when_free(classroom, lambda: pack(classroom, job, run, self._scratch))
        # the same work is done once; only what failed is another task when it is tried again
        key = f"pixelup-{hashlib.sha256(parcel).hexdigest()}-{failures[job]}"
        with self._reached(), warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that a submission is large
            future = self._client.submit(
                eval, _WORK, {"key": key, "parcel": parcel}, key=key, pure=False, retries=TRIES
            )
        self._running[future] = job

    def _finished(self) -> list[Any]:
        """Tasks that are over; none after a second without any."""
        from distributed import wait

        with self._reached():
            try:
                done = wait(list(self._running), timeout=1, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                return []
        return [f for f in self._running if f in done]

    def _result(self, future: Any, job: Job, folder: Path) -> Result:
        from distributed import KilledWorker

        with self._reached():
            problem = future.exception()
        match problem:
            case None:
                with self._reached():
                    data = future.result()
                return unpack_result(data, job, folder)
            case KilledWorker():
                return Result(job, reason="the workers that graded it were lost", retry=True)
            case ModuleNotFoundError() | AttributeError():
                raise AutograderError(f"a worker {_said(problem)}; {_INSTALL}")
        said = f"{type(problem).__name__}: {problem}"
        return Result(job, reason=f"a worker failed on it ({said[:300]})", retry=True)

    @contextlib.contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except (CancelledError, OSError, TimeoutError) as problem:
            if isinstance(problem, TimeoutError) and self._client.status == "running":
                raise
            raise AutograderError(
                f"the Dask scheduler at {self._address} is gone; start it again, {GO_ON}"
            ) from None

    def __exit__(self, *_: object) -> None:
        if self._client is None:
            return
        with contextlib.suppress(Exception):  # the scheduler may be gone
            if self._running:
                keys = [f.key for f in self._running]
                self._client.cancel(list(self._running), force=True)
                self._client.run(eval, _ABANDON, {"keys": keys}, on_error="ignore")
        self._running.clear()
        with contextlib.suppress(Exception):
            self._client.close(timeout=2)
        self._client = None


def _said(problem: BaseException) -> str:
    """Why a worker cannot do it."""
    if isinstance(problem, ModuleNotFoundError):
        return f"lacks the package {problem.name}"
    return f"has another version of the package ({type(problem).__name__}: {problem})"
