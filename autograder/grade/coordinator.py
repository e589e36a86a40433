"""The coordinator: what is to be graded, in which order it is written down, how it ended.

It is the only one that writes to the class folder. Every submission ends graded, graded with a
flag, or failed with a reason; none is ever passed over in silence.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from nbformat import NotebookNode

from ..classroom import Classroom
from ..errors import AutograderError
from ..notebook import released
from ..writing import write
from .environment import versions
from .executor import Executor, Job, Result
from .journal import Journal
from .merge import merge
from .outcome import Outcome
from .repair import UnreadableError, read_notebook, repair
from .trouble import full, when_free

MAX_NOTEBOOK = 50_000_000  # bytes
MAX_FILE = 64_000_000  # bytes of any other file


@dataclass(frozen=True)
class Staged:
    """A submission that is ready to be graded."""

    job: Job
    key: str
    notes: tuple[str, ...]


def grade(
    classroom: Classroom,
    unit: str,
    executor: Executor,
    students: tuple[str, ...] = (),
    force: bool = False,
    unsafe: bool = False,
    tell: Callable[[Outcome, bool], None] = lambda *_: None,
) -> tuple[Outcome, ...]:
    """Grade what was handed in for a unit.

    Parameters
    ----------
    classroom
        The class.
    unit
        Name of the unit; the class must have it.
    executor
        Does the work.
    students
        Only these; all by default.
    force
        Grade again what has not changed.
    unsafe
        Run student code without a sandbox.
    tell
        Called with each outcome, and whether it was known before.

    Returns
    -------
    tuple of Outcome
        One a submission, by student.

    Raises
    ------
    AutograderError
        If the class has no such unit, or no submission of it.
    """
    given = _released(classroom, unit)
    names = _students(classroom, unit, students)
    journal = Journal(classroom.work / "journal.jsonl")
    outcomes: dict[str, Outcome] = {}
    staged: dict[str, Staged] = {}
    exercise = exercise_key(classroom, unit)

    def end(outcome: Outcome, known: bool = False) -> None:
        if not known:
            journal.add(outcome)
        outcomes[outcome.student] = outcome
        tell(outcome, known)

    def prepare(student: str) -> Staged | Outcome:
        """Ready to be graded, or how it ended without that."""
        key = ""
        try:
            key = key_of(exercise, classroom.submitted(student, unit))
            old = journal.find(student, unit)
            if not force and old is not None and is_done(classroom, old, key):
                return old
            return _stage(classroom, student, unit, key, given, unsafe)
        except UnreadableError as problem:
            return Outcome(student, unit, key, "failed", reason=str(problem))
        except Exception as problem:  # one notebook that nobody thought of must not stop a class
            if isinstance(problem, OSError) and full(problem):  # that is no student's fault
                raise
            said = f"the grader itself failed on it ({type(problem).__name__}: {problem})"
            return Outcome(student, unit, key, "failed", reason=said[:500], retry=True)

    try:
        for student in names:
            ready = prepare(student)
            if isinstance(ready, Staged):
                staged[student] = ready
            else:
                end(ready, known=ready is journal.find(student, unit))
        with executor:
            for result in executor.run([s.job for s in staged.values()]):
                end(_finish(classroom, staged[result.job.student], result))
    finally:
        shutil.rmtree(classroom.work / "staged", ignore_errors=True)
    return tuple(outcomes[name] for name in names)


def _released(classroom: Classroom, unit: str) -> NotebookNode:
    source = classroom.source(unit)
    if not source.is_file():
        known = ", ".join(classroom.units()) or "none"
        raise AutograderError(f"the class has no unit {unit!r}; it has {known}")
    return released(source)


def _students(classroom: Classroom, unit: str, only: tuple[str, ...]) -> tuple[str, ...]:
    found = classroom.students(unit)
    missing = [s for s in only if s not in found]
    if missing:
        raise AutograderError(
            f"{missing[0]!r} has handed in nothing for {unit}: "
            f"there is no folder submitted/{missing[0]}/{unit}"
        )
    if not found:
        raise AutograderError(
            f"nothing was handed in for {unit}: put it into submitted/STUDENT/{unit}/{unit}.ipynb"
        )
    return only or found


def exercise_key(classroom: Classroom, unit: str) -> str:
    """Hash of all that a grade depends on besides the submission."""
    digest = hashlib.sha256(classroom.source(unit).read_bytes())
    digest.update((classroom.solutions / "solutions" / f"{unit}.md").read_bytes())
    digest.update(classroom.secret.encode())
    digest.update(json.dumps([sys.version_info[:2], versions()]).encode())
    return digest.hexdigest()


def key_of(exercise: str, folder: Path) -> str:
    """Hash of a submission and all that its grade depends on; the same is not graded twice."""
    digest = hashlib.sha256(exercise.encode())
    for file in sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink()):
        digest.update(f"\0{file.relative_to(folder)}\0".encode())
        size = file.stat().st_size  # what is too large is left out, whatever is in it
        digest.update(file.read_bytes() if size <= MAX_FILE else str(size).encode())
    return digest.hexdigest()


def is_done(classroom: Classroom, outcome: Outcome, key: str) -> bool:
    """Whether an outcome is of these very files, and what it speaks of still exists."""
    if outcome.key != key or outcome.retry:
        return False
    if outcome.status == "failed":
        return True
    folder = classroom.autograded(outcome.student, outcome.unit)
    return (folder / f"{outcome.unit}.ipynb").is_file()


def _stage(
    classroom: Classroom,
    student: str,
    unit: str,
    key: str,
    released: NotebookNode,
    unsafe: bool,
) -> Staged:
    """Lay a repaired copy of a submission where nbgrader will look for it."""
    folder = classroom.submitted(student, unit)
    notebook = _find_notebook(folder, unit)
    if notebook.stat().st_size > MAX_NOTEBOOK:
        raise UnreadableError(
            f"the notebook is over {MAX_NOTEBOOK // 1_000_000} MB; ask for it again without outputs"
        )
    made = repair(read_notebook(notebook.read_bytes()), released)
    notes = list(made.notes)
    if notebook.name != f"{unit}.ipynb":
        notes.append(f"The notebook is called {notebook.name}; it was taken for {unit}.ipynb.")
    target = classroom.work / "staged" / student / unit
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    files = list(_other_files(folder))
    notes += _left_out(folder, files)
    for file in files:
        (target / file.relative_to(folder)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target / file.relative_to(folder))
    (target / f"{unit}.ipynb").write_text(f"{write(made.notebook)}\n", encoding="utf-8")
    job = Job(classroom.root, classroom.work / "staged", student, unit, unsafe)
    return Staged(job, key, tuple(notes))


def _find_notebook(folder: Path, unit: str) -> Path:
    exact = folder / f"{unit}.ipynb"
    if exact.is_file():
        return exact
    others = sorted(folder.glob("*.ipynb"))
    if len(others) == 1:
        return others[0]
    if others:
        names = ", ".join(p.name for p in others)
        raise UnreadableError(
            f"none of the notebooks is called {unit}.ipynb ({names}); which is it?"
        )
    raise UnreadableError(f"there is no notebook in submitted/{folder.parent.name}/{unit}")


def _other_files(folder: Path) -> Iterator[Path]:
    """All files but notebooks; links are not followed, and what is far too large stays out."""
    for file in sorted(folder.rglob("*")):
        plain = file.is_file() and not file.is_symlink() and file.suffix != ".ipynb"
        if plain and file.stat().st_size <= MAX_FILE:
            yield file


def _left_out(folder: Path, taken: list[Path]) -> Iterator[str]:
    """What was handed in and is not taken along, a sentence each; the first few."""
    others = (f for f in sorted(folder.rglob("*")) if f not in taken and f.suffix != ".ipynb")
    for file in islice((f for f in others if f.is_symlink() or not f.is_dir()), 5):
        name = f"`{file.relative_to(folder)}`"
        if file.is_symlink():
            yield f"{name} is a link to another place; it was left out. Hand in the file itself."
        elif file.is_file():
            size = file.stat().st_size
            yield f"{name} has {size:,} bytes, far too many; it was left out."
        else:
            yield f"{name} is no plain file; it was left out."


def _finish(classroom: Classroom, staged: Staged, result: Result) -> Outcome:
    """Write one result down: rows into the gradebook, then the notebook into its place."""
    student, unit = staged.job.student, staged.job.unit
    if result.graded is None or result.shard is None:
        return Outcome(
            student,
            unit,
            staged.key,
            "failed",
            notes=staged.notes,
            reason=result.reason,
            retry=result.retry,
        )
    shard = result.shard
    when_free(classroom, lambda: merge(classroom.database, shard, student, unit))
    target = classroom.autograded(student, unit)
    fresh = target.with_name(f".{unit}.part")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(result.graded, fresh)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    notes = (*staged.notes, *result.flags)
    status = "flagged" if notes else "graded"
    return Outcome(student, unit, staged.key, status, result.tasks, notes)
