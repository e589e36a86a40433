"""The chapter's page: its code runs, and every number of the lectures comes out of it."""

import numpy as np
import pytest
import torch

from .page import Page, run, worked

PAGE = Page("03-padding-and-stride")
QUIZZES = PAGE.quizzes
CORRELATE, SIZES, COUNTS = map(worked, ("correlate", "sizes", "counts"))


@pytest.fixture(scope="module")
def after():
    """The names as they were after each cell."""
    return []


@pytest.fixture(scope="module")
def page(after):
    return run(PAGE, each=lambda names: after.append(dict(names)))


def test_the_page_has_its_sections_pictures_quizzes_and_sources():
    assert set(PAGE.labels) >= {
        "padding-and-stride", "why-pad", "valid-same-full", "padding-modes", "stride",
        "size-formula", "volumes", "parameters-of-a-layer", "layer-by-layer",
        "sparse-shared-matrix", "stride-breaks-equivariance", "im2col", "separable-kernels",
        "dilation", "speed-ladder",
    }  # fmt: skip
    assert len(PAGE.pictures) >= 8
    figures = ["padding_stride_explorer", "padding_stride_explorer", "layer_counter"]
    assert [name for name, _ in PAGE.alive] == figures
    assert len(QUIZZES) == 9
    assert PAGE.kinds == {"single", "several", "number", "order", "predict"}
    assert len(PAGE.cited) >= 8


def bound(after, name):
    """Return all values that a name had, cell by cell."""
    return [names[name] for names in after if name in names]


@pytest.mark.parametrize(
    ("name", "example"),
    [("valid", "sliding-window-5x5"), ("same", "same-padding"), ("full", "full-padding")],
)
def test_the_page_computes_the_paddings_of_the_lectures(page, after, name, example):
    np.testing.assert_array_equal(bound(after, name)[-1], CORRELATE[example]["expected"])


def test_the_page_computes_the_strided_example_and_corrects_it(page, after):
    example = CORRELATE["stride-2"]
    assert any(np.array_equal(x, example["x"]) for x in bound(after, "x"))
    assert any(np.array_equal(y, example["expected"]) for y in bound(after, "y"))
    true, slide = (np.array(example[key]) for key in ("expected", "slide"))
    assert list(zip(true[true != slide], slide[true != slide], strict=True)) == [
        (88, 83),
        (117, 127),
    ]
    assert "the slide says 83" in page.printed
    assert "the slide says 127" in page.printed


def test_the_page_prints_every_size_of_the_lectures(page):
    lines = page.printed.splitlines()
    for n, f, p, s, expected in [
        (6, 3, 0, 1, SIZES["valid"]["expected"]),
        (6, 3, 1, 1, SIZES["grow-by-padding"]["expected"]),
        (7, 3, 0, 2, 3),
    ]:
        assert f"n = {n:3}, f = {f}, p = {p}, s = {s}:  {expected:3}" in lines
    same = dict(zip(SIZES["same"]["f"], SIZES["same"]["expected"], strict=True))
    for f, p in same.items():
        assert f"f = {f}: p = {p:3g} " in lines
    hundred = SIZES["hundred-filters"]
    assert " × ".join(map(str, hundred["expected"])) in page.printed
    assert f"{hundred['activations']:,}" in page.printed


def test_the_page_prints_every_count_of_the_lectures(page):
    printed = " ".join(page.printed.split())
    assert f"ten filters: {COUNTS['ten-filters']['expected']}" in printed
    height, width, filters = COUNTS["rgb-two-filters"]["expected"]
    assert f"two filters ({filters}, 3, 3, 3) output (1, {filters}, {height}, {width})" in printed
    assert "5 25 25 15 (13 in the row) 3" in printed
    assert "25 625 625 75 (73 in the row) 3" in printed


def test_the_page_corrects_the_slips_that_belong_here():
    for words in ("7, 7, 7", "**83**", "**127**", "*stride = 0, stride = 1, stride = 2*"):
        assert words in PAGE.text


def test_the_page_runs_within_its_budget(page):
    assert page.seconds < 20  # CPU seconds on one core


def test_every_line_that_is_printed_fits_a_column_of_the_page(page):
    assert [line for line in page.printed.splitlines() if len(line) > 78] == []


def test_the_numbers_of_the_quizzes_are_right():
    x = torch.arange(12.0, requires_grad=True)  # 10 pixels with a zero on each side
    y = torch.nn.functional.conv1d(x[None, None], torch.ones(1, 1, 4), stride=3)
    y.sum().backward()
    assert QUIZZES["quiz-output-with-stride"]["value"] == y.numel()
    assert QUIZZES["quiz-dropped-pixels"]["value"] == int((x.grad == 0).sum())
    assert x.grad[-2:].tolist() == [0, 0]
    p = QUIZZES["quiz-same-padding"]["value"]
    assert torch.nn.Conv2d(1, 1, 7, padding=p)(torch.zeros(1, 1, 9, 9)).shape == (1, 1, 9, 9)
    layer = torch.nn.Conv2d(10, 20, 5, stride=2)
    parameters = sum(q.numel() for q in layer.parameters())
    assert QUIZZES["quiz-parameters-of-layer"]["value"] == parameters
    wrong = [m["value"] for m in QUIZZES["quiz-parameters-of-layer"]["mistakes"]]
    assert wrong == [20 * 10 * 25, 20 * (25 + 1), 20 * 10 * 25 + 1]


def test_the_code_holds_no_line_of_the_solutions():
    assert len(PAGE.solved()) >= 10
    assert PAGE.given_away(longer=20) == set()
