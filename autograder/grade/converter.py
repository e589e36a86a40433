"""nbgrader's `autograde` as a worker runs it: the same steps and rows, one pass over the notebook.

nbgrader opens its gradebook nine times a submission, asks it one cell at a time, commits after
each, and reads and writes the notebook twice. A worker has a shard of the gradebook to itself and
grades one submission after the other, so it keeps the shard open, asks once and commits once.
"""

from __future__ import annotations

import json
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.preprocessors import ClearMetadataPreprocessor, Preprocessor
from nbformat import NotebookNode
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    IgnorePattern,
    LimitOutput,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from nbgrader.utils import capture_log, find_all_files, setenv, temp_attrs

from ..writing import write
from .judged import JudgedExecute
from .rubric import ShowRubric
from .shard import Shard

_open: dict[str, Shard] = {}


def autograde(api: NbGraderAPI, unit: str, student: str) -> dict[str, Any]:
    """Grade one submission on the shard of an API.

    Returns
    -------
    dict
        What `api.autograde` answers, and under `graded` the notebook as it was written, or None.
    """
    converter = _converter(api)
    converter.graded = None
    with temp_attrs(api.coursedir, assignment_id=unit, student_id=student):
        return capture_log(converter) | {"graded": converter.graded}


@cache
def _converter(api: NbGraderAPI) -> ShardAutograde:
    converter = ShardAutograde(coursedir=api.coursedir, parent=api)
    converter.force = True
    return converter


def _shard(resources: Any) -> Shard:
    return _open[resources["nbgrader"]["db_url"]]


class _OverwriteCells(OverwriteCells):
    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        names = resources["nbgrader"]
        self.notebook_id, self.assignment_id = names["notebook"], names["assignment"]
        self.gradebook = _shard(resources).cells(self.notebook_id, self.assignment_id)
        nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
        if self.add_missing_cells:
            nb, resources = self.add_missing_grade_cells(nb, resources)
            nb, resources = self.add_missing_task_cells(nb, resources)
        return nb, resources


class _OverwriteKernelspec(OverwriteKernelspec):
    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        names = resources["nbgrader"]
        spec = _shard(resources).cells(names["notebook"], names["assignment"]).kernelspec
        if spec:
            nb.metadata["kernelspec"] = json.loads(spec)
        return nb, resources


class CheckCells(CheckCellMetadata):
    """nbgrader's check of a notebook's cells; what it found right once it need not read again."""

    _valid: set[str] = set()  # noqa: RUF012 - what one check found holds for all

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """All that is checked is the kind of each cell and its nbgrader data."""
        state = self._state(nb)
        if state not in self._valid:
            super().preprocess(nb, resources)
            if len(self._valid) < 100 and self._state(nb) == state:  # nothing was taken away
                self._valid.add(state)
        return nb, resources

    def _state(self, nb: NotebookNode) -> str:
        data = [[c.cell_type, c.metadata.nbgrader] for c in nb.cells if "nbgrader" in c.metadata]
        return json.dumps(data, sort_keys=True)


class _SaveAutoGrades(SaveAutoGrades):
    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        names, shard = resources["nbgrader"], _shard(resources)
        self.notebook_id, self.assignment_id = names["notebook"], names["assignment"]
        self.student_id = names["student"]
        self.gradebook = shard.rows(resources)
        return NbGraderPreprocessor.preprocess(self, nb, resources)


class _AssignLatePenalties(AssignLatePenalties):
    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Who is in time has no penalty; for the others nbgrader asks its plug-in."""
        shard = _shard(resources)
        made = shard.made(resources)
        if made.assignment.total_seconds_late > 0:
            shard.keep()
            return super().preprocess(nb, resources)
        made.late_submission_penalty = None
        return nb, resources


class ShardAutograde(Autograde):
    """nbgrader's Autograde on an open shard."""

    # nbgrader's two lists, one behind the other
    kinds = (
        ClearOutput,
        DeduplicateIds,
        _OverwriteKernelspec,
        _OverwriteCells,
        CheckCells,
        JudgedExecute,
        IgnorePattern,
        ClearMetadataPreprocessor,
        LimitOutput,
        _SaveAutoGrades,
        _AssignLatePenalties,
        ShowRubric,
        CheckCells,
    )

    graded: NotebookNode | None = None

    @cached_property
    def _steps(self) -> tuple[Preprocessor | None, ...]:
        """What keeps nothing of a notebook is made once; None stands for what runs it."""
        return tuple(None if k is JudgedExecute else k(parent=self) for k in self.kinds)

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Called by nbgrader: the rows of the submission, and the files beside its notebook."""
        url = self.coursedir.db_url
        if url not in _open:
            _open[url] = Shard(url, self.coursedir.course_id)
        shard = _open[url]
        shard.begin()
        BaseConverter.init_assignment(self, assignment_id, student_id)
        shard.update_or_create_student(student_id)
        timestamp = self.coursedir.get_existing_timestamp(
            self._format_source(assignment_id, student_id)
        )
        when = {"timestamp": timestamp} if timestamp else {}
        shard.take(shard.update_or_create_submission(assignment_id, student_id, **when))
        self._copy_given(assignment_id, student_id)

    def _copy_given(self, assignment: str, student: str) -> None:
        """What the instructor gave beside the notebook counts, not what came back of it."""
        given = Path(self.coursedir.format_path(self.coursedir.source_directory, ".", assignment))
        target = Path(self._format_dest(assignment, student))
        for name in find_all_files(str(given), [*self.coursedir.ignore, "*.ipynb"]):
            to = target / Path(name).relative_to(given)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.unlink(missing_ok=True)
            to.write_bytes(Path(name).read_bytes())

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Called by nbgrader: all steps, then the notebook is validated and written."""
        resources = self.init_single_notebook_resources(notebook_filename)
        names = resources["nbgrader"]
        folder = self._format_dest(names["assignment"], names["student"])
        resources["metadata"] = ResourcesDict(name=names["notebook"], path=folder)
        resources["output_extension"] = self.exporter.file_extension
        Path(folder).mkdir(parents=True, exist_ok=True)
        text = Path(notebook_filename).read_text(encoding="utf-8")
        notebook = nbformat.v4.reads(text)  # it was repaired; what comes out is validated
        with setenv(NBGRADER_EXECUTION="autograde"):
            for step in self._steps:
                fresh = JudgedExecute(parent=self) if step is None else step
                notebook, resources = fresh(notebook, resources)
        _open[self.coursedir.db_url].keep()
        nbformat.validate(notebook, relax_add_props=True)
        self.write_single_notebook(f"{write(notebook)}\n", resources)
        self.graded = notebook
