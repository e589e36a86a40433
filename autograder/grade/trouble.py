"""What stops a whole run: a full disk, a locked gradebook, a folder that cannot be written.

None of it is a student's fault, so none of it becomes an outcome. A run that stops has lost
nothing: what was graded is written down, and the next run goes on.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from ..classroom import Classroom
from ..errors import AutograderError, tidy

PATIENCE = 60.0  # s that another program may hold the gradebook
GO_ON = "then run the same command again: what was graded is kept"
NO_ROOM = f"no space is left on the disk; make room, {GO_ON}"
FULL = (
    "No space left on device",
    "disk is full",
    "Disk quota exceeded",
    "File too large",
    "disk I/O error",  # SQLite's words for the two above
)
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}

T = TypeVar("T")


def full(problem: OSError) -> AutograderError | None:
    """One line for an error that says that a disk is full; None for others."""
    if problem.errno not in _FULL:
        return None
    where = f" ({problem.filename})" if problem.filename else ""
    return AutograderError(f"{NO_ROOM}{where}")


@contextlib.contextmanager
def claimed(classroom: Classroom) -> Iterator[None]:
    """Hold a class folder: one run at a time writes to it, and it can be written.

    Raises
    ------
    AutograderError
        If another run holds it, if it cannot be written, or if the disk or the gradebook stop
        the work inside.
    """
    try:
        classroom.work.mkdir(exist_ok=True)
        with (classroom.work / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AutograderError(
                    f"{tidy(classroom.root)} is being graded by another process; "
                    "wait until it has ended"
                ) from None
            if not classroom.database.is_file():
                raise AutograderError(
                    f"{tidy(classroom.database)} is missing; put a copy back, or delete "
                    f"{tidy(classroom.root / 'release')} and run `init` for a new one"
                )
            when_free(classroom, lambda: _try(classroom))
            yield
    except OSError as problem:
        if problem.errno in _CLOSED and str(problem.filename).startswith(str(classroom.root)):
            raise AutograderError(
                f"{tidy(classroom.root)} cannot be written ({problem.strerror}: "
                f"{problem.filename}); make it writable, {GO_ON}"
            ) from None
        raise full(problem) or problem from None
    except (sqlite3.Error, OperationalError) as problem:
        raise _unusable(classroom, getattr(problem, "orig", problem)) from None


def when_free(classroom: Classroom, work: Callable[[], T]) -> T:
    """Do something with the gradebook; wait, and say so, while another program holds it.

    Parameters
    ----------
    work
        Raises :class:`sqlite3.OperationalError` at once where the gradebook is locked; it is
        called again then.

    Raises
    ------
    AutograderError
        If it stays locked.
    """
    end, told = time.monotonic() + PATIENCE, False
    while True:
        try:
            return work()
        except sqlite3.OperationalError as problem:
            if not _locked(problem):
                raise
            if time.monotonic() > end:
                raise _unusable(classroom, problem) from None
        if not told:
            print(
                f"{tidy(classroom.database)} is in use by another program (formgrader?): "
                f"waiting for it, up to {PATIENCE:g} s",
                file=sys.stderr,
            )
            told = True
        time.sleep(0.2)


def _try(classroom: Classroom) -> None:
    with contextlib.closing(
        sqlite3.connect(classroom.database, timeout=2, isolation_level=None)
    ) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")


def _locked(problem: BaseException) -> bool:
    return any(word in str(problem) for word in ("locked", "busy"))


def _unusable(classroom: Classroom, problem: BaseException) -> AutograderError:
    if _locked(problem):
        mend = f"end the program that holds it (formgrader?), {GO_ON}"
    elif any(words in str(problem) for words in FULL):
        mend = f"make room on the disk, {GO_ON}"
    else:
        mend = f"make it writable, {GO_ON}"
    return AutograderError(f"{tidy(classroom.database)}: {problem}; {mend}")
