"""One warm process from which all kernels are forked: `python -m autograder.engine.zygote`.

It has imported what the notebooks import, it has one thread, and it has seen neither
solutions nor grades: it starts fresh, with a clean environment. It ends when whoever started
it does (its standard input closes).
"""

# Bare system calls: this works in a process between a fork and a kernel, or on paths inside.
# ruff: noqa: PTH208

from __future__ import annotations

import contextlib
import gc
import importlib
import itertools
import json
import os
import select
import signal
import socket
import sys
import time
from pathlib import Path

from . import files, place, supervisor
from .order import line
from .sandbox import UIDS, sandboxes, trial
from .view import view

KERNEL = (  # what a kernel imports on its way to the first cell
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.debugger_backport",
    "IPython.core.historyapp",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "IPython.terminal.embed",
    "IPython.utils.wildcard",
    "comm",
    "faulthandler",
    "jedi",
    "pdb",
    "pixelup.noticed",
    "pixelup.serving",
    "sqlite3",
    "tornado.platform.asyncio",
    "zmq.asyncio",
)
USUAL = (  # what the notebooks of a course import
    "numpy",
    "numpy.fft",
    "numpy.linalg",
    "numpy.random",
    "numpy.testing",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "pixelup.check",
    "torch",
    "torch.nn.functional",
    "torch.optim",
    "torch.utils.data",
)
# These do something at import that belongs into the kernel itself.
NEVER = {"matplotlib_inline.backend_inline", "_remote_module_non_scriptable"}


def main() -> int:
    """Warm up, say so in one line, fork kernels until the standard input closes."""
    path, preload = Path(sys.argv[1]), json.loads(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the coordinator's business
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    strongest, reasons = _strongest()
    missing = _warm(preload)
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        print(f"zygote: {threads} threads after the imports; one is safe", file=sys.stderr)
        return 1
    with socket.socket(socket.AF_UNIX) as listener:
        path.unlink(missing_ok=True)
        listener.bind(str(path))
        path.chmod(0o600)
        listener.listen(64)
        gc.collect()
        gc.freeze()  # else the first collection in a child copies every page
        said = {"sandbox": strongest, "reasons": reasons, "missing": missing}
        sys.stdout.buffer.write(line(said))
        sys.stdout.buffer.flush()
        _loop(listener, strongest)
    _sweep(path.parent)
    return 0


def _loop(listener: socket.socket, strongest: str) -> None:
    wake, wakes = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
    for number in itertools.count():
        ready = []
        while listener not in ready:
            ready, _, _ = select.select([listener, 0, wake], [], [])
            if 0 in ready:
                return
            with contextlib.suppress(BlockingIOError):
                os.read(wake, 4096)
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
        client, _ = listener.accept()
        if os.fork() == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            listener.close()
            for fd in (wake, wakes):
                os.close(fd)
            nothing = os.open("/dev/null", os.O_RDWR)
            for fd in (0, 1):
                os.dup2(nothing, fd)
            supervisor.supervise(client, UIDS[number % len(UIDS)], strongest)
        client.close()


def _sweep(folder: Path) -> None:
    """Remove the folder, unless who made it is still there: another may start a warm process."""
    end = time.monotonic() + 1
    while not place.abandoned(folder):  # of one who was killed, the line closes before the lock
        if time.monotonic() > end:
            return
        time.sleep(0.01)
    end = time.monotonic() + 5
    while folder.exists() and time.monotonic() < end:  # the last kernels are just ending
        files.remove(folder)
        time.sleep(0.01)


def _strongest() -> tuple[str, dict[str, str]]:
    """The strongest sandbox that holds here, and why stronger ones do not."""
    reasons: dict[str, str] = {}
    here = view()
    for kind in filter(lambda k: k.safe, sandboxes()):
        problem = trial(kind, here)
        if not problem:
            return kind.name, reasons
        reasons[kind.name] = problem
    return "", reasons


def _warm(modules: list[str]) -> dict[str, str]:
    """Import; what cannot be imported is told, and left to the notebook that wants it."""
    missing: dict[str, str] = {}
    for name in (*KERNEL, *modules):
        if name in NEVER or name.partition(".")[0] == "autograder":
            continue
        try:
            importlib.import_module(name)
        except Exception as problem:
            missing[name] = f"{type(problem).__name__}: {problem}"
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    importlib.import_module(f"{__package__}.direct").prepare()
    return missing


if __name__ == "__main__":
    sys.exit(main())
