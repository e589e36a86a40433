"""Kernels that are spoken to through files, not through ports.

jupyter_client picks free TCP ports before the kernel binds them: on a busy machine another process
can be faster, and the kernel never answers; and every user of the machine could listen, of which
ipykernel warns at each start. Sockets in a private folder have neither trouble. Where there are
none (Windows), a start that lost the race is tried once more. And a kernel shows pictures, also
where whoever builds has chosen another backend for matplotlib.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from typing import Any

import zmq
from nbclient import NotebookClient
from sphinx.application import Sphinx
from sphinx.util import logging

log = logging.getLogger(__name__)


def through_files(create: Any) -> Any:
    """Let kernels use sockets in a folder that only this user can enter.

    Parameters
    ----------
    create : function
        ``NotebookClient.create_kernel_manager``.

    Returns
    -------
    function
    """

    def made(self: NotebookClient) -> Any:
        manager = create(self)
        if zmq.has("ipc"):
            folder = tempfile.mkdtemp(prefix="px-")  # short: an address has at most 107 letters
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            manager.transport, manager.ip = "ipc", f"{folder}/k"
        return manager

    return made


def twice(start: Any) -> Any:
    """Let `start` fail once.

    Parameters
    ----------
    start : coroutine function
        ``NotebookClient.async_start_new_kernel_client``.

    Returns
    -------
    coroutine function
    """

    async def steady(self: NotebookClient) -> Any:
        try:
            return await start(self)
        except RuntimeError as error:
            log.info("a kernel did not start (%s); once more", error)
            self.km = self.create_kernel_manager()
            await self.async_start_new_kernel()
            return await start(self)

    steady.is_steady = True
    return steady


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    del app
    os.environ.pop("MPLBACKEND", None)  # with it a kernel would show no pictures
    start = NotebookClient.async_start_new_kernel_client
    if not hasattr(start, "is_steady"):
        NotebookClient.async_start_new_kernel_client = twice(start)
        create = NotebookClient.create_kernel_manager
        NotebookClient.create_kernel_manager = through_files(create)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
