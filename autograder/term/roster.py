"""The roster: who is in the class, and by which names the world knows each student.

It is read from a plain CSV, from Canvas's gradebook export or from Moodle's, and kept as
`roster.csv` in the class folder, one form for all.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from ..errors import AutograderError, tidy

FILE = "roster.csv"
STUDENT = re.compile(r"[\w@][\w.@-]{0,63}")  # it becomes a folder's name

# our columns, and what others call them (compared without case, spaces and punctuation)
_COLUMNS = {
    "student": ("student", "studentid", "id", "netid"),
    "last_name": ("lastname", "surname", "familyname"),
    "first_name": ("firstname", "givenname"),
    "email": ("email", "emailaddress", "mail"),
    "canvas_id": ("canvasid",),
    "sis_user_id": ("sisuserid",),
    "sis_login_id": ("sisloginid",),
    "section": ("section",),
    "moodle_id": ("identifier", "moodleid"),
    "username": ("username",),
    "id_number": ("idnumber",),
    "github": ("github", "githubusername"),
}


@dataclass(frozen=True)
class Student:
    """One student.

    Attributes
    ----------
    student
        The id that folders and the gradebook use.
    canvas_id, sis_user_id, sis_login_id, section
        As Canvas exports them; kept so that grades can go back.
    moodle_id, username, id_number
        As Moodle exports them; `moodle_id` is the number of "Participant 123".
    """

    student: str
    last_name: str = ""
    first_name: str = ""
    email: str = ""
    canvas_id: str = ""
    sis_user_id: str = ""
    sis_login_id: str = ""
    section: str = ""
    moodle_id: str = ""
    username: str = ""
    id_number: str = ""
    github: str = ""

    @property
    def name(self) -> str:
        """First and last name, or the id where there is none."""
        return " ".join(filter(None, (self.first_name, self.last_name))) or self.student


def read_roster(path: Path) -> tuple[tuple[Student, ...], tuple[str, ...]]:
    """Read a roster that a person or a learning platform wrote.

    Returns
    -------
    tuple of Student
        In the order of the file.
    tuple of str
        A sentence for each row that was passed over.

    Raises
    ------
    AutograderError
        If the file cannot be read, has no column for an id, or two rows of one id.
    """
    header, rows = _table(path)
    if "student" not in header:  # a plain roster may call it ID, as Canvas calls its own number
        header = ["student" if h == "canvas_id" else h for h in header]
    canvas = {"sis_login_id", "canvas_id"} & set(header) and "last_name" not in header
    if "student" in header and canvas:
        header = ["sortable_name" if h == "student" else h for h in header]
        take, source = _canvas, "Canvas"
    elif "student" in header:
        take, source = _plain, "plain"
    elif {"moodle_id", "username", "id_number", "email"} & set(header):
        take, source = _moodle, "Moodle"
    else:
        raise AutograderError(
            f"{tidy(path)} has no column for an id ({', '.join(header) or 'it is empty'}); "
            "a plain roster has student,last_name,first_name,email"
        )
    records = [(line, dict(zip(header, row, strict=False))) for line, row in rows]
    key = _key(source, [r for _, r in records])
    students: list[Student] = []
    lines: dict[str, int] = {}
    passed: list[str] = []
    for line, record in records:
        if why := _no_student(record, key):
            passed.append(f"{tidy(path)}:{line}: {why}; passed over")
            continue
        made = take(record, key)
        if not STUDENT.fullmatch(made.student) or ".." in made.student:
            raise AutograderError(
                f"{tidy(path)}:{line}: {made.student!r} cannot be a student's id; use letters, "
                "digits and . _ - @, at most 64"
            )
        if other := lines.get(made.student.casefold()):
            raise AutograderError(
                f"{tidy(path)}:{line}: the student {made.student!r} is there twice "
                f"(line {other} too); delete one"
            )
        lines[made.student.casefold()] = line
        students.append(made)
    return tuple(students), tuple(passed)


def load(folder: Path) -> tuple[Student, ...]:
    """The roster of a class; empty where there is none."""
    path = folder / FILE
    return read_roster(path)[0] if path.is_file() else ()


def add(folder: Path, new: tuple[Student, ...]) -> tuple[str, ...]:
    """Bring the class's roster up to date; nobody is taken out of it.

    Returns
    -------
    tuple of str
        A sentence for each student that was added, changed, or is no longer in the new roster.
    """
    old = {s.student: s for s in load(folder)}
    said: list[str] = []
    merged = dict(old)
    for student in new:
        before = old.get(student.student)
        merged[student.student] = _over(before, student) if before else student
        if before is None:
            said.append(f"{student.student}: added")
        elif merged[student.student] != before:
            said.append(f"{student.student}: changed")
    if new:
        gone = sorted(old.keys() - {s.student for s in new})
        said += [f"{name}: is not in this roster; kept" for name in gone]
    text = dumps(tuple(merged.values()))
    path = folder / FILE
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        temporary = path.with_suffix(".part")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    return tuple(said)


def dumps(students: tuple[Student, ...]) -> str:
    """A roster as our own CSV, by id."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([f.name for f in fields(Student)])
    writer.writerows(astuple(s) for s in sorted(students, key=lambda s: s.student))
    return file.getvalue()


