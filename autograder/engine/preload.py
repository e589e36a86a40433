"""Which modules the warm process should import: those that the instructor's notebooks do.

Learnt by running a notebook once, in a fork of the warm process. Much is imported at first use,
not at `import` (`torch.optim` brings 827 modules), so only running it tells.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn

from . import linux
from .order import line

KERNEL = (  # what a kernel imports on its way to the first cell, and with the first magic
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "IPython.core.magics",
    "IPython.core.magics.execution",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "comm",
    "faulthandler",
    "pdb",
    "pixelup.noticed",
    "pixelup.serving",
    "sqlite3",
    "tornado.platform.asyncio",
    "zmq.asyncio",
)
USUAL = (  # what the notebooks of a course import
    "numpy",
    "numpy.fft",
    "numpy.linalg",
    "numpy.random",
    "numpy.testing",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "pixelup.check",
)
TORCH = (  # and some of them; every kernel carries its pages
    "torch",
    "torch.nn.functional",
    "torch.optim",
    "torch.utils.data",
)
SPARED = ("debugpy", "jedi")  # IPython takes them where they are: for who sits at a keyboard
# These do something at import that belongs into the kernel itself.
NEVER = {"matplotlib_inline.backend_inline", "_remote_module_non_scriptable"}
_OURS = ("autograder", "nbgrader", "tests", "__main__", "main")
_SECONDS = 120.0  # for a notebook of the instructor's own


@dataclass(frozen=True)
class Wanted:
    """What the warm process should have imported.

    Attributes
    ----------
    modules
        Their names, in order.
    learn
        A notebook of the instructor's own that says more, or empty. It is trusted: it runs as
        you, in a process that ends with it.
    """

    modules: tuple[str, ...] = (*USUAL, *TORCH)
    learn: str = ""

    def line(self) -> bytes:
        """The wish as a line."""
        return line(asdict(self))

    @classmethod
    def read(cls, text: bytes) -> Wanted:
        """Undo :meth:`line`."""
        data = json.loads(text)
        return cls(tuple(data["modules"]), data["learn"])


@contextlib.contextmanager
def spared(names: Sequence[str] = SPARED) -> Iterator[None]:
    """What is imported meanwhile does not find these, and does without.

    IPython and its kernel do without what only a person needs.
    """
    missing = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(missing))
    try:
        yield
    finally:
        for name in missing:
            del sys.modules[name]


def wanted(notebook: Path) -> Wanted:
    """What to import for a notebook that was never run."""
    torch = re.search(rb"\b(?:import|from) torch\b", notebook.read_bytes()) is not None
    return Wanted((*USUAL, *TORCH) if torch else USUAL, str(notebook))


def learn(notebook: str, place: Path, seconds: float = _SECONDS) -> tuple[str, ...]:
    """Run a notebook in a fork of this process, and see what it imports.

    Parameters
    ----------
    notebook
        Its path.
    place
        A folder that is removed with this process: what the notebook writes must not lie beside
        what is released, and must not outlive it.
    seconds
        Time limit.

    Returns
    -------
    tuple of str
        Modules in the order of their import; none where it does not run.
    """
    here, there = os.pipe()
    with tempfile.TemporaryDirectory(dir=place) as folder:
        pid = os.fork()
        if pid == 0:
            _run(notebook, folder, there)
        os.close(there)
        told = _told(here, seconds)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return merged(json.loads(told)) if told else ()


def merged(names: Sequence[str]) -> tuple[str, ...]:
    """The usual modules and these, without what no kernel needs."""
    kept = [n for n in names if n.partition(".")[0] not in _OURS and n not in NEVER]
    kept = [n for n in kept if not n.startswith("__")]
    torch = TORCH if any(n.partition(".")[0] == "torch" for n in kept) else ()
    return tuple(dict.fromkeys([*USUAL, *torch, *kept]))


def _run(notebook: str, folder: str, tell: int) -> NoReturn:
    """The life of a fork that learns."""
    try:
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        nothing = os.open("/dev/null", os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(nothing, fd)
        os.chdir(folder)
        os.environ["IPYTHONDIR"] = folder
        if f"{__package__}.direct" in sys.modules:
            sys.modules[f"{__package__}.direct"].forget()
        from IPython.core.interactiveshell import InteractiveShell

        if "matplotlib" in sys.modules:
            sys.modules["matplotlib"].use("agg")
        sys.path.insert(0, "")
        shell = InteractiveShell.instance()
        for cell in json.loads(Path(notebook).read_bytes())["cells"]:
            if cell["cell_type"] == "code":
                shell.run_cell("".join(cell["source"]), silent=True)
        modules = [n for n, m in list(sys.modules.items()) if getattr(m, "__spec__", None)]
        with os.fdopen(tell, "w") as out:
            json.dump(modules, out)
    finally:
        os._exit(0)


def _told(fd: int, seconds: float) -> bytes:
    """All that comes from a descriptor until its end; nothing where that does not come in time."""
    end = time.monotonic() + seconds
    text = bytearray()
    with os.fdopen(fd, "rb", buffering=0) as told:
        while select.select([told], [], [], max(0.0, end - time.monotonic()))[0]:
            part = told.read(1 << 16)
            if not part:
                return bytes(text)
            text += part
    return b""
