"""The Python side of the ReceptiveFieldExplorer, and what both sides must agree on."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from traitlets import TraitError

from pixelup.widgets import FIGURES, ReceptiveFieldExplorer
from pixelup.widgets.receptive_field_explorer import LARGEST_PICTURE, LIMITS, MOST_LAYERS

ROOT = Path(__file__).parents[2]


def test_it_is_registered_and_begins_in_the_middle():
    assert FIGURES["receptive_field_explorer"] is ReceptiveFieldExplorer
    explorer = ReceptiveFieldExplorer()
    assert [level.size for level in explorer.levels()] == [1, 3, 5, 6, 10]
    assert explorer.chosen() == (3, 3)


@pytest.mark.parametrize(
    ("layers", "pixels"),
    [
        ([("conv", 3, 1, 0)] * 3, 12),
        ([("conv", 5, 2, 2), ("pool", 3, 2, 1), ("conv", 3, 1, 1)], 33),
        ([("conv", 3, 1, 1), ("pool", 2, 2, 0), ("conv", 4, 2, 1)], 27),
    ],
)
def test_the_field_is_where_torch_has_a_gradient(layers, pixels):
    explorer = ReceptiveFieldExplorer(layers=layers, pixels=pixels)
    x = torch.zeros(1, 1, pixels, dtype=torch.double, requires_grad=True)
    y = x
    for _, k, s, p in layers:
        ones = torch.ones(1, 1, k, dtype=torch.double)
        y = torch.nn.functional.conv1d(y, ones, stride=s, padding=p)
    last = explorer.levels()[-1]
    assert last.n == y.shape[2]
    for cell in range(last.n):
        (gradient,) = torch.autograd.grad(y[0, 0, cell], x, retain_graph=True)
        lit = torch.nonzero(gradient[0, 0])[:, 0].tolist()
        first, end = last.field(cell)
        assert (max(0, first), min(pixels - 1, end)) == (lit[0], lit[-1])


def test_the_lectures_fifty_layers():
    explorer = ReceptiveFieldExplorer(layers=[["conv", 3, 1, 0]] * 50, pixels=110)
    assert explorer.levels()[-1].size == 101
    assert explorer.levels()[-2].size == 99


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"layers": [["dense", 3, 1, 0]]}, "layers[0] is ['dense', 3, 1, 0]: give a kind"),
        ({"layers": [["conv", 3]]}, "give a kind, 'conv' or 'pool', a window, a stride"),
        ({"layers": [["conv", 3, 0, 0]]}, "layers[0]: stride is 0, give a whole number from 1"),
        ({"layers": [["conv", 2.5, 1, 0]]}, "layers[0]: window is 2.5, give a whole number"),
        ({"layers": [["conv", 3, 1, 0]] * 61}, "layers has 61 layers: 60 at most."),
        ({"pixels": 0}, "pixels is 0: give 1 to 160 pixels a side."),
        ({"cell": (0, -1)}, "cell is (0, -1): give a row and a column, counted from 0."),
        ({"cell": "a"}, "give a row and a column"),
        ({"image": 1}, "has no 'image': it knows cell, fields, label, layers, pixels."),
    ],
)
def test_a_bad_state_is_one_line_that_says_how_to_mend_it(state, message):
    with pytest.raises(TraitError) as caught:
        ReceptiveFieldExplorer(**state)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_layer_that_does_not_fit_is_told():
    explorer = ReceptiveFieldExplorer(layers=[("conv", 3, 1, 0), ("conv", 9, 1, 0)], pixels=5)
    assert len(explorer.levels()) == 2
    assert repr(explorer).endswith("the window of layer 2 does not fit")
    assert explorer.still().startswith("<svg")


def test_words_stills_and_the_address():
    explorer = ReceptiveFieldExplorer(
        layers=[["conv", np.int64(3), 2, 1], ["pool", 2, 2, 0]], pixels=16, cell=(0, 2)
    )
    assert repr(explorer) == (
        "2 layers on 16 × 16 pixels: a map of 4 × 4, fields of 5 × 5, jump 4; "
        "cell 0, 2 sees rows -1 to 3 and columns 7 to 11"
    )
    assert explorer.fragment() == "field=pixels:16/layers:conv.3.2.1;pool.2.2.0/cell:0.2"
    assert "pooling 2 × 2, stride 2" in explorer.still()
    assert all(height > 20 for height in explorer.height())
    json.dumps(explorer.state(), allow_nan=False)


def test_both_sides_have_the_same_limits():
    text = (ROOT / "js" / "widgets" / "field_presets.mjs").read_text(encoding="utf-8")
    assert f"MOST_LAYERS = {MOST_LAYERS};" in text
    assert f"LARGEST_PICTURE = {LARGEST_PICTURE};" in text
    limits = re.findall(r'word: "(\w+)", from: (\d+), to: (\d+)', text)
    assert {name: (int(a), int(b)) for name, a, b in limits} == LIMITS
