"""IPython's kernel application for one student: without what only a person at a keyboard needs.

A thread that passes requests on to subshells, a parser of command lines, and a round through
another thread for every empty flush are a third of what a small cell costs.
"""

from __future__ import annotations

import re
from typing import Any

from ipykernel.iostream import OutStream
from ipykernel.kernelapp import IPKernelApp
from traitlets.config import Config
from traitlets.config.loader import DeferredConfigString

_SETTING = re.compile(r"--([A-Za-z]\w*)\.([A-Za-z]\w*)=(.*)", re.DOTALL)


class Stream(OutStream):
    """Standard output or error; a flush where nothing was written is over at once."""

    def flush(self) -> None:
        """Send what was written."""
        if self._flush_pending or self._subprocess_flush_pending:
            super().flush()


class Application(IPKernelApp):
    """The kernel application.

    Attributes
    ----------
    outstream_class
        :class:`Stream`.
    """

    outstream_class = f"{__name__}.Stream"

    def init_control(self, context: Any) -> None:
        """Called while the sockets are made: requests come to the main thread directly."""
        super().init_control(context)
        self.shell_channel_thread = None

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
