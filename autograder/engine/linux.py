"""The few calls to Linux that Python does not wrap, through ctypes.

Every function raises OSError with the call's name when the kernel says no.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import platform
import socket
import struct
from collections.abc import Iterable

NEWNS, NEWCGROUP, NEWUTS, NEWIPC = 0x00020000, 0x02000000, 0x04000000, 0x08000000
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000
ALL_NAMESPACES = NEWNS | NEWCGROUP | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET

RDONLY, NOSUID, NODEV, NOEXEC, REMOUNT = 1, 2, 4, 8, 32
BIND, REC, PRIVATE = 4096, 16384, 1 << 18

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP = 1, 4, 24
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 36, 38, 47

_CAP_VERSION = 0x20080522
_MNT_DETACH = 2
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_SIOCSIFFLAGS, _IFF_UP_RUNNING = 0x8914, 0x41

MACHINE = platform.machine()
_CALLS = {  # calls that glibc has no function for, by machine
    "x86_64": {"pivot_root": 155, "capset": 126, "seccomp": 317},
    "aarch64": {"pivot_root": 41, "capset": 91, "seccomp": 277},
}.get(MACHINE, {}) | {  # these have one number everywhere
    "mount_setattr": 442,
    "landlock_create_ruleset": 444,
    "landlock_add_rule": 445,
    "landlock_restrict_self": 446,
}

_libc = ctypes.CDLL(None, use_errno=True)


def known_machine() -> bool:
    """Whether the numbers of this processor's system calls are known here."""
    return "pivot_root" in _CALLS


def call(name: str, *args: object) -> int:
    """One raw system call.

    Raises
    ------
    OSError
        With the call's name; ENOSYS where the number is not known.
    """
    if name not in _CALLS:
        raise OSError(38, f"{name}: not known on {MACHINE}")
    return _checked(_libc.syscall(ctypes.c_long(_CALLS[name]), *args), name)


def unshare(flags: int) -> None:
    """Move this process (for NEWPID: its children) into new namespaces."""
    _checked(_libc.unshare(flags), "unshare")


def mount(
    source: str | None, target: str, kind: str | None = None, flags: int = 0, data: str = ""
) -> None:
    """Mount, bind or remount."""
    done = _libc.mount(
        (source or "none").encode(),
        target.encode(),
        kind.encode() if kind else None,
        ctypes.c_ulong(flags),
        data.encode() or None,
    )
    _checked(done, f"mount {target}")


def unmount(target: str) -> None:
    """Detach a mount; what is still open there stays open."""
    _checked(_libc.umount2(target.encode(), _MNT_DETACH), f"unmount {target}")


def pivot_root(new: str, old: str) -> None:
    """Make `new` the root of this mount namespace and put the old root at `old`."""
    call("pivot_root", new.encode(), old.encode())


def seal_mount(target: str, flags: int) -> None:
    """Set flags (read-only, nosuid, ...) on a mount and on all mounts below it."""
    attributes = struct.pack("QQQQ", flags, 0, 0, 0)
    call("mount_setattr", _AT_FDCWD, target.encode(), _AT_RECURSIVE, attributes, len(attributes))


def prctl(option: int, value: int = 0) -> None:
    """One process setting."""
    args = [ctypes.c_ulong(v) for v in (value, 0, 0, 0)]
    _checked(_libc.prctl(option, *args), f"prctl {option}")


def bound_capabilities() -> None:
    """Make sure that no program started later can have a capability."""
    for number in range(64):
        try:
            prctl(PR_CAPBSET_DROP, number)
        except OSError:  # EINVAL: past the last one; EPERM: had none to begin with
            break


def drop_capabilities() -> None:
    """Give up every capability."""
    with contextlib.suppress(OSError):  # unknown before Linux 4.3
        prctl(PR_CAP_AMBIENT, 4)  # clear all
    call("capset", struct.pack("Ii", _CAP_VERSION, 0), struct.pack("6I", *[0] * 6))


def become(uid: int) -> None:
    """Be an ordinary user for good, without groups."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    prctl(PR_SET_DUMPABLE, 1)  # else /proc/self belongs to root


def map_me(uid: int, gid: int, inside: int) -> None:
    """After ``unshare(NEWUSER)``: be the user `inside`, who is `uid` outside."""
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{inside} {uid} 1")
    _write("/proc/self/gid_map", f"{inside} {gid} 1")


def loopback_up() -> None:
    """Switch on the loopback device of a new network namespace."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        fcntl.ioctl(s, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", _IFF_UP_RUNNING))


def close_all_but(keep: Iterable[int]) -> None:
    """Close every file descriptor except these."""
    low = 0
    for fd in sorted(keep):
        if low < fd:  # closerange(n, n) closes everything from n on
            os.closerange(low, fd)
        low = fd + 1
    os.closerange(low, os.sysconf("SC_OPEN_MAX"))


def _write(path: str, text: str) -> None:
    fd = os.open(path, os.O_WRONLY)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


def _checked(result: int, name: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result
