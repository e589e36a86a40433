"""One worker process: grades jobs with nbgrader into a shard of the gradebook of its own."""

from __future__ import annotations

import logging
import os
import re
import tempfile
import warnings
from pathlib import Path

import nbformat
from nbgrader.apps import NbGraderAPI
from sqlalchemy.exc import SAWarning

from pixelup.show import MIME

from ..classroom import open_class
from ..setup_class import nbgrader_api
from .executor import Job, Result
from .judged import FLAGS
from .merge import copy_database
from .outcome import TaskOutcome

_shards: Path | None = None
_started: dict[Path, tuple[Path, NbGraderAPI]] = {}


def start(shards: Path) -> None:
    """Prepare this process; called once by the pool."""
    global _shards
    _shards = shards
    os.environ["OMP_NUM_THREADS"] = "1"  # two threads on busy cores are slower than one
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", category=SAWarning)  # nbgrader's own queries


def grade(job: Job) -> Result:
    """Grade one submission; called by the pool."""
    shard, api = _gradebook(job)
    answer = api.autograde(job.unit, job.student, force=True, create=True)
    graded = shard.parent / "autograded" / job.student / job.unit
    notebook = graded / f"{job.unit}.ipynb"
    if not answer["success"] or not notebook.is_file():
        return Result(job, reason=_reason(answer))
    tasks, flags = read_verdicts(notebook)
    return Result(job, graded, shard, tasks, flags=flags)


def read_verdicts(notebook: Path) -> tuple[tuple[TaskOutcome, ...], tuple[str, ...]]:
    """The verdicts in a graded notebook, and what a person should look at."""
    read = nbformat.read(notebook, as_version=4)
    found, flags = [], []
    for cell in read.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {}).get(MIME)
            if data is not None and cell.metadata.get("nbgrader", {}).get("grade"):
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


def _gradebook(job: Job) -> tuple[Path, NbGraderAPI]:
    if job.classroom not in _started:
        classroom = open_class(job.classroom)
        folder = Path(tempfile.mkdtemp(prefix="shard-", dir=_shards))
        shard = folder / "gradebook.db"
        copy_database(classroom.database, shard)
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


def _reason(answer: dict) -> str:
    """The error in nbgrader's log that came last, without nbgrader's own wrapping."""
    text = "\n".join(filter(None, (answer.get("log"), answer.get("error"))))
    errors = re.findall(r"^[\w.]*(?:Error|Exception|Died)\b.*$", text, flags=re.MULTILINE)
    told = [e for e in errors if "NbGraderException" not in e]
    return f"nbgrader could not grade it: {(told or errors or ['no reason given'])[-1][:300]}"
