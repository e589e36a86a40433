"""An nbgrader preprocessor that runs a notebook and judges its answers outside the kernel.

The student's cells run in a sealed kernel. At a locked test cell `check(TASK)` the kernel is only
asked: inputs go in, answers come out as plain data. Expected answers stay in this process, which
is trusted. The cell then gets the outputs that `check` would show, and the points as its result,
where nbgrader's own scoring finds them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader import utils
from traitlets import Unicode

from pixelup import show
from pixelup.check import Points
from pixelup.judge import Verdict, judge
from pixelup.rules import mentioned, violations
from pixelup.task import Task, Unit

from ..build import sections
from ..classroom import open_once
from ..engine.execute import SandboxExecute
from ..errors import AutograderError
from ..explain import explained
from ..run import answered, drawn
from ..source import TaskSource, find, read_once
from . import flags
from .reading import written
from .repair import CLAIMS
from .weights import take_weights

CHECK = "check-"
FLAGS = "flags"  # in the verdict of the first test cell: what a person should look at


class JudgedExecute(SandboxExecute):
    """Nbgrader's Execute, with the test cells of this course judged outside the kernel."""

    classroom = Unicode("", help="The class folder.").tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: Any = None, km: Any = None
    ) -> tuple[NotebookNode, Any]:
        """Run and judge one notebook."""
        names = resources["nbgrader"]
        classroom = open_once(Path(self.classroom))
        unit, student = str(names["notebook"]), str(names["student"])
        self._source = read_once(find(classroom.solutions, unit))
        self._seed = classroom.seed(student, unit)
        self._sections = sections(classroom.solutions, unit)
        self._written = written(nb)
        folder = Path(resources["metadata"]["path"])
        self._notes = {
            t.name: note for t in self._source.tasks if (note := take_weights(t, folder))
        }
        self._claims = nb.metadata.pop(CLAIMS, {})
        self._seen: list[str] = []
        nb, resources = super().preprocess(nb, resources, km)
        self.flags += [*self._seen, *flags.replaced(self.noticed)]
        self.flags += [note.flag for note in self._notes.values() if note.flag]
        if self.flags:
            _keep(nb, self.flags)
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, index: int
    ) -> tuple[NotebookNode, Any]:
        """Run a cell; a test cell is answered by the kernel and judged here."""
        task = self._task_of(cell)
        if task is None:
            return super().preprocess_cell(cell, resources, index)
        note = self._notes.get(task.name)
        cell.outputs = outputs(self._judged(task), self._unit(), (note.said,) if note else ())
        return cell, resources

    def _get_timeout(self, cell: NotebookNode | None) -> int | None:
        """Called by nbclient: a cell that may train has the time that its task gives it."""
        seconds = super()._get_timeout(cell)
        name = cell.metadata.get("nbgrader", {}).get("grade_id") if cell else None
        budgets = (t.score.budget for t in self._source.tasks if t.score and t.name == name)
        budget = next(budgets, None)
        return seconds if budget is None or seconds is None else max(seconds, int(budget))

    def _task_of(self, cell: NotebookNode) -> TaskSource | None:
        if cell.cell_type != "code" or not utils.is_grade(cell) or utils.is_solution(cell):
            return None
        name = cell.metadata.nbgrader.grade_id.removeprefix(CHECK)
        return next((t for t in self._source.tasks if t.name == name), None)

    def _judged(self, task: TaskSource) -> Verdict:
        asked = drawn(self._source, task, self._seed)
        expected = cache(partial(answered, self._source, task, asked))
        answers = self.ask(asked, meanwhile=_quietly(expected))
        made = expected()
        broken = violations(made, self._written.code_of(task.name)) if self._may_break(made) else ()
        verdict = judge(made, answers, broken)
        if verdict.failure is not None:  # else what mistakes would answer is of no interest
            verdict = explained(self._source, task, verdict, answers)
        self._seen += filter(
            None,
            (
                flags.hidden_use(verdict, answers, self.noticed),
                flags.claimed(verdict, self._claims.get(task.name)),
            ),
        )
        return verdict

    def _may_break(self, task: Task) -> bool:
        """Whether it is worth reading the code of an answer."""
        return task.loops is not None or bool(mentioned(task, self._written.text))

    def _unit(self) -> Unit:
        source = self._source
        return Unit(source.name, source.title, (), tuple(self._sections.items()))


def outputs(verdict: Verdict, unit: Unit, notes: tuple[str, ...] = ()) -> list[NotebookNode]:
    """What a test cell holds afterwards: the table, the data, and the points as its result."""
    bundle = {
        "text/plain": show.text(verdict, unit, notes),
        "text/html": show.html(verdict, unit, notes),
        show.MIME: show.data(verdict),
    }
    points = {"text/plain": repr(Points(verdict.points))}
    shown = {"output_type": "display_data", "metadata": {}, "data": bundle}
    result = {"output_type": "execute_result", "metadata": {}, "execution_count": None}
    return [from_dict(shown), from_dict(result | {"data": points})]


def _quietly(work: Callable[[], object]) -> Callable[[], None]:
    """What is wrong with the course is told by who wants the result."""

    def done() -> None:
        with contextlib.suppress(AutograderError):
            work()

    return done


def _keep(nb: NotebookNode, flags: list[str]) -> None:
    """Leave the flags where the worker looks for verdicts."""
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            verdict = output.get("data", {}).get(show.MIME)
            if verdict is not None:
                verdict[FLAGS] = list(flags)
                return
