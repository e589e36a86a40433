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
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import files, place, preload, supervisor
from .order import line
from .sandbox import UIDS, sandboxes, trial
from .view import view


def main() -> int:
    """Warm up, say so in one line, fork kernels until the standard input closes."""
    path = Path(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the coordinator's business
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # what it has made is removed
    gc.disable()  # modules are no garbage
    with preload.spared():
        _import((*preload.KERNEL, *preload.USUAL))  # while who started this is busy elsewhere
    strongest, reasons = _strongest()
    wish = _read_wish()
    if not wish:
        _sweep(path.parent)
        return 0
    said = _warm(wish, path.parent) | {"sandbox": strongest, "reasons": reasons}
    with preload.spared():
        importlib.import_module(f"{__package__}.direct").prepare(path.parent)
    with socket.socket(socket.AF_UNIX) as listener:
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
        path.unlink(missing_ok=True)
        listener.bind(str(path))
        path.chmod(0o600)
        listener.listen(64)
        while _ready(said):
            _loop(listener, strongest)
            wish = _read_wish()
            if not wish:
                _sweep(path.parent)
                return 0
            gc.unfreeze()
            said |= _warm(wish, path.parent)
    return 1


def _ready(said: dict[str, Any]) -> bool:
    """Say what is warm; only a process with one thread can be forked."""
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        print(f"zygote: {threads} threads after the imports; one is safe", file=sys.stderr)
        return False
    gc.freeze()  # else the first collection in a child copies every page
    gc.enable()
    sys.stdout.buffer.write(line(said))
    sys.stdout.buffer.flush()
    return True


def _read_wish() -> bytes:
    """What should be imported, a line of the standard input; nothing at its end."""
    text = b""
    while not text.endswith(b"\n"):
        more = os.read(0, 1 << 16)
        if not more:
            return b""
        text += more
    return text


def _loop(listener: socket.socket, strongest: str) -> None:
    """Fork a kernel for each order, until something comes on the standard input."""
    wake, wakes = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
    try:
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
    finally:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for fd in (wake, wakes):
            os.close(fd)


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


def _warm(wish: bytes, place: Path) -> dict[str, Any]:
    """Learn and import what is wanted; returns the modules, and why some are missing."""
    want = preload.Wanted.read(wish)
    _import(want.modules)
    learnt = preload.learn(want.learn, place) if want.learn else ()
    modules = learnt or want.modules
    return {"modules": modules, "missing": _import(modules)}


def _import(modules: Iterable[str]) -> dict[str, str]:
    """Import; what cannot be imported is told, and left to the notebook that wants it."""
    missing: dict[str, str] = {}
    for name in modules:
        if name in preload.NEVER or name.partition(".")[0] == "autograder":
            continue
        try:
            importlib.import_module(name)
        except Exception as problem:
            missing[name] = f"{type(problem).__name__}: {problem}"
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    return missing


if __name__ == "__main__":
    sys.exit(main())
