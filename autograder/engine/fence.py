"""Where namespaces are forbidden: Landlock and seccomp around a process of this machine."""

# Bare system calls: this works in a process between a fork and a kernel, or on paths inside.
# ruff: noqa: PTH101, PTH103, PTH208, S103

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

from . import landlock, limits, linux, seccomp
from .limits import descendants
from .sandbox import Sandbox
from .view import DEVICES, View, without

_SWEEP = 30.0  # s
_INFORMATION = ("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu")


class Unfenced(Sandbox):
    """Limits, a copy of the files and a clean end, but nothing that holds an attacker."""

    name = "unsafe"
    safe = False

    def prepare(self) -> None:
        """Make the writable folder, and adopt whatever the kernel leaves behind."""
        self._root = os.geteuid() == 0 and (self.safe or _open_to_all(self.room.view))
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
        for name in ("work", "tmp"):
            os.makedirs(f"{self.room.scratch}/{name}", exist_ok=True)
        if self._root:
            os.chmod(self.room.base, 0o711)
            for folder in (self.room.scratch, self.room.sockets):
                self._give(folder)
                for name in os.listdir(folder):
                    self._give(f"{folder}/{name}")

    def _give(self, path: str) -> None:
        os.chown(path, self.room.uid, self.room.uid)

    @property
    def home(self) -> str:
        """On the host's disk."""
        return self.room.scratch

    def enter(self) -> None:
        """Give up privileges and set the limits."""
        linux.bound_capabilities()
        if self._root:
            linux.become(self.room.uid)
        else:
            with contextlib.suppress(OSError):
                linux.drop_capabilities()
        mine = 0 if self._root else limits.threads_of_user(os.getuid())
        limits.apply(self.room.limits, limits.own_memory(), mine)
        linux.prctl(linux.PR_SET_PDEATHSIG, 9)
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)

    def settle(self) -> None:
        """As root: nobody replaces the sockets any more."""
        if self._root:
            os.chown(self.room.sockets, 0, 0)
            os.chmod(self.room.sockets, 0o755)

    def full(self) -> bool:
        """Look how much is in its folders."""
        used = files = 0
        try:
            for folder, _, names in os.walk(self.room.base):
                files += 1 + len(names)
                for name in names:
                    with contextlib.suppress(OSError):
                        used += os.lstat(f"{folder}/{name}").st_blocks * 512
                if used > self.room.limits.disk or files > self.room.limits.inodes:
                    return True
        except RecursionError:  # folders nested a thousand deep are nobody's answer
            return True
        return False

    def clear(self) -> None:
        """Stop all that is left, then kill it.

        Killing one by one never ends where each makes others meanwhile: a stopped process makes
        none, and it still counts, so their number cannot grow.
        """
        proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
        end = time.monotonic() + _SWEEP
        stopped: set[int] = set()
        while time.monotonic() < end:
            running = set(descendants(os.getpid(), proc)) - stopped
            if not running:
                break
            for pid in running:
                _signal(pid, signal.SIGSTOP)
            stopped |= running
        while time.monotonic() < end:
            for pid in descendants(os.getpid(), proc):
                _signal(pid, signal.SIGKILL)
            try:
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            except ChildProcessError:
                break
            time.sleep(0.002)
        os.close(proc)


def _open_to_all(view: View) -> bool:
    """Whether every user can reach the interpreter; without that, unsafe stays root."""
    paths = [Path(path) for path in (*view.read, *view.after) if Path(path).exists()]
    folders = {folder for path in paths for folder in path.parents}
    return all(folder.stat().st_mode & 1 for folder in folders)


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


class Fence(Unfenced):
    """Landlock for files and TCP, seccomp for the other ways out, limits, a user of its own."""

    name = "landlock"
    safe = True

    def enter(self) -> None:
        """Give up all files but those in view, then `connect` and the rest."""
        if landlock.version() < 3:
            raise OSError("the kernel has no Landlock that guards truncation (Linux 6.2)")
        super().enter()
        view = self.room.view
        parts = [part for path in view.read for part in without(path, view.hidden)]
        read = [*parts, *view.after, *_INFORMATION, f"/proc/{os.getpid()}", "/etc/passwd"]
        write = [self.room.scratch, self.room.sockets]
        landlock.restrict(read, write, devices=DEVICES)
        seccomp.install(alone=True)
