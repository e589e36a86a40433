"""What Jupyter sees: a kernel provisioner whose kernels come from the warm process.

Its entry point is `sandbox`. Nothing but configuration makes stock nbgrader use it::

    JUPYTER_DEFAULT_PROVISIONER_NAME=sandbox nbgrader autograde ...
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import KernelProvisionerBase
from traitlets import Bool, Dict, Unicode
from traitlets import List as ListTrait

from . import files, warm
from .limits import Limits
from .order import SUPERVISOR, Ended, Order, Started

_START = 60.0  # s
_END = 10.0
_PASSED_ON = ("LANG", "LC_ALL", "TZ", "NBGRADER_EXECUTION", "NBGRADER_VALIDATING")
_LIKE_STOCK = {  # what jupyter_client sets for every kernel, and one thread for equal floats
    "CLICOLOR": "1",
    "CLICOLOR_FORCE": "1",
    "FORCE_COLOR": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "TERM": "xterm-color",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


class SandboxProvisioner(KernelProvisionerBase):
    """Orders kernels, and holds the line on which each one's life hangs."""

    sandbox = Unicode(
        help="Name of the sandbox: namespaces, landlock or unsafe; empty for the best safe one."
    ).tag(config=True)
    limits = Dict(help="Overrides of the fields of autograder.engine.limits.Limits.").tag(
        config=True
    )
    visible = ListTrait(Unicode(), help="Folders that can be read beyond the usual ones.").tag(
        config=True
    )
    hidden = ListTrait(Unicode(), help="Folders that cannot be read: the class folder.").tag(
        config=True
    )

    direct = Bool(
        False, help="Talk to the kernel over one socket, not over Jupyter's own five."
    ).tag(config=True)

    started: Started | None = None
    ended: Ended | None = None
    answers: socket.socket | None = None  # where the kernel is asked (see .channel)
    talk: socket.socket | None = None  # where it is told what to run (see .talk), if `direct`

    _line: socket.socket | None = None
    _said = b""
    _base: Path | None = None

    @property
    def order_limits(self) -> Limits:
        """Limits of the kernels that are ordered here."""
        return replace(Limits(), **self.limits)

    @property
    def has_process(self) -> bool:
        """Called by the kernel manager: whether there is a kernel to end."""
        return self._line is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Called by the kernel manager before a start: a folder, and sockets in it."""
        manager = self.parent
        self._forget()
        self.started = self.ended = None
        self._base = Path(tempfile.mkdtemp(prefix="k", dir=warm.zygote().folder))
        for name in ("s", "w"):
            (self._base / name).mkdir()
        manager.transport = "ipc"
        manager.ip = str(self._base / "s" / "k")
        manager.cache_ports = False
        manager.connection_file = str(self._base / "s" / "kernel.json")
        manager.shell_port = manager.iopub_port = manager.stdin_port = 0
        manager.hb_port = manager.control_port = 0
        manager._connection_file_written = False  # a restarted kernel has a folder of its own
        manager.write_connection_file()
        self.connection_info = manager.get_connection_info()
        self._arguments = tuple(kwargs.pop("extra_arguments", None) or ())
        return await super().pre_launch(cmd=["sandbox"], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:  # noqa: ARG002
        """Called by the kernel manager: order a kernel, wait until it has bound its sockets.

        Raises
        ------
        RuntimeError
            If it does not start; the message says why.
        """
        environment = {k: v for k, v in kwargs["env"].items() if k in _PASSED_ON}
        order = Order(
            base=str(self._base),
            folder=os.path.realpath(kwargs.get("cwd") or "."),
            sandbox=self.sandbox,
            environment=environment | _LIKE_STOCK,
            arguments=self._arguments,
            visible=tuple(self.visible),
            hidden=tuple(self.hidden),
            direct=self.direct,
            limits=self.order_limits,
        )
        try:
            try:
                await self._launch(order)
            except ConnectionError:  # the warm process died just now: there is another
                self._hang_up()
                await self._launch(order)
        except BaseException as problem:
            self._forget()
            if isinstance(problem, TimeoutError):
                raise RuntimeError("the kernel did not start in time") from None
            raise
        assert self.started is not None
        self.pid = self.started.pid
        return self.connection_info

    async def _launch(self, order: Order) -> None:
        with contextlib.ExitStack() as sent:
            self.answers, there = socket.socketpair()
            theirs = [sent.enter_context(there)]
            if self.direct:
                self.talk, there = socket.socketpair()
                theirs.append(sent.enter_context(there))
            self._line = warm.zygote().connect()
            self._line.setblocking(False)
            socket.send_fds(self._line, [order.line()], [s.fileno() for s in theirs])
        self.started = Started(**await asyncio.wait_for(self._next_line(), _START))
        if self.started.failed:
            raise RuntimeError(f"the kernel did not start: {self.started.failed}")

    async def poll(self) -> int | None:
        """Called by everybody who wants to know whether the kernel lives (None)."""
        if self._line is None:
            return 0
        self._drain()
        return self.ended.code if self.ended else None

    async def wait(self) -> int | None:
        """Called by the kernel manager after it was told to end."""
        while await self.poll() is None:
            await asyncio.sleep(0.002)
        code = self.ended.code if self.ended else 0
        self._hang_up()
        return code

    async def send_signal(self, signum: int) -> None:
        """Called to interrupt, say."""
        if self._line is not None and self.ended is None:
            try:
                self._line.send(b"%d\n" % signum)
            except OSError:
                return

    async def kill(self, restart: bool = False) -> None:  # noqa: ARG002
        """Called to end the kernel at once; everything it started ends with it."""
        await self.send_signal(signal.SIGKILL)
        loop = asyncio.get_running_loop()
        end = loop.time() + _END
        while await self.poll() is None and loop.time() < end:
            await asyncio.sleep(0.002)

    async def terminate(self, restart: bool = False) -> None:
        """Called to end the kernel; nothing in it is worth waiting for."""
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:  # noqa: ARG002
        """Called by the kernel manager at the end of all."""
        self._forget()

    def get_shutdown_wait_time(self, recommended: float = 5.0) -> float:  # noqa: ARG002
        """Called by the kernel manager: how long a polite shutdown may take."""
        return 0.5

    async def _next_line(self) -> dict[str, Any]:
        assert self._line is not None
        loop = asyncio.get_running_loop()
        while b"\n" not in self._said:
            more = await loop.sock_recv(self._line, 65536)
            if not more:
                raise ConnectionError("the kernel did not start: its supervisor died")
            self._said += more
        text, _, self._said = self._said.partition(b"\n")
        return json.loads(text)

    def _drain(self) -> None:
        if self.ended is not None or self._line is None:
            return
        try:
            while more := self._line.recv(4096):
                self._said += more
        except BlockingIOError:
            if b"\n" not in self._said:
                return
        except OSError:
            pass
        text = self._said.partition(b"\n")[0]
        self.ended = Ended(**json.loads(text)) if text else Ended(-signal.SIGKILL, SUPERVISOR)

    def _hang_up(self) -> None:
        for held in (self._line, self.answers, self.talk):
            if held is not None:
                held.close()
        self._line = self.answers = self.talk = None

    def _forget(self) -> None:
        """Nothing stays: not the line, and so not the kernel; not the folder."""
        self._hang_up()
        self._said = b""
        if self._base is not None:
            files.remove(self._base)
            self._base = None
