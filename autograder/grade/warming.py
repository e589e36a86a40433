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


def begin(classroom: Classroom, unit: str) -> None:
    """Start the warm process in the background."""
    if classroom.source(unit).is_file():
        warm.zygote().begin(_wish(classroom, unit))


def _want(classroom: Classroom, unit: str) -> warm.Zygote:
    """The warm process with what the instructor's notebook imports."""
    wish, warmed = _wish(classroom, unit), warm.zygote()
    modules = warmed.want(wish)
    if wish.learn and modules:
        kept = _kept(classroom, unit)
        kept.parent.mkdir(parents=True, exist_ok=True)
        known = {"state": _state(classroom.source(unit)), "modules": modules}
        kept.write_text(json.dumps(known), encoding="utf-8")
    return warmed


def _wish(classroom: Classroom, unit: str) -> Wanted:
    """What is learnt once for each state of the notebook is known afterwards."""
    source, kept = classroom.source(unit), _kept(classroom, unit)
    if kept.is_file():
        known = json.loads(kept.read_text(encoding="utf-8"))
        if known["state"] == _state(source):
            return Wanted(tuple(known["modules"]))
    return wanted(source)


def _kept(classroom: Classroom, unit: str) -> Path:
    return classroom.work / "preload" / f"{unit}.json"


def _state(source: Path) -> list[str]:
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    return [digest, sys.version, importlib.metadata.version("pixelup")]
