"""What Jupyter sees: a kernel provisioner whose kernels come from the warm process.

Its entry point is `sandbox`. Nothing but configuration makes stock nbgrader use it::

    JUPYTER_DEFAULT_PROVISIONER_NAME=sandbox nbgrader autograde ...
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from jupyter_client.provisioning import KernelProvisionerBase
from traitlets import Dict, Unicode
from traitlets import List as ListTrait

from .lease import Lease
from .limits import Limits
from .order import Order

_END = 10.0  # s
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
    """Orders kernels, and holds each one."""

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

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lease = Lease()

    @property
    def order_limits(self) -> Limits:
        """Limits of the kernels that are ordered here."""
        return replace(Limits(), **self.limits)

    def order(
        self,
        folder: str,
        arguments: tuple[str, ...],
        environment: Mapping[str, str],
        direct: bool = False,
    ) -> Order:
        """An order for the lease that was prepared.

        Parameters
        ----------
        folder
            Its files are copied in, except notebooks.
        arguments
            For IPython's kernel application.
        environment
            What may be told a kernel is taken out of it.
        direct
            Talk to the kernel over one socket, not over Jupyter's own five.
        """
        return Order(
            base=str(self.lease.base),
            folder=os.path.realpath(folder),
            sandbox=self.sandbox,
            environment={k: v for k, v in environment.items() if k in _PASSED_ON} | _LIKE_STOCK,
            arguments=arguments,
            visible=tuple(self.visible),
            hidden=tuple(self.hidden),
            direct=direct,
            limits=self.order_limits,
        )

    @property
    def has_process(self) -> bool:
        """Called by the kernel manager: whether there is a kernel to end."""
        return self.lease.held

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Called by the kernel manager before a start: a folder, and sockets in it."""
        manager = self.parent
        base = self.lease.prepare()
        manager.transport = "ipc"
        manager.ip = str(base / "s" / "k")
        manager.cache_ports = False
        manager.connection_file = str(base / "s" / "kernel.json")
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
        order = self.order(kwargs.get("cwd") or ".", self._arguments, kwargs["env"])
        started = await asyncio.to_thread(self.lease.take, order)
        self.pid = started.pid
        return self.connection_info

    async def poll(self) -> int | None:
        """Called by everybody who wants to know whether the kernel lives (None)."""
        return self.lease.poll()

    async def wait(self) -> int | None:
        """Called by the kernel manager after it was told to end."""
        while self.lease.poll() is None:
            await asyncio.sleep(0.002)
        code = self.lease.ended.code if self.lease.ended else 0
        self.lease.hang_up()
        return code

    async def send_signal(self, signum: int) -> None:
        """Called to interrupt, say."""
        self.lease.signal(signum)

    async def kill(self, restart: bool = False) -> None:  # noqa: ARG002
        """Called to end the kernel at once; everything it started ends with it."""
        self.lease.signal(signal.SIGKILL)
        end = time.monotonic() + _END
        while self.lease.poll() is None and time.monotonic() < end:
            await asyncio.sleep(0.002)

    async def terminate(self, restart: bool = False) -> None:
        """Called to end the kernel; nothing in it is worth waiting for."""
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:  # noqa: ARG002
        """Called by the kernel manager at the end of all."""
        self.lease.let_go()

    def get_shutdown_wait_time(self, recommended: float = 5.0) -> float:  # noqa: ARG002
        """Called by the kernel manager: how long a polite shutdown may take."""
        return 0.5
