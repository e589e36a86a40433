"""One worker process: grades jobs with nbgrader into a shard of the gradebook of its own."""

from __future__ import annotations

import logging
import os
import re
import shutil
import tempfile
import warnings
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.apps import NbGraderAPI
from sqlalchemy.exc import SAWarning

from pixelup.show import MIME

from ..classroom import open_class
from ..errors import AutograderError
from ..setup_class import nbgrader_api
from .converter import autograde
from .executor import GRADEBOOK, Job, Result
from .judged import FLAGS
from .outcome import TaskOutcome
from .trouble import FULL, NO_ROOM, full

_RAISED = r"^[\w.]*(?:Error|Exception|Died|Warning|Exit|Interrupt)\b.*$"

_shards: Path | None = None
_started: dict[Path, tuple[Path, NbGraderAPI]] = {}


def start(shards: Path) -> None:
    """Prepare this process; called once."""
    global _shards
    _shards = shards
    os.environ["OMP_NUM_THREADS"] = "1"  # two threads on busy cores are slower than one
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", category=SAWarning)  # nbgrader's own queries


def done(job: Job) -> Result | AutograderError:
    """Called for each piece of work: what came of it; an error where nothing can be graded."""
    try:
        return grade(job)
    except AutograderError as problem:
        return problem
    except OSError as problem:
        return full(problem) or _ours(job, problem)
    except Exception as problem:
        return _ours(job, problem)


def _ours(job: Job, problem: Exception) -> Result:
    said = f"the grader itself failed ({type(problem).__name__}: {problem})"
    return Result(job, reason=said[:500], retry=True)


def grade(job: Job) -> Result:
    """Grade one submission."""
    shard, api = gradebook(job)
    answer = autograde(api, job.unit, job.student)
    graded = shard.parent / "autograded" / job.student / job.unit
    notebook = answer["graded"]
    if not answer["success"] or notebook is None:
        return _failed(job, answer)
    tasks, flags = verdicts(notebook)
    return Result(job, graded, shard, tasks, flags=flags)


def verdicts(graded: NotebookNode) -> tuple[tuple[TaskOutcome, ...], tuple[str, ...]]:
    """The verdicts in a graded notebook, and what a person should look at."""
    found, flags = [], []
    for cell in graded["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {}).get(MIME)
            if data is not None and cell["metadata"].get("nbgrader", {}).get("grade"):
                flags += data.get(FLAGS, [])
                found.append(
                    TaskOutcome(
                        data["task"],
                        data["points"],
                        data["out_of"],
                        data["mistake"] or "",
                        next(iter(data["broken"]), data["failure"] or ""),
                        data["error"],
                    )
                )
    return tuple(found), tuple(flags)


def gradebook(job: Job) -> tuple[Path, NbGraderAPI]:
    """The shard of this process for a class, and nbgrader on it; at first a copy of the class's."""
    if job.classroom not in _started:
        classroom = open_class(job.classroom)
        folder = Path(tempfile.mkdtemp(prefix="shard-", dir=_shards))
        shard = folder / "gradebook.db"
        shutil.copyfile(folder.parent / GRADEBOOK, shard)
        _started[job.classroom] = (
            shard,
            nbgrader_api(
                classroom,
                db_url=f"sqlite:///{shard}",
                unsafe=job.unsafe,
                submitted_directory=job.staged,
                autograded_directory=folder / "autograded",
            ),
        )
    return _started[job.classroom]


def _failed(job: Job, answer: dict) -> Result:
    """The error in nbgrader's log that came last, without nbgrader's own wrapping."""
    text = "\n".join(filter(None, (answer.get("log"), answer.get("error"))))
    errors = re.findall(_RAISED, text, flags=re.MULTILINE)
    if any(words in error for error in errors for words in FULL):
        raise AutograderError(f"{NO_ROOM} (where the workers keep their files)")
    told = [e for e in errors if "NbGraderException" not in e]
    last = (told or errors or ["no reason given"])[-1][:300]
    # what is too large stays so; all else was no fault of the submission, which was repaired
    return Result(
        job, reason=f"nbgrader could not grade it: {last}", retry="TooMuchError" not in last
    )
