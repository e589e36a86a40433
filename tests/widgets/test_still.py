"""The still picture: well-formed, described, readable."""

import math
from xml.etree import ElementTree

import numpy as np
import pytest

from pixelup.widgets import ConvolutionExplorer
from pixelup.widgets.still import number

SVG = "{http://www.w3.org/2000/svg}"


def parse(explorer):
    return ElementTree.fromstring(explorer.still())


def test_numbers_of_the_lecture_stand_in_it():
    svg = parse(ConvolutionExplorer(label="a < b & c"))
    assert svg.get("role") == "img"
    assert svg.get("aria-label").startswith("a < b & c: cross-correlation: image 5 × 5")
    headings = [g.find(f"{SVG}text").text for g in svg.findall(f"{SVG}g")]
    assert headings == ["Input 5 × 5", "Kernel 3 × 3", "Feature map 3 × 3"]
    values = [t.text for t in svg.findall(f"{SVG}g")[2].findall(f"{SVG}text")[1:]]
    assert values == ["1", "4", "11", "4", "11", "5", "7", "7", "1"]


def test_a_convolution_shows_the_turned_kernel():
    svg = parse(ConvolutionExplorer(operation="convolution"))
    assert "Kernel, turned 3 × 3" in ElementTree.tostring(svg, encoding="unicode")


def test_a_wrong_answer_stands_beside_the_expected():
    text = ConvolutionExplorer(answer=[[1, math.nan], [math.inf, 4]]).still()
    assert "Expected 3 × 3" in text
    assert "Yours 2 × 2" in text
    assert ">nan<" in text
    assert ">inf<" in text


def test_a_large_picture_is_a_bitmap_and_small_in_bytes():
    explorer = ConvolutionExplorer(image=np.random.default_rng(0).random((64, 64)))
    svg = parse(explorer)
    assert len(svg.findall(f".//{SVG}image")) == 2
    assert len(explorer.still()) < 40_000


def test_every_value_can_be_read_on_its_colour():
    explorer = ConvolutionExplorer(image=np.arange(-45, 45).reshape(9, 10), kernel=[[1]])

    def luminance(colour):
        channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for group in parse(explorer).findall(f"{SVG}g"):
        rectangles = group.findall(f"{SVG}rect")
        inks = [t.get("fill") for t in group.findall(f"{SVG}text")[1:]]
        assert len(rectangles) == len(inks)
        for rectangle, ink in zip(rectangles, inks, strict=True):
            paper = luminance(rectangle.get("fill"))
            text = 1.0 if ink == "#fff" else 0.0
            assert (max(paper, text) + 0.05) / (min(paper, text) + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0"), (-0.0, "0"), (1 / 9, "0.11"), (-765, "−765"), (2.5, "2.5"), (1e6, "1.0e+06")],
)
def test_numbers_are_short(value, said):
    assert number(value) == said


def test_nothing_is_drawn_twice_when_the_kernel_no_longer_fits():
    explorer = ConvolutionExplorer()
    explorer.image = [[1, 2], [3, 4]]  # the 3 × 3 kernel has no window now
    assert "empty" in explorer.still()