def fold(name: str) -> str:
    """A name as it is compared: no accents, no case, no spaces or punctuation."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in plain if c.isalnum())


def _over(old: Student, new: Student) -> Student:
    """What the new row says, and the old one where it says nothing."""
    return Student(*(n or o for n, o in zip(astuple(new), astuple(old), strict=True)))


def _table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    try:
        data = path.read_bytes()
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except FileNotFoundError:
        raise AutograderError(f"there is no file {tidy(path)}") from None
    except UnicodeDecodeError:
        raise AutograderError(f"{tidy(path)} is not UTF-8; save it as CSV in UTF-8") from None
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        header = [_column(c) for c in next(reader, [])]
        rows = [(reader.line_num, [c.strip() for c in row]) for row in reader if any(row)]
    except csv.Error as problem:
        raise AutograderError(f"{tidy(path)} is no CSV ({problem})") from None
    twice = [h for h in header if h in _COLUMNS and header.count(h) > 1]
    if twice and not (twice[0] == "student" and "canvas_id" in header):
        raise AutograderError(f"{tidy(path)} has two columns for {twice[0]!r}; delete one")
    return header, rows


def _column(name: str) -> str:
    folded = fold(name)
    for ours, theirs in _COLUMNS.items():
        if folded in theirs or folded == fold(ours):
            return "canvas_id" if name.strip() == "ID" and ours == "student" else ours
    return folded


def _key(source: str, records: list[dict[str, str]]) -> str:
    """Which column holds the id: the first that every row has."""
    columns = {
        "plain": ("student",),
        "Canvas": ("sis_login_id", "sis_user_id", "canvas_id"),
        "Moodle": ("username", "id_number", "email"),
    }[source]
    real = [r for r in records if not _no_student(r, "")]
    for column in columns:
        if real and all(r.get(column) for r in real):
            return column
    return next((c for c in columns if any(r.get(c) for r in records)), columns[0])


def _no_student(record: dict[str, str], key: str) -> str:
    """Why a row is none of a student; empty where it is one."""
    name = record.get("sortable_name", "-")
    if not name or name.startswith("Points Possible"):
        return "the row holds no student"
    if name in ("Student, Test", "Test Student"):
        return "the row is Canvas's test student"
    if key and not record.get(key):
        return f"the row has no {key}"
    return ""


def _plain(record: dict[str, str], key: str) -> Student:
    return Student(**_named(record) | {"student": record[key]})


def _canvas(record: dict[str, str], key: str) -> Student:
    last, _, first = record["sortable_name"].partition(",")
    names = {"last_name": last.strip(), "first_name": first.strip()}
    email = record.get("email") or (record[key] if "@" in record[key] else "")
    return Student(**_ours(record) | names | {"student": record[key], "email": email})


def _moodle(record: dict[str, str], key: str) -> Student:
    number = re.search(r"\d+", record.get("moodle_id", ""))
    moodle_id = number.group() if number else ""
    return Student(**_named(record) | {"student": record[key], "moodle_id": moodle_id})


def _named(record: dict[str, str]) -> dict[str, str]:
    """Our columns; a name in one piece is split at its last space."""
    whole = record.get("fullname") or record.get("name") or ""
    first, _, last = whole.rpartition(" ")
    names = {} if record.get("last_name") or not whole else {"first_name": first, "last_name": last}
    return _ours(record) | names


def _ours(record: dict[str, str]) -> dict[str, str]:
    known = {f.name for f in fields(Student)}
    return {k: v for k, v in record.items() if k in known}
