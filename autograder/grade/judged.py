"""An nbgrader preprocessor that runs a notebook and judges its answers outside the kernel.

The student's cells run in the student's kernel. At a locked test cell `check(TASK)` the kernel is
only asked: inputs go in, answers come out as plain data. Expected answers stay in this process,
which is trusted. The cell then gets the outputs that `check` would show, and the points as its
result, where nbgrader's own scoring finds them.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.preprocessors import Execute
from traitlets import Unicode

from pixelup import answering, plain, show
from pixelup.check import Points
from pixelup.judge import Verdict, judge
from pixelup.rules import violations
from pixelup.task import NO_ANSWER, NOT_PLAIN, Answer, Task, Unit

from ..build import sections
from ..classroom import Classroom, open_class
from ..run import unit_of
from ..source import UnitSource, find, read
from .reading import code_of

CHECK = "check-"


class JudgedExecute(Execute):
    """nbgrader's Execute, with the test cells of this course judged outside the kernel."""

    classroom = Unicode("", help="The class folder.").tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: Any = None, km: Any = None
    ) -> tuple[NotebookNode, Any]:
        """Run and judge one notebook."""
        names = resources["nbgrader"]
        self._unit = hidden_unit(
            open_class(Path(self.classroom)), str(names["notebook"]), str(names["student"])
        )
        self._nb, self._dead = nb, ""
        return super().preprocess(nb, resources, km)

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, index: int
    ) -> tuple[NotebookNode, Any]:
        """Run a cell; a test cell is answered by the kernel and judged here."""
        task = self._task_of(cell)
        if task is None:
            if self._dead:
                return cell, resources
            try:
                return super().preprocess_cell(cell, resources, index)
            except (DeadKernelError, CellTimeoutError) as problem:
                self._dead = _said(problem)
                cell.outputs = [*cell.get("outputs", []), _error("KernelDied", self._dead)]
                return cell, resources
        answers = self._ask(task, index)
        verdict = judge(task, answers, violations(task, code_of(self._nb, task.name)))
        cell.outputs = outputs(verdict, self._unit)
        return cell, resources

    def _task_of(self, cell: NotebookNode) -> Task | None:
        if cell.cell_type != "code" or not utils.is_grade(cell) or utils.is_solution(cell):
            return None
        name = cell.metadata.nbgrader.grade_id
        names = self._unit.task_names
        known = name.startswith(CHECK) and name[len(CHECK) :] in names
        return self._unit.task(name[len(CHECK) :]) if known else None

    def _ask(self, task: Task, index: int) -> tuple[Answer, ...]:
        """Answers of the kernel; where it fails to answer, that is the answer."""
        if self._dead:
            return (Answer(error=NO_ANSWER, message=self._dead),) * len(task.cases)
        code = (
            "from pixelup.answering import show_answers as _show_answers\n"
            f"_show_answers({answering.question(task)!r})"
        )
        cell = NotebookNode(
            cell_type="code", source=code, metadata={}, outputs=[], execution_count=None, id="ask"
        )
        mine = self.nb.cells[index]
        try:
            self.execute_cell(cell, index, store_history=False)  # puts its cell into the notebook
        except (DeadKernelError, CellTimeoutError) as problem:
            self._dead = _said(problem)
            return (Answer(error=NO_ANSWER, message=self._dead),) * len(task.cases)
        except CellExecutionError:
            pass  # its outputs hold no answers
        finally:
            self.nb.cells[index] = mine
        return _read(cell, task)


def hidden_unit(classroom: Classroom, unit: str, student: str) -> Unit:
    """A unit with the hidden cases of one student."""
    path = find(classroom.solutions, unit)
    source = _source(path, path.stat().st_mtime_ns)
    return unit_of(source, classroom.seed(student, unit), sections(classroom.solutions, unit))


@lru_cache(maxsize=32)
def _source(path: Path, _changed: int) -> UnitSource:
    return read(path)


def outputs(verdict: Verdict, unit: Unit) -> list[NotebookNode]:
    """What a test cell holds afterwards: the table, the data, and the points as its result."""
    bundle = {
        "text/plain": show.text(verdict, unit),
        "text/html": show.html(verdict, unit),
        show.MIME: show.data(verdict),
    }
    result = new_output("execute_result", data={"text/plain": repr(Points(verdict.points))})
    return [new_output("display_data", data=bundle), result]


def _read(cell: NotebookNode, task: Task) -> tuple[Answer, ...]:
    for output in cell.outputs:
        data = output.get("data", {}).get(answering.MIME)
        if not isinstance(data, dict) or not isinstance(data.get("answers"), list):
            continue
        if len(data["answers"]) == len(task.cases):
            return tuple(_read_one(a) for a in data["answers"])
    error = next((o for o in cell.outputs if o.output_type == "error"), None)
    said = f"{error.ename}: {error.evalue}" if error else "the kernel sent no answers"
    return (Answer(error=NO_ANSWER, message=said[:300]),) * len(task.cases)


def _read_one(data: Any) -> Answer:
    try:
        return answering.read(data)
    except (plain.NotPlainError, ValueError, TypeError, OverflowError) as problem:
        return Answer(error=NOT_PLAIN, message=str(problem)[:200])


def _said(problem: Exception) -> str:
    if isinstance(problem, CellTimeoutError):
        return "a cell ran out of time and could not be stopped"
    return "the kernel died"


def _error(name: str, said: str) -> NotebookNode:
    return new_output("error", ename=name, evalue=said, traceback=[f"{name}: {said}"])
