"""Train what an exercise of a trained network lists, many times, and write down how it went.

A training takes seconds, so `verify` does not train: it reads this record, and sees from a hash
for every solution whether it was measured with the code as it is.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import json
import multiprocessing
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from pixelup.ask import ask_all
from pixelup.judge import judge
from pixelup.task import NOT_DEFINED, Answer, Task

from .run import cases_of, cell_in
from .source import TaskSource, UnitSource, read

SEEDS = 20
REFERENCE = "the reference"
_FIRST = 1000  # the seeds of a record are none that a student or `verify` draws from
_CODE = (  # of pixelup: what decides how a training goes
    "datasets/distortion.py",
    "datasets/fonts.py",
    "datasets/glyphs.py",
    "datasets/images.py",
    "datasets/photo_glyphs.py",
    "networks.py",
    "training/fit.py",
)


@dataclass(frozen=True)
class Runs:
    """How one solution did, a number a seed.

    Attributes
    ----------
    code
        Hash of all code that was run.
    accuracy
        On fresh images, with a fresh start: the accuracy, or whatever else the score measures.
    sign
        What was seen in the answers: `signs` of :class:`pixelup.score.Kind`.
    seconds
        CPU time of the slowest training.
    """

    code: str
    accuracy: tuple[float, ...]
    sign: tuple[str, ...]
    seconds: float


def folder_of(unit: UnitSource) -> Path:
    """Where the records of a unit lie: `solutions/records/NN-name/`."""
    return unit.path.parent / "records" / unit.name


def load(unit: UnitSource, task: TaskSource) -> dict[str, Runs]:
    """The record of a task, by solution; empty where there is none."""
    file = folder_of(unit) / f"{task.name}.json"
    if not file.is_file():
        return {}
    data = json.loads(file.read_text(encoding="utf-8"))
    return {
        name: Runs(r["code"], tuple(r["accuracy"]), tuple(r["sign"]), r["seconds"])
        for name, r in data.items()
    }


def solutions(task: TaskSource) -> dict[str, str]:
    """Code of everything that a record has: the reference, accepted answers, mistakes."""
    listed = {v.name: v.code for v in (*task.accepted, *task.mistakes)}
    return {REFERENCE: task.reference} | listed


def stale(unit: UnitSource, task: TaskSource, seeds: int = SEEDS) -> tuple[str, ...]:
    """Solutions that were not measured, or with other code, or with fewer seeds."""
    known = load(unit, task)
    return tuple(
        name
        for name, code in solutions(task).items()
        if name not in known
        or known[name].code != code_hash(unit, task, code)
        or len(known[name].accuracy) < seeds
    )


def code_hash(unit: UnitSource, task: TaskSource, code: str) -> str:
    """Hash of all code behind a training; what is only written for people does not count."""
    used = [t.reference for t in unit.tasks if t.name in task.uses]
    parts = [unit.given, *used, code, repr(task.score), *_package(task.score.data)]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(_bare(part).encode() + b"\0")
    return digest.hexdigest()[:16]


def _bare(code: str) -> str:
    """Code without docstrings, blank lines and comments on lines of their own."""
    told: set[int] = set()
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Expr(value=ast.Constant(value=str())):
                told |= set(range(node.lineno, node.end_lineno + 1))
    lines = (x.strip() for n, x in enumerate(code.splitlines(), 1) if n not in told)
    return "\n".join(x for x in lines if x and not x.startswith("#"))


@cache
def _package(data: str) -> tuple[str, ...]:
    """The code of the students' package that a training runs; `data` names its data set."""
    import pixelup
    from pixelup import datasets

    root = Path(pixelup.__file__).parent
    source = f"datasets/{getattr(datasets, data).__module__.rpartition('.')[2]}.py"
    names = _CODE if source in _CODE else (*_CODE, source)
    return tuple((root / name).read_text(encoding="utf-8") for name in names)


def measure(
    unit: UnitSource,
    task: TaskSource,
    names: tuple[str, ...],
    seeds: int = SEEDS,
    workers: int = 1,
    tell: Callable[[str, Runs], None] = lambda *_: None,
) -> None:
    """Train solutions and write the record, one solution after the other.

    Parameters
    ----------
    unit, task
        What to train.
    names
        Which of :func:`solutions`.
    seeds
        How many times each.
    workers
        How many trainings at a time, one thread each.
    tell
        Called with each solution and how it did.
    """
    known = {n: r for n, r in load(unit, task).items() if n in solutions(task)}
    folder = folder_of(unit)
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        each = map
        if workers > 1:
            context = multiprocessing.get_context("spawn")
            each = stack.enter_context(ProcessPoolExecutor(workers, mp_context=context)).map
        for name in names:
            jobs = [(unit.path, task.name, name, seed, folder) for seed in range(seeds)]
            done = list(each(_train, *zip(*jobs, strict=True)))
            runs = Runs(
                code_hash(unit, task, solutions(task)[name]),
                tuple(d[0] for d in done),
                tuple(d[1] for d in done),
                round(max(d[2] for d in done), 1),
            )
            known[name] = runs
            _write(folder / f"{task.name}.json", known, task)
            tell(name, runs)


def _write(file: Path, known: dict[str, Runs], task: TaskSource) -> None:
    ordered = {n: asdict(known[n]) for n in solutions(task) if n in known}
    rows = [f"{json.dumps(n)}: {json.dumps(r)}" for n, r in ordered.items()]
    file.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


def _train(
    path: Path, task_name: str, name: str, seed: int, keep: Path
) -> tuple[float, str, float]:
    """Train once: accuracy, sign and CPU seconds. The reference's first weights are kept."""
    import torch

    torch.set_num_threads(1)
    unit = read(path)
    task = next(t for t in unit.tasks if t.name == task_name)
    made = cases_of(unit, task, _FIRST + seed)
    with tempfile.TemporaryDirectory() as folder:
        _seed(_FIRST + seed)
        start = time.process_time()
        answer = cell_in(unit, task, solutions(task)[name], name, Path(folder))
        seconds = time.process_time() - start
        verdict = judge(made, answers_of(made, answer))
        file = made.score.weights.file if made.score and made.score.weights else ""
        if name == REFERENCE and seed == 0 and file:
            shutil.copyfile(Path(folder, file), keep / file)
    measured = verdict.measured
    return (round(measured.value, 4), measured.sign, seconds) if measured else (0, "", seconds)


def answers_of(made: Task, answer: object) -> tuple[Answer, ...]:
    """Ask what a cell defined; nothing was defined where it is None."""
    if answer is None:
        return (Answer(error=NOT_DEFINED, message=made.name),) * len(made.cases)
    return ask_all(made, answer)


def _seed(seed: int) -> None:
    import random

    import numpy as np
    import torch

    random.seed(seed)
    np.random.seed(seed)  # solutions may use it
    torch.manual_seed(seed)


@contextlib.contextmanager
def trained_folder(unit: UnitSource, task: TaskSource) -> Iterator[Path]:
    """A working folder with the recorded weights of the reference in it."""
    with tempfile.TemporaryDirectory() as folder:
        if task.score and task.score.weights:
            kept = folder_of(unit) / task.score.weights.file
            if kept.is_file():
                shutil.copyfile(kept, Path(folder, kept.name))
        yield Path(folder)
