"""Kernels for the tests of the engine: one warm process, and how to run cells in its kernels."""

from __future__ import annotations

import os
from types import SimpleNamespace

import numpy as np
import pytest
from jupyter_client.provisioning import KernelProvisionerFactory
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from autograder.engine import warm
from autograder.engine.execute import SandboxExecute
from pixelup.task import Answer, Case, Task
from tests.conftest import missing

X = np.arange(6.0).reshape(2, 3)


def task(name: str, seconds: float = 0.5, cases: int = 2) -> Task:
    """A task whose right answer sums the columns."""
    drawn = tuple(Case("all", (X * i,), Answer(value=(X * i).sum(axis=0))) for i in range(cases))
    return Task(name, 1.0, ("x",), drawn, seconds=seconds)


class Asking(SandboxExecute):
    """Asks the task NAME at a cell that says `#ask NAME`."""

    def preprocess_cell(self, cell, resources, index):
        if not cell.source.startswith("#ask "):
            return super().preprocess_cell(cell, resources, index)
        self.answers.append(self.ask(task(cell.source.split()[1])))
        return cell, resources


@pytest.fixture(scope="session")
def zygote():
    """The warm process of the tests."""
    os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] = "sandbox"
    KernelProvisionerFactory.clear_instance()  # one that was made before knows another name
    here = warm.zygote()
    if not here.sandbox:
        missing("sandbox", f"none holds here: {here.reasons}")
    yield here
    warm.close()
    del os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"]
    KernelProvisionerFactory.clear_instance()


@pytest.fixture
def run(zygote, tmp_path):
    """Run cells as a submission; returns the executed notebook and the answers."""

    def run(*cells: str, limits=None, sandbox="", **traits):
        config = Config()
        config.SandboxProvisioner.limits = limits or {}
        config.SandboxProvisioner.sandbox = sandbox
        execute = Asking(config=config, **{"timeout": 10} | traits)
        execute.answers = []
        notebook = new_notebook(cells=[new_code_cell(c) for c in cells])
        execute.preprocess(notebook, {"metadata": {"path": str(tmp_path)}})
        said = [
            "".join(str(o.get("text") or o.get("evalue") or o.get("data")) for o in c.outputs)
            for c in notebook.cells
        ]
        return SimpleNamespace(
            notebook=notebook,
            said=said,
            answers=execute.answers,
            flags=execute.flags,
            noticed=list(execute.noticed),
        )

    return run
