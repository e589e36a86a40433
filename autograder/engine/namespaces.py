"""The sealed room: a root of its own, no network, no other processes, no privileges.

It needs no root: an ordinary user makes a user namespace first. Root makes the others
directly, and the kernel process then becomes a user that exists for this kernel alone.
"""

# Bare system calls: this works in a process between a fork and a kernel, or on paths inside.
# ruff: noqa: PTH102, PTH103, PTH106, PTH110, PTH112, PTH114, PTH115, PTH116, PTH120, PTH123
# ruff: noqa: PTH208, PTH211, S108

from __future__ import annotations

import contextlib
import os
import socket
import stat

from . import limits, linux, seccomp, view
from .sandbox import Sandbox
from .view import DEVICES

_OLD = "/.old"
_INSIDE_UID = 1000
_SAFE = linux.NOSUID | linux.NODEV
_SPACES = linux.NEWNS | linux.NEWPID | linux.NEWNET | linux.NEWIPC | linux.NEWUTS | linux.NEWCGROUP


class Namespaces(Sandbox):
    """User, mount, pid, net, ipc, uts and cgroup namespaces, seccomp, no capabilities."""

    name = "namespaces"
    safe = True
    home = "/home/student"

    def prepare(self) -> None:
        """Unshare everything and build the new root; children are then born inside."""
        self._root = os.geteuid() == 0
        self._uid = self.room.uid if self._root else _INSIDE_UID
        self._memory = limits.own_memory()  # there may be no /proc inside
        if self._root:
            os.chown(self.room.sockets, self.room.uid, self.room.uid)
            for name in os.listdir(self.room.sockets):
                os.chown(f"{self.room.sockets}/{name}", self.room.uid, self.room.uid)
        else:
            uid, gid = os.geteuid(), os.getegid()
            linux.unshare(linux.NEWUSER)
            linux.map_me(uid, gid, _INSIDE_UID)
        real = {p: view.real(p) for p in (*self.room.view.read, *self.room.view.after)}
        linux.unshare(_SPACES)
        with contextlib.suppress(PermissionError):  # a container's own filter may keep its name
            socket.sethostname("exercise")
        linux.mount(None, "/", None, linux.REC | linux.PRIVATE)
        linux.mount("tmpfs", "/tmp", "tmpfs", _SAFE, "size=4m,nr_inodes=4k,mode=755")
        os.mkdir(f"/tmp{_OLD}")
        linux.pivot_root("/tmp", f"/tmp{_OLD}")
        os.chdir("/")
        self._places()  # first, for the interpreter may lie in /tmp
        for path in self.room.view.read:
            _show(path, real[path])
        for path in self.room.view.hidden:
            if os.path.isdir(path):
                linux.mount("tmpfs", path, "tmpfs", _SAFE, "size=64k,nr_inodes=64,mode=755")
        for path in self.room.view.after:
            if not os.path.exists(path):
                _show(path, real[path])
        self._furnish()

    def _places(self) -> None:
        """Mount what can be written."""
        most = f"size={self.room.limits.disk},nr_inodes={self.room.limits.inodes},mode=700"
        owner = f",uid={self._uid},gid={self._uid}" if self._root else ""
        for place in (self.home, "/tmp", "/dev/shm"):
            os.makedirs(place, exist_ok=True)
            linux.mount("tmpfs", place, "tmpfs", _SAFE, most + owner)

    def _furnish(self) -> None:
        """Devices, /etc, the sockets."""
        uid = self._uid
        for path in DEVICES:
            _show(path, path, read_only=False)
        for name, target in (("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")):
            os.symlink(f"/proc/self/fd{target}", f"/dev/{name}")
        os.makedirs("/etc", exist_ok=True)
        for name, text in (
            ("passwd", f"student:x:{uid}:{uid}:student:{self.home}:/bin/sh\n"),
            ("group", f"student:x:{uid}:\n"),
            ("hosts", "127.0.0.1 localhost\n"),
        ):
            with open(f"/etc/{name}", "w") as f:
                f.write(text)
        os.mkdir("/proc")
        os.makedirs(self.room.sockets)
        linux.mount(_OLD + self.room.sockets, self.room.sockets, None, linux.BIND)

    def enter(self) -> None:
        """Mount /proc, forget the old root, give up all privileges."""
        # A new proc can be mounted only while a whole one is in sight, and in a container none
        # is: then there is no /proc inside, which is no weaker.
        with contextlib.suppress(PermissionError):
            linux.mount("proc", "/proc", "proc", _SAFE | linux.NOEXEC)
        linux.unmount(_OLD)
        os.rmdir(_OLD)
        linux.loopback_up()
        flags = linux.REMOUNT | linux.BIND | linux.RDONLY | _SAFE
        linux.mount(None, "/", None, flags)
        linux.bound_capabilities()
        if self._root:
            linux.become(self._uid)
        linux.drop_capabilities()
        limits.apply(self.room.limits, self._memory)
        linux.prctl(linux.PR_SET_PDEATHSIG, 9)
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
        seccomp.install(alone=False)
        os.mkdir(f"{self.home}/work")
        os.mkdir(f"{self.home}/tmp")

    def settle(self) -> None:
        """Nothing more can be written where the sockets are: that is the host's disk."""
        flags = linux.REMOUNT | linux.BIND | linux.RDONLY | _SAFE
        linux.mount(None, self.room.sockets, None, flags)

    def full(self) -> bool:
        """The tmpfs have their own sizes."""
        return False

    def clear(self) -> None:
        """The end of a pid namespace's first process is the end of all."""


def _show(path: str, real: str, *, read_only: bool = True) -> None:
    """Bind what is at `real` in the old root to `path` in the new one."""
    source = _OLD + real
    if os.path.islink(_OLD + path) and os.path.dirname(path) == "/":  # /bin -> usr/bin
        os.symlink(os.readlink(_OLD + path), path)
        return
    try:
        mode = os.stat(source).st_mode
    except OSError:
        return
    for target in dict.fromkeys((path, real)):
        if os.path.exists(target):
            continue
        if stat.S_ISDIR(mode):
            os.makedirs(target)
        else:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "w"):
                pass
        linux.mount(source, target, None, linux.BIND | linux.REC)
        if read_only:
            linux.seal_mount(target, linux.RDONLY | _SAFE)
