"""The kernel of a notebook: one that is lost is replaced, with what was defined before.

It keeps to a number of fresh kernels and to a time for the whole notebook. Then it gives up.
"""

from __future__ import annotations

import time
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import Execute
from traitlets import Float, Integer

from .channel import Line
from .loss import FLOOD, EngineError, LostKernelError, cause
from .manager import Manager
from .outputs import FloodError
from .provisioner import SandboxProvisioner
from .replay import Ran
from .talk import EndedError, Talk

PATIENCE = 4.0  # s that a kernel has to stop when it is interrupted
LOOK = 0.5  # s, between two looks whether a silent kernel lives
_AGAIN = 30.0  # s, for what is run again of one cell


class KernelLife(Execute):
    """nbgrader's Execute on sealed kernels that may be lost.

    Attributes
    ----------
    flags
        What a person should look at, one sentence each, once the notebook is run.
    """

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
        self._given_up = self._lost = ""
        self._line: Line | None = None
        self._end = time.monotonic() + self.total_seconds
        return super().preprocess(nb, resources, km)

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
        lease.ends(PATIENCE if isinstance(problem, EndedError) else 0.3)
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
                return self.kc.wait_for(message, min(left, LOOK))
            except TimeoutError:
                self._must_live()
        raise LostKernelError("it did not stop when it was interrupted")

    def _replied(self, message: str) -> bool:
        try:
            self._wait(message, 0.2)
        except LostKernelError:
            return False
        return True
