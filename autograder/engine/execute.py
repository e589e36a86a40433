"""nbgrader's Execute for code that nobody has looked at.

A cell that takes too long, prints too much or kills its kernel costs that cell. The next one
gets a fresh kernel in which the definitions before it are there again. Whatever happens, the
notebook comes out whole, and the cell says what happened to it.
"""

from __future__ import annotations

import copy
import signal
import time
from collections.abc import Callable
from typing import Any

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_output
from nbgrader import utils
from traitlets import Integer

from pixelup.task import NO_ANSWER, Answer, Task
from pixelup.wire import WireError

from .channel import because
from .life import LOOK, PATIENCE, KernelLife
from .loss import EngineError, LostKernelError, error
from .outputs import Meter, tidy
from .replay import Ran
from .talk import LANGUAGE, is_reply

_KEPT = {  # of each kind of output, as nbformat has them
    "stream": ("name", "text"),
    "display_data": ("data", "metadata"),
    "execute_result": ("data", "metadata", "execution_count"),
    "error": ("ename", "evalue", "traceback"),
}


class SandboxExecute(KernelLife):
    """Runs a notebook's cells; no cell can stop it.

    Attributes
    ----------
    noticed
        What the kernels said of themselves (:mod:`pixelup.noticed`), in order.
    """

    output_bytes = Integer(1 << 20, help="Bytes of output kept of a cell.").tag(config=True)
    output_count = Integer(500, help="Outputs kept of a cell.").tag(config=True)

    def wait_for_reply(self, msg_id: str, cell: Any = None) -> dict[str, Any]:  # noqa: ARG002
        """Called by nbconvert, which asks for the kernel's language."""
        return {"content": {"language_info": copy.deepcopy(LANGUAGE)}}

    def preprocess(
        self, nb: NotebookNode, resources: Any = None, km: Any = None
    ) -> tuple[NotebookNode, Any]:
        """Called by nbgrader: run all cells of a notebook."""
        self.noticed: dict[str, None] = {}
        self._meter = Meter(self.output_bytes, self.output_count)
        return super().preprocess(nb, resources, km)

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, index: int
    ) -> tuple[NotebookNode, Any]:
        """Called for each cell; never raises because of what a cell does.

        Raises
        ------
        EngineError
            If the machine failed.
        """
        if cell.cell_type != "code" or not cell.source.strip():
            return cell, resources
        cell.outputs = []
        start, survived = time.monotonic(), True
        try:
            self._alive()
            start = time.monotonic()
            super().preprocess_cell(cell, resources, index)
        except EngineError:
            raise
        except Exception as problem:
            cell.outputs.append(error("KernelDied", self._lose(problem)))
            survived = False
        if not (utils.is_grade(cell) and not utils.is_solution(cell)):
            self._ran.append(Ran(cell.source, time.monotonic() - start, survived))
        return cell, resources

    def ask(self, task: Task, meanwhile: Callable[[], object] = lambda: None) -> tuple[Answer, ...]:
        """Called by the judge: one answer a case from what the notebook defined.

        Never raises because of what the student's code does. What there is to do `meanwhile`
        must not raise.

        Raises
        ------
        EngineError
            If the machine failed.
        """
        try:
            self._alive()
        except LostKernelError as problem:
            return (Answer(error=NO_ANSWER, message=str(problem)),) * len(task.cases)
        line = self._line
        try:
            message = self.kc.serve()
            answers = line.ask(task, meanwhile)
            self.noticed |= line.noticed
            if not line.broken:
                self._wait(message, PATIENCE)
                return answers
            if line.silent and self._replied(message):
                line.broken = "the notebook changed how cells are run, so nothing was asked"
        except Exception as problem:
            missing = Answer(error=NO_ANSWER, message=self._lose(problem))
            return (missing,) * len(task.cases)
        return because(answers, self._lose(LostKernelError(line.broken)))

    def execute_cell(
        self,
        cell: NotebookNode,
        cell_index: int,
        execution_count: int | None = None,  # noqa: ARG002 - the kernel counts
        store_history: bool = True,  # noqa: ARG002
    ) -> NotebookNode:
        """Called for each cell: run it, and take its outputs.

        Raises
        ------
        TimeoutError
            If it cannot be stopped when its time is over.
        FloodError
            If it puts out so much that its kernel should be ended.
        EndedError, WireError
            If the kernel is of no use any more.
        """
        self._meter = Meter(self.output_bytes, self.output_count)
        self.clear_before_next_output = False
        request = self.kc.execute(cell.source)
        self.code_cells_executed += 1
        reply, stopped = self._listen(request, cell, cell_index)
        cell["execution_count"] = reply["content"].get("execution_count")
        if stopped:
            reply = {"content": {**self.error_on_timeout, "status": "error"}}
        self.on_cell_executed(cell=cell, cell_index=cell_index, execute_reply=reply)
        return cell

    def _listen(self, request: str, cell: NotebookNode, index: int) -> tuple[dict[str, Any], bool]:
        """The reply to a cell, and whether the cell had to be interrupted."""
        seconds = self._get_timeout(cell)
        end = time.monotonic() + (seconds or float("inf"))
        stopped = False
        while True:
            left = end - time.monotonic()
            if left <= 0 and stopped:
                raise TimeoutError
            if left <= 0:
                self.km.lease.signal(signal.SIGINT)
                stopped, end = True, time.monotonic() + PATIENCE
                continue
            try:
                said = self.kc.next(min(left, LOOK))
            except TimeoutError:
                self._must_live()
                continue
            if is_reply(said, request):
                return _checked(said), stopped
            if said["parent_header"]["msg_id"] == request:
                self.process_message(said, cell, index)

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        """Called for each message of the kernel while a cell runs."""
        safe = tidy(msg)
        if safe is None:
            return None
        if not self._meter.take(safe):
            self._say_once(cell)
            return None
        try:
            return super().process_message(safe, cell, cell_index)
        except Exception as problem:  # a message that no honest kernel sends
            self.log.warning("a message of the kernel was dropped: %s", problem)
            return None

    def output(
        self,
        outs: list[NotebookNode],
        msg: dict[str, Any],
        display_id: str | None,
        cell_index: int,
    ) -> NotebookNode | None:
        """Called for each output. nbformat validates each; here the whole notebook is, once."""
        kept = _KEPT.get(msg["msg_type"])
        hooks = self.output_hook_stack[msg["parent_header"].get("msg_id")]
        if hooks or kept is None or self.clear_before_next_output or display_id:
            return super().output(outs, msg, display_id, cell_index)
        made = {"output_type": msg["msg_type"]} | {k: msg["content"][k] for k in kept}
        outs.append(from_dict(made))
        return outs[-1]

    def _say_once(self, cell: NotebookNode) -> None:
        if not self._meter.told:
            self._meter.told = True
            text = (
                f"[output cut: a cell may put out {self.output_bytes >> 10} kB "
                f"in {self.output_count} pieces]\n"
            )
            cell.outputs.append(new_output("stream", name="stderr", text=text))


def _checked(reply: dict[str, Any]) -> dict[str, Any]:
    safe = tidy(reply)
    if safe is None:
        raise WireError("a reply that no kernel gives")
    return safe
