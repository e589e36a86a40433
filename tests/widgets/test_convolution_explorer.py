"""The Python side of the figure: traits in, clear errors, what leaves for the browser."""

import json
import math

import numpy as np
import pytest
import torch
from traitlets import TraitError

from pixelup.widgets import FIGURES, ConvolutionExplorer

X = [[0, 1, 2, 5], [3, 4, 5, -1], [6, 7, 8, 0]]
W = [[0, 1], [2, -3]]


def test_defaults_are_the_lectures_example():
    assert ConvolutionExplorer().output() == [[1, 4, 11], [4, 11, 5], [7, 7, 1]]


@pytest.mark.parametrize("make", [np.array, torch.tensor, tuple], ids=["numpy", "torch", "tuple"])
def test_matrices_are_read_from(make):
    explorer = ConvolutionExplorer(image=make(X), kernel=make(W))
    assert explorer.image == X
    assert explorer.kernel == W


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float32, bool])
def test_any_real_dtype_is_read(dtype):
    explorer = ConvolutionExplorer(image=np.ones((3, 4), dtype))
    assert explorer.image == [[1.0] * 4] * 3
    assert isinstance(explorer.image[0][0], float)


@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (3, 1), (2, 2), (3, 4)])
def test_output_agrees_with_torch(shape):
    rng = np.random.default_rng(3)
    w = rng.normal(size=shape)
    for operation, kernel in [("cross-correlation", w), ("convolution", w[::-1, ::-1].copy())]:
        got = ConvolutionExplorer(image=X, kernel=w, operation=operation).output()
        want = torch.nn.functional.conv2d(
            torch.tensor(X).double()[None, None], torch.tensor(kernel)[None, None]
        )
        np.testing.assert_allclose(got, want[0, 0], rtol=1e-12)


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"image": []}, "ConvolutionExplorer.image is empty: give at least one row"),
        ({"image": [[1], [1, 2]]}, "image has rows of different lengths [1, 2]"),
        ({"image": np.zeros((3, 4, 4))}, "image has 3 axes, shape (3, 4, 4): give rows"),
        ({"image": np.zeros((65, 3))}, "image is 65 × 3, larger than 64 × 64: crop it"),
        ({"kernel": np.zeros((2, 16))}, "kernel is 2 × 16, larger than 15 × 15"),
        ({"kernel": [[1j]]}, "kernel holds complex128 values: give real numbers"),
        ({"kernel": [["one"]]}, "kernel holds a text that is not a number"),
        ({"kernel": "sobel"}, "kernel holds <U5 values"),
        ({"image": None}, "image holds object values"),
        ({"image": 3}, "image has 0 axes"),
        ({"kernel": np.ones((4, 6))}, "kernel is 4 × 6 and the image only 5 × 5"),
        ({"operation": "conv"}, "operation is 'conv': say 'cross-correlation' or 'convolution'"),
        ({"position": -1}, "position is -1: cells of the output are counted from 0"),
        ({"kernal": [[1]]}, "has no 'kernal': it knows answer, expected, feature_map, image"),
    ],
)
def test_a_bad_state_is_one_line_that_says_how_to_mend_it(state, message):
    with pytest.raises(TraitError) as caught:
        ConvolutionExplorer(**state)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_bad_value_leaves_the_good_one():
    explorer = ConvolutionExplorer(image=X, kernel=W)
    with pytest.raises(TraitError):
        explorer.kernel = [[1], [1, 2]]
    assert explorer.kernel == W


def test_a_value_is_copied():
    image = np.array(X, float)
    explorer = ConvolutionExplorer(image=image)
    image[0, 0] = 99
    assert explorer.image[0][0] == 0


def test_changes_are_observed():
    explorer = ConvolutionExplorer()
    seen = []
    explorer.observe(lambda change: seen.append(change["new"]), names="position")
    explorer.position = 4
    assert seen == [4]


def test_nan_and_infinity_travel_as_text():
    explorer = ConvolutionExplorer(image=X, kernel=W, answer=[[math.nan, math.inf, -math.inf, 1.5]])
    state = json.loads(json.dumps(explorer.state(), allow_nan=False))
    assert state["answer"] == [["nan", "inf", "-inf", 1.5]]
    again = ConvolutionExplorer(**state)
    np.testing.assert_array_equal(again.answer, explorer.answer)


def test_what_javascript_writes_is_read():
    explorer = ConvolutionExplorer()
    explorer.set_state({"feature_map": [[1, "nan"], [None, "-inf"]], "position": 2})
    np.testing.assert_array_equal(explorer.feature_map, [[1, math.nan], [math.nan, -math.inf]])
    assert explorer.position == 2


def test_an_answer_of_any_shape_is_shown():
    assert ConvolutionExplorer(answer=np.zeros((7, 7))).answer == [[0.0] * 7] * 7
    assert ConvolutionExplorer(answer=np.arange(3)).answer == [[0.0, 1.0, 2.0]]
    assert ConvolutionExplorer(answer=2.5).answer == [[2.5]]
    assert ConvolutionExplorer(answer=np.zeros((0, 3))).answer == []


def test_text_front_ends_get_a_sentence_and_a_picture():
    explorer = ConvolutionExplorer(image=X, kernel=W)
    data, _ = explorer._repr_mimebundle_()
    assert data["text/plain"] == ("cross-correlation: image 3 × 4, kernel 2 × 2, feature map 2 × 3")
    assert data["image/svg+xml"].startswith("<svg")
    assert "application/vnd.jupyter.widget-view+json" in data
    wrong = ConvolutionExplorer(image=X, kernel=W, answer=[[1]])
    assert repr(wrong).endswith("expected 2 × 3, yours 1 × 1")


def test_the_address_of_a_state():
    explorer = ConvolutionExplorer(image=[[1, 2], [3, 4.5]], kernel=[[-1]], answer=[[math.nan]])
    assert explorer.fragment() == (
        "explorer=image:1,2;3,4.5/kernel:-1/operation:cross-correlation/position:0/answer:nan"
    )


def test_every_figure_has_its_bundle_and_its_still():
    for name, cls in FIGURES.items():
        assert f"{name}.js" in str(cls.__dict__["_esm"]._path)
        figure = cls()
        assert figure.still().startswith("<svg")
        assert figure.fragment().startswith(f"{cls.fragment_key}=")
        json.dumps(figure.state(), allow_nan=False)
