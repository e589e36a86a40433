"""When the newest commit of a clone was made.

A clone came from a student. Git is asked for one object, with everything turned off that could
make it run a program or fetch: hooks, file monitors, pagers, transports.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

_QUIET = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}


def commit_time(clone: Path) -> datetime | None:
    """Time of the commit that is checked out, as the committer's clock had it.

    Returns
    -------
    datetime or None
        None without git, without a commit, or where git does not trust the folder.
    """
    git = shutil.which("git")
    if git is None or not (clone / ".git").is_dir() or (clone / ".git").is_symlink():
        return None
    command = [git, "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"]
    command += ["--git-dir", str(clone / ".git"), "cat-file", "commit", "HEAD"]
    environment = {"PATH": os.environ.get("PATH", ""), **_QUIET}
    try:
        answer = subprocess.run(
            command, capture_output=True, timeout=10, env=environment, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(rb"^committer .*> (\d{1,11}) [+-]\d{4}$", answer.stdout, flags=re.MULTILINE)
    return datetime.fromtimestamp(int(found[1]), UTC) if found else None
