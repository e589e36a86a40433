"""The Python side of the PixelInspector, and what it shares with the JavaScript side."""

import base64
import json
import re
import runpy
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
import torch
from traitlets import TraitError

from pixelup.datasets import photograph
from pixelup.widgets import FIGURES, PixelInspector
from pixelup.widgets.pixel_inspector import CAT, CAT_COLOURS, CAT_ROWS

ROOT = Path(__file__).parents[2]
X = [[[255, 0, 0], [0, 255, 0], [1, 2, 3]], [[0, 0, 255], [9, 9, 9], [7, 8, 250]]]


def test_it_is_registered():
    assert FIGURES["pixel_inspector"] is PixelInspector


def test_the_default_is_a_cat_that_is_wider_than_high():
    assert np.shape(PixelInspector().image) == (7, 8, 3)
    assert PixelInspector().image == CAT


@pytest.mark.parametrize("make", [np.array, torch.tensor, tuple], ids=["numpy", "torch", "tuple"])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.int64])
def test_pictures_are_read_from(make, dtype):
    inspector = PixelInspector(image=make(np.array(X).astype(dtype)))
    assert inspector.image == X
    assert isinstance(inspector.image[0][0][0], float)


def test_a_grey_picture_has_one_channel():
    assert PixelInspector(image=[[1, 2], [3, 4]]).image == [[[1], [2]], [[3], [4]]]


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"image": []}, "image is empty: give at least one pixel"),
        ({"image": [[1], [1, 2]]}, "image has rows or pixels of different lengths"),
        ({"image": np.zeros((3, 8, 9))}, "9 channels: channels go last, as in image.transpose"),
        ({"image": np.zeros((8, 8, 5))}, "so 5 channels: give at most 4"),
        ({"image": np.zeros((2, 3, 4, 5))}, "has 4 axes, shape (2, 3, 4, 5): give (H, W)"),
        ({"image": np.zeros((3, 65))}, "image is 3 × 65, larger than 64 × 64: crop it"),
        ({"image": [["red"]]}, "image holds a text that is not a number"),
        ({"image": None}, "image holds object values"),
        ({"values": "bits"}, "values is 'bits': say 'bytes', 'normalised' or 'standardised'"),
        ({"split": "T"}, "split is 'T': say 'transpose' or 'reshape'"),
        ({"position": -1}, "position is -1: pixels, row by row, and channels"),
        ({"channel": -2}, "channel is -2"),
        ({"picture": [[1]]}, "has no 'picture': it knows answer, channel, expected, image"),
    ],
)
def test_a_bad_state_is_one_line_that_says_how_to_mend_it(state, message):
    with pytest.raises(TraitError) as caught:
        PixelInspector(**state)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_state_survives_the_way_to_the_browser_and_back():
    inspector = PixelInspector(
        image=X, position=4, channel=2, values="normalised", split="reshape", shown=[0, 2],
        expected=[[1, 2]], answer=[[np.nan, -np.inf]],
    )  # fmt: skip
    state = json.loads(json.dumps(inspector.state()))
    again = PixelInspector(**state)
    assert again.state() == inspector.state()
    assert state["answer"] == [[["nan"], ["-inf"]]]
    assert state["image"][1][2] == [7, 8, 250]


def test_it_says_the_pixel():
    assert repr(PixelInspector(image=X, position=5)) == (
        "picture 2 × 3 × 3, row 1, column 2: red 7, green 8, blue 250"
    )
    assert "row 1, column 2" in repr(PixelInspector(image=X, position=99))
    assert repr(PixelInspector(image=[[0.25]])).endswith("grey 0.25")


def test_the_address_holds_the_picture_and_its_depth():
    text = PixelInspector(image=X, position=1).fragment()
    assert text.startswith("pixels=depth:3/image:255,0,0,0,255,0,1,2,3;0,0,255,9,9,9,7,8,250/")
    assert "position:1" in text
    assert "image" not in PixelInspector().fragment()


@pytest.mark.parametrize(
    ("state", "count"),
    [
        ({}, 4),
        ({"image": X}, 4),
        ({"image": np.eye(3)}, 1),
        ({"image": np.zeros((2, 3, 4))}, 5),
        ({"image": np.zeros((2, 3, 2)) + 0.5}, 3),
        ({"image": X, "expected": [[1, 2]], "answer": [[1, 3]]}, 3),
        ({"image": -np.eye(3) / 4}, 1),
    ],
)
def test_the_still_shows_the_picture_and_its_channels(state, count):
    inspector = PixelInspector(label="A < B", **state)
    svg = ET.fromstring(inspector.still())
    name = "{http://www.w3.org/2000/svg}"
    assert len(svg.findall(f".//{name}image")) == count
    assert svg.get("role") == "img"
    assert svg.get("aria-label").startswith("A < B: picture")
    wide, narrow = inspector.height()
    assert 30 < wide < narrow < 150


def test_both_sides_know_the_same_cat():
    text = (ROOT / "js/widgets/pixel_presets.mjs").read_text()
    assert json.loads(re.search(r"CAT_ROWS = (\[.*?\]);", text)[1]) == list(CAT_ROWS)
    for letter, colour in CAT_COLOURS.items():
        assert f"{json.dumps(letter) if letter == ' ' else letter}: {list(colour)}" in text


def test_the_photograph_is_the_crop_that_it_says():
    text = (ROOT / "js/widgets/photo_colour.mjs").read_text()
    levels = np.frombuffer(base64.b64decode(re.search(r'"([\w+/=]{1000,})"', text)[1]), np.uint8)
    crop = photograph("chelsea")[6:294, 60:444].reshape(48, 6, 64, 6, 3).mean((1, 3)).round()
    np.testing.assert_array_equal(levels.reshape(48, 64, 3), crop)


def test_golden_vectors_are_what_torch_computes():
    make = runpy.run_path(str(ROOT / "tests/js/make_pixels_golden.py"))
    assert json.loads(make["text"]()) == json.loads(make["PLACE"].read_text())
