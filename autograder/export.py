"""Write grades into files for nbgrader, spreadsheets, Canvas, Moodle and Gradescope."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import UTC
from pathlib import Path

from .classroom import Classroom
from .errors import AutograderError
from .term import formats
from .term.choices import FORMATS
from .term.standing import Standings, standings
from .term.worksheet import fill

TOTAL = "total"


def write_grades(
    classroom: Classroom, form: str = "plain", unit: str = "", to: Path | None = None
) -> tuple[Path, ...]:
    """Write the grades of a class.

    Parameters
    ----------
    classroom
        The class.
    form
        One of `FORMATS`.
    unit
        Only this unit; ``total`` for the total alone, where the format has columns.
    to
        Where; into the class folder by default.

    Returns
    -------
    tuple of Path
        What was written.

    Raises
    ------
    AutograderError
        If there is nothing to write, or the format cannot hold it.
    """
    total = unit == TOTAL
    if total and form not in ("canvas", "moodle"):
        raise AutograderError(f"{form} has no column for a total; totals.csv has (plain)")
    table = standings(classroom, "" if total else unit)
    root = classroom.root
    match form:
        case "plain":
            target = to or root / "grades.csv"
            beside = target.with_name("totals.csv")
            return _write(target, formats.plain(table)), _write(beside, formats.totals(table))
        case "nbgrader":
            rows = formats.nbgrader(table, _duedates(classroom))
            return (_write(to or root / "grades-nbgrader.csv", rows),)
        case "canvas":
            return (_write(to or root / "grades-canvas.csv", formats.canvas(table, total)),)
        case "moodle":
            return (_write(to or root / "grades-moodle.csv", formats.moodle(table, total)),)
        case "gradescope":
            return tuple(_gradescope(table, to or root / "gradescope"))
    raise AutograderError(f"the format {form!r} is not known; {', '.join(FORMATS)} are")


def write_worksheet(
    classroom: Classroom, unit: str, worksheet: Path | None, to: Path | None = None
) -> tuple[Path, tuple[str, ...]]:
    """Fill in Moodle's grading worksheet of a unit.

    Parameters
    ----------
    worksheet
        As Moodle gave it.

    Returns
    -------
    Path
        What was written.
    tuple of str
        A sentence for each row that keeps what it had.

    Raises
    ------
    AutograderError
        If the unit or the worksheet is not named, or it is no worksheet.
    """
    if worksheet is None or unit in ("", TOTAL):
        raise AutograderError(
            "a worksheet is of one unit: --unit NAME --worksheet FILE, the file as Moodle gave it"
        )
    table = standings(classroom, unit)
    text, said = fill(worksheet, table)
    path = to or classroom.root / f"grades-moodle-{table.units[0]}.csv"
    _put(path, text)
    return path, said


def _duedates(classroom: Classroom) -> dict[str, str]:
    due = classroom.settings.deadlines
    return {u: str(d.astimezone(UTC).replace(tzinfo=None)) for u, d in due.items()}


def _write(path: Path, rows: Iterable[list[str]]) -> Path:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return _put(path, file.getvalue())


def _put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="")
    part.replace(path)
    return path


def _gradescope(table: Standings, folder: Path) -> Iterable[Path]:
    for unit in table.units:
        for student in table.students:
            result = formats.gradescope(table.of(student, unit))
            if result is None:
                continue
            path = folder / unit / student.student / "results.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(result, ensure_ascii=False, indent=1, allow_nan=False)
            path.write_text(text + "\n", encoding="utf-8")
            yield path
