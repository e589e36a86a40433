"""nbgrader's `autograde` as a worker runs it: the same steps and rows, one pass over the notebook.

nbgrader opens its gradebook nine times a submission, asks it one cell at a time, commits after
each, and reads and writes the notebook twice. A worker has a shard of the gradebook to itself and
grades one submission after the other, so it keeps the shard open, asks once and commits once.
"""

from __future__ import annotations

import json
from functools import cache, cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.preprocessors import ClearMetadataPreprocessor, Preprocessor
from nbformat import NotebookNode
from nbgrader.api import (
    Assignment,
    BaseCell,
    Gradebook,
    MissingEntry,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
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
from sqlalchemy import event

from ..writing import write
from .judged import JudgedExecute
from .rubric import ShowRubric

# what is looked for by, in a gradebook that may hold ten thousand submissions
_INDEXES = (
    ("submitted_assignment", "student_id"),
    ("submitted_notebook", "assignment_id"),
    ("grade", "notebook_id"),
    ("comment", "notebook_id"),
)
_open: dict[str, Shard] = {}


def autograde(api: NbGraderAPI, unit: str, student: str) -> dict[str, Any]:
    """Grade one submission on the shard of an API; the answer is that of `api.autograde`."""
    with temp_attrs(api.coursedir, assignment_id=unit, student_id=student):
        return capture_log(_converter(api))


@cache
def _converter(api: NbGraderAPI) -> ShardAutograde:
    converter = ShardAutograde(coursedir=api.coursedir, parent=api)
    converter.force = True
    return converter


class Shard(Gradebook):
    """nbgrader's gradebook, kept open by one worker."""

    def __init__(self, url: str, course: str) -> None:
        super().__init__(url, course)
        self.close()
        event.listen(self.engine, "connect", _settings)
        self.db.configure(expire_on_commit=False)
        self._commit, self.db.commit = self.db.commit, lambda: None  # once, behind the last step
        self._cells: dict[tuple[str, str], SimpleNamespace] = {}
        self._made: dict[str, SubmittedNotebook] = {}

    def begin(self) -> None:
        """Forget the submission before: memory must not grow with the class."""
        self._made.clear()
        session = self.db()
        if session.in_transaction():  # it did not come to its end
            session.rollback()
            session.expunge_all()
            self._cells.clear()
        for row in list(session):
            if not isinstance(row, Assignment | Notebook | BaseCell):
                session.expunge(row)
            elif not isinstance(row, BaseCell):
                session.expire(row, ["submissions"])

    def keep(self) -> None:
        """Write the rows of the submission down."""
        self._commit()

    def cells(self, notebook: str, assignment: str) -> SimpleNamespace:
        """What :class:`OverwriteCells` asks about the class's own notebook, read once."""
        key = notebook, assignment
        if key not in self._cells:
            found = self.find_notebook(*key)
            source = {c.name: c for c in found.source_cells}
            graded = {c.name: c for c in (*found.grade_cells, *found.task_cells)}
            whole = SimpleNamespace(
                source_cells=list(found.source_cells),
                grade_cells=found.grade_cells,
                solution_cells=found.solution_cells,
                task_cells=found.task_cells,
            )
            for cell in (*source.values(), *graded.values(), *whole.solution_cells):
                self.db.refresh(cell)
            cells = *whole.grade_cells, *whole.solution_cells, *whole.task_cells
            self._cells[key] = SimpleNamespace(
                kernelspec=found.kernelspec,
                find_source_cell=lambda name, *_: _known(source, name),
                find_graded_cell=lambda name, *_: _known(graded, name),
                find_notebook=lambda *_: whole,
                names={cell.id: cell.name for cell in cells},
            )
        return self._cells[key]

    def take(self, submission: SubmittedAssignment) -> None:
        """These are the rows of the submission that is graded."""
        self._made = {made.notebook.name: made for made in submission.notebooks}

    def made(self, resources: Any) -> SubmittedNotebook:
        """The row of the notebook that is graded."""
        return self._made[resources["nbgrader"]["notebook"]]

    def rows(self, resources: Any) -> SimpleNamespace:
        """What :class:`SaveAutoGrades` asks about one submission; nothing is committed yet."""
        keys = resources["nbgrader"]
        name_of = self.cells(keys["notebook"], keys["assignment"]).names
        made = self.made(resources)
        grades, comments = (  # without those of cells that the unit had once
            {name_of[row.cell_id]: row for row in kind if row.cell_id in name_of}
            for kind in (made.grades, made.comments)
        )
        return SimpleNamespace(
            find_grade=lambda name, *_: _known(grades, name),
            find_comment=lambda name, *_: _known(comments, name),
            db=SimpleNamespace(commit=lambda: None),
        )


def _settings(connection: Any, _: object) -> None:
    """A shard is thrown away: it must survive the end of its worker, but no power cut."""
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA journal_mode=TRUNCATE")
    connection.execute("PRAGMA busy_timeout=120000")  # ms: the last submission is being merged
    for table, column in _INDEXES:
        connection.execute(f"CREATE INDEX IF NOT EXISTS of_{table} ON {table} ({column})")
    connection.commit()


def _known(rows: dict[str, Any], name: str) -> Any:
    try:
        return rows[name]
    except KeyError:
        raise MissingEntry(f"No such cell: {name}") from None


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
