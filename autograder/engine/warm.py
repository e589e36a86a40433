"""The handle of the warm process: start it, reach it, end it.

The coordinator starts one and names its folder in the environment, so that its workers reach
the same one. If it dies, whoever notices first starts another.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

from ..errors import AutograderError
from .place import Place
from .preload import Wanted

VARIABLE = "AUTOGRADER_ZYGOTE"
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "PYTHONPATH", "TMPDIR")
_TRIES = 3
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)


class Zygote:
    """A warm process in a folder.

    Parameters
    ----------
    folder
        Holds its socket, a lock, the modules to import (`preload`) and what it said;
        kernels have their own folders in it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._wished = Wanted()
        self._asked = self._told = False  # the wish was sent; it was answered

    def connect(self) -> socket.socket:
        """A connection to it; it is started if it does not run.

        Raises
        ------
        AutograderError
            If it cannot be started.
        """
        if self._asked:
            self._hear()
        for _ in range(_TRIES):
            with contextlib.suppress(OSError):
                return self._reach()
            with (self.folder / "lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                with contextlib.suppress(OSError):
                    return self._reach()
                self._start()
        try:
            return self._reach()
        except OSError:
            raise AutograderError("the warm process was killed again and again") from None

    @property
    def sandbox(self) -> str:
        """Name of the strongest sandbox that holds here; empty for none."""
        self.connect().close()
        return json.loads((self.folder / "said").read_text())["sandbox"]

    @property
    def reasons(self) -> dict[str, str]:
        """Why stronger sandboxes do not hold, by name."""
        self.connect().close()
        return json.loads((self.folder / "said").read_text())["reasons"]

    @property
    def pid(self) -> int | None:
        """Its pid, where this process started it."""
        return self._process.pid if self._process else None

    def close(self) -> bool:
        """End it, if this process started it; returns whether it did.

        Kernels that run go on until they are let go.
        """
        process, self._process = self._process, None
        if process is None:
            return False
        if not self._told:  # it may be in the middle of its imports, and has no kernels
            process.terminate()
        for line in (process.stdin, process.stdout):
            assert line is not None
            with contextlib.suppress(BrokenPipeError):  # it was killed before it was told
                line.close()
        process.wait(10)
        self._asked = self._told = False
        return True

    def _reach(self) -> socket.socket:
        client = socket.socket(socket.AF_UNIX)
        try:
            client.connect(str(self.folder / "z"))
        except OSError:
            client.close()
            raise
        return client

    def begin(self, wanted: Wanted) -> None:
        """Let it begin with its imports, while there is other work to do."""
        if self._process is None and not (self.folder / "said").exists():
            self._wish(wanted)
            self._spawn()
            self._ask()

    def want(self, wanted: Wanted) -> tuple[str, ...]:
        """Have modules imported.

        Returns
        -------
        tuple of str
            All that were wanted or learnt; nothing where it is another's and cannot be told.

        Raises
        ------
        AutograderError
            If it cannot be started.
        """
        if self._asked:
            self._hear()
        if self._told and not wanted.learn and set(wanted.modules) <= set(self._modules()):
            return wanted.modules
        if not (self._told and wanted == self._wished):
            self._wish(wanted)
            if self._told and wanted.learn:  # of what the unit before imported nobody learns
                self.close()
            elif self._told:
                self._ask()
        self.connect().close()
        return self._modules() if self._told else ()

    def _wish(self, wanted: Wanted) -> None:
        """Whoever starts it asks it for this."""
        self._wished = wanted
        (self.folder / "preload").write_bytes(wanted.line())

    def _modules(self) -> tuple[str, ...]:
        said = self.folder / "said"
        return tuple(json.loads(said.read_text())["modules"]) if said.exists() else ()

    def _start(self) -> None:
        """Start it, or wait for one that has begun.

        If it is killed on its way, it is not there afterwards: that is no reason to give up.

        Raises
        ------
        AutograderError
            If it ends by itself.
        """
        if self._told:
            self.close()
        if self._process is None:
            self._spawn()
        if not self._asked:
            self._ask()
        self._hear()

    def _ask(self) -> None:
        """Send the wish that lies in the folder."""
        self._asked = True
        assert self._process is not None
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write((self.folder / "preload").read_bytes())
            self._process.stdin.flush()

    def _hear(self) -> None:
        """Wait until it is warm."""
        self._asked, self._told = False, True
        process = self._process
        assert process is not None
        assert process.stdout is not None
        said = process.stdout.readline()
        if not said and process.wait() < 0:
            return
        if not said:
            log_text = (self.folder / "log").read_text(errors="replace").strip()
            last = log_text.splitlines()[-1:] or ["it died without a word"]
            raise AutograderError(f"the warm process did not start: {last[0]}")
        (self.folder / "said").write_bytes(said)
        # another one, where this is killed, has nothing to learn
        (self.folder / "preload").write_bytes(Wanted(tuple(json.loads(said)["modules"])).line())

    def _spawn(self) -> None:
        """With a clean environment, for it ends up in every student's kernel."""
        kept = {k: v for k, v in os.environ.items() if k in _KEPT}
        own = {
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }
        self._asked = self._told = False
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "autograder.engine.zygote", str(self.folder / "z")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd="/",
                env=kept | _ONE_THREAD | own,
                start_new_session=True,
            )


_mine: Zygote | None = None
_place: Place | None = None
_parents: tuple[Zygote | None, Place | None] = None, None


def zygote() -> Zygote:
    """The warm process of this command: the one named in the environment, or a new one."""
    global _mine, _place  # the one thing that all kernels of a process share
    if _mine is None:
        named = os.environ.get(VARIABLE)
        if named and _is_mine(Path(named)):
            _mine = Zygote(Path(named))
        else:
            _place = Place()
            _mine = Zygote(_place.folder)
            if os.geteuid() == 0:
                _place.folder.chmod(0o711)  # kernels run as users of their own, in folders in it
            (_mine.folder / "preload").write_bytes(Wanted().line())
            os.environ[VARIABLE] = str(_mine.folder)
            atexit.register(_end, os.getpid(), _mine, _place)
    return _mine


def close() -> None:
    """End the warm process, if this process made it."""
    global _mine, _place
    if _mine is not None:
        mine, place = _mine, _place
        _mine = _place = None
        atexit.unregister(_end)
        _end(os.getpid(), mine, place)


def forget() -> None:
    """Called in a fork: the warm process is its parent's, and is found by its name."""
    global _mine, _place, _parents
    _parents = _mine, _place  # kept: at their end they would close what has another use by then
    _mine = _place = None


def _end(owner: int, mine: Zygote, place: Place | None) -> None:
    if os.getpid() != owner:
        return
    if place is not None:
        place.let_go()  # then the warm process removes it, with what the last kernels leave
        os.environ.pop(VARIABLE, None)
    mine.close()
    if place is not None:
        place.remove()


def _is_mine(folder: Path) -> bool:
    return folder.is_dir() and folder.stat().st_uid == os.geteuid()
