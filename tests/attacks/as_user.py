"""Run a command as another user, when the tests run as root: `... UID COMMAND ...`.

The interpreter may lie in a folder that only root can enter. In a mount namespace of its own
the way there is opened; nothing outside sees it. UID 0 stays root and only opens the way.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.engine import linux


def main() -> None:
    uid = int(sys.argv[1])
    needed = {sys.prefix, sys.base_prefix, str(Path(__file__).parents[2])}
    closed: dict[Path, list[str]] = {}
    for path in needed:
        gate = next((p for p in reversed(Path(path).parents) if not p.stat().st_mode & 1), None)
        if gate is not None:
            closed.setdefault(gate, []).append(path)
    if closed:
        linux.unshare(linux.NEWNS)
        linux.mount(None, "/", None, linux.REC | linux.PRIVATE)
    for gate, paths in closed.items():
        held = [os.open(path, os.O_PATH) for path in paths]
        linux.mount("tmpfs", str(gate), "tmpfs", 0, "mode=755")
        for fd, path in zip(held, paths, strict=True):
            Path(path).mkdir(parents=True, exist_ok=True)
            linux.mount(f"/proc/self/fd/{fd}", path, None, linux.BIND | linux.REC)
            os.close(fd)
    os.chdir("/")
    if uid:
        linux.bound_capabilities()
        linux.become(uid)
        linux.drop_capabilities()
    home = tempfile.mkdtemp(prefix="home-")
    os.environ["HOME"] = home
    status = subprocess.run(sys.argv[2:]).returncode
    shutil.rmtree(home, ignore_errors=True)
    sys.exit(status)


if __name__ == "__main__":
    main()
