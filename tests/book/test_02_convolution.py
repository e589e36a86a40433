"""The chapter's page: its code runs, and every number of the lectures comes out of it."""

import numpy as np
import pytest
import scipy.signal
import torch

from pixelup.widgets import ConvolutionExplorer

from .page import WORKED, Page, run, worked

PAGE = Page("02-convolution")
# Padding and stride have a chapter of their own; the third entry is a note on the one before it.
ELSEWHERE = {"same-padding", "full-padding", "stride-2", "vertical-edge-dark-to-bright"}
EXAMPLES = [e for e in WORKED["correlate"] if e["id"] not in ELSEWHERE]


@pytest.fixture(scope="module")
def calls():
    """Every call of `correlate2d` while the page was run: input, kernel, output."""
    return []


@pytest.fixture(scope="module")
def page(calls):
    correlate2d = scipy.signal.correlate2d

    def recorded(x, k, *args, **kwargs):
        y = correlate2d(x, k, *args, **kwargs)
        calls.append((np.array(x), np.array(k), np.array(y)))
        return y

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scipy.signal, "correlate2d", recorded)
        return run(PAGE)


def test_the_page_has_its_sections_pictures_quizzes_and_sources():
    assert set(PAGE.labels) >= {
        "convolution", "why-dense-layers-fail", "patch-and-dot-product", "sliding-window",
        "output-size", "cross-correlation-and-convolution", "kernels-by-hand", "edges-and-signs",
        "translation-equivariance", "kernels-are-learned", "convolution-as-a-dense-layer",
    }  # fmt: skip
    assert len(PAGE.pictures) >= 10
    assert len(PAGE.quizzes) == 8
    assert PAGE.kinds == {"single", "several", "number", "order", "predict"}
    numbers = [quiz["value"] for quiz in PAGE.quizzes.values() if quiz["type"] == "number"]
    assert all(isinstance(value, int) for value in numbers)


def computed(calls, x, k, y):
    return any(
        np.array_equal(a, x) and np.array_equal(b, k) and np.array_equal(c, y) for a, b, c in calls
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["id"])
def test_the_page_computes_every_convolution_of_the_lectures(page, calls, example):
    assert computed(calls, example["x"], example["k"], example["expected"])


def test_the_page_computes_the_mirrored_edge(page, calls):
    falls = next(e for e in EXAMPLES if e["id"] == "vertical-edge-bright-to-dark")
    rises = [[0, -30, -30, 0]] * 4
    assert computed(calls, np.fliplr(falls["x"]), falls["k"], rises)


@pytest.mark.parametrize("name", WORKED["kernels"])
def test_the_page_uses_every_kernel_of_the_lectures(page, calls, name):
    kernel = np.ones((3, 3)) / 9 if name == "blur" else np.array(WORKED["kernels"][name])
    arrays = [k for _, k, _ in calls]
    arrays += [v for v in page.names.values() if isinstance(v, np.ndarray)]
    assert any(a.shape == (3, 3) and np.allclose(a, kernel) for a in arrays)


def test_the_page_prints_every_count_of_the_lectures(page):
    counts = worked("counts")
    for number in (
        counts["pixels-64"]["expected"],
        counts["pixels-1000"]["expected"],
        counts["conv-vs-dense"]["conv"],
        counts["conv-vs-dense"]["dense"],
    ):
        assert f"{number:,}" in page.printed
    printed = " ".join(page.printed.split())
    for n, dense, sparse, inside in ((5, 25, 15, 13), (25, 625, 75, 73)):
        assert f"{n} inputs, {n} outputs dense: {dense} multiplications, {dense} weights" in printed
        assert f"convolution: {sparse} multiplications, 3 weights" in printed
        assert f"{inside} of the {sparse} meet a pixel" in printed


def test_the_page_prints_every_size_of_the_lectures(page):
    sizes = worked("sizes")
    four, many = sizes["valid"]["expected"], sizes["hundred-filters"]["expected"]
    assert f"(6, 6) with a kernel of (3, 3) gives ({four}, {four})" in page.printed
    assert f"(100, 100) with a kernel of (5, 5) gives ({many[1]}, {many[2]})" in page.printed


def test_the_page_runs_within_its_budget(page):
    assert page.seconds < 15  # CPU seconds on one core


def test_the_page_corrects_the_slips_that_belong_here():
    for words in (r"K(i+m,\,j+n)", "inherently translation-invariant", "never flip", "pixels*"):
        assert words in PAGE.slips


def test_every_figure_that_is_alive_computes_what_scipy_does():
    assert [name for name, _ in PAGE.alive] == ["convolution_explorer"] * 3
    for _, state in PAGE.alive:
        explorer = ConvolutionExplorer(**state)
        f = scipy.signal.correlate2d
        if state.get("operation") == "convolution":
            f = scipy.signal.convolve2d
        expected = f(state["image"], state["kernel"], mode="valid")
        np.testing.assert_array_equal(explorer.output(), expected)


def test_the_numbers_of_the_quizzes_are_right():
    quizzes = PAGE.quizzes
    patch = np.array([[5, 2, 3], [2, 4, 1], [5, 1, 0]])
    kernel = np.array([[1, 2, -1], [0, 1, 2], [-2, 1, 0]])
    assert quizzes["quiz-first-cell"]["value"] == (patch * kernel).sum()
    y = scipy.signal.correlate2d(np.zeros((100, 80)), np.zeros((5, 3)), mode="valid")
    assert quizzes["quiz-output-size"]["value"] == y.size
    layers = [
        torch.nn.Conv2d(1, 1, 3, device="meta"),
        torch.nn.Conv2d(1, 1, 5, device="meta"),
        torch.nn.Linear(100, 100, device="meta"),
        torch.nn.Linear(64 * 64 * 3, 1000, device="meta"),
    ]
    counts = [sum(p.numel() for p in layer.parameters()) for layer in layers]
    assert counts == sorted(counts) == [10, 26, 10_100, 12_289_000]
    assert all(f"{count:,}" in quizzes["quiz-parameters"]["feedback"] for count in counts)
    own_half_turn = [True, True, False, True, False]
    answers = quizzes["quiz-flip"]["answers"]
    assert [answer.get("correct", False) for answer in answers] == own_half_turn
    kernels = WORKED["kernels"]
    for name, same in zip(
        ("edge", "sobel", "oblique-line", "plus-corner"), own_half_turn[1:], strict=True
    ):
        assert np.array_equal(kernels[name], np.rot90(kernels[name], 2)) is same


def test_the_code_holds_no_line_of_the_solutions():
    assert len(PAGE.solved()) >= 7
    # A kernel's nine numbers are no secret: the chapter teaches them, the exercise lists them.
    assert [line for line in PAGE.given_away(longer=25) if "[[" not in line] == []
