"""How nbgrader learns of deadlines, extensions and what being late costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook
from nbgrader.plugins import LateSubmissionPlugin
from sqlalchemy.orm import selectinload
from traitlets import Unicode

from ..classroom import Classroom, open_class
from .late import penalty, seconds_late, utc
from .settings import Settings


def sync(classroom: Classroom) -> None:
    """Write deadlines, extensions and penalties into the gradebook, where they differ.

    Penalties follow the points, so this is done after every change of a grade.
    """
    if not classroom.database.is_file():
        return
    settings = classroom.settings
    with Gradebook(f"sqlite:///{classroom.database}") as gradebook:
        for unit in classroom.units():
            try:
                assignment = gradebook.find_assignment(unit)
            except MissingEntry:
                continue
            due = settings.deadlines.get(unit)
            naive = due.astimezone(UTC).replace(tzinfo=None) if due else None
            if assignment.duedate != naive:
                assignment.duedate = naive
            for made in (
                gradebook.db.query(SubmittedAssignment)
                .filter(SubmittedAssignment.assignment_id == assignment.id)
                .options(  # in two queries, not in two for each student
                    selectinload(SubmittedAssignment.notebooks).undefer(SubmittedNotebook.score)
                )
            ):
                _sync_one(settings, made, unit, naive)
        gradebook.db.commit()


def _sync_one(settings: Settings, made: Any, unit: str, due: datetime | None) -> None:
    student = made.student_id
    own = settings.extensions.get((unit, student))
    extension: timedelta | None = None
    if own is not None and due is not None:
        extension = own.astimezone(UTC).replace(tzinfo=None) - due
    if made.extension != extension:
        made.extension = extension
    seconds = seconds_late(settings, unit, student, utc(made.timestamp))
    for notebook in made.notebooks:
        cost = penalty(settings.late, notebook.score, seconds)
        if (notebook.late_submission_penalty or 0.0) != cost:
            notebook.late_submission_penalty = cost or None


class LatePolicy(LateSubmissionPlugin):
    """The class's late policy, for `nbgrader autograde` and formgrader."""

    classroom = Unicode("", help="The class folder.").tag(config=True)

    def late_submission_penalty(
        self,
        student_id: str,  # noqa: ARG002 - nbgrader's signature; the policy is the same for all
        score: float,
        total_seconds_late: float,
    ) -> float | None:
        """Points that nbgrader is to take off; called by nbgrader."""
        late = open_class(Path(self.classroom)).settings.late
        return penalty(late, score, total_seconds_late) or None


def configure_late(config: Any, folder: Path) -> None:
    """Make nbgrader's own commands use the class's late policy; called by its configuration."""
    config.AssignLatePenalties.plugin_class = LatePolicy
    config.LatePolicy.classroom = str(folder)
