"""What a kernel says of itself: functions replaced, or hidden. Honest code is not noticed."""

import numpy as np
import pytest

from pixelup import noticed

TASK = "def f(x):\n    return x.sum(axis=0)"
HONEST = """
import builtins, json, math
import numpy as np
import matplotlib.pyplot as plt
def print(*args, **kwargs):
    builtins.print("mine", *args, **kwargs)
sum = max
np.random.seed(7)
np.set_printoptions(precision=3)
np.seterr(all="ignore")
np.my_own = 3
plt.rcParams["image.cmap"] = "gray"
plt.style.use("default")
class Numbers(list):
    def __eq__(self, other):
        return False
from functools import partial
show = partial(print, "x")
%matplotlib inline
show(1)
"""


def test_honest_code_is_not_noticed(run):
    done = run(
        HONEST, TASK, "#ask f", "import torch; torch.manual_seed(1); torch.zeros(2)", "#ask f"
    )
    assert [[a.error for a in answers] for answers in done.answers] == [["", ""], ["", ""]]
    assert done.noticed == []


PATCHES = {
    "builtins.sum": "import builtins\nbuiltins.sum = lambda *a: 0",
    "numpy.allclose": "import numpy\nnumpy.allclose = lambda *a, **k: True",
    "numpy.testing.assert_allclose": "import numpy.testing as t\nt.assert_allclose = print",
    "numpy.linalg.norm": "import numpy as np\nsetattr(np.linalg, 'norm', lambda x: 0)",
    "pixelup.ask.ask": "import pixelup.ask\npixelup.ask.ask = None",
    "numpy.add": "import numpy as np\nnp.add = np.multiply",
}


@pytest.mark.parametrize("name", PATCHES)
def test_a_function_that_was_replaced_is_noticed(run, name):
    assert run(PATCHES[name], TASK, "#ask f").noticed == [f"patched {name}"]


def test_a_module_is_looked_through_again_when_it_has_changed(monkeypatch):
    names = vars(np)
    before = noticed._version(names)
    assert list(names)
    assert noticed._version(names) == before  # looking is no change
    monkeypatch.setitem(names, "sum", np.sum)
    assert noticed._version(names) == before  # nor is the same value
    monkeypatch.setitem(names, "sum", np.max)
    assert noticed._version(names) != before
    assert noticed._version(dict(names)) not in {before, noticed._version(names)}


def g(x):
    return np.sum(x)


def test_a_forbidden_function_under_another_name_is_noticed(monkeypatch):
    main = vars(__import__("__main__"))
    namespace = {}
    exec("def f(x):\n    return helper(x)\ndef helper(x):\n    return total(x)", main, namespace)
    hidden = noticed.forbidden_objects(("numpy.sum", "numpy.no_such", "no_such.module"))
    assert hidden == {"numpy.sum": np.sum}
    assert noticed.report(namespace["f"], hidden) == ()
    for name, value in {"helper": namespace["helper"], "total": np.sum}.items():
        monkeypatch.setitem(main, name, value)
    assert noticed.report(namespace["f"], hidden) == ("forbidden numpy.sum",)
    assert noticed.report(g, hidden) == (), "only the notebook's own functions are followed"
    whole = type("C", (), {"f": namespace["f"]})
    assert noticed.report(whole, hidden) == ("forbidden numpy.sum",)
