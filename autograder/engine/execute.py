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
from nbgrader.preprocessors import Execute
from traitlets import Float, Integer

from pixelup.task import NO_ANSWER, Answer, Task
from pixelup.wire import WireError

from .channel import Line, because
from .loss import FLOOD, EngineError, LostKernelError, cause, error
from .manager import Manager
from .outputs import FloodError, Meter, tidy
from .provisioner import SandboxProvisioner
from .replay import Ran
from .talk import LANGUAGE, EndedError, Talk, is_reply

_KEPT = {  # of each kind of output, as nbformat has them
    "stream": ("name", "text"),
    "display_data": ("data", "metadata"),
    "execute_result": ("data", "metadata", "execution_count"),
    "error": ("ename", "evalue", "traceback"),
}
_PATIENCE = 4.0  # s that a kernel has to stop when it is interrupted
_AGAIN = 30.0  # s, for what is run again of one cell
_LOOK = 0.5  # s, between two looks whether a silent kernel lives


class SandboxExecute(Execute):
    """Runs a notebook's cells; no cell can stop it.

    Attributes
    ----------
    flags
        What a person should look at, one sentence each, once the notebook is run.
    noticed
        What the kernels said of themselves (:mod:`pixelup.noticed`), in order.
    """

    output_bytes = Integer(1 << 20, help="Bytes of output kept of a cell.").tag(config=True)
    output_count = Integer(500, help="Outputs kept of a cell.").tag(config=True)
    max_restarts = Integer(8, help="Fresh kernels for one notebook.").tag(config=True)
    total_seconds = Float(900.0, help="Seconds for one notebook.").tag(config=True)

    def create_kernel_manager(self) -> Manager:
        """Called by nbclient: a manager of a sealed kernel, whatever the notebook asks for."""
        self.km = Manager(SandboxProvisioner(parent=self))
        return self.km

    def start_new_kernel(self, **kwargs: Any) -> None:
        """Called by nbclient: order a kernel that works where the submission's files lie."""
        arguments = [*self.extra_arguments, f"--HistoryManager.hist_file={self.ipython_hist_file}"]
        where = {"cwd": self.resources.get("metadata", {}).get("path") or "."}
        self.km.start_kernel(arguments, **where | kwargs)

    def start_new_kernel_client(self) -> Talk:
        """Called by nbclient when the kernel is there: it is ready, or there would be none."""
        self.kc = Talk(self.km.lease.talk)
        self._line = Line(self.km.lease.answers)
        return self.kc

    def wait_for_reply(self, msg_id: str, cell: Any = None) -> dict[str, Any]:  # noqa: ARG002
        """Called by nbconvert, which asks for the kernel's language."""
        return {"content": {"language_info": copy.deepcopy(LANGUAGE)}}

    def preprocess(
        self, nb: NotebookNode, resources: Any = None, km: Any = None
    ) -> tuple[NotebookNode, Any]:
        """Called by nbgrader: run all cells of a notebook."""
        self.kernel_name = "python3"  # whatever the notebook says
        self.shutdown_kernel = "immediate"
        self.flags: list[str] = []
        self._ran: list[Ran] = []
        self._restarts = 0
        self._given_up = ""
        self._line: Line | None = None
        self.noticed: dict[str, None] = {}
        self._lost = ""
        self._end = time.monotonic() + self.total_seconds
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
                self._wait(message, _PATIENCE)
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
                stopped, end = True, time.monotonic() + _PATIENCE
                continue
            try:
                said = self.kc.next(min(left, _LOOK))
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

    # -- the kernel's life ----------------------------------------------------------------

    def _alive(self) -> None:
        """A kernel that works, with what was defined so far."""
        if not self._given_up and time.monotonic() > self._end:
            self._given_up = f"the notebook took more than {self.total_seconds:g} s"
        if self._given_up:
            raise LostKernelError(f"not run: {self._given_up}")
        if self._lost:
            self._restart()

    def _restart(self) -> None:
        self._restarts += 1
        if self._restarts > self.max_restarts:
            self._given_up = f"{self._lost}, for the {self._restarts}th time"
            raise LostKernelError(f"not run: {self._given_up}")
        self._drop()
        try:
            self.start_new_kernel()
            self.start_new_kernel_client()
        except Exception as problem:
            raise EngineError(f"no fresh kernel could be started ({problem})") from problem
        self._lost = ""
        try:
            for ran in self._ran:
                if again := ran.again():
                    self._wait(self.kc.execute(again, silent=True), _AGAIN)
        except Exception as problem:
            self._given_up = f"what was defined before cannot be run again ({problem})"
            raise LostKernelError(f"not run: {self._given_up}") from problem

    def _drop(self) -> None:
        """End the kernel; there is always a manager, for Execute ends it once more."""
        if self.km is not None:
            try:
                self._cleanup_kernel()
            except Exception as problem:
                self.log.warning("a kernel did not end well: %s", problem)
        self.kc = None
        self.km = None
        self.km = self.create_kernel_manager()

    def _lose(self, problem: Exception) -> str:
        """Note that the kernel is lost, end it, and say why in one sentence."""
        if isinstance(problem, LostKernelError) and (self._given_up or self._lost):
            return str(problem)
        lease, limits = self.km.lease, self.km.settings.order_limits
        lease.ends(_PATIENCE if isinstance(problem, EndedError) else 0.3)
        ended = lease.ended
        lease.kill()
        said = cause(problem, ended, limits, self._get_timeout(None))
        self._lost = FLOOD if isinstance(problem, FloodError) else said
        return self._lost

    def _cleanup_kernel(self) -> None:
        """Called by nbclient at the end of all."""
        lease = self.km.lease
        lease.kill()
        lease.let_go()
        self.kc = self.km = None
        if lease.ended is not None and lease.ended.left:
            left = lease.ended.left
            were = "process was" if left == 1 else "processes were"
            self.flags.append(f"At its end {left} {were} still running that it had started.")

    # -- small talk with it ----------------------------------------------------------------

    def _must_live(self) -> None:
        """A kernel's children may hold its line: ask who watches it.

        Raises
        ------
        EndedError
            If it is gone.
        """
        if self.km.lease.poll() is not None:
            raise EndedError("the process ended")

    def _wait(self, message: str, seconds: float) -> dict[str, Any]:
        """The reply to a message.

        Raises
        ------
        LostKernelError
            If none comes.
        """
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                return self.kc.wait_for(message, min(left, _LOOK))
            except TimeoutError:
                self._must_live()
        raise LostKernelError("it did not stop when it was interrupted")

    def _replied(self, message: str) -> bool:
        try:
            self._wait(message, 0.2)
        except LostKernelError:
            return False
        return True

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
