"""What runs inside a Dask worker: it hands a parcel to a process of its own and waits.

nbgrader changes the environment and the working directory of its process, so it does not run
in one of Dask's threads. The process is kept for the next parcel, with its warm process.
"""

from __future__ import annotations

import atexit
import socket
import threading

from ..engine.place import Place
from .environment import environment
from .process import Process

__all__ = ["abandon", "environment", "work"]

_lock = threading.Lock()
_idle: list[tuple[Process, Place]] = []
_busy: dict[str, tuple[Process, Place]] = {}


def work(key: str, parcel: bytes) -> bytes:
    """Grade one parcel; called by Dask in one of its threads.

    Parameters
    ----------
    key
        Names the work; :func:`abandon` takes it back.
    parcel
        Of :func:`.parcel.pack`.

    Returns
    -------
    bytes
        For :func:`.parcel.unpack_result`.

    Raises
    ------
    ChildProcessError
        If the process died; Dask tries again.
    """
    while True:
        with _lock:
            kept = bool(_idle)
            process, place = _busy[key] = _idle.pop() if kept else _start()
        process.send(parcel)
        try:
            answer = process.receive()
        except EOFError:
            with _lock:
                wanted = _busy.pop(key, None) is not None
            _end(process, place)
            if kept and wanted:  # it may have ended while nothing was to do
                continue
            raise ChildProcessError(f"a grading process on {socket.gethostname()} died") from None
        with _lock:
            _busy.pop(key, None)
            _idle.append((process, place))
        return answer


def abandon(keys: list[str]) -> None:
    """End work that nobody waits for any more; called when a run is stopped."""
    with _lock:
        found = [pair for key in keys if (pair := _busy.pop(key, None))]
    for process, _ in found:
        process.kill()


def _start() -> tuple[Process, Place]:
    place = Place()
    return Process(place.folder), place


def _end(process: Process, place: Place) -> None:
    process.end()
    place.remove()


@atexit.register
def _end_all() -> None:
    for pair in (*_idle, *_busy.values()):
        _end(*pair)
