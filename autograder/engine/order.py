"""What a kernel is ordered with, and what is told about it: JSON lines over a unix socket."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from .limits import Limits

ANSWERS_FD = 3  # the socket on which the kernel process is asked for answers
TALK_FD = 4  # where there is one, the socket on which it is told what to run
ASK = "ask_request"  # to answer the questions about one task; Jupyter has no such request

MEMORY, WALL, DISK, CLOSED = "memory", "time", "disk", "closed"  # why a supervisor ends a kernel
SUPERVISOR = "supervisor"  # it was killed itself, and the kernel with it


@dataclass(frozen=True)
class Order:
    """One kernel.

    Attributes
    ----------
    base
        Folder for this kernel (see :class:`~.sandbox.Room`).
    folder
        Its files are copied in, except notebooks.
    sandbox
        Name of the sandbox, or empty for the strongest that holds.
    environment
        Variables for the kernel.
    arguments
        For IPython's kernel application.
    visible, hidden
        Folders that can and cannot be read beyond the usual ones.
    direct
        The kernel is told what to run over a socket that comes with the order (see
        :mod:`.direct`), not over Jupyter's own five.
    """

    base: str
    folder: str
    sandbox: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    visible: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    direct: bool = False
    limits: Limits = field(default_factory=Limits)

    def line(self) -> bytes:
        """The order as a line."""
        return line(asdict(self))

    @classmethod
    def read(cls, text: bytes) -> Order:
        """Undo :meth:`line`."""
        data = json.loads(text)
        for key in ("arguments", "visible", "hidden"):
            data[key] = tuple(data[key])
        return cls(**data | {"limits": Limits(**data["limits"])})


@dataclass(frozen=True)
class Started:
    """The kernel has bound its sockets, or could not (`failed` says why)."""

    pid: int = 0
    sandbox: str = ""
    failed: str = ""


@dataclass(frozen=True)
class Ended:
    """The kernel and all that it started is gone.

    Attributes
    ----------
    code
        Exit status; minus the signal's number where one ended it.
    why
        Which limit ended it, or empty.
    cpu
        Seconds of the kernel process.
    left
        Processes that were still there when it ended.
    """

    code: int
    why: str = ""
    cpu: float = 0.0
    left: int = 0


def line(data: dict[str, Any]) -> bytes:
    """One JSON line."""
    return json.dumps(data).encode() + b"\n"
