"""Shards of the gradebook: each worker writes its own copy; finished rows are merged back.

nbgrader's rows have ids of their own (uuid), so a row of a shard goes over as it is.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

# tables in the order of their references, and what picks the rows of one submission
_SUBMISSION = "SELECT s.id FROM shard.submitted_assignment s {where}"
_NOTEBOOKS = f"SELECT n.id FROM shard.submitted_notebook n WHERE n.assignment_id IN ({_SUBMISSION})"  # noqa: S608
_ROWS = (
    ("student", "id = :student"),
    ("submitted_assignment", f"id IN ({_SUBMISSION})"),
    ("submitted_notebook", f"assignment_id IN ({_SUBMISSION})"),
    ("grade", f"notebook_id IN ({_NOTEBOOKS})"),
    ("comment", f"notebook_id IN ({_NOTEBOOKS})"),
)
_WHERE = (
    "JOIN shard.assignment a ON a.id = s.assignment_id "
    "WHERE s.student_id = :student AND a.name = :unit"
)


def copy_database(source: Path, target: Path) -> None:
    """Copy a gradebook that others may be using."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old:  # noqa: SIM117
        with closing(sqlite3.connect(target)) as new:
            old.backup(new)


def merge(database: Path, shard: Path, student: str, unit: str) -> int:
    """Bring the rows of one submission from a shard into the gradebook, in one transaction.

    Returns
    -------
    int
        How many rows were written.
    """
    names = {"student": student, "unit": unit}
    with closing(sqlite3.connect(database, timeout=60, isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS shard", (str(shard),))
        connection.execute("BEGIN IMMEDIATE")
        written = 0
        for table, rows in _ROWS:
            columns = ", ".join(
                f'"{row[1]}"' for row in connection.execute(f"PRAGMA main.table_info({table})")
            )
            written += connection.execute(
                f"INSERT OR REPLACE INTO main.{table} ({columns}) "  # noqa: S608 - our own names
                f"SELECT {columns} FROM shard.{table} WHERE {rows.format(where=_WHERE)}",
                names,
            ).rowcount
        connection.execute("COMMIT")
        connection.execute("DETACH shard")
    return written
