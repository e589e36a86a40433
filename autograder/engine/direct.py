"""IPython's kernel without Jupyter's five sockets: one line, one request at a time.

The kernel, its shell, its displays and its streams are IPython's own. What they send goes, as
frames of :mod:`pixelup.wire`, out on the line that :mod:`.talk` holds; no thread, no encryption
and no polling is between them. Sockets and their threads were half of what a small notebook cost.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import signal
import socket
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from ipykernel.iostream import IOPubThread, OutStream
from jupyter_client.session import Session
from tornado.ioloop import IOLoop

from pixelup import noticed, wire

from .application import Application, Kernel, NoSubshells, Shell, without_a_list_of_modules
from .order import TALK_FD

_PIECE = 1 << 18  # characters of a print in one message
_UNSAID = ("status", "execute_input", "iopub_welcome")  # the reply says it
_TOO_LARGE = "[an output of {:.0f} MB was left out: a message may have {} MB]\n"


class Way:
    """The way out: whole frames, whoever sends them, a thread or a forked child.

    Parameters
    ----------
    line
        The socket.
    """

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._taken, self._free = os.pipe()  # holds one byte while nobody sends
        os.write(self._free, b".")

    def send(self, data: bytes) -> None:
        """Send a frame; an interrupt in the middle comes when it is sent."""
        with _uninterrupted():
            try:
                os.read(self._taken, 1)
                self._line.sendall(data)
            finally:
                os.write(self._free, b".")


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread is interrupted
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if came:
            signal.raise_signal(signal.SIGINT)


REPLY, OUTPUT = "reply", "output"  # what Jupyter has sockets for


class DirectSession(Session):
    """Jupyter's session; what it sends goes out on the line."""

    way: Way | None = None
    owner = 0  # the kernel's own pid: a copy of it has outputs, but no replies
    silent = False  # nobody wants outputs now

    def send(
        self,
        stream: Any,
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,  # noqa: ARG002
        buffers: Any = None,
        track: bool = False,  # noqa: ARG002
        header: Any = None,
        metadata: Any = None,
    ) -> Any:
        """Called by everybody in the kernel who has something to say; returns the message."""
        message = msg_or_type
        if not isinstance(message, dict):
            message = self.msg(msg_or_type, content, parent, header, metadata)
        kind = message["msg_type"]
        unwanted = os.getpid() != self.owner if stream == REPLY else self.silent
        if self.way is None or kind in _UNSAID or unwanted:
            return message
        header = self.pack(
            {
                "type": kind,
                "parent": message["parent_header"].get("msg_id", ""),
                "content": message["content"],
                "metadata": message["metadata"] if stream != REPLY else {},
            }
        )
        carried = [bytes(b) for b in buffers or message.get("buffers") or ()]
        size = len(header) + sum(map(len, carried))
        if size > wire.MAX_HEADER:
            text = _TOO_LARGE.format(size / 1e6, wire.MAX_HEADER >> 20)
            kind, left_out = "stream", {"name": "stderr", "text": text}
            if stream == REPLY:  # it must come, or the cell would be waited for
                kind = message["msg_type"]
                short = ("status", "execution_count", "ename")
                left_out = {k: v for k, v in message["content"].items() if k in short}
                left_out |= {"evalue": text, "traceback": [text]}
            return self.send(stream, kind, left_out, parent=message["parent_header"])
        self.way.send(wire.framed(header, carried))
        return message


class Publisher(IOPubThread):
    """What streams hand their flushes to: they are done at once, or by a timer."""

    def __init__(self) -> None:
        self.io_loop = self
        self.thread = None

    def schedule(self, f: Callable[[], None]) -> None:
        """Called by a stream: do something."""
        f()

    def call_later(self, seconds: float, f: Callable[[], None]) -> None:
        """Called by a stream when something was written: send it, though the cell goes on."""
        timer = threading.Timer(seconds, f)
        timer.daemon = True
        try:
            timer.start()
        except RuntimeError:  # there may be no more threads
            f()


