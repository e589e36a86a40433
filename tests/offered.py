"""Which sandboxes can be had of this kernel: `python -m tests.offered`.

The kernel is asked without a line of the grader. What it offers must hold, so `.ci/run` lets no
test skip for the lack of it; where a kernel or a container offers less, those tests skip.
"""

from __future__ import annotations

import ctypes
import os
import subprocess

_MOUNT_SETATTR, _LANDLOCK_CREATE_RULESET = 442, 444  # on every machine
_ENOSYS = 38
_SPACES = ("--mount", "--pid", "--net", "--ipc", "--uts", "--cgroup", "--fork")
_ORDINARY = "61000"


def namespaces() -> bool:
    """Whether an ordinary user may make them all and mount inside; root too, where this is root."""
    ways: list[list[str]] = [["unshare", "--user", "--map-root-user"]]
    if os.geteuid() == 0:
        one = ["setpriv", "--reuid", _ORDINARY, "--regid", _ORDINARY, "--clear-groups"]
        ways = [[*one, *ways[0]], ["unshare"]]
    attempts = [[*way, *_SPACES, "mount", "-t", "tmpfs", "none", "/tmp"] for way in ways]
    return _call(_MOUNT_SETATTR, -1, None, 0, None, 0)[1] != _ENOSYS and all(map(_works, attempts))


def landlock() -> bool:
    """Whether its Landlock guards truncation (Linux 6.2)."""
    return _call(_LANDLOCK_CREATE_RULESET, None, 0, 1)[0] >= 3


def _works(command: list[str]) -> bool:
    try:
        return not subprocess.run(command, cwd="/", capture_output=True).returncode
    except FileNotFoundError:
        return False


def _call(number: int, *args: object) -> tuple[int, int]:
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.syscall(ctypes.c_long(number), *args), ctypes.get_errno()


if __name__ == "__main__":
    print(",".join(kind.__name__ for kind in (namespaces, landlock) if kind()))
