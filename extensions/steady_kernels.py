"""A kernel that lost the race for its ports is started once more.

jupyter_client picks free TCP ports before the kernel binds them; on a busy machine another
process can be faster, and the kernel never answers.
"""

from __future__ import annotations

from typing import Any

from nbclient import NotebookClient
from sphinx.application import Sphinx
from sphinx.util import logging

log = logging.getLogger(__name__)


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
    start = NotebookClient.async_start_new_kernel_client
    if not hasattr(start, "is_steady"):
        NotebookClient.async_start_new_kernel_client = twice(start)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
