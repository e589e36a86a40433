"""Learning what the warm process should import."""

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from autograder.engine.preload import learn, merged
from autograder.engine.zygote import USUAL

LIGHT = tuple(name for name in USUAL if name.partition(".")[0] != "torch")


def test_modules_that_the_notebook_imports_late_are_learnt(tmp_path):
    path = tmp_path / "unit.ipynb"
    cells = ["def f():\n    import colorsys\n    return colorsys", "f()", "1 / 0", "import sndhdr_"]
    nbformat.write(new_notebook(cells=[new_code_cell(c) for c in cells]), path)
    learnt = learn(path)
    assert "colorsys" in learnt
    assert learnt[: len(LIGHT)] == LIGHT
    assert "torch" not in learnt, "every kernel would carry it"


def test_a_notebook_that_does_not_end_teaches_nothing(tmp_path):
    path = tmp_path / "unit.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("while True: pass")]), path)
    assert learn(path, seconds=3) == USUAL


def test_nothing_of_the_grader_is_preloaded():
    names = merged(["autograder.run", "nbgrader.api", "json", "matplotlib_inline.backend_inline"])
    assert names == (*LIGHT, "json")


def test_torch_is_preloaded_as_a_whole_where_it_is_used():
    assert merged(["torch", "json"]) == (*USUAL, "json")
