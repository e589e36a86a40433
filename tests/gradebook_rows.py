"""The rows of a gradebook by their names, for comparing two that were made apart.

Ids are random and timestamps are those of the run: both are left out.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_BOOK = """
    FROM {table} t
    JOIN submitted_notebook sn ON sn.id = t.notebook_id
    JOIN notebook n ON n.id = sn.notebook_id
    JOIN submitted_assignment sa ON sa.id = sn.assignment_id
    JOIN assignment a ON a.id = sa.assignment_id
    JOIN base_cell c ON c.id = t.cell_id
"""
_QUERIES = {
    "student": "SELECT id, first_name, last_name, email FROM student",
    "submission": """
        SELECT sa.student_id, a.name, n.name, sa.extension, sn.flagged, sn.late_submission_penalty
        FROM submitted_assignment sa
        JOIN assignment a ON a.id = sa.assignment_id
        JOIN submitted_notebook sn ON sn.assignment_id = sa.id
        JOIN notebook n ON n.id = sn.notebook_id""",
    "grade": "SELECT sa.student_id, a.name, n.name, c.name, c.type, t.auto_score, t.manual_score, "
    f"t.extra_credit, t.needs_manual_grade {_BOOK.format(table='grade')}",
    "comment": "SELECT sa.student_id, a.name, n.name, c.name, c.type, t.auto_comment, "
    f"t.manual_comment {_BOOK.format(table='comment')}",
}


def rows(database: Path, *tables: str) -> dict[str, list[tuple]]:
    """Rows of a gradebook by table, in an order of their own.

    Parameters
    ----------
    database
        The gradebook.
    tables
        Of student, submission, grade and comment; all by default.
    """
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return {
            table: sorted(connection.execute(_QUERIES[table]).fetchall(), key=repr)
            for table in tables or _QUERIES
        }


def orphans(database: Path) -> int:
    """Rows that belong to no submission any more: a merge that went wrong leaves some."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return sum(
            connection.execute(query).fetchone()[0]
            for query in (
                "SELECT COUNT(*) FROM grade WHERE notebook_id NOT IN "
                "(SELECT id FROM submitted_notebook)",
                "SELECT COUNT(*) FROM comment WHERE notebook_id NOT IN "
                "(SELECT id FROM submitted_notebook)",
                "SELECT COUNT(*) FROM submitted_notebook WHERE assignment_id NOT IN "
                "(SELECT id FROM submitted_assignment)",
            )
        )
