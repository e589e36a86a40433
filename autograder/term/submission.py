"""One submission in the class folder: what it is, its time, its hash, and putting a newer in."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ..classroom import Classroom
from ..errors import AutograderError, tidy
from ..grade.repair import UnreadableError, read_notebook

STAMP = "timestamp.txt"
_FORM = "%Y-%m-%d %H:%M:%S UTC"  # nbgrader reads it so


@dataclass(frozen=True)
class Work:
    """What a student made for a unit.

    Attributes
    ----------
    files
        Pairs of a name beside the notebook and where the bytes lie now.
    came
        When it was handed in.
    order
        Breaks ties of time; the greater is newer.
    readable
        Whether its notebook can be read.
    """

    files: tuple[tuple[str, Path], ...]
    came: datetime
    order: int = 0
    readable: bool = True

    @property
    def rank(self) -> tuple[bool, datetime, int]:
        """The greater counts: what can be read before what cannot, then the newer."""
        return self.readable, self.came, self.order


def digest(work: Work) -> str:
    """Hash of all files by name, without the time."""
    total = hashlib.sha256()
    for name, path in sorted(work.files):
        total.update(f"\0{name}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def current(classroom: Classroom, student: str, unit: str) -> Work | None:
    """What counts for a student now; None where nothing was handed in."""
    folder = classroom.submitted(student, unit)
    if not folder.is_dir():
        return None
    files = tuple(
        (path.relative_to(folder).as_posix(), path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and path != folder / STAMP
    )
    if not files:
        return None
    notebook = next((p for n, p in files if n.endswith(".ipynb")), None)
    return Work(files, handed_in(folder), 0, notebook is not None and _is_readable(notebook))


def handed_in(folder: Path) -> datetime:
    """When a submission was handed in: its stamp, else its newest file."""
    stamp = folder / STAMP
    if stamp.is_file():
        try:
            return datetime.strptime(stamp.read_text().strip(), _FORM).replace(tzinfo=UTC)
        except ValueError:
            raise AutograderError(
                f"{tidy(stamp)} is no time; write it as 2026-10-05 23:59:00 UTC"
            ) from None
    newest = max((p.stat().st_mtime for p in folder.rglob("*") if p.is_file()), default=0)
    return datetime.fromtimestamp(int(newest), UTC)


def place(classroom: Classroom, student: str, unit: str, work: Work) -> tuple[str, str]:
    """Let a work count, or keep it beside what counts.

    Returns
    -------
    end, said : str
        ``taken``, ``kept`` or ``same``; and a few words, or none.
    """
    have = current(classroom, student, unit)
    target = classroom.submitted(student, unit)
    if have is None:
        _lay(work, target)
        return "taken", ""
    kept = classroom.root / "kept" / student / unit
    if digest(have) == digest(work):
        return "same", "it is there already"
    # a tie goes to what is there: collecting the same again changes nothing
    if work.rank[:2] > have.rank[:2]:
        _keep(have, kept)
        _lay(work, target)
        return "taken", f"replaces that of {have.came:{_FORM}}"
    _keep(work, kept)
    if have.readable and not work.readable:
        return "kept", "what counts can be read"
    age = "of the same time as" if have.came == work.came else "older than"
    return "kept", f"{age} what counts, of {have.came:{_FORM}}"


def _keep(work: Work, folder: Path) -> None:
    target = folder / f"{work.came:%Y%m%dT%H%M%SZ}-{digest(work)[:8]}"
    if not target.is_dir():
        _lay(work, target)


def _lay(work: Work, target: Path) -> None:
    """Copy a work into a folder, all or nothing."""
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    for name, path in work.files:
        (part / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, part / name)
    (part / STAMP).write_text(f"{work.came.astimezone(UTC):{_FORM}}\n", encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)


def _is_readable(notebook: Path) -> bool:
    try:
        read_notebook(notebook.read_bytes())
    except UnreadableError:
        return False
    return True
