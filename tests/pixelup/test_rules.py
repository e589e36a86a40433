import numpy as np
import pytest

from pixelup.rules import ForbiddenError, code_of, enforced, is_known, violations
from pixelup.task import Task

TASK = Task("f", 1, (), forbid=("scipy", "numpy.convolve", "correlate2d"), loops=2)


@pytest.mark.parametrize(
    "code",
    [
        "import scipy",
        "import scipy.signal as s",
        "from scipy import signal",
        "from scipy.signal import correlate2d as c",
        "import numpy as np\ndef f(): return np.convolve(1, 2)",
        "import numpy\ndef f(): return numpy.convolve(1, 2)",
        "from numpy import convolve as c",
        "def f(x, k): return correlate2d(x, k)",
        "g = correlate2d",
    ],
)
def test_forbidden_names_are_found_however_they_are_imported(code):
    assert violations(TASK, code)


@pytest.mark.parametrize(
    "code",
    [
        "def f(x): return convolve(x)",
        "def f(x): return x.scipy",
        "def f(x): return 'scipy'",
        "def f(x):\n    # numpy.convolve would do\n    return x",
        "this does not parse",
    ],
)
def test_what_only_looks_alike_is_allowed(code):
    assert not violations(TASK, code)


def test_a_letter_of_the_field_is_no_library():
    task = Task("f", 1, (), forbid=("torch",))
    assert not violations(task, "def f(w):\n    F, C, h, k = w.shape\n    return F * C")
    assert not violations(task, "def f(F):\n    return F.sum()")
    assert violations(task, "def f(w):\n    return F.conv2d(w, w)")


@pytest.mark.parametrize(
    ("code", "nested"),
    [
        ("for i in x:\n for j in y:\n  pass", 2),
        ("for i in x:\n for j in y:\n  for k in z:\n   pass", 3),
        ("for i in x:\n pass\nfor j in y:\n pass\nfor k in z:\n pass", 1),
        ("[[1 for i in x] for j in y for k in z]", 3),
        ("while a:\n while b:\n  sum(q for q in z)", 3),
    ],
)
def test_nested_loops_are_counted(code, nested):
    said = violations(TASK, code)
    assert bool(said) == (nested > 2)
    if said:
        assert f"{nested} nested loops" in said[0]


def test_the_code_of_helpers_is_read_too():
    assert "np.convolve" in code_of(calls_helper)


def helper(x):
    return np.convolve(x, x)


def calls_helper(x):
    return helper(x)


def test_a_builtin_has_no_code():
    assert code_of(len) == ""


def test_rules_hold_while_the_code_runs_and_not_after():
    with enforced(("numpy.convolve",)), pytest.raises(ForbiddenError, match=r"numpy\.convolve"):
        getattr(np, "conv" + "olve")([1], [2])
    assert np.convolve([1], [2])[0] == 2


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("numpy.convolve", True),
        ("numpy.convolv", False),
        ("nosuchmodule.x", False),
        ("scipy", True),
    ],
)
def test_a_rule_can_be_checked_for_spelling(name, known):
    assert is_known(name) == known
