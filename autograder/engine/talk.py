"""The trusted end of the line on which a kernel is told what to run, and says what came out.

What is said are Jupyter's requests and messages, in frames of :mod:`pixelup.wire` over one
socket: outputs first, then the reply. Little is read ahead, so a kernel that says too much
waits, and its end is the end of the line.
"""

from __future__ import annotations

import itertools
import select
import socket
import sys
import time
from typing import Any

from pixelup import wire

from .order import ASK
from .outputs import FloodError

# what a kernel says of its language, and a notebook's metadata keep
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": f"ipython{sys.version_info[0]}",
    "version": sys.version.split()[0],
}
_REST = 10.0  # s, in which the rest of a message must come


class EndedError(EOFError):
    """The kernel is gone."""


class Talk:
    """A line to a kernel; the client that nbclient knows.

    Parameters
    ----------
    line
        The socket. :mod:`.direct` reads its other end.
    """

    def __init__(self, line: socket.socket) -> None:
        self._line, self._reader = line, wire.Reader(line)
        self._poll = select.poll()
        self._poll.register(line, select.POLLIN)
        self._ids = map(str, itertools.count(1))

    def execute(self, code: str, silent: bool = False) -> str:
        """Ask a kernel to run code; returns the request's id.

        Parameters
        ----------
        code
            The source of a cell.
        silent
            Nothing but the reply is wanted.
        """
        content = {"code": code, "silent": silent, "store_history": not silent}
        return self._ask(
            "execute_request", content | {"allow_stdin": False, "stop_on_error": False}
        )

    def serve(self) -> str:
        """Have it answer the questions about one task (see :mod:`.channel`); the request's id."""
        return self._ask(ASK, {"silent": True})

    def kernel_info(self) -> str:
        """Called by nbconvert, which wants to know the language; that is no question here."""
        return ""

    def _ask(self, kind: str, content: dict[str, Any]) -> str:
        number = next(self._ids)
        try:
            wire.send(self._line, wire.Frame({"id": number, "type": kind, "content": content}), 10)
        except OSError:
            raise EndedError("the kernel takes no requests") from None
        return number

    def next(self, seconds: float) -> dict[str, Any]:
        """What it says next, as a Jupyter message.

        Raises
        ------
        TimeoutError
            If it says nothing in time.
        EndedError
            If it is gone.
        FloodError
            If a message is too large to be read.
        WireError
            If what it says is no message.
        """
        if not self._reader.waits and not self._poll.poll(max(0.0, seconds) * 1000):
            raise TimeoutError("the kernel says nothing")
        try:
            frame = self._reader.receive(_REST)
        except wire.TooLargeError:
            raise FloodError from None
        except TimeoutError:
            raise wire.WireError("half a message") from None
        except (EOFError, OSError):
            raise EndedError("the kernel is gone") from None
        return _message(frame)

    def wait_for(self, request: str, seconds: float) -> dict[str, Any]:
        """The reply to a request; what else is said meanwhile is of no interest.

        Raises
        ------
        TimeoutError
            If it does not come in time. The other errors are those of :meth:`next`.
        """
        end = time.monotonic() + seconds
        while True:
            said = self.next(end - time.monotonic())
            if is_reply(said, request):
                return said


def is_reply(said: dict[str, Any], request: str) -> bool:
    """Whether a message is the reply to a request."""
    answers = said["parent_header"].get("msg_id") == request
    return answers and said["msg_type"] == "execute_reply"


def _message(frame: wire.Frame) -> dict[str, Any]:
    match frame.header:
        case {"type": str(kind), "parent": str(parent), "content": dict(content)}:
            pass
        case _:
            raise wire.WireError("a message with other fields")
    metadata = frame.header.get("metadata")
    return {
        "msg_type": kind,
        "header": {"msg_type": kind},
        "parent_header": {"msg_id": parent},
        "metadata": metadata if isinstance(metadata, dict) else {},
        "content": content,
        "buffers": list(frame.buffers),
    }
