"""Before the first kernel of a run: the warm process, and whether it is safe to go on."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from ..classroom import Classroom
from ..engine import warm
from ..engine.preload import Wanted, wanted
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
    warmed = _want(classroom, unit)
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


def waiting(classroom: Classroom, units: Iterable[str], force: bool) -> tuple[str, ...]:
    """Units of which something will most likely be graded; a glance, no reading of files."""

    def waits(unit: str) -> bool:
        done = (classroom.autograded(s, unit) / f"{unit}.ipynb" for s in classroom.students(unit))
        return not all(map(Path.is_file, done))

    return tuple(unit for unit in units if force or waits(unit))


def _want(classroom: Classroom, unit: str) -> warm.Zygote:
    """The warm process with what the instructor's notebook imports; learnt once for each state."""
    source = classroom.source(unit)
    state = [
        hashlib.sha256(source.read_bytes()).hexdigest(),
        sys.version,
        importlib.metadata.version("pixelup"),
    ]
    kept = classroom.work / "preload" / f"{unit}.json"
    warmed = warm.zygote()
    if kept.is_file():
        known = json.loads(kept.read_text(encoding="utf-8"))
        if known["state"] == state:
            warmed.want(Wanted(tuple(known["modules"])))
            return warmed
    modules = warmed.want(wanted(source))
    if not modules:
        return warmed
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps({"state": state, "modules": modules}), encoding="utf-8")
    return warmed
