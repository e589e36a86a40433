"""What stands between a student's code and the machine.

A sandbox is closed around a kernel by two processes: the supervisor prepares it, the kernel
process steps in and closes the door behind itself. :class:`~.namespaces.Namespaces` is the
real one, :class:`~.fence.Fence` the one for where namespaces are forbidden.
"""

# Bare system calls: this works in a process between a fork and a kernel, or on paths inside.
# ruff: noqa: PTH120, PTH208, S108

from __future__ import annotations

import os
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .limits import Limits
from .place import Place
from .view import View

UIDS = range(61184, 65520)  # systemd's range for users that exist for a moment


@dataclass(frozen=True)
class Room:
    """Where one kernel lives.

    Attributes
    ----------
    base
        A folder on the host for this kernel alone. Its `s` holds the kernel's sockets and its
        connection file; its `w` is free for the sandbox. Who made it removes it.
    view
        What can be read.
    limits
        What can be used.
    uid
        The user to be, where the supervisor is root.
    """

    base: str
    view: View
    limits: Limits = field(default_factory=Limits)
    uid: int = UIDS.start

    @property
    def sockets(self) -> str:
        """Folder of the kernel's sockets, the same inside and outside."""
        return f"{self.base}/s"

    @property
    def scratch(self) -> str:
        """Folder for a sandbox that has no file system of its own."""
        return f"{self.base}/w"


class Sandbox(ABC):
    """The verbs, in the order in which they are called.

    Attributes
    ----------
    name
        How it is asked for.
    safe
        Whether the grader runs in it without being told `--unsafe`.
    """

    name: str
    safe: bool

    def __init__(self, room: Room) -> None:
        self.room = room

    @abstractmethod
    def prepare(self) -> None:
        """Called by the supervisor, before it forks the kernel process."""

    @abstractmethod
    def enter(self) -> None:
        """Called by the kernel process, first of all; afterwards there is no way back."""

    @property
    @abstractmethod
    def home(self) -> str:
        """A folder that can be written, as the kernel names it; `work` and `tmp` are in it."""

    @abstractmethod
    def settle(self) -> None:
        """Called by the supervisor when the kernel has bound its sockets."""

    @abstractmethod
    def full(self) -> bool:
        """Called by the supervisor now and then: whether more is on disk than is allowed."""

    @abstractmethod
    def clear(self) -> None:
        """Called by the supervisor when the kernel has ended: end all that it has started."""

    @property
    def environment(self) -> dict[str, str]:
        """Variables that tell programs where they may write."""
        return {
            "HOME": self.home,
            "TMPDIR": f"{self.home}/tmp",
            "IPYTHONDIR": f"{self.home}/.ipython",
            "MPLCONFIGDIR": f"{self.home}/.matplotlib",
            "PATH": f"{os.path.dirname(sys.executable)}:/usr/local/bin:/usr/bin:/bin",
            "USER": "student",
        }


def sandboxes() -> tuple[type[Sandbox], ...]:
    """All there are, the strongest first."""
    from .fence import Fence, Unfenced
    from .namespaces import Namespaces

    return Namespaces, Fence, Unfenced


def trial(kind: type[Sandbox], view: View) -> str:
    """Try a sandbox for real, in a process of its own.

    Parameters
    ----------
    kind
        Which one.
    view
        Its view; the interpreter must be readable inside, what is hidden must not.

    Returns
    -------
    str
        Empty when it holds, else what went wrong.
    """
    with Place() as base:
        for name in "sw":
            (base / name).mkdir()
        return _in_a_fork(lambda: _trial(kind(Room(str(base), view))))


def _trial(sandbox: Sandbox) -> str:
    sandbox.prepare()
    said = _in_a_fork(lambda: _inside(sandbox))
    sandbox.clear()
    return said


def _inside(sandbox: Sandbox) -> str:
    sandbox.enter()
    try:
        Path(os.__file__).read_bytes()
        Path(sandbox.home, "tmp", "trial").write_text("")
    except OSError as problem:
        return f"{problem.filename} is out of reach for the user that student code runs as"
    if sandbox.safe:
        for path in sandbox.room.view.hidden:
            try:
                seen = [p for p in os.listdir(path) if not _shown(f"{path}/{p}", sandbox)]
            except OSError:
                continue
            if seen:
                return f"{path} can be read inside"
    return ""


def _shown(path: str, sandbox: Sandbox) -> bool:
    return any(Path(p).is_relative_to(path) for p in sandbox.room.view.after)


def _in_a_fork(work: Callable[[], str]) -> str:
    """Run a function that returns a str in a child process; an exception is its text."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(read)
            try:
                said = work()
            except BaseException as problem:
                said = f"{problem}" or type(problem).__name__
            os.write(write, f"={said[:2000]}".encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as f:
        said = f.read().decode()
    os.waitpid(pid, 0)
    return said[1:] if said else "the trial process died"
