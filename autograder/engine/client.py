"""A kernel client that trusts its kernel less, and waits for it no longer than it must."""

from __future__ import annotations

import time
from queue import Empty

import zmq
import zmq.asyncio
from jupyter_client.asynchronous import AsyncKernelClient
from traitlets import default

MAX_MESSAGE = 8 << 20  # bytes of one message; the socket of a kernel that sends more is closed
MAX_QUEUE = 24  # messages that are read ahead: the product bounds what a flood can take here


class SandboxClient(AsyncKernelClient):
    """Speaks the same protocol with bounded queues, and is ready as soon as the kernel is."""

    @default("context")
    def _bounded_context(self) -> zmq.asyncio.Context:
        self._created_context = True
        context = zmq.asyncio.Context()
        context.sockopts[zmq.MAXMSGSIZE] = MAX_MESSAGE
        context.sockopts[zmq.RCVHWM] = MAX_QUEUE
        return context

    def start_channels(self, *args: bool, hb: bool = False, **kwargs: bool) -> None:
        """Open the sockets; none for a heartbeat, for a supervisor tells when a kernel ends."""
        super().start_channels(*args, hb=hb, **kwargs)

    _monitor: zmq.asyncio.Socket | None = None

    async def cut_off(self) -> None:
        """Return when the connection for outputs was closed: a message was too large."""
        if self._monitor is None:
            iopub = self.iopub_channel.socket
            self._monitor = iopub.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        await self._monitor.recv_multipart()

    def stop_channels(self) -> None:
        """Close all sockets."""
        if self._monitor is not None:
            self._monitor = None
            self.iopub_channel.socket.disable_monitor()
        super().stop_channels()

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel replies and its outputs arrive.

        The stock client waits until nothing has come for 0.2 s. That the sockets are connected
        is known as soon as one message has come on each.

        Raises
        ------
        RuntimeError
            If the kernel dies or does not reply in time.
        """
        end = time.monotonic() + (timeout or 60)
        replied = connected = False
        while time.monotonic() < end:
            self.kernel_info()
            again = min(end, time.monotonic() + 1)
            while time.monotonic() < again and not (replied and connected):
                try:
                    if not replied:
                        message = await self.shell_channel.get_msg(
                            timeout=max(0.01, again - time.monotonic())
                        )
                        replied = message["msg_type"] == "kernel_info_reply"
                        if replied:
                            self._handle_kernel_info_reply(message)
                    else:
                        await self.iopub_channel.get_msg(timeout=0.2)
                        connected = True
                except Empty:
                    break
            if replied and connected:
                return
            if not await self._async_is_alive():
                raise RuntimeError("the kernel died before it was ready")
        raise RuntimeError("the kernel was not ready in time")
