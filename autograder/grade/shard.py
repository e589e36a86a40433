"""A worker's own gradebook: nbgrader's, kept open, read once and written once a submission."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

from nbgrader.api import (
    Assignment,
    Base,
    BaseCell,
    Gradebook,
    MissingEntry,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import Table, event, insert, inspect
from sqlalchemy.orm import MANYTOONE, Session

# what is looked for by, in a gradebook that may hold ten thousand submissions
_INDEXES = (
    ("submitted_assignment", "student_id"),
    ("submitted_notebook", "assignment_id"),
    ("grade", "notebook_id"),
    ("comment", "notebook_id"),
)


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
        self._students: dict[str, Student] = {}
        self._assignments: dict[str, Assignment] = {}

    def begin(self) -> None:
        """Forget the submission before: memory must not grow with the class."""
        self._made.clear()
        self._students.clear()
        session = self.db()
        if session.in_transaction():  # it did not come to its end
            session.rollback()
            session.expunge_all()
            self._cells.clear()
            self._assignments.clear()
        _only_the_class(session)

    def find_student(self, student_id: str) -> Student:
        """Called twice a submission."""
        if student_id not in self._students:
            self._students[student_id] = super().find_student(student_id)
        return self._students[student_id]

    def find_assignment(self, name: str) -> Assignment:
        """Called once a submission; it is the same for all."""
        if name not in self._assignments:
            self._assignments[name] = super().find_assignment(name)
        return self._assignments[name]

    def keep(self) -> None:
        """Write the rows of the submission down."""
        session = self.db()
        known = (*session.dirty, *session.deleted)
        if not any(session.is_modified(row, include_collections=False) for row in known):
            _insert(session)
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


def _only_the_class(session: Session) -> None:
    """Keep what every submission needs in the session, and nothing of one."""
    for row in list(session):
        if not isinstance(row, Assignment | Notebook | BaseCell):
            session.expunge(row)
        elif not isinstance(row, BaseCell):
            session.expire(row, ["submissions"])


def _insert(session: Session) -> None:
    """Write all new rows, an INSERT a table, and let them go.

    The session itself looks at each row, and at all that it is tied to, one by one.
    """
    new = list(session.new)
    rows: dict[Table, list[dict[str, Any]]] = {}
    for row in new:
        row.id = row.id or new_uuid()
    for row in new:
        rows.setdefault(row.__table__, []).append(_values(row))
    connection = session.connection()  # which flushes nothing
    for table in sorted(rows, key=_tables().index):
        connection.execute(insert(table), rows[table])
    for row in new:
        session.expunge(row)
    _only_the_class(session)


@cache
def _tables() -> list[Table]:
    """All of a gradebook, each behind those that it refers to."""
    return Base.metadata.sorted_tables


def _values(row: Any) -> dict[str, Any]:
    """A new row as its table has it: what nobody set is the column's default."""
    defaults, ties = _form(type(row))
    held = inspect(row).dict
    values = {key: held.get(key, default) for key, default in defaults.items()}
    for column, tie in ties.items():
        if held.get(tie) is not None:
            values[column] = held[tie].id
    return values


@cache
def _form(kind: type) -> tuple[dict[str, Any], dict[str, str]]:
    """A table's columns and what they hold by default; those that hold the id of a tied row."""
    mapper = inspect(kind)
    defaults = {c.key: c.default and c.default.arg for c in mapper.local_table.columns}
    up = (tie for tie in mapper.relationships if tie.direction is MANYTOONE)
    return defaults, {column.key: tie.key for tie in up for column in tie.local_columns}
