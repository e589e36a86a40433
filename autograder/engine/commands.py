"""What `!command` in a notebook runs: a program of the system, its output through a pipe.

IPython gives it a terminal. A sandbox has none, and the kernel's code for terminals is no part of
what an exercise needs.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import signal
import subprocess

from ipykernel.zmqshell import ZMQInteractiveShell


class CommandShell(ZMQInteractiveShell):
    """IPython's shell for notebooks, in which `!command` needs no terminal."""

    def system_piped(self, cmd: str) -> None:
        """Called for `!cmd`: its exit status is in `_exit_code` afterwards."""
        if cmd.rstrip().endswith("&"):  # as IPython says it
            raise OSError("Background processes not supported.")
        self.user_ns["_exit_code"] = run(self.var_expand(cmd, depth=1))

    system = system_piped


def run(command: str) -> int:
    """Run a command line and print what it puts out, as it comes.

    Parameters
    ----------
    command
        For the shell; it has nothing to read, and both its outputs are one.

    Returns
    -------
    int
        Its exit status; below 0 the signal that ended it.
    """
    text = codecs.getincrementaldecoder("utf-8")("replace")
    process = subprocess.Popen(
        ["/bin/sh", "-c", command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    with process.stdout as out:
        try:
            while data := os.read(out.fileno(), 1 << 16):
                print(text.decode(data), end="", flush=True)
        except BaseException:  # an interrupt: the command ends with its cell
            _end(process)
            raise
    print(text.decode(b"", final=True), end="", flush=True)
    return process.wait()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process with all that it has started, and take leave of those that are ours.

    The fence (:mod:`.fence`) lets no signal out: there they run on until the kernel ends, and the
    notebook is flagged.
    """
    with contextlib.suppress(PermissionError, ChildProcessError):
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        while os.waitpid(-process.pid, 0):  # where this is the first process its orphans are ours
            pass
