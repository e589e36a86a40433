"""The chapter's page: its code runs, and every number of the lectures comes out of it."""

import numpy as np
import pytest
from torch import nn

from pixelup.widgets import PixelInspector

from .page import WORKED, Page, run, worked

PAGE = Page("01-images")
QUIZZES = PAGE.quizzes


@pytest.fixture(scope="module")
def page():
    return run(PAGE)


def test_the_page_has_its_sections_pictures_quizzes_and_sources():
    assert set(PAGE.labels) >= {
        "images", "a-picture-is-a-matrix", "three-channels", "layouts-and-memory",
        "bytes-and-overflow", "normalising", "crops-and-flips", "batches", "counting-inputs",
        "how-people-recognise", "classical-and-learned", "why-not-an-mlp",
        "one-detector-everywhere",
    }  # fmt: skip
    assert len(PAGE.pictures) >= 14
    assert all(cell.metadata["mystnb"]["figure"]["caption"] for cell in PAGE.pictures)
    assert len(QUIZZES) == 8
    assert PAGE.kinds == {"single", "several", "number", "order", "predict"}
    assert len(PAGE.cited) == 7


def test_the_page_prints_every_count_of_the_lectures(page):
    counts = worked("counts")
    for name in ("pixels-64", "pixels-1000"):
        assert f"{counts[name]['expected']:,} numbers" in page.printed
    for inputs in (64 * 64 * 3, 1000 * 1000 * 3):
        layer = nn.Linear(inputs, 1000, device="meta")
        assert f"{sum(p.numel() for p in layer.parameters()):,} parameters" in page.printed
    assert "A 300 × 300 picture, as in the lectures, has 90,000." in PAGE.text


def test_the_page_shows_every_colour_of_the_lectures(page):
    named = {name.split(" (")[0]: tuple(rgb) for name, rgb in WORKED["pixels"]["rgb"].items()}
    shown = page.names["colours"]
    assert set(shown.values()) == set(named.values())
    for name in named.keys() & shown.keys():
        assert shown[name] == named[name]
    assert shown["(no name)"] == named["teal"]


def test_the_page_normalises_as_the_lectures_do(page):
    assert WORKED["pixels"]["normalise"].startswith("x/255 - 0.5")
    np.testing.assert_array_equal(page.names["small"], np.arange(256) / 255 - 0.5)
    lost = [v for v in range(256) if int(255 * (v / 255 - 0.5 + 0.5)) != v]
    assert f"{len(lost)} of 256 bytes" in page.printed
    assert 29 in lost
    assert "28.999999999999996" in PAGE.text
    assert 255 * (29 / 255 - 0.5 + 0.5) == 28.999999999999996


def test_the_experiments_come_out_as_the_text_says(page):
    names = page.names
    assert min(names["dense_left"]) > 0.95
    assert 0.4 < min(names["dense_right"]) <= max(names["dense_right"]) < 0.56
    assert min(names["shared_left"] + names["shared_right"]) > 0.98
    count = {k: sum(p.numel() for p in names[k].parameters()) for k in ("dense", "shared")}
    assert count == {"dense": 9281, "shared": 465}
    assert count["dense"] / count["shared"] == pytest.approx(20, abs=0.1)  # "a twentieth"
    best = names["best"]
    assert best["x / 255 − 0.5"] > 0.95 > 0.9 > max(best["x / 255"], best["bytes, 0 to 255"])
    needed = names["needed"]
    assert min(needed["MLP", 4000]) > 0.93
    assert max(needed["MLP", 250]) < 0.8
    assert min(needed["one detector everywhere", 250]) > 0.98
    sizes = dict(names["contest"])
    dense = next(n for name, n in sizes if name == "pixels, dense network")
    features = next(n for name, n in sizes if name == "thought-up features, linear")
    assert dense / features == pytest.approx(1100, rel=0.1)  # "a thousand times"


def test_the_page_runs_within_its_budget(page):
    assert page.seconds < 40  # CPU seconds on one core, of which the trainings take most


def test_the_page_corrects_the_slips_that_belong_here():
    assert PAGE.slips.count(":class: warning") == 3
    for words in ("(0, 69, 100)", "minus sign is lost", "They are *numbers*"):
        assert words in PAGE.slips


def test_the_figure_opens_at_the_eye_of_the_cat():
    ((name, state),) = PAGE.alive
    assert name == "pixel_inspector"
    row, column, pixel = PixelInspector(**state).pixel()
    assert (row, column) == (3, 2)
    assert pixel == [60, 200, 90]


def test_the_numbers_of_the_quizzes_are_right():
    places = np.arange(10 * 20 * 3)
    offset = QUIZZES["quiz-offset"]
    wrong = {m["value"] for m in offset["mistakes"]}
    assert offset["value"] == places.reshape(10, 20, 3)[2, 5, 1]
    assert places.reshape(3, 10, 20)[1, 2, 5] in wrong
    assert offset["value"] not in wrong
    a, b = np.array([180], np.uint8), np.array([140], np.uint8)
    assert QUIZZES["quiz-overflow"]["value"] == ((a + b) // 2)[0]
    (right,) = PAGE.right("quiz-normalise")
    assert float(right.replace("−", "-")) == pytest.approx(51 / 255 - 0.5)
    layers = [(7 * 8, 1), (28 * 28, 100), (64 * 64 * 3, 10), (64 * 64 * 3, 1000)]
    counts = [(inputs + 1) * units for inputs, units in layers]
    assert counts == sorted(counts)
    assert all(f"{n:,}" in QUIZZES["quiz-order-inputs"]["feedback"] for n in counts)


def test_the_answers_about_layouts_are_right():
    x = np.random.default_rng(0).normal(size=(2, 4, 5, 3))
    N, H, W, C = x.shape
    for answer in QUIZZES["quiz-reshape"]["answers"]:
        y = eval(answer["text"].strip("`"), {"x": x, "np": np, "N": N, "C": C, "H": H, "W": W})
        same = y.shape == (N, C, H, W) and all(
            np.array_equal(y[n, c], x[n, :, :, c]) for n in range(N) for c in range(C)
        )
        assert same == answer.get("correct", False)
