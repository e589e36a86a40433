"""What protects the grader on this machine, what is missing, and how to get it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import landlock, linux

_TRY = """
from autograder.engine.sandbox import sandboxes, trial
from autograder.engine.view import view
import sys
kind = next(k for k in sandboxes() if k.name == sys.argv[1])
print(trial(kind, view(hidden=sys.argv[2:])), end="")
"""
_CONTAINER = "use the container of autograder/engine/Containerfile, which runs without privileges"


@dataclass(frozen=True)
class Layer:
    """One layer of protection.

    Attributes
    ----------
    name
        What it is.
    problem
        Why it does not hold here; empty where it does.
    protects
        What it keeps student code from.
    mend
        How to get it.
    """

    name: str
    problem: str
    protects: str
    mend: str = ""

    @property
    def holds(self) -> bool:
        """Whether it holds here."""
        return not self.problem


@dataclass(frozen=True)
class Diagnosis:
    """All layers, and the sandbox that they add up to (empty: none)."""

    layers: tuple[Layer, ...]
    sandbox: str

    @property
    def safe(self) -> bool:
        """Whether `grade` runs without `--unsafe`."""
        return bool(self.sandbox)


def diagnose(hidden: tuple[str, ...] = ()) -> Diagnosis:
    """Try every layer for real.

    Parameters
    ----------
    hidden
        Folders that student code must not see: the class folder.
    """
    on_linux = "" if sys.platform == "linux" else f"this is {sys.platform}, not Linux"
    sealed = on_linux or _tried("namespaces", hidden)
    fenced = on_linux or _tried("landlock", hidden)
    layers = (
        Layer(
            "namespaces",
            sealed,
            "student code sees a file system, processes and a network of its own: no solutions, "
            "no grades, no other students, no way out; all it starts ends with it",
            _mend_namespaces(sealed),
        ),
        Layer(
            "landlock",
            fenced,
            "the fallback: no files but the interpreter's and its own, no connections; file names "
            "can still be tried out, and there is no disk quota between two looks",
            _mend_landlock(fenced),
        ),
        Layer(
            "system calls",
            on_linux or _seccomp(),
            "no mounting, tracing, loading of modules, memory that no limit counts",
            f"run on x86_64 or aarch64 with Linux 4.14 or later, or {_CONTAINER}",
        ),
        Layer(
            "limits",
            on_linux or _children(),
            "memory of all processes together, processes, open files, disk, time",
            "run on a Linux whose /proc tells the children of a process (CONFIG_PROC_CHILDREN)",
        ),
        Layer(
            "judged outside",
            "",
            "expected answers and hidden tests are never in the student's process, sandbox or not",
        ),
    )
    sandbox = "namespaces" if not sealed else "landlock" if not fenced else ""
    return Diagnosis(layers, sandbox)


def lines(diagnosis: Diagnosis) -> list[str]:
    """The diagnosis for people."""
    said: list[str] = []
    for layer in diagnosis.layers:
        said.append(f"{'holds  ' if layer.holds else 'MISSING'}  {layer.name}: {layer.protects}")
        if not layer.holds:
            said.append(f"         why: {layer.problem}")
            said.append(f"         to get it: {layer.mend}")
    match diagnosis.sandbox:
        case "namespaces":
            said.append("Grading is sandboxed.")
        case "landlock":
            said.append("Grading is sandboxed by the fallback, which is weaker; see above.")
        case _:
            said.append(
                "Nothing keeps student code from your files here: `grade` refuses without "
                f"--unsafe. To grade safely, {_CONTAINER}."
            )
    return said


def show(diagnosis: Diagnosis, write: Callable[[str], object] = print) -> None:
    """Print the diagnosis."""
    for line in lines(diagnosis):
        write(line)


def _tried(name: str, hidden: tuple[str, ...]) -> str:
    """Try a sandbox in a fresh process: it forks, and this one may have threads."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", _TRY, name, *hidden],
        capture_output=True,
        text=True,
        timeout=60,
    )
    if done.returncode:
        return done.stderr.strip().rpartition("\n")[2] or f"the trial ended with {done.returncode}"
    return done.stdout.strip()


def _seccomp() -> str:
    if not linux.known_machine():
        return f"the numbers of system calls on {linux.MACHINE} are not known here"
    return "" if "Seccomp:" in Path("/proc/self/status").read_text() else "the kernel has none"


def _children() -> str:
    me = os.getpid()
    known = Path(f"/proc/{me}/task/{me}/children").exists()
    return "" if known else "/proc does not tell the children of a process"


def _mend_namespaces(problem: str) -> str:
    if "out of reach" in problem:
        return "install Python and this package where every user can read them, or not as root"
    if _number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"):
        return (
            "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0 "
            f"(Ubuntu forbids them to programs that it does not know), or {_CONTAINER}"
        )
    if _number("/proc/sys/kernel/unprivileged_userns_clone") == 0:
        return f"sudo sysctl kernel.unprivileged_userns_clone=1, or {_CONTAINER}"
    if _number("/proc/sys/user/max_user_namespaces") == 0:
        return f"sudo sysctl user.max_user_namespaces=10000, or {_CONTAINER}"
    if Path("/.dockerenv").exists() or Path("/run/.containerenv").exists():
        return (
            "this is a container: start it as an ordinary user (`--user`), in docker also with "
            "`--security-opt seccomp=unconfined` (it needs no privileges; what runs inside brings "
            "its own filter)"
        )
    return f"run on Linux 5.12 or later that allows user namespaces, or {_CONTAINER}"


def _mend_landlock(problem: str) -> str:
    if "out of reach" in problem:
        return "install Python and this package where every user can read them, or not as root"
    if os.geteuid() == 0 and "not permitted" in problem:
        return "run as an ordinary user: this root may not give files to another one"
    if linux.known_machine() and landlock.version() == 0:
        return "boot a kernel with landlock in its lsm= list (Linux 6.2 or later)"
    return "run on Linux 6.2 or later; 6.12 or later for all of it"


def _number(path: str) -> int | None:
    try:
        return int(Path(path).read_text())
    except (OSError, ValueError):
        return None
