"""Shards of the gradebook: each worker writes its own copy; finished rows are merged back.

nbgrader's rows have ids of their own (uuid), so a row of a shard goes over as it is.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

# tables in the order of their references, and what picks the rows of one submission; {db} is
# the database they are read from
_SUBMISSION = (
    "SELECT s.id FROM {db}.submitted_assignment s JOIN {db}.assignment a ON a.id = s.assignment_id "
    "WHERE s.student_id = :student AND a.name = :unit"
)
_NOTEBOOKS = (
    f"SELECT n.id FROM {{db}}.submitted_notebook n WHERE n.assignment_id IN ({_SUBMISSION})"  # noqa: S608
)
_ROWS = (
    ("submitted_assignment", f"id IN ({_SUBMISSION})"),
    ("submitted_notebook", f"assignment_id IN ({_SUBMISSION})"),
    ("grade", f"notebook_id IN ({_NOTEBOOKS})"),
    ("comment", f"notebook_id IN ({_NOTEBOOKS})"),
)
# the same for what a unit is made of
_NAMED = (
    "SELECT id FROM {db}.notebook WHERE assignment_id IN "
    "(SELECT id FROM {db}.assignment WHERE name = :unit)"
)
_CELLS = f"id IN (SELECT id FROM {{db}}.base_cell WHERE notebook_id IN ({_NAMED}))"  # noqa: S608
_UNIT = (
    ("alembic_version", "1"),
    ("course", "1"),
    ("assignment", "name = :unit"),
    ("notebook", f"id IN ({_NAMED})"),
    ("base_cell", _CELLS),
    ("source_cell", f"notebook_id IN ({_NAMED})"),
    ("grade_cells", _CELLS),
    ("solution_cells", _CELLS),
    ("task_cells", _CELLS),
)


def copy_database(source: Path, target: Path) -> None:
    """Copy a gradebook that others may be using.

    Raises
    ------
    sqlite3.OperationalError
        If somebody has locked it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(_read_only(source), uri=True, timeout=2)) as old:  # noqa: SIM117
        with closing(sqlite3.connect(target)) as new:
            old.execute("BEGIN")
            old.execute("SELECT * FROM sqlite_master").fetchone()  # a copy alone waits for ever
            old.backup(new)


def merge(database: Path, shard: Path, student: str, unit: str) -> int:
    """Bring the rows of one submission from a shard into the gradebook, in one transaction.

    Returns
    -------
    int
        How many rows were written.

    Raises
    ------
    sqlite3.OperationalError
        If somebody has locked the gradebook; nothing was written then.
    """
    names = {"student": student, "unit": unit}
    with closing(sqlite3.connect(database, timeout=2, isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS shard", (str(shard),))
        connection.execute("BEGIN IMMEDIATE")
        # a student who is known keeps the name that the class has
        connection.execute("INSERT OR IGNORE INTO main.student (id) VALUES (:student)", names)
        written = sum(
            _copy(connection, "shard", table, rows, names, "OR REPLACE") for table, rows in _ROWS
        )
        connection.execute("COMMIT")
        connection.execute("DETACH shard")
    return written


def extract(database: Path, target: Path, student: str, unit: str) -> None:
    """Make a gradebook that holds a unit and one student's submission of it, and nobody else.

    Parameters
    ----------
    database
        A gradebook.
    target
        A new file.

    Raises
    ------
    sqlite3.OperationalError
        If somebody has locked the gradebook.
    """
    names = {"student": student, "unit": unit}
    with closing(sqlite3.connect(target, timeout=2, isolation_level=None, uri=True)) as connection:
        connection.execute("ATTACH ? AS whole", (_read_only(database),))
        connection.execute("BEGIN")
        tables = connection.execute(
            "SELECT sql FROM whole.sqlite_master WHERE type = 'table' ORDER BY rowid"
        ).fetchall()
        for (sql,) in tables:
            connection.execute(sql)
        for table, rows in (*_UNIT, *_ROWS):
            _copy(connection, "whole", table, rows, names)
        connection.execute("COMMIT")
        connection.execute("DETACH whole")


def _copy(
    connection: sqlite3.Connection,
    source: str,
    table: str,
    rows: str,
    names: dict[str, str],
    how: str = "",
) -> int:
    info = connection.execute(f"PRAGMA main.table_info({table})")
    columns = ", ".join(f'"{row[1]}"' for row in info)
    return connection.execute(
        f"INSERT {how} INTO main.{table} ({columns}) "  # noqa: S608 - our own names
        f"SELECT {columns} FROM {source}.{table} WHERE {rows.format(db=source)}",
        names,
    ).rowcount


def _read_only(path: Path) -> str:
    return f"file:{quote(str(path))}?mode=ro"
