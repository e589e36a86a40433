"""The Python side of the InsideExplorer: its arithmetic is torch's, and bad input is named."""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest
import torch
from traitlets import TraitError

from pixelup.widgets import FIGURES, InsideExplorer, inside, lenet

ROOT = Path(__file__).parents[2]
GOLDEN = runpy.run_path(str(ROOT / "tests/js/make_golden_inside.py"))
PICTURES = json.loads((ROOT / "tests/js/golden_lenet.json").read_text())
NUMBERS = ("gradient", "guided", "cam", "occlusion")


@pytest.fixture(scope="module")
def kept():
    """Give the committed cases."""
    return json.loads(GOLDEN["PLACE"].read_text())


def test_it_is_registered_and_begins_with_a_three():
    assert FIGURES["inside_explorer"] is InsideExplorer
    assert InsideExplorer().describe() == "A drawing of 14 points; LeNet says 3 with 100 %."
    assert InsideExplorer(strokes=[]).describe() == "Inside explorer: nothing is drawn yet."


def test_golden_evidence_is_what_torch_computes(kept):
    for one, other in zip(GOLDEN["golden"](), kept, strict=True):
        assert one.keys() == other.keys()
        for name in NUMBERS:
            np.testing.assert_allclose(one[name], other[name], atol=2e-4)


def test_the_evidence_of_python_is_that_of_torch(kept):
    w = lenet.trained()
    for case in kept:
        x = np.reshape(PICTURES[case["picture"]]["x"], (28, 28)) / 255
        saliency, cam = inside.gradients(x, w, case["d"])
        np.testing.assert_allclose(saliency.ravel()[::3], np.abs(case["gradient"]), atol=1e-4)
        np.testing.assert_allclose(cam.ravel(), case["cam"], atol=1e-4)
        square = (case["size"], case["stride"], case["fill"])
        falls = inside.occlusion(x, w, case["d"], *square)
        np.testing.assert_allclose(falls.ravel(), case["occlusion"], atol=1e-4)


def test_random_layers_keep_their_numbers_and_know_nothing():
    w = lenet.trained()
    for which, count in inside.RANDOM.items():
        drawn = inside.randomised(w, which, 1)
        changed = [name for name in w if not np.array_equal(drawn[name], w[name])]
        assert len(changed) == 2 * count
        whole = inside.randomised(w, "all", 1)
        assert all(np.array_equal(drawn[name], whole[name]) for name in changed)
    net = runpy.run_path(str(ROOT / "tools/train_lenet.py"))["lenet"]()
    for name, value in net.state_dict().items():  # as widely spread as torch's own
        mine, bound = whole[name], whole[name.replace("bias", "weight")][0].size ** -0.5
        assert mine.shape == tuple(value.shape)
        assert max(np.abs(mine).max(), value.abs().max().item()) <= bound
    x = [InsideExplorer().picture()]
    assert np.ptp(lenet.scores(x[0], whole)) < 1 < np.ptp(lenet.scores(x[0], w))


def test_the_committed_digits_are_those_that_the_tool_picks():
    picked = runpy.run_path(str(ROOT / "tools/pick_digits.py"))
    stored = lenet.read(picked["OUT"].read_bytes())
    fresh = picked["picked"]()
    np.testing.assert_allclose(stored["x"], fresh["x"] * fresh["x.scale"], atol=1e-6)
    np.testing.assert_array_equal(stored["y"], fresh["y"])
    assert picked["OUT"].stat().st_size < 40_000


def test_the_class_may_be_a_number():
    assert InsideExplorer(target=8).target == "8"
    assert InsideExplorer(target=8).asked() == 8
    assert InsideExplorer().asked() == 3


def test_a_picture_of_the_data_is_shown():
    x = torch.rand(1, 28, 28, generator=torch.Generator().manual_seed(0))
    explorer = InsideExplorer(image=x, view="evidence", random="c5")
    np.testing.assert_allclose(explorer.picture(), x[0].numpy(), rtol=1e-6)
    assert "with random weights down to c5" in explorer.describe()


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"strokes": [[1, 2]]}, "InsideExplorer.strokes has 2 numbers a point"),
        ({"image": np.zeros((28, 27))}, "InsideExplorer.image is 28 × 27: give 28 × 28 pixels."),
        ({"view": "maps"}, "view is 'maps': say 'layers' or 'evidence'."),
        ({"target": 10}, "target is '10': say 'winner', '0', '1'"),
        ({"size": 2}, "size is 2: give 3 to 14 pixels."),
        ({"stride": 0}, "stride is 0: give 1 to 7 pixels."),
        ({"fill": 1.5}, "fill is 1.5: give a number from 0 to 1."),
        ({"random": "c4"}, "random is 'c4': say 'none', 'output'"),
        ({"pixel": -1}, "pixels are counted from 0, row by row"),
    ],
)
def test_what_cannot_be_drawn_is_named(state, message):
    with pytest.raises(TraitError) as problem:
        InsideExplorer(**state)
    assert message in str(problem.value)
    assert "\n" not in str(problem.value)


def test_small_maps_lie_where_their_cells_look():
    y = inside.laid(np.arange(1.0, 101).reshape(10, 10), 4, 2)
    assert y[3].sum() == y[:, 24].sum() == 0
    assert (y[4, 4], y[5, 5], y[4, 6], y[23, 23]) == (1, 1, 2, 100)
    assert inside.laid(np.ones((4, 4)), -2, 7).sum() == 26**2  # a stride beyond the size
    m = inside.mosaic(np.arange(1.0, 25).reshape(6, 2, 2), 3)
    assert m.shape == (5, 8)
    assert m[:2, :2].tolist() == [[1, 2], [3, 4]]
    assert m[3, 3:5].tolist() == [17, 18]
    assert np.isnan(m[2]).all()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({}, ["What LeNet sees", "C1", "C3"]),
        ({"view": "evidence", "random": "all"}, ["Occlusion", "Saliency", "Grad-CAM"]),
    ],
)
def test_the_still_shows_the_view(state, words):
    still = InsideExplorer(label="A three", **state).still()
    assert still.startswith("<svg")
    assert all(word in still for word in ["A three", *words])
