"""The Python side of the PoolingExplorer, and what it shares with the JavaScript side."""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest
import torch
from traitlets import TraitError

from pixelup import pack
from pixelup.widgets import FIGURES, PoolingExplorer

ROOT = Path(__file__).parents[2]
X = [[0, 1, 2, 5], [3, 4, 5, -1], [6, 7, -8, 0]]


def test_it_is_registered_and_begins_with_the_lectures_map():
    assert FIGURES["pooling_explorer"] is PoolingExplorer
    assert PoolingExplorer().output() == [[4, 8], [6, 9]]
    assert PoolingExplorer(mode="average").output() == [[2.75, 4.5], [5, 5]]


def test_golden_vectors_are_what_torch_computes():
    make = runpy.run_path(str(ROOT / "tests/js/make_golden_pool.py"))
    assert json.loads(make["text"]()) == json.loads(make["PLACE"].read_text())


@pytest.mark.parametrize(("size", "stride"), [(2, 1), (3, 2), (2, 2), (1, 3), (3, 1)])
def test_output_agrees_with_torch(size, stride):
    x = np.random.default_rng(3).normal(size=(6, 8))
    functions = {"max": torch.nn.functional.max_pool2d, "average": torch.nn.functional.avg_pool2d}
    for mode, f in functions.items():
        got = PoolingExplorer(image=x, size=size, stride=stride, mode=mode).output()
        want = f(torch.tensor(x)[None, None], size, stride)[0, 0]
        np.testing.assert_allclose(got, want, rtol=1e-12)


def test_a_shift_lets_zeros_in():
    assert PoolingExplorer(image=X, moved=(1, -1)).shifted() == [
        [0, 0, 0, 0], [1, 2, 5, 0], [4, 5, -1, 0],
    ]  # fmt: skip
    assert PoolingExplorer(image=X, moved=[[-64, 64]]).shifted() == np.zeros((3, 4)).tolist()


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"size": 0}, "PoolingExplorer.size is 0: give 1 to 64 pixels."),
        ({"stride": 65}, "PoolingExplorer.stride is 65: give 1 to 64 pixels."),
        ({"size": 5}, "size is 5 and the image only 4 × 4: the window must fit"),
        ({"mode": "mean"}, "mode is 'mean': say 'max' or 'average'."),
        ({"moved": (1, 0.5)}, "moved is (1, 0.5): give two whole numbers, down and to the right"),
        ({"moved": (65, 0)}, "give two whole numbers"),
        ({"moved": 3}, "give two whole numbers"),
        ({"position": -1}, "position is -1: cells of the output are counted from 0"),
        ({"image": np.zeros((65, 3))}, "image is 65 × 3, larger than 64 × 64: crop it"),
        ({"kernel": 2}, "has no 'kernel': it knows answer"),
    ],
)
def test_a_bad_state_is_one_line_that_says_how_to_mend_it(state, message):
    with pytest.raises(TraitError) as caught:
        PoolingExplorer(**state)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_javascript_writes_is_read():
    explorer = PoolingExplorer()
    explorer.set_state({"pooled": [[1, "nan"]], "changes": [3, 4, 1, 2], "moved": [[0, 1]]})
    assert explorer.changes == [3, 4, 1, 2]
    assert explorer.moved == [[0, 1]]


def test_words_stills_and_the_address():
    explorer = PoolingExplorer(image=X, size=2, stride=1, moved=(0, 1))
    assert repr(explorer) == (
        "max-pooling: map 3 × 4, moved by 0 down and 1 to the right, windows of 2 × 2, "
        "stride 1: output 2 × 3"
    )
    assert explorer.fragment() == (
        "pooling=image:0,1,2,5;3,4,5,-1;6,7,-8,0/size:2/stride:1/mode:max/moved:0,1/position:0"
    )
    assert "Pooled (max)" in explorer.still()
    wrong = PoolingExplorer(image=X, answer=[[4, 5]])
    assert repr(wrong).endswith("expected 1 × 2, yours 1 × 2")
    assert "Yours" in wrong.still()
    assert all(height > 20 for height in wrong.height())
    json.dumps(wrong.state(), allow_nan=False)


def test_it_opens_on_every_case_of_the_exercise():
    task = pack.load("04-pooling").task("max_pool2d")
    assert task.explorer.widget == "PoolingExplorer"
    for case in task.cases:
        given = dict(zip(task.parameters, case.args, strict=True))
        traits = {trait: given[name] for trait, name in task.explorer.parameters}
        traits |= dict(task.explorer.settings)
        explorer = PoolingExplorer(**traits, answer=case.expected.value)
        np.testing.assert_array_equal(explorer.output(), case.expected.value)
