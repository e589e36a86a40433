import copy
import json

import nbformat
import pytest

from autograder import notebook
from autograder.grade.reading import code_of
from autograder.grade.repair import UnreadableError, read_notebook, repair


@pytest.fixture
def released(unit):
    return notebook.release(notebook.source_notebook(unit))


@pytest.fixture
def handed_in(released):
    made = copy.deepcopy(released)
    cell(made, "double").source = "def double(x):\n    return 2 * x"
    return made


def cell(made, name):
    return next(c for c in made.cells if c.id == name)


def names(made):
    return [c.metadata.nbgrader.grade_id for c in made.cells if "nbgrader" in c.metadata]


def through_disk(made):
    """As it comes from a student: text, read without trust."""
    return read_notebook(json.dumps(made).encode())


def mended(made, released):
    done = repair(through_disk(made), released)
    nbformat.validate(done.notebook)
    assert sorted(names(done.notebook)) == sorted(names(released))
    ids = names(done.notebook)
    assert ids.index("check-double") > ids.index("double")
    return done


def test_a_good_notebook_is_left_alone(handed_in, released):
    done = mended(handed_in, released)
    assert done.notes == ()
    assert [c.source for c in done.notebook.cells] == [c.source for c in handed_in.cells]


def test_a_deleted_test_is_put_back(handed_in, released):
    handed_in.cells.remove(cell(handed_in, "check-double"))
    done = mended(handed_in, released)
    assert done.notes == ("The test cell check-double was missing; it was put back.",)


def test_of_copies_the_last_that_says_something_counts(handed_in, released):
    at = handed_in.cells.index(cell(handed_in, "double"))
    handed_in.cells.insert(at + 1, copy.deepcopy(cell(released, "double")))
    done = mended(handed_in, released)
    graded = [c for c in done.notebook.cells if c.metadata.get("nbgrader", {}).get("solution")]
    assert "return 2 * x" in graded[0].source
    assert "was there 2 times" in done.notes[0]


def test_an_edited_test_gets_its_text_back(handed_in, released):
    cell(handed_in, "check-double").source = "4.0"
    done = mended(handed_in, released)
    assert cell(done.notebook, "check-double").source == "check(double)"
    assert done.notes == ("The locked cell check-double was edited; its text was put back.",)


def test_a_test_before_its_answer_is_moved(handed_in, released):
    test = cell(handed_in, "check-double")
    handed_in.cells.remove(test)
    handed_in.cells.insert(0, test)
    assert "stood before its answer" in mended(handed_in, released).notes[0]


def test_changed_settings_are_reset(handed_in, released):
    cell(handed_in, "check-double").metadata.nbgrader.points = 400
    done = mended(handed_in, released)
    assert cell(done.notebook, "check-double").metadata.nbgrader.points == 4
    assert done.notes == ("The settings of the cell check-double were changed; they were reset.",)


def test_cells_without_metadata_are_known_by_what_they_hold(handed_in, released):
    for number, c in enumerate(handed_in.cells):
        c.metadata = nbformat.NotebookNode()
        c.id = f"x{number}"
    done = mended(handed_in, released)
    graded = next(
        c for c in done.notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "double"
    )
    assert "return 2 * x" in graded.source
    assert done.notes == ("The nbgrader data of 6 cells was lost; it was put back.",)


def test_a_missing_answer_is_put_back_as_it_was_handed_out(handed_in, released):
    handed_in.cells.remove(cell(handed_in, "count"))
    done = mended(handed_in, released)
    assert "raise NotImplementedError" in cell(done.notebook, "count").source


def test_doubled_ids_and_odd_cells_do_not_hurt(handed_in, released):
    for c in handed_in.cells:
        c.id = "same"
    raw = json.loads(json.dumps(handed_in))
    raw["cells"] += [{"cell_type": "strange"}, 7, {"cell_type": "code", "source": ["a", "b"]}]
    assert mended(raw, released).notebook.cells[-1].source == "ab"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\xff", "not text"),
        (b'{"cells": [{"cell_type": "co', "breaks off in line 1"),
        (b'{"cells": [,]}\n\n\n', "broken at line 1"),
        (b"{}", "no notebook of format 4"),
        (b"[1, 2]", "no notebook of format 4"),
        (b"[" * 200_000, "nested too deep"),
    ],
)
def test_what_is_no_notebook_says_what_to_ask_for(data, words):
    with pytest.raises(UnreadableError, match=words):
        read_notebook(data)


def test_the_code_of_an_answer_is_read_without_running_it():
    cells = [
        "import numpy as np",
        "%matplotlib inline\ndef helper(x):\n    return np.sum(x)",
        "def f(x):\n    return helper(x)\n\nraise SystemExit",
        "this does not parse",
        "def other(x):\n    return 0",
    ]
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    code = code_of(made, "f")
    assert "import numpy as np" in code
    assert "def helper" in code
    assert "def other" not in code
    assert code_of(made, "nothing") == ""


def test_an_import_counts_only_where_it_is_used():
    cells = [
        "import numpy as np, torch.nn as nn\nfrom scipy.signal import convolve2d",
        "def f(x):\n    return np.sum(x)",
        "def g(x):\n    return nn.Conv2d(1, 1, 3)(x)",
    ]
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    assert code_of(made, "f") == "import numpy as np\ndef f(x):\n    return np.sum(x)"
    assert code_of(made, "g").startswith("import torch.nn as nn\n")
