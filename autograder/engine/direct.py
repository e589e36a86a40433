"""IPython's kernel without Jupyter's five sockets: one line, one request at a time.

The kernel, its shell, its displays and its streams are IPython's own. What they send goes, as
frames of :mod:`pixelup.wire`, out on the line that :mod:`.talk` holds; no thread, no encryption
and no polling is between them. Sockets and their threads were half of what a small notebook cost.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

from jupyter_client.session import Session
from tornado.ioloop import IOLoop

from pixelup import noticed, serving, wire

from .application import (
    Application,
    Kernel,
    NoSubshells,
    parameters_once,
    without_a_list_of_modules,
)
from .order import ANSWERS_FD, ASK, TALK_FD
from .rehearsal import rehearse
from .shell import Shell
from .way import Publisher, Way

_UNSAID = ("status", "execute_input", "iopub_welcome")  # the reply says it
_TOO_LARGE = "[an output of {:.0f} MB was left out: a message may have {} MB]\n"


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
        if message in _UNSAID:
            return {}
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


class DirectApplication(Application):
    """The kernel application on one line.

    It is made once, in the warm process (:func:`prepare`); what belongs to one student comes
    when a kernel was forked from that (:meth:`take`).
    """

    outstream_class = f"{__package__}.way.DirectStream"

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
        """What a cell left to be done goes on until the next request comes."""
        self.kernel.io_loop = IOLoop.current()
        requests: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def came() -> None:
            try:
                requests.put_nowait(wire.receive(self.line, None).header)
            except (EOFError, OSError, wire.WireError):
                loop.remove_reader(self.line)
                requests.put_nowait(None)

        loop.add_reader(self.line, came)
        while os.getpid() == self.session.owner:  # a copy of this process ends with its cell
            request = await requests.get()
            if request is None:
                return
            await self.answer(request)

    async def answer(self, request: dict[str, Any]) -> None:
        """Called for each request: as the kernel does with what comes from Jupyter's sockets."""
        kernel, content = self.kernel, request["content"]
        header = {"msg_id": request["id"], "msg_type": request["type"]}
        message = {"header": header, "content": content, "metadata": {}, "parent_header": {}}
        self.session.silent = content.get("silent", False)
        kernel.set_parent([], message)
        kernel.pre_handler_hook()
        try:
            if request["type"] == ASK:
                self._serve_answers(message)
            else:
                await kernel.shell_handlers[request["type"]](REPLY, [], message)
        except KeyboardInterrupt:  # it came too late for what it was to stop
            pass
        finally:
            kernel.post_handler_hook()
            if self.session.silent:
                for stream in self.streams:
                    stream.forget()

    def _serve_answers(self, message: dict[str, Any]) -> None:
        """Answer the questions about one task, as a cell would that calls for it."""
        try:
            with self.shell.builtin_trap:
                serving.serve(ANSWERS_FD)
        except (Exception, KeyboardInterrupt):  # who asks is told by the line of answers
            self.log.debug("a task was not answered", exc_info=True)
        finally:
            self.shell.events.trigger("post_execute")  # pictures that the answers drew are dropped
            self.session.send(REPLY, "execute_reply", {"status": "ok"}, message)


ARGUMENTS = ("--HistoryManager.hist_file=:memory:",)  # nbclient's for every kernel


def prepare(place: Path) -> None:
    """Make the application in the warm process, with everything imported.

    Parameters
    ----------
    place
        A folder that is removed with the warm process. IPython keeps one between sessions; nothing
        of the instructor's is read.
    """
    sys.argv = ["ipykernel_launcher"]
    with tempfile.TemporaryDirectory(dir=place) as empty:
        os.environ["IPYTHONDIR"] = empty
        try:
            DirectApplication.instance().initialize(list(ARGUMENTS))
        finally:
            del os.environ["IPYTHONDIR"]
    sys.path[:] = [p for p in sys.path if p]  # this process imports nothing from where it is
    parameters_once()
    noticed.remember()
    rehearse(DirectApplication.instance())


def forget() -> None:
    """Undo :func:`prepare` in a fork that needs another application."""
    for kind in (DirectApplication, Kernel, Shell):
        kind.clear_instance()
