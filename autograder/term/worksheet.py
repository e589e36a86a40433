"""Moodle's grading worksheet of one assignment: what it downloads, with the grades filled in.

Moodle knows a row by `Identifier`, takes `Grade`, and passes over a row that was graded in Moodle
after its `Last modified (grade)`. So all cells but the grade go back as they came.
"""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path

from ..errors import AutograderError, tidy
from .roster import Student, fold
from .standing import Standings, text

IDENTIFIER, GRADE, MODIFIED = "Identifier", "Grade", "Last modified (grade)"
MAXIMUM, CHANGEABLE = "Maximum Grade", "Grade can be changed"


def fill(path: Path, table: Standings) -> tuple[str, tuple[str, ...]]:
    """Fill in a worksheet.

    Parameters
    ----------
    path
        The worksheet as Moodle gave it.
    table
        The class, with the one unit that the worksheet is of.

    Returns
    -------
    str
        The worksheet with grades, as CSV.
    tuple of str
        A sentence for each row that keeps what it had, and each student without a row.

    Raises
    ------
    AutograderError
        If it is no worksheet, or its maximum is not the unit's.
    """
    header, rows = _read(path)
    unit = table.units[0]
    missing = [c for c in (IDENTIFIER, GRADE, MODIFIED) if c not in header]
    if missing:
        raise AutograderError(
            f"{tidy(path)} is no grading worksheet: it has no column {missing[0]!r}; download it "
            "with Moodle's language set to English"
        )
    said, seen = [], set()
    for number, row in enumerate(rows, 2):
        record = dict(zip(header, row, strict=False))
        student = _whose(record, table.students)
        if student is None:
            named = record.get("Full name") or record[IDENTIFIER]
            said.append(f"{tidy(path)}:{number}: {named!r} is nobody of the roster; left as it was")
            continue
        seen.add(student.student)
        points = table.of(student, unit).points
        if points is None:
            said.append(f"{student.student}: no points for {unit}; left as it was")
            continue
        if record.get(CHANGEABLE, "Yes") == "No":
            said.append(f"{student.student}: Moodle has locked the grade; left as it was")
            continue
        _same_maximum(path, record, table.unit_out_of(unit))
        row[header.index(GRADE)] = text(points)
    without = [
        s.student
        for s in table.students
        if s.student not in seen and table.of(s, unit).points is not None
    ]
    said += [f"{name}: has points, and no row in the worksheet" for name in without]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue(), tuple(said)


def _read(path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        data = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise AutograderError(f"there is no file {tidy(path)}") from None
    except UnicodeDecodeError:
        raise AutograderError(f"{tidy(path)} is not UTF-8; take it as Moodle gave it") from None
    try:
        header, *rows = [r for r in csv.reader(io.StringIO(data, newline="")) if r] or [[]]
    except csv.Error as problem:
        raise AutograderError(f"{tidy(path)} is no CSV ({problem})") from None
    return header, rows


def _whose(record: dict[str, str], students: tuple[Student, ...]) -> Student | None:
    """The student of a row: by Moodle's number, else by another name that is theirs alone."""
    number = re.search(r"(\d+)$", record[IDENTIFIER])
    found = [s for s in students if number and s.moodle_id == number.group()]
    if len(found) == 1:
        return found[0]
    told = {
        "Username": lambda s: s.username or s.student,
        "ID number": lambda s: s.id_number,
        "Email address": lambda s: s.email,
        "Full name": lambda s: s.name,
    }
    for column, of in told.items():
        if name := fold(record.get(column, "")):
            found = [s for s in students if fold(of(s)) == name]
            if len(found) == 1:
                return found[0]
    return None


def _same_maximum(path: Path, record: dict[str, str], out_of: Decimal) -> None:
    said = record.get(MAXIMUM, "").strip()
    try:
        maximum = Decimal(said.replace(",", "."))
    except InvalidOperation:
        return  # none is given, or it is a scale of words
    if maximum != out_of:
        raise AutograderError(
            f"{tidy(path)}: Moodle's maximum is {said}, the unit has {text(out_of)} points; set "
            f"one of them, here with [points] in class.toml"
        )
