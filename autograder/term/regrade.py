"""Change grades on purpose: grade again, or set points by hand; both leave a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..classroom import Classroom
from ..errors import AutograderError
from ..grade.outcome import Outcome
from .audit import Audit, Event, record
from .gradebook import read_grades, reviewed, set_points
from .late_nbgrader import sync
from .points import points_text


def audited(
    classroom: Classroom, why: str, work: Callable[[], list[Outcome]]
) -> tuple[list[Outcome], tuple[Event, ...], tuple[str, ...]]:
    """Do a piece of grading and write down what it changed.

    Returns
    -------
    outcomes
        Of the work.
    events
        What changed.
    notes
        A sentence for each override that a person should look at again.
    """
    record(classroom)  # what others did before is not ours
    before, state = Audit(classroom.root), _state(classroom)
    outcomes = work()
    sync(classroom)
    notes = tuple(_keep_overrides(classroom, before, outcomes))
    if _state(classroom) == state:  # nothing was graded, so there is nothing to write down
        return outcomes, (), notes
    return outcomes, record(classroom, why), notes


def _state(classroom: Classroom) -> list[tuple[int, int]]:
    """Size and time of the files that say how the grading ended."""
    files = (classroom.database, classroom.work / "journal.jsonl")
    return [(f.stat().st_size, f.stat().st_mtime_ns) if f.is_file() else (0, 0) for f in files]


def _keep_overrides(classroom: Classroom, before: Audit, outcomes: list[Outcome]) -> Iterator[str]:
    """Overrides of the same files hold; those of other files wait for a person, and say so."""
    from .submission import current, digest

    for outcome in outcomes:
        old = before.newest(outcome.student, outcome.unit)
        if old is None or not old.overrides or outcome.status == "failed":
            continue
        work = current(classroom, outcome.student, outcome.unit)
        same = work is not None and digest(work) == old.sha256
        for task in old.overrides:
            if same:
                reviewed(classroom, outcome.student, outcome.unit, task)
            else:
                yield (
                    f"{outcome.student}: {task} of {outcome.unit} has points by hand for an "
                    "earlier submission; look at it"
                )


def override(
    classroom: Classroom, student: str, task: str, points: float | None, why: str
) -> tuple[str, float, float]:
    """Set a student's points for a task, or give them back to the grader with None.

    Parameters
    ----------
    task
        `UNIT/TASK`, or the task alone where only one unit has it.

    Returns
    -------
    unit : str
    before, after : float
        Points that counted, and that count.

    Raises
    ------
    AutograderError
        If there is no such grade, no reason, or the points are out of range.
    """
    if not why.strip():
        raise AutograderError('say why: --why "..."')
    grades = {u: g for (s, u), g in read_grades(classroom).items() if s == student}
    if not grades:
        raise AutograderError(f"the gradebook has no grades of {student!r}; was anything graded?")
    named, _, name = task.rpartition("/")
    units = [u for u, g in grades.items() if g.cell(name) and named in ("", u, u.split("-")[0])]
    if len(units) > 1:
        raise AutograderError(f"{name} is in {' and '.join(units)}; write {units[0]}/{name}")
    if not units:
        known = ", ".join(f"{u}/{c.task}" for u, g in grades.items() for c in g.cells)
        raise AutograderError(f"{student} has no grade for {task!r}; there are {known}")
    record(classroom)
    before, after = set_points(classroom, student, units[0], name, points)
    sync(classroom)
    record(classroom, f"override: {why.strip()}", {(student, units[0], name): points})
    return units[0], before, after


def differences(classroom: Classroom, events: tuple[Event, ...]) -> Iterator[str]:
    """A line for each total that changed."""
    audit = Audit(classroom.root)
    for event in events:
        mine = [e for e in audit.events if (e.student, e.unit) == (event.student, event.unit)]
        old = mine[-2] if len(mine) > 1 else None
        if old is None or (old.total, old.failed) != (event.total, event.failed):
            was = "none" if old is None or old.failed else points_text(old.total)
            now = "none" if event.failed else points_text(event.total)
            yield f"{event.student}  {event.unit}  {was} -> {now}"
