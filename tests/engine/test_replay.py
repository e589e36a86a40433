"""What is run again in a fresh kernel."""

from autograder.engine.replay import Ran, definitions

CELL = """
import numpy as np
from math import pi
SIZE = 3
NAMES = ["a", "b"]
data = load(SIZE)
def f(x):
    return x * SIZE
class C:
    y = f(2)
print(f(1))
for i in range(3):
    f(i)
"""


def test_definitions_are_imports_functions_classes_and_constants():
    kept = definitions(CELL)
    for part in (
        "import numpy as np",
        "from math import pi",
        "SIZE = 3",
        "NAMES",
        "def f",
        "class C",
    ):
        assert part in kept
    for part in ("load", "print", "for i"):
        assert part not in kept


def test_what_cannot_be_read_defines_nothing():
    for source in ("def f(:", "%matplotlib inline", "\0", "(" * 5000, "-" * 100_000 + "1"):
        assert definitions(source) == ""


def test_a_quick_harmless_cell_is_run_as_a_whole():
    assert Ran(CELL, 0.1, survived=True).again() == CELL
    assert Ran(CELL, 30.0, survived=True).again() == definitions(CELL)
    assert Ran(CELL, 0.1, survived=False).again() == definitions(CELL)
