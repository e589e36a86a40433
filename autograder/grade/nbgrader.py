"""Settings that let nbgrader's own commands work on a class folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    IgnorePattern,
    LimitOutput,
    SaveAutoGrades,
)

from ..classroom import open_class
from .judged import JudgedExecute
from .rubric import ShowRubric

# nbgrader's own list with Execute exchanged for ours, and model answers for who grades by hand
AUTOGRADE = [
    JudgedExecute,
    IgnorePattern,
    ClearMetadataPreprocessor,
    LimitOutput,
    SaveAutoGrades,
    AssignLatePenalties,
    ShowRubric,
    CheckCellMetadata,
]


def configure(config: Any, folder: Path, unsafe: bool = False) -> None:
    """Fill nbgrader's configuration for a class folder.

    Called by the class's `nbgrader_config.py` and by the autograder's workers.

    Parameters
    ----------
    config
        A traitlets configuration.
    folder
        The class folder.
    unsafe
        Run student code without a sandbox.
    """
    classroom = open_class(folder)
    config.CourseDirectory.root = str(classroom.root)
    config.CourseDirectory.course_id = classroom.course
    config.CourseDirectory.db_url = f"sqlite:///{classroom.database}"
    config.Autograde.autograde_preprocessors = AUTOGRADE
    config.JudgedExecute.classroom = str(classroom.root)
    config.ShowRubric.classroom = str(classroom.root)
    config.JudgedExecute.timeout = 60  # seconds a cell
    # student code never sees the class or the solutions
    config.SandboxProvisioner.hidden = [str(classroom.root), str(classroom.solutions)]
    if unsafe:
        config.SandboxProvisioner.sandbox = "unsafe"
    # copies of cells must not stop a run, and a missing test is put back
    config.OverwriteCells.add_missing_cells = True