class DirectStream(OutStream):
    """Standard output or error; a flush is over at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._order = threading.RLock()
        self._unsent = 0  # characters
        super().__init__(*args, **kwargs)
        os.register_at_fork(before=self.flush)  # else a copy sends it once more

    def forget(self) -> None:
        """Drop what programs wrote to the descriptor while nobody wanted to know."""
        for _ in range(100):
            if self._fid is None or not _waits(self._fid):
                break
            time.sleep(0.001)  # the thread that reads it takes it
        self.flush()

    def _is_master_process(self) -> bool:
        return True  # copies use the same line

    def write(self, string: str) -> int | None:
        """Keep a string to be sent; much is sent at once."""
        written = super().write(string)
        self._unsent += len(string)
        if self._unsent > _PIECE:
            self._flush()
        return written

    def flush(self) -> None:
        """Send what was written."""
        if self._unsent:
            self._flush()

    def _flush(self) -> None:
        with self._order:
            self._unsent = 0
            super()._flush()

    def _flush_buffers(self) -> Iterator[tuple[Any, str]]:
        for parent, text in super()._flush_buffers():
            for start in range(0, len(text), _PIECE):
                yield parent, text[start : start + _PIECE]


def _waits(fd: int) -> int:
    """Bytes that are to be read from a pipe."""
    return int.from_bytes(fcntl.ioctl(fd, termios.FIONREAD, bytes(4)), sys.byteorder)


class DirectApplication(Application):
    """The kernel application on one line.

    It is made once, in the warm process (:func:`prepare`); what belongs to one student comes
    when a kernel was forked from that (:meth:`take`).
    """

    outstream_class = f"{__name__}.DirectStream"

    def init_connection_file(self) -> None:
        """Called first of what sockets need: there are none."""

    init_heartbeat = write_connection_file = log_connection_info = init_connection_file

    def init_sockets(self) -> None:
        """Called before the kernel is made: where it sends what it has to say."""
        self.session = DirectSession(parent=self)
        self.iopub_socket = OUTPUT
        self.iopub_thread = Publisher()

    def init_io(self) -> None:
        """Called before the kernel is made: the streams belong to one student."""

    def init_kernel(self) -> None:
        """Called when all is there that it needs: make the kernel."""
        with without_a_list_of_modules():
            self.kernel = self.kernel_class.instance(
                parent=self,
                session=self.session,
                shell_channel_thread=NoSubshells(),
                iopub_thread=self.iopub_thread,
                iopub_socket=self.iopub_socket,
                log=self.log,
                profile_dir=self.profile_dir,
                user_ns=self.user_ns,
            )

    def take(self) -> None:
        """Called in a fork, once: the line, and streams that send what is printed to it."""
        self.line = socket.socket(fileno=TALK_FD)
        self.session.way, self.session.owner = Way(self.line), os.getpid()
        super().init_io()
        self.streams = sys.stdout, sys.stderr  # a notebook may put others there
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count
        self.shell.ipython_dir = os.environ["IPYTHONDIR"]

    def start(self) -> None:
        """Serve requests until the line closes."""
        with asyncio.Runner() as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        self.kernel.io_loop = IOLoop.current()
        while os.getpid() == self.session.owner:  # a copy of this process ends with its cell
            await self._something_came()
            try:
                request = wire.receive(self.line, None).header
            except (EOFError, OSError):
                return
            await self._answer(request)

    async def _something_came(self) -> None:
        loop = asyncio.get_running_loop()
        came = loop.create_future()
        loop.add_reader(self.line, lambda: came.done() or came.set_result(None))
        try:
            await came
        finally:
            loop.remove_reader(self.line)

    async def _answer(self, request: dict[str, Any]) -> None:
        """As the kernel does with what comes from Jupyter's sockets."""
        kernel, content = self.kernel, request["content"]
        header = {"msg_id": request["id"], "msg_type": request["type"]}
        message = {"header": header, "content": content, "metadata": {}, "parent_header": {}}
        self.session.silent = content.get("silent", False)
        kernel.set_parent([], message)
        kernel.pre_handler_hook()
        try:
            await kernel.shell_handlers[request["type"]](REPLY, [], message)
        except KeyboardInterrupt:  # it came too late for what it was to stop
            pass
        finally:
            kernel.post_handler_hook()
            if self.session.silent:
                for stream in self.streams:
                    stream.forget()


ARGUMENTS = ("--HistoryManager.hist_file=:memory:",)  # nbclient's for every kernel


def prepare() -> None:
    """Make the application in the warm process, with everything imported.

    IPython keeps a folder between sessions; nothing of the instructor's is read.
    """
    sys.argv = ["ipykernel_launcher"]
    with tempfile.TemporaryDirectory() as empty:
        os.environ["IPYTHONDIR"] = empty
        try:
            DirectApplication.instance().initialize(list(ARGUMENTS))
        finally:
            del os.environ["IPYTHONDIR"]
    sys.path[:] = [p for p in sys.path if p]  # this process imports nothing from where it is
    noticed.remember()


def forget() -> None:
    """Undo :func:`prepare` in a fork that needs another application."""
    for kind in (DirectApplication, Kernel, Shell):
        kind.clear_instance()
