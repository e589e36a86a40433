"""Grade a class's units as one command does: with progress, workers, an audit, an exit status."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from .classroom import Classroom
from .errors import AutograderError, tidy
from .grade.outcome import Outcome
from .progress import Steps

if TYPE_CHECKING:
    from .grade.process import Process
    from .term.audit import Event

_SPARED = (  # parts of jsonschema and jupytext that grading has no use for
    "isoduration",
    "rfc3986_validator",
    "jupytext.async_contentsmanager",
    "jupytext.sync_contentsmanager",
)


def run_grading(
    classroom: Classroom, args: argparse.Namespace, force: bool, why: str
) -> tuple[list[Outcome], tuple[Event, ...], tuple[str, ...]]:
    """Grade with progress, and write into the audit what that changed."""
    from .engine import warm

    try:
        try:
            return _graded(classroom, args, force, why)
        finally:
            warm.close()
    except KeyboardInterrupt:
        raise KeyboardInterrupt("what was graded is kept, and a rerun goes on") from None


def _graded(
    classroom: Classroom, args: argparse.Namespace, force: bool, why: str
) -> tuple[list[Outcome], tuple[Event, ...], tuple[str, ...]]:
    from .engine.preload import spared
    from .grade.warming import begin, waiting, warm_up

    units = chosen(classroom, args.name)
    todo = () if args.scheduler else waiting(classroom, units, force)
    if todo:
        begin(classroom, todo[0])  # while this process imports what it needs itself
    gc.disable()  # modules are no garbage
    with spared(_SPARED):
        from .engine.place import Place
        from .grade.both import look_up
        from .grade.coordinator import grade
        from .grade.dask_executor import DaskExecutor
        from .grade.executor import Executor, LocalExecutor
        from .grade.nursery import nursery
        from .grade.trouble import claimed
        from .term.regrade import audited

    look_up(classroom, todo)
    gc.enable()

    def work(start: Callable[[Path], Process]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for unit in units:
            total = len(args.student or classroom.students(unit))
            with Place() as shards, Steps(f"grading {unit}", total) as steps:
                before = partial(warm_up, classroom, unit, args.unsafe)
                executor: Executor = LocalExecutor(args.workers, shards, before, start)
                if args.scheduler:
                    executor = DaskExecutor(args.scheduler, shards)
                outcomes += grade(
                    classroom,
                    unit,
                    executor,
                    tuple(args.student),
                    force,
                    args.unsafe,
                    # what was known, and what could not even be read, took no time
                    lambda o, known, s=steps: s.step(1, o.status, free=known or not o.tasks),
                )
        return outcomes

    with nursery(args.alone, partial(_rehearse, classroom, todo)) as start, claimed(classroom):
        return audited(classroom, why, partial(work, start))


def _rehearse(classroom: Classroom, units: Sequence[str]) -> None:
    if units:
        from .grade.rehearsal import rehearse  # only where workers are forked

        rehearse(classroom, units)


def chosen(classroom: Classroom, name: str | None) -> tuple[str, ...]:
    """The unit that was named, or all that somebody handed something in for."""
    if name:
        matching = [u for u in classroom.units() if name in (u, u.split("-")[0])]
        return tuple(matching) or (name,)
    found = tuple(u for u in classroom.units() if classroom.students(u))
    if not found:
        raise AutograderError(
            f"nothing was handed in: put notebooks into {tidy(classroom.root)}/submitted/"
            "STUDENT/UNIT/UNIT.ipynb"
        )
    return found


def unknown(outcomes: Sequence[Outcome]) -> int:
    """Exit status: 0 if every submission ended in a known way, else 1 and a line that says so."""
    left = [o for o in outcomes if o.retry]
    if not left:
        return 0
    who = ", ".join(o.student for o in left[:5]) + (", ..." if len(left) > 5 else "")
    print(
        f"autograder: {len(left)} of {len(outcomes)} could not be graded for reasons that are not "
        f"theirs ({who}: {left[0].reason}); run the same command again",
        file=sys.stderr,
    )
    return 1
