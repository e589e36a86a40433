"""What nbclient takes for a kernel manager: one sealed kernel, told what to run over one line.

Jupyter's manager looks for kernel specs on disk, makes keys, ports and a connection file, and
waits in an event loop; here there is none of that to manage.
"""

from __future__ import annotations

import os
from typing import Any

from .lease import Lease
from .provisioner import SandboxProvisioner


class Manager:
    """Holds one kernel.

    Parameters
    ----------
    settings
        What kernels are ordered with.
    """

    ipykernel = True  # asked by nbclient

    def __init__(self, settings: SandboxProvisioner) -> None:
        self.settings = settings

    @property
    def lease(self) -> Lease:
        """The kernel."""
        return self.settings.lease

    @property
    def has_kernel(self) -> bool:
        """Called by nbclient: whether it has started one."""
        return self.lease.held

    def start_kernel(self, extra_arguments: list[str], cwd: str = ".", **_: Any) -> None:
        """Called by nbclient: order a kernel.

        Raises
        ------
        RuntimeError
            If it does not start.
        """
        self.lease.prepare()
        order = self.settings.order(cwd, tuple(extra_arguments), os.environ, direct=True)
        self.lease.take(order)

    def is_alive(self) -> bool:
        """Called by nbclient before it ends the kernel."""
        return self.lease.held and self.lease.poll() is None

    def shutdown_kernel(self, now: bool = False) -> None:  # noqa: ARG002
        """Called by nbclient at the end; nothing in it is worth waiting for."""
        self.lease.kill()

    def cleanup_resources(self) -> None:
        """Called by nbclient last."""
        self.lease.let_go()
