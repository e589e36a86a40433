"""What every worker would import, read or build for its first submission, done once for all.

Called in the process that workers are forked from.
"""

from __future__ import annotations

import contextlib
import copy
import gc
from collections.abc import Iterable

import nbformat

from ..build import sections
from ..classroom import Classroom
from ..errors import AutograderError
from ..notebook import released
from ..run import VISIBLE_SEED, cases_of, compiled
from ..source import find, read_once
from . import afar, worker  # noqa: F401 - what workers import
from .converter import CheckCells
from .reading import written
from .rubric import rubrics


def rehearse(classroom: Classroom, units: Iterable[str]) -> None:
    """Go through what grading these units takes, as far as that is the same for all students.

    What is wrong with a unit is left to who grades it.
    """
    gc.disable()  # what it makes stays
    for unit in units:
        with contextlib.suppress(AutograderError, OSError, ValueError):
            _unit(classroom, unit)
    gc.freeze()  # else the first collection in a worker copies every page
    gc.enable()


def _unit(classroom: Classroom, unit: str) -> None:
    notebook = copy.deepcopy(released(classroom.source(unit)))
    CheckCells().preprocess(notebook, {})
    nbformat.validate(notebook, relax_add_props=True)
    written(notebook)
    source = read_once(find(classroom.solutions, unit))
    sections(classroom.solutions, unit)
    rubrics(classroom.root, unit)
    compiled(source)
    for task in source.tasks:
        if task.score is None:
            cases_of(source, task, VISIBLE_SEED)
