"""IPython's kernel application for one student: without what only a person at a keyboard needs.

A thread that passes requests on to subshells, a parser of command lines, and a round through
another thread for every empty flush are a third of what a small cell costs.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import sys
import threading
from collections.abc import Iterator
from types import FunctionType, SimpleNamespace
from typing import Any

from ipykernel import ipkernel
from ipykernel.iostream import OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from traitlets import Type
from traitlets.config import Config
from traitlets.config.loader import DeferredConfigString

from .shell import Compiler, Shell

_SETTING = re.compile(r"--([A-Za-z]\w*)\.([A-Za-z]\w*)=(.*)", re.DOTALL)


class Stream(OutStream):
    """Standard output or error; a flush where nothing was written is over at once."""

    def flush(self) -> None:
        """Send what was written."""
        if self._flush_pending or self._subprocess_flush_pending:
            super().flush()


class NoSubshells:
    """Stands for the thread that there is not; whoever asks whose child it is hears the truth."""

    parent_thread = threading.main_thread()

    def __bool__(self) -> bool:
        return False


class Kernel(IPythonKernel):
    """The kernel; all requests come to its main thread, and no reply waits for outputs."""

    shell_class = Shell
    compiler_class = Type(Compiler)
    _supports_kernel_subshells = False
    _execute_sleep = 0

    @contextlib.contextmanager
    def _cancel_on_sigint(self, future: asyncio.Future[Any]) -> Iterator[None]:
        """An interrupt ends what a cell awaits at once; ipykernel's waits for another event."""
        loop = asyncio.get_running_loop()
        before = signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(future.cancel))
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)


def parameters_once() -> None:
    """Let ipykernel read the parameters of the shell's functions once, not for every cell."""
    read = ipkernel._accepts_parameters
    known: dict[Any, dict[str, bool]] = {}

    def accepts(method: Any, names: list[str]) -> dict[str, bool]:
        function = getattr(method, "__func__", None)
        if type(function) is not FunctionType:  # not the shell's own
            return read(method, names)
        if function not in known:
            known[function] = read(method, names)
        return known[function]

    ipkernel._accepts_parameters = accepts


class Application(IPKernelApp):
    """The kernel application.

    Attributes
    ----------
    outstream_class
        :class:`Stream`.
    """

    outstream_class = f"{__name__}.Stream"
    kernel_class = Kernel

    def init_control(self, context: Any) -> None:
        """Called while the sockets are made: requests come to the main thread directly."""
        super().init_control(context)
        self.shell_channel_thread = NoSubshells()

    def init_kernel(self) -> None:
        """Called when the sockets are there: make the kernel."""
        with without_a_list_of_modules():
            super().init_kernel()

    def parse_command_line(self, argv: Any = None) -> None:
        """Called first: settings such as `--HistoryManager.hist_file=:memory:`."""
        found = [_SETTING.fullmatch(a) for a in argv or ()]
        if not all(found):
            super().parse_command_line(argv)
            return
        settings = Config()
        for kind, name, value in (m.groups() for m in found if m):
            settings[kind][name] = DeferredConfigString(value)
        self.update_config(settings)


@contextlib.contextmanager
def without_a_list_of_modules() -> Iterator[None]:
    """Spare the list of all modules that ipykernel makes for its debugger.

    Looking at 3,000 modules writes to 2,400 pages that are shared until then: a sixth of what
    a kernel costs.
    """
    real = getattr(ipkernel, "sys", None)
    if real is sys:
        ipkernel.sys = SimpleNamespace(**(vars(sys) | {"modules": {}}))
    try:
        yield
    finally:
        ipkernel.sys = real
