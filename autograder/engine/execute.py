"""nbgrader's Execute for code that nobody has looked at.

A cell that takes too long, prints too much or kills its kernel costs that cell. The next one
gets a fresh kernel in which the definitions before it are there again. Whatever happens, the
notebook comes out whole, and the cell says what happened to it.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from jupyter_core.utils import run_sync
from nbclient.exceptions import CellControlSignal, CellExecutionError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.preprocessors import Execute
from traitlets import Float, Integer

from pixelup.task import NO_ANSWER, Answer, Task

from .channel import Line, because
from .loss import FLOOD, EngineError, LostKernelError, cause, ends, error
from .order import ANSWERS_FD
from .outputs import FloodError, Meter, tidy
from .replay import Ran

_SERVE = f'__import__("pixelup.serving").serving.serve({ANSWERS_FD})'
_BOOKKEEPING = ("status", "execute_input")
_PATIENCE = 3.0  # s that a kernel has to stop when it is interrupted
_AGAIN = 30.0  # s, for what is run again of one cell
_LOOK = 0.1  # s, between two looks whether the kernel lives
_BEYOND = 15.0  # s beyond a cell's own time, after which its kernel is ended in any case


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
        self._flooded = self._cut = self._interrupted = False
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
            self._idle()
        except CellExecutionError:  # an error in the cell: it is in the outputs
            pass
        except EngineError:
            raise
        except Exception as problem:
            self.nb.cells[index] = cell
            cell.outputs.append(error("KernelDied", self._lose(problem)))
            survived = False
        if not (utils.is_grade(cell) and not utils.is_solution(cell)):
            self._ran.append(Ran(cell.source, time.monotonic() - start, survived))
        return cell, resources

    def ask(self, task: Task) -> tuple[Answer, ...]:
        """Called by the judge: one answer a case from what the notebook defined.

        Never raises because of what the student's code does.

        Raises
        ------
        TypeError
            If the kernels are not those of :mod:`.provisioner`.
        EngineError
            If the machine failed.
        """
        try:
            self._alive()
        except LostKernelError as problem:
            return (Answer(error=NO_ANSWER, message=str(problem)),) * len(task.cases)
        if self._line is None:
            raise TypeError("only kernels of the provisioner `sandbox` can be asked")
        line = self._line
        try:
            message = run_sync(self._serve)()
            answers = line.ask(task)
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

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        """Called for each message of the kernel while a cell runs."""
        safe = tidy(msg)
        if safe is None:
            return None
        try:
            if safe["msg_type"] not in _BOOKKEEPING and not self._meter.take(safe):
                self._say_once(cell)
                return None
            return super().process_message(safe, cell, cell_index)
        except CellControlSignal:
            raise
        except FloodError:  # an endless print would else go on until the cell's time is over
            if not self._flooded:
                self._flooded = True
                self._ending = asyncio.ensure_future(self._end_flood())
            return None
        except Exception as problem:  # a message that no honest kernel sends
            self.log.warning("a message of the kernel was dropped: %s", problem)
            return None

    async def _async_execute_cell(self, cell: NotebookNode, *args: Any, **kwargs: Any) -> Any:
        self._meter = Meter(self.output_bytes, self.output_count)
        seconds = self._get_timeout(cell)
        most = None if seconds is None else seconds + _BEYOND
        watch = asyncio.ensure_future(self._watch_size())
        try:
            run = super().async_execute_cell(cell, *args, **kwargs)
            return await asyncio.wait_for(run, most)
        finally:
            watch.cancel()

    async def _watch_size(self) -> None:
        """End the kernel when it was cut off for one huge message."""
        if hasattr(self.kc, "cut_off"):
            await self.kc.cut_off()
            self._cut = True  # its time may be over before it is known why
            if not await ends(self.km.provisioner, 1.0):  # one that died is cut off as well
                await self._end_flood()

    async def _end_flood(self) -> None:
        self._flooded = True
        await self.km.provisioner.kill()

    execute_cell = run_sync(_async_execute_cell)

    # -- the kernel's life ----------------------------------------------------------------

    def _alive(self) -> None:
        """A kernel that works, with what was defined so far."""
        if not self._given_up and time.monotonic() > self._end:
            self._given_up = f"the notebook took more than {self.total_seconds:g} s"
        if self._given_up:
            raise LostKernelError(f"not run: {self._given_up}")
        if self._lost:
            self._restart()
        elif self._line is None:
            self._connect()

    def _connect(self) -> None:
        answers = getattr(self.km.provisioner, "answers", None)
        self._line = Line(answers) if answers is not None else None

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
        self._connect()
        try:
            for ran in self._ran:
                if again := ran.again():
                    self._wait(self._execute(again), _AGAIN)
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
        provisioner = self.km.provisioner if self.km is not None else None
        ended = None
        if provisioner is not None:
            run_sync(ends)(provisioner, 0.3)
            ended = getattr(provisioner, "ended", None)
            run_sync(provisioner.kill)()
        limits = getattr(provisioner, "order_limits", None)
        said = cause(problem, ended, limits, self._get_timeout(None))
        flooded = self._flooded or (self._cut and ended is None)
        self._lost = FLOOD if flooded else said
        self._line, self._flooded, self._cut, self._interrupted = None, False, False, False
        return self._lost

    async def _async_cleanup_kernel(self) -> None:
        provisioner = self.km.provisioner if self.km is not None else None
        await super()._async_cleanup_kernel()
        ended = getattr(provisioner, "ended", None)
        if ended is not None and ended.left:
            were = "process was" if ended.left == 1 else "processes were"
            self.flags.append(f"At its end {ended.left} {were} still running that it had started.")

    _cleanup_kernel = run_sync(_async_cleanup_kernel)

    # -- small talk with it ----------------------------------------------------------------

    def _execute(self, code: str) -> str:
        return run_sync(self._async_execute)(code)

    async def _async_execute(self, code: str) -> str:
        message = self.kc.execute(code, silent=True, store_history=False, stop_on_error=False)
        await asyncio.sleep(0)  # the loop stands still while answers are waited for: send now
        return message

    async def _serve(self) -> str:
        return await self._async_execute(_SERVE)

    def _idle(self) -> None:
        """After a cell: make sure that an interrupt was not ignored."""
        if self._interrupted:
            self._interrupted = False
            self._wait(self.kc.kernel_info(), _PATIENCE)

    async def _async_poll_kernel_alive(self) -> None:
        """While a cell runs: stop waiting for a kernel that died."""
        while True:
            await asyncio.sleep(_LOOK)
            waiting = self.task_poll_for_reply
            if self.kc is None or waiting is None or waiting.done():
                return
            if not await self.km.is_alive():
                waiting.cancel()
                return

    async def _async_handle_timeout(self, timeout: int, cell: Any = None) -> Any:
        self._interrupted = True
        return await super()._async_handle_timeout(timeout, cell)

    def _wait(self, message: str, seconds: float) -> None:
        """Wait for the reply to a message.

        Raises
        ------
        LostKernelError
            If none comes.
        """
        run_sync(self._async_wait)(message, seconds)

    async def _async_wait(self, message: str, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                said = await self.kc.shell_channel.get_msg(timeout=min(left, 0.5))
            except Exception:
                if not await self.km.is_alive():
                    raise LostKernelError("the process ended") from None
                continue
            if said["parent_header"].get("msg_id") == message:
                return
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
