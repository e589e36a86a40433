"""Feedback pages: one a student and unit, and all of a student's in one archive."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import nbformat

from .build import sections
from .classroom import Classroom
from .errors import AutograderError
from .grade.outcome import Outcome
from .term.endings import outcomes
from .term.gradebook import read_grades
from .term.late import seconds_late
from .term.page import Feedback, page
from .term.points import UnitGrade
from .term.roster import load
from .term.stamp import read_stamp, stamp_of
from .term.verdicts import read_graded

TOGETHER = 25  # pages that a process makes before it says so
_EPOCH = (1980, 1, 1, 0, 0, 0)  # archives of the same pages are the same bytes


@dataclass(frozen=True)
class _Job:
    """What a process needs for one page."""

    classroom: Classroom
    outcome: Outcome
    grade: UnitGrade | None
    name: str
    title: str
    sections: dict[str, str]


def make_feedback(
    classroom: Classroom,
    unit: str,
    workers: int,
    tell: Callable[[int], None] = lambda _: None,
) -> tuple[Path, ...]:
    """Write the pages of all submissions of a unit; one that would be the same is left alone.

    Parameters
    ----------
    classroom
        The class.
    unit
        Name of the unit.
    workers
        How many processes.
    tell
        Called with the number of pages that were made since.

    Returns
    -------
    tuple of Path
        All pages of the unit, by student.

    Raises
    ------
    AutograderError
        If nothing was graded.
    """
    jobs = list(_jobs(classroom, unit))
    if not jobs:
        raise AutograderError(f"nothing of {unit} was graded yet; run `grade` first")
    parts = [jobs[i : i + TOGETHER] for i in range(0, len(jobs), TOGETHER)]
    if workers == 1 or len(parts) == 1:
        for part in parts:
            tell(_write(part))
    else:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            for done in pool.map(_write, parts):
                tell(done)
    return tuple(_path(job) for job in jobs)


def bundle(classroom: Classroom, folder: Path) -> tuple[Path, ...]:
    """Pack each student's pages into `STUDENT.zip`, ready to mail or upload."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for student in sorted(p for p in (classroom.root / "feedback").glob("*") if p.is_dir()):
        pages = sorted(student.glob("*/*.html"))
        if not pages:
            continue
        target = folder / f"{student.name}.zip"
        part = target.with_suffix(".part")
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in pages:
                info = zipfile.ZipInfo(path.name, _EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, path.read_bytes())
        part.replace(target)
        made.append(target)
    return tuple(made)


def _jobs(classroom: Classroom, unit: str) -> Iterator[_Job]:
    grades = read_grades(classroom, unit)
    names = {s.student: s.name for s in load(classroom.root)}
    titles = sections(classroom.solutions, unit)
    title = _title(classroom, unit)
    for outcome in outcomes(classroom, grades):
        if outcome.unit == unit:
            grade = grades.get((outcome.student, unit)) if outcome.status != "failed" else None
            name = names.get(outcome.student, outcome.student)
            yield _Job(classroom, outcome, grade, name, title, titles)


def _title(classroom: Classroom, unit: str) -> str:
    """The first heading of the notebook that students get."""
    source = classroom.source(unit)
    if source.is_file():
        for cell in nbformat.read(source, as_version=4).cells:
            if cell.cell_type == "markdown" and cell.source.startswith("# "):
                return cell.source.splitlines()[0][2:].strip()
    return unit


def _write(jobs: list[_Job]) -> int:
    for job in jobs:
        text = page(_feedback(job)).encode()
        path = _path(job)
        if not path.is_file() or path.read_bytes() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            part.write_bytes(text)
            part.replace(path)
    return len(jobs)


def _path(job: _Job) -> Path:
    folder = job.classroom.feedback(job.outcome.student, job.outcome.unit)
    return folder / f"{job.outcome.unit}.html"


def _feedback(job: _Job) -> Feedback:
    student, unit = job.outcome.student, job.outcome.unit
    classroom, settings = job.classroom, job.classroom.settings
    came = job.grade.came if job.grade else None
    return Feedback(
        course=classroom.course,
        name=job.name,
        unit=unit,
        title=job.title,
        outcome=job.outcome,
        graded=read_graded(classroom.autograded(student, unit) / f"{unit}.ipynb"),
        grade=job.grade,
        sections=job.sections,
        due=settings.deadline(unit, student),
        seconds_late=seconds_late(settings, unit, student, came),
        seed=classroom.seed(student, unit),
        site=settings.site,
        show_expected=settings.show_expected,
        own_seed=_own_seed(classroom, student, unit),
    )


def _own_seed(classroom: Classroom, student: str, unit: str) -> int | None:
    """The seed of the stamp, if it is the student's own."""
    stamp = read_stamp(classroom.submitted(student, unit) / f"{unit}.ipynb")
    return stamp.seed if stamp and stamp == stamp_of(classroom, student, unit) else None
