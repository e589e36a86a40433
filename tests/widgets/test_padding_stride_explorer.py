"""The Python side of the figure: traits in, clear errors, what leaves for the browser."""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest
from traitlets import TraitError

from pixelup.widgets import PaddingStrideExplorer

JS = Path(__file__).parents[1] / "js"
GOLDEN = json.loads((JS / "golden_stride.json").read_text())


def test_golden_vectors_are_what_torch_computes():
    made = runpy.run_path(str(JS / "make_golden_stride.py"))["text"]()
    assert json.loads(made) == GOLDEN


def test_defaults_are_the_lectures_picture_with_stride_1():
    assert PaddingStrideExplorer().output()[0][0] == 91
    assert PaddingStrideExplorer(stride=2).output() == [[91, 100, 88], [69, 91, 117], [44, 72, 74]]


@pytest.mark.parametrize("case", GOLDEN["slides"], ids=lambda c: f"{c['mode']} {c['pads']}")
def test_still_maths_agrees_with_torch(case):
    explorer = PaddingStrideExplorer(
        image=case["x"],
        kernel=case["w"],
        padding=case["pads"],
        mode=case["mode"],
        stride=case["stride"],
        dilation=case["dilation"],
    )
    assert explorer.padded() == case["padded"]
    assert explorer.output() == case["y"]
    assert explorer.counts() == case["usage"]
    assert explorer.still().startswith("<svg")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (2, [[2, 2, 2, 2]]),
        ((1, 2, 0, 3), [[1, 2, 0, 3]]),
        ([[0, 1, 2, 3]], [[0, 1, 2, 3]]),
        (np.int64(1), [[1, 1, 1, 1]]),
        (np.array([1.0, 0, 0, 0]), [[1, 0, 0, 0]]),
    ],
)
def test_padding_is_one_number_or_four(given, kept):
    assert PaddingStrideExplorer(padding=given).padding == kept


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"padding": (1, 2)}, "padding is (1, 2): give one whole number, or four: top, bottom"),
        ({"padding": 1.5}, "padding is 1.5: give one whole number"),
        ({"padding": "same"}, "padding is 'same': give one whole number"),
        ({"padding": -1}, "padding is -1: each side can have 0 to 6 pixels"),
        ({"padding": 7}, "padding is 7: each side can have 0 to 6 pixels"),
        ({"mode": "wrap"}, "mode is 'wrap': say 'zeros', 'reflect' or 'replicate'"),
        ({"show": "all"}, "show is 'all': say 'values' or 'counts'"),
        ({"stride": 0}, "stride is 0: give 1 to 9 pixels"),
        ({"dilation": 10}, "dilation is 10: give 1 to 9 pixels"),
        ({"position": -1}, "position is -1: cells of the output are counted from 0"),
        ({"image": np.zeros((17, 2))}, "image is 17 × 2, larger than 16 × 16: crop it"),
        ({"kernel": np.zeros((2, 8))}, "kernel is 2 × 8, larger than 7 × 7"),
        (
            {"image": np.zeros((2, 5)), "padding": 2, "mode": "reflect"},
            "padding is [2, 2, 2, 2] and the image 2 × 5: with reflect it must be smaller",
        ),
        ({"strides": 2}, "has no 'strides': it knows answer, dilation, expected"),
    ],
)
def test_a_bad_state_is_one_line_that_says_how_to_mend_it(state, message):
    with pytest.raises(TraitError) as caught:
        PaddingStrideExplorer(**state)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_kernel_that_does_not_fit_is_shown_without_an_output():
    explorer = PaddingStrideExplorer(image=[[1, 2], [3, 4]], kernel=np.ones((3, 3)))
    assert explorer.output() == []
    assert explorer.counts() == [[0, 0], [0, 0]]
    assert repr(explorer).endswith("output 0 × 0")
    assert "empty" in explorer.still()


def test_text_front_ends_get_a_sentence():
    explorer = PaddingStrideExplorer(padding=1, stride=2, show="counts")
    assert repr(explorer) == (
        "image 7 × 7, kernel 3 × 3, padding 1 (zeros), stride 2, dilation 1: output 4 × 4"
    )
    wrong = PaddingStrideExplorer(padding=(1, 0, 0, 0), mode="replicate", answer=[[1]])
    assert repr(wrong).endswith("padding 1, 0, 0, 0 (replicate), stride 1, dilation 1: "
                                "expected 6 × 5, yours 1 × 1")  # fmt: skip


def test_the_address_of_a_state():
    explorer = PaddingStrideExplorer(image=[[1, 2]], kernel=[[-1]], padding=1, stride=3)
    assert explorer.fragment() == (
        "padding=image:1,2/kernel:-1/padding:1,1,1,1/mode:zeros/stride:3/dilation:1/"
        "show:values/position:0"
    )


def test_what_javascript_writes_is_read():
    explorer = PaddingStrideExplorer()
    explorer.set_state({"feature_map": [[1, "nan"]], "usage": [[0, 1]], "padding": [[1, 1, 2, 2]]})
    assert explorer.usage == [[0, 1]]
    assert explorer.padding == [[1, 1, 2, 2]]


def test_a_failing_check_opens_it(monkeypatch):
    import pixelup.check as check_module
    from pixelup import pack

    shown = []
    monkeypatch.setattr("IPython.display.display", lambda *a, **k: shown.append(a[0]))
    check = check_module.checker("03-padding-and-stride")
    task = pack.load("03-padding-and-stride").task("pad2d")

    def pad2d(x, pads, mode):
        return np.zeros((x.shape[0] + pads[0] + pads[1], x.shape[1] + pads[2] + pads[3]))

    check_module._open_explorer(check.judge(task, pad2d))
    (explorer,) = shown
    assert isinstance(explorer, PaddingStrideExplorer)
    assert explorer.output() == explorer.expected
    assert not np.any(explorer.answer)
