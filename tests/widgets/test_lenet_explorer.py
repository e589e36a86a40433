"""The Python side of the LeNetExplorer: its network is torch's, and bad input is named."""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file
from traitlets import TraitError

from pixelup.widgets import FIGURES, LeNetExplorer, lenet

ROOT = Path(__file__).parents[2]
GOLDEN = runpy.run_path(str(ROOT / "tests/js/make_golden_lenet.py"))


def test_it_is_registered_and_begins_with_a_three():
    assert FIGURES["lenet_explorer"] is LeNetExplorer
    assert "LeNet says 3 with 100 %" in LeNetExplorer().describe()


def test_golden_digits_are_what_torch_answers():
    made, kept = GOLDEN["golden"](), json.loads(GOLDEN["PLACE"].read_text())
    assert [case["x"] for case in made] == [case["x"] for case in kept]
    for one, other in zip(made, kept, strict=True):
        np.testing.assert_allclose(one["scores"], other["scores"], atol=2e-4)
        np.testing.assert_allclose(one["sums"], other["sums"], rtol=1e-4, atol=1e-3)


def test_the_scores_of_python_are_those_of_torch():
    net = GOLDEN["network"]()
    for case in json.loads(GOLDEN["PLACE"].read_text()):
        x = np.reshape(case["x"], (28, 28)) / 255
        with torch.no_grad():
            want = net(torch.tensor(x, dtype=torch.float32)[None, None])[0].numpy()
        np.testing.assert_allclose(lenet.scores(x, lenet.trained()), want, atol=1e-4)


def test_the_weights_are_small_and_of_a_lenet():
    assert lenet.FILE.stat().st_size < 70_000
    shapes = {name: value.shape for name, value in lenet.trained().items()}
    assert shapes["c3.weight"] == (16, 6, 5, 5)
    assert sum(value.size for value in lenet.trained().values()) == 61_706


def test_a_picture_stands_where_nothing_is_drawn():
    x = torch.rand(1, 28, 28, generator=torch.Generator().manual_seed(0))
    explorer = LeNetExplorer(image=x)
    np.testing.assert_allclose(explorer.picture(), x[0].numpy(), rtol=1e-6)
    assert explorer.strokes == []
    assert explorer.describe().startswith("A picture; LeNet says ")
    assert LeNetExplorer(strokes=[]).describe() == "LeNet explorer: nothing is drawn yet."


def test_a_small_drawing_in_a_corner_is_centred():
    small = [[n, 1 + r / 3, 1 + c / 3] for n, r, c in LeNetExplorer().strokes]
    centred = LeNetExplorer(strokes=small)
    rows, columns = np.nonzero(centred.picture())
    assert abs(rows.mean() - 13.5) < 1.5
    assert abs(columns.mean() - 13.5) < 1.5
    assert rows.max() - rows.min() > 15
    as_drawn = LeNetExplorer(strokes=small, placing="as-drawn")
    assert np.nonzero(as_drawn.picture())[0].max() < 12


def test_own_weights_come_from_a_file(tmp_path):
    path = tmp_path / "mine.safetensors"
    save_file(lenet.trained(), path)
    explorer = LeNetExplorer(weights=str(path))
    assert len(explorer.weights) > 300_000
    assert lenet.read(path.read_bytes()).keys() == lenet.trained().keys()


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"strokes": [[1, 2]]}, "has 2 numbers a point: give stroke, row and column."),
        ({"strokes": [[0, float("nan"), 2]]}, "a point that is nowhere"),
        ({"image": np.zeros((28, 27))}, "image is 28 × 27: give 28 × 28 pixels."),
        ({"image": np.zeros((32, 32))}, "larger than 28 × 28"),
        ({"layer": "c2"}, "layer is 'c2': say 'c3', 'c1'"),
        ({"placing": "left"}, "placing is 'left': say 'centred' or 'as-drawn'."),
        ({"position": -1}, "units of a layer are counted from 0"),
        ({"weights": "no-such.safetensors"}, "there is no file no-such.safetensors"),
    ],
)
def test_what_cannot_be_drawn_is_named(state, message):
    with pytest.raises(TraitError) as problem:
        LeNetExplorer(**state)
    assert message in str(problem.value)
    assert "\n" not in str(problem.value)


def test_the_still_shows_the_drawing_and_the_shares():
    still = LeNetExplorer(label="A three").still()
    assert still.startswith("<svg")
    assert "What LeNet sees" in still
    assert "A three" in still
