"""Learning what the warm process should import."""

import json
import os
import signal
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.engine.place import Place
from autograder.engine.preload import TORCH, USUAL, Wanted, learn, merged, wanted
from autograder.engine.warm import Zygote


def test_modules_that_the_notebook_imports_late_are_learnt(tmp_path):
    path = tmp_path / "unit.ipynb"
    cells = ["def f():\n    import wave\n    return wave", "f()", "1 / 0", "import sndhdr_"]
    nbformat.write(new_notebook(cells=[new_code_cell(c) for c in cells]), path)
    code = "import json, sys\nfrom pathlib import Path\nfrom autograder.engine import preload\n"
    code += "print(json.dumps(preload.learn(sys.argv[1], Path(sys.argv[1]).parent)))"
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, check=True)
    learnt = tuple(json.loads(done.stdout))
    assert "wave" in learnt
    assert learnt[: len(USUAL)] == USUAL
    assert "torch" not in learnt, "every kernel would carry it"


def test_a_notebook_that_does_not_end_teaches_nothing(tmp_path):
    path = tmp_path / "unit.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("while True: pass")]), path)
    assert learn(str(path), tmp_path, seconds=3) == ()


def test_nothing_of_the_grader_is_preloaded():
    names = merged(["autograder.run", "nbgrader.api", "json", "matplotlib_inline.backend_inline"])
    assert names == (*USUAL, "json")


def test_torch_is_preloaded_as_a_whole_where_it_is_used():
    assert merged(["torch", "json"]) == (*USUAL, *TORCH, "json")


def test_a_notebook_that_was_never_run_tells_whether_it_wants_torch(tmp_path):
    path = tmp_path / "unit.ipynb"
    path.write_text("import numpy  # as torch does it")
    assert wanted(path) == Wanted(USUAL, str(path))
    path.write_text("import torch")
    assert wanted(path).modules == (*USUAL, *TORCH)
    assert Wanted.read(wanted(path).line()) == wanted(path)


@pytest.fixture
def fresh():
    """A warm process that nobody has told anything yet."""
    with Place() as folder:
        (folder / "preload").write_bytes(Wanted(USUAL).line())
        warmed = Zygote(folder)
        yield warmed
        warmed.close()


def test_one_that_is_killed_before_it_is_told_is_started_again(fresh):
    fresh.begin(Wanted(USUAL))
    killed = fresh.pid
    os.kill(killed, signal.SIGKILL)
    assert fresh.want(Wanted(USUAL)) == USUAL
    assert fresh.pid != killed


def test_what_it_has_begun_with_may_change(fresh):
    fresh.begin(Wanted(USUAL))
    pid = fresh.pid
    assert fresh.want(Wanted((*USUAL, "wave"))) == (*USUAL, "wave")
    assert fresh.pid == pid


def test_nothing_is_learnt_from_what_the_unit_before_imported(fresh, tmp_path):
    for name, other in (("wave", "netrc"), ("netrc", "wave")):
        path = tmp_path / f"{name}.ipynb"
        nbformat.write(new_notebook(cells=[new_code_cell(f"import {name}")]), path)
        modules = fresh.want(Wanted(USUAL, str(path)))
        assert name in modules
        assert other not in modules
    pid = fresh.pid
    assert fresh.want(Wanted((*USUAL, "wave"))) == (*USUAL, "wave")
    assert fresh.pid == pid, "what is known is only imported"


def test_one_that_is_given_up_early_ends_at_once(fresh):
    fresh.begin(Wanted(USUAL))
    assert fresh.close()
    assert fresh.pid is None
    assert not fresh.close()
