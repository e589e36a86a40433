"""Before the first kernel of a run: the warm process, and whether it is safe to go on."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import sys
from collections.abc import Iterable

from ..classroom import Classroom
from ..engine import preload, warm
from ..errors import AutograderError


def warm_up(classroom: Classroom, unit: str, unsafe: bool = False) -> None:
    """Start the warm process that student kernels are forked from.

    Parameters
    ----------
    classroom
        The class.
    unit
        The unit that is graded first: what its notebook imports is imported once.
    unsafe
        Go on without a sandbox.

    Raises
    ------
    AutograderError
        If no sandbox holds here, unless told to go on.
    """
    warmed = _with(_modules(classroom, unit))
    if unsafe:
        print("grading without a sandbox: student code can read and change your files")
    elif not warmed.sandbox:
        raise AutograderError(
            "nothing keeps student code from your files on this machine; "
            "`python -m autograder doctor` says what is missing, --unsafe grades all the same"
        )
    elif warmed.sandbox != "namespaces":
        print(
            f"the sandbox is the weaker one here ({warmed.sandbox}); "
            "`python -m autograder doctor` says why"
        )


def _with(modules: tuple[str, ...]) -> warm.Zygote:
    """The warm process, or a new one where it lacks a library that this unit uses."""
    warmed = warm.zygote(modules)
    preload = warmed.folder / "preload"
    if (warmed.folder / "said").exists():  # somebody has started it
        if _libraries(modules) <= _libraries(json.loads(preload.read_text())):
            return warmed
        warmed.close()  # the next who wants a kernel starts it again
    preload.write_text(json.dumps(modules))
    return warmed


def _libraries(modules: Iterable[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def _modules(classroom: Classroom, unit: str) -> tuple[str, ...]:
    """What the instructor's notebook imports; learnt once for each state of it."""
    source = classroom.source(unit)
    state = [
        hashlib.sha256(source.read_bytes()).hexdigest(),
        sys.version,
        importlib.metadata.version("pixelup"),
    ]
    kept = classroom.work / "preload" / f"{unit}.json"
    if kept.is_file():
        known = json.loads(kept.read_text(encoding="utf-8"))
        if known["state"] == state:
            return tuple(known["modules"])
    modules = preload.learn(source)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps({"state": state, "modules": modules}), encoding="utf-8")
    return modules
