"""Landlock: a process gives up all files except those it names (Linux 5.13 and later).

It needs no namespaces, so it works where they are forbidden. It is weaker: file names can
still be tried out, there is no quota, and processes of the same user can be seen.
"""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterable

from . import linux

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_REFER, _TRUNCATE, _IOCTL = 1 << 13, 1 << 14, 1 << 15
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_DEVICE = _READ_FILE | _WRITE_FILE
_TCP = 0b11  # bind and connect
_SCOPES = 0b11  # abstract unix sockets, signals


def version() -> int:
    """Version of the kernel's Landlock interface; 0 where there is none.

    3 (Linux 6.2) guards truncation, 4 (6.7) TCP, 6 (6.12) signals and abstract sockets.
    """
    try:
        return linux.call("landlock_create_ruleset", None, 0, 1)
    except OSError:
        return 0


def restrict(read: Iterable[str], write: Iterable[str], devices: Iterable[str] = ()) -> None:
    """Keep these files and folders, give up all others, and give up TCP.

    Parameters
    ----------
    read
        Readable, executable; those that do not exist are passed over.
    write
        Folders in which everything is allowed.
    devices
        Readable and writable.

    Raises
    ------
    OSError
        If the kernel has no Landlock, or no_new_privs is not set.
    """
    abi = version()
    files = (1 << 13) - 1
    files |= (_REFER if abi >= 2 else 0) | (_TRUNCATE if abi >= 3 else 0)
    files |= _IOCTL if abi >= 5 else 0
    attributes = struct.pack("QQQ", files, _TCP if abi >= 4 else 0, _SCOPES if abi >= 6 else 0)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = linux.call("landlock_create_ruleset", attributes[:size], size, 0)
    try:
        for paths, access in ((read, _READ), (write, files), (devices, _DEVICE)):
            for path in paths:
                _allow(ruleset, path, access)
        linux.call("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, access: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(fd).st_mode):
            access &= _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL
        linux.call("landlock_add_rule", ruleset, 1, struct.pack("=Qi", access, fd), 0)
    finally:
        os.close(fd)
