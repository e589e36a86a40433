"""A worker that shares no folder with the class: it grades parcels, and answers with parcels."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

from ..classroom import open_class
from ..errors import AutograderError
from . import worker
from .environment import difference, environment
from .executor import GRADEBOOK
from .merge import merge
from .parcel import pack_result, unpack
from .trouble import full
from .warming import warm_up

_warm: set[Path] = set()


def done(data: bytes, folder: Path) -> bytes:
    """Called for each parcel: what came of it, as a parcel.

    Parameters
    ----------
    data
        Of :func:`.parcel.pack`.
    folder
        This process's own; nothing is written elsewhere.
    """
    try:
        job, theirs = unpack(data, folder)
        if wrong := difference(environment(), theirs):
            raise AutograderError(f"{wrong}; make them the same")
        if job.classroom not in _warm:
            warm_up(open_class(job.classroom), job.unit, job.unsafe)
            _warm.add(job.classroom)
        shard, _ = worker.gradebook(job)
        merge(shard, folder / GRADEBOOK, job.student, job.unit)  # what the student had before
        result = worker.done(job)
    except AutograderError as problem:
        result = problem
    except OSError as problem:
        stop = full(problem)
        if stop is None:
            raise
        result = stop
    if isinstance(result, AutograderError):
        return pack_result(AutograderError(f"a worker on {socket.gethostname()}: {result}"), folder)
    answer = pack_result(result, folder)
    if result.graded is not None:
        shutil.rmtree(result.graded, ignore_errors=True)
    return answer
