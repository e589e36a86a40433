"""A job and its result as bytes: all that a machine needs that shares no folder with this one.

A parcel holds one submission, the sources of its unit, and a gradebook with nobody else in it.
What comes back is the graded notebook and that gradebook with the new rows. Nothing is pickled.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from ..classroom import FORMAT, SETTINGS, Classroom
from ..errors import AutograderError
from .environment import environment
from .executor import GRADEBOOK, Job, Result
from .merge import extract
from .outcome import TaskOutcome

_JOB, _RESULT = "job.json", "result.json"


def pack(classroom: Classroom, job: Job, run: str, scratch: Path) -> bytes:
    """Everything that grading one submission takes.

    Parameters
    ----------
    classroom
        The class.
    job
        What is to be graded.
    run
        Names this run of the grader: what a worker keeps of a unit is kept for one run.
    scratch
        A folder to write in.

    Raises
    ------
    sqlite3.OperationalError
        If somebody has locked the gradebook.
    """
    book = _book(classroom.database, job, scratch)
    unit = list(_unit(classroom, job.unit))
    digest = hashlib.sha256(run.encode())
    for name, content in unit:
        digest.update(f"\0{name}\0".encode() + content)
    told = {
        "student": job.student,
        "unit": job.unit,
        "unsafe": job.unsafe,
        "class": digest.hexdigest()[:16],
        "environment": environment(),
    }
    staged = job.staged / job.student / job.unit
    handed_in = ((f"staged/{n}", content) for n, content in _files(staged))
    return _packed([(_JOB, _json(told)), (GRADEBOOK, book), *unit, *handed_in])


def unpack(data: bytes, folder: Path) -> tuple[Job, dict[str, str]]:
    """Lay a parcel out on the machine that grades it.

    Parameters
    ----------
    data
        Of :func:`pack`.
    folder
        The worker's own; classes stay there for the next parcel, and `gradebook.db` is this one's.

    Returns
    -------
    Job
        With the class and the submission in `folder`.
    dict
        The environment of who packed it.
    """
    fresh = folder / "parcel"
    shutil.rmtree(fresh, ignore_errors=True)
    _laid_out(data, fresh)
    told = json.loads((fresh / _JOB).read_text(encoding="utf-8"))
    place = folder / told["class"]
    if not place.is_dir():
        place.mkdir()
        (fresh / "class").rename(place / "class")
        (fresh / "course").rename(place / "course")
    (fresh / GRADEBOOK).replace(folder / GRADEBOOK)
    shutil.copyfile(folder / GRADEBOOK, place / "class" / GRADEBOOK)
    staged = place / "staged"
    shutil.rmtree(staged, ignore_errors=True)
    (staged / told["student"]).mkdir(parents=True)
    (fresh / "staged").rename(staged / told["student"] / told["unit"])
    job = Job(place / "class", staged, told["student"], told["unit"], told["unsafe"])
    return job, told["environment"]


def pack_result(result: Result | AutograderError, scratch: Path) -> bytes:
    """What goes back; called by the worker, with a folder to write in."""
    if isinstance(result, AutograderError):
        return _packed([(_RESULT, _json({"stop": str(result)}))])
    told = {
        "tasks": [asdict(t) for t in result.tasks],
        "reason": result.reason,
        "flags": result.flags,
        "retry": result.retry,
    }
    files = [(_RESULT, _json(told))]
    if result.graded is not None and result.shard is not None:
        files.append((GRADEBOOK, _book(result.shard, result.job, scratch)))
        files += [(f"graded/{name}", content) for name, content in _files(result.graded)]
    return _packed(files)


def unpack_result(data: bytes, job: Job, folder: Path) -> Result:
    """Undo :func:`pack_result`; called where the class is.

    Parameters
    ----------
    data
        What came back.
    job
        What was asked.
    folder
        A new one, for the graded notebook and the rows.

    Raises
    ------
    AutograderError
        If the worker cannot grade anything; the message says why.
    """
    _laid_out(data, folder)
    told = json.loads((folder / _RESULT).read_text(encoding="utf-8"))
    if "stop" in told:
        raise AutograderError(told["stop"])
    graded = folder / "graded"
    done = graded.is_dir()
    return Result(
        job,
        graded if done else None,
        folder / GRADEBOOK if done else None,
        tuple(TaskOutcome(**t) for t in told["tasks"]),
        told["reason"],
        tuple(told["flags"]),
        told["retry"],
    )


def _book(database: Path, job: Job, scratch: Path) -> bytes:
    made = scratch / "extract.db"
    made.unlink(missing_ok=True)
    extract(database, made, job.student, job.unit)
    return made.read_bytes()


def _unit(classroom: Classroom, unit: str) -> Iterator[tuple[str, bytes]]:
    """The class and the course, as far as this unit is concerned."""
    settings = (
        ("course", classroom.course),
        ("secret", classroom.secret),
        ("solutions", "../course"),
    )
    lines = [f"format = {FORMAT}", *(f"{key} = {json.dumps(value)}" for key, value in settings)]
    yield f"class/{SETTINGS}", "\n".join(lines).encode()
    for name, content in _files(classroom.source(unit).parent):
        yield f"class/source/{unit}/{name}", content
    for name in (f"solutions/{unit}.md", f"book/{unit}.md"):
        if (classroom.solutions / name).is_file():
            yield f"course/{name}", (classroom.solutions / name).read_bytes()


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield str(path.relative_to(folder)), path.read_bytes()


def _packed(files: list[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return zlib.compress(buffer.getvalue(), 1)


def _laid_out(data: bytes, folder: Path) -> None:
    folder.mkdir()
    with tarfile.open(fileobj=io.BytesIO(zlib.decompress(data))) as archive:
        archive.extractall(folder, filter="data")


def _json(data: object) -> bytes:
    return json.dumps(data).encode()
