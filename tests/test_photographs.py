import dataclasses

import numpy as np
import pytest
import skimage.data

from pixelup.datasets import PHOTOGRAPHS, photograph


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_every_photograph_loads_in_colour_and_in_grey(name):
    x = photograph(name)
    assert x.dtype == np.uint8
    assert x.ndim == 3
    assert x.shape[2] == 3
    assert photograph(name, gray=True).shape == x.shape[:2]
    assert x.min() < 64
    assert x.max() > 150


@pytest.mark.parametrize("name", ["camera", "brick", "cell"])
def test_grey_photographs_are_the_pixels_of_scikit_image(name):
    np.testing.assert_array_equal(photograph(name, gray=True), getattr(skimage.data, name)())


def test_colour_photographs_are_the_pixels_of_scikit_image():
    np.testing.assert_array_equal(photograph("coffee"), skimage.data.coffee())


@pytest.mark.parametrize(
    ("size", "shape"), [(64, (64, 64)), ((20, 90), (20, 90)), (700, (700, 700))]
)
def test_size_is_height_and_width(size, shape):
    assert photograph("chelsea", size=size).shape == (*shape, 3)
    assert photograph("chelsea", gray=True, size=size).shape == shape


def test_scaling_keeps_the_brightness_and_the_proportions():
    whole = photograph("gravel", gray=True)
    assert abs(photograph("gravel", gray=True, size=64).mean() - whole.mean()) < 1
    # A square cut from the middle of a wide picture: the middle column stays in the middle.
    wide = photograph("coffee", gray=True)  # 400 × 600
    half = photograph("coffee", gray=True, size=200)
    blocks = wide[:, 100:500].reshape(200, 2, 200, 2).mean(axis=(1, 3))
    assert np.abs(half - blocks).mean() < 3


def test_an_unknown_name_lists_the_names():
    with pytest.raises(KeyError, match=r"'lena'; there are brick, camera, .*retina"):
        photograph("lena")


@pytest.mark.parametrize("size", [0, -3, (5, 0)])
def test_an_empty_size_is_refused(size):
    with pytest.raises(ValueError, match="at least one pixel"):
        photograph("camera", size=size)


def test_a_missing_file_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(skimage.data, "__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(FileNotFoundError, match=r"camera\.png .* pip install"):
        photograph("camera")


def test_credits_are_complete_and_frozen():
    for entry in PHOTOGRAPHS.values():
        assert entry.licence == "CC0 1.0"
        assert entry.credit
        assert entry.shows
    with pytest.raises(dataclasses.FrozenInstanceError):
        PHOTOGRAPHS["camera"].licence = "mine"
