"""Put units into a class: the instructor's notebook, the release, nbgrader's assignment."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from . import notebook
from .classroom import Classroom
from .errors import AutograderError
from .grade.nbgrader import configure
from .source import UnitSource


def add_unit(classroom: Classroom, unit: UnitSource) -> bool:
    """Bring a unit's notebook and its assignment up to date.

    Returns
    -------
    bool
        Whether anything had to be done.

    Raises
    ------
    AutograderError
        If nbgrader does not take the notebook.
    """
    text = notebook.text_of(notebook.source_notebook(unit))
    source = classroom.source(unit.name)
    released = classroom.root / "release" / unit.name / f"{unit.name}.ipynb"
    if source.is_file() and source.read_text(encoding="utf-8") == text and released.is_file():
        return False
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(text, encoding="utf-8")
    answer = nbgrader_api(classroom).generate_assignment(unit.name, force=True, create=True)
    if not answer["success"]:
        said = (answer.get("error") or answer.get("log") or "").strip().splitlines()
        raise AutograderError(f"nbgrader does not take {unit.name}: {said[-1] if said else '?'}")
    return True


def nbgrader_api(
    classroom: Classroom, unsafe: bool = False, **directories: str | Path
) -> NbGraderAPI:
    """Nbgrader's own API on a class folder.

    Parameters
    ----------
    classroom
        The class.
    unsafe
        Grade without a sandbox.
    directories
        Settings of nbgrader's CourseDirectory to put elsewhere, such as `feedback_directory`.
    """
    # nbgrader calls programs of its environment by their bare names
    here = str(Path(sys.executable).parent)
    if here not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = f"{here}{os.pathsep}{os.environ.get('PATH', '')}"
    config = Config()
    configure(config, classroom.root, unsafe)
    for name, path in directories.items():
        setattr(config.CourseDirectory, name, str(path))
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    api.log.setLevel(logging.CRITICAL)
    return api
