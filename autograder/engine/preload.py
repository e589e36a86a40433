"""Which modules the warm process should import: those that the instructor's notebooks do.

Learnt by running a notebook once. Much is imported at first use, not at `import`
(`torch.optim` brings 827 modules), so only running it tells.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat

from .place import Place
from .zygote import NEVER, USUAL

_OURS = ("autograder", "nbgrader", "tests")
_SCRIPT = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
cells = json.load(open(sys.argv[1]))
shell = InteractiveShell.instance()
for cell in cells:
    shell.run_cell(cell, silent=True)
names = [n for n, m in list(sys.modules.items()) if getattr(m, "__spec__", None) is not None]
json.dump(names, open(sys.argv[2], "w"))
"""


def learn(notebook: Path, seconds: float = 120.0) -> tuple[str, ...]:
    """Run a notebook of the instructor's own, and see what it imports.

    Parameters
    ----------
    notebook
        The source notebook, with the solutions. It is trusted: it runs as you.
    seconds
        Time limit.

    Returns
    -------
    tuple of str
        Modules in the order of their import; the usual ones where it does not run.
    """
    nb = nbformat.read(notebook, as_version=4)
    cells = [c.source for c in nb.cells if c.cell_type == "code"]
    with Place() as folder:
        asked, told = Path(folder, "cells.json"), Path(folder, "names.json")
        asked.write_text(json.dumps(cells))
        try:
            subprocess.run(
                [sys.executable, "-c", _SCRIPT, str(asked), str(told)],
                cwd=folder,  # what it writes must not lie beside what is released
                env=os.environ | {"MPLBACKEND": "agg", "OMP_NUM_THREADS": "1"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=seconds,
                check=True,
            )
        except subprocess.SubprocessError:
            return USUAL
        return merged(json.loads(told.read_text()))


def merged(names: Sequence[str]) -> tuple[str, ...]:
    """The usual modules and these, without what no kernel needs.

    torch only where the notebook uses it: every kernel would carry its pages.
    """
    wanted = [n for n in names if n.partition(".")[0] not in _OURS and n not in NEVER]
    wanted = [n for n in wanted if not n.startswith("__") and n != "main"]
    usual = [n for n in USUAL if not _torch(n) or any(map(_torch, wanted))]
    return tuple(dict.fromkeys([*usual, *wanted]))


def _torch(name: str) -> bool:
    return name.partition(".")[0] == "torch"
