"""The chapter's page: its claims about depth, its quizzes, its labels; torch agrees.

The page trains networks and holds what they reach to account with `assert`; the book's build runs
those cells. Here every cell without a training is run again.
"""

import json

import numpy as np
import pytest
import torch
from torch import nn

from pixelup.widgets import FIGURES
from tests.conftest import ROOT

from .page import Page, run

PAGE = Page("07-deeper-networks")
QUIZZES = PAGE.quizzes
NEEDS_TRAINING = ("fit(", "asked", "reached", "photos")
TRAINED = [c for c in PAGE.code if any(word in c.source for word in NEEDS_TRAINING)]


@pytest.fixture(scope="module")
def page():
    return run(PAGE, [cell for cell in PAGE.code if cell not in TRAINED])


def test_the_page_has_its_sections_and_pictures():
    assert set(PAGE.labels) >= {
        "deeper-networks", "what-depth-breaks", "memory-for-backward", "signals-by-depth",
        "gradients-by-depth", "initialisation", "batch-normalisation", "train-and-eval",
        "forgotten-eval", "batch-norm-backwards", "layer-and-group-norm", "residual-connections",
        "plain-against-residual", "tiny-resnet",
    }  # fmt: skip
    assert len(PAGE.pictures) == 5


def test_most_of_the_page_needs_no_training():
    assert len(TRAINED) == 6
    assert len(PAGE.code) - len(TRAINED) >= 15


def test_the_list_of_the_lecture_is_shown_to_be_true(page):
    names, printed = page.names, page.printed
    assert "1000 layers of 64 maps of 224 × 224, 64 pictures: 822 GB" in printed
    ends = {name: runs[:, 50] for name, runs in names["forwards"].items()}
    assert ends["std 0.01"].max() < 1e-50
    assert ends["std 1"].min() > 1e40
    back = {name: runs[:, 0] for name, runs in names["backwards"].items()}
    assert back["std 0.01"].max() < 1e-50
    assert back["std 1"].min() > 1e40
    for name in ("Glorot", "He"):
        assert names["forwards"][name].shape == (5, 51)
    assert "largest activation behind layer 50, in single precision:" in printed
    assert "   std 0.01  0.0" in printed


def test_the_figure_says_what_the_page_says(page):
    ((name, state),) = PAGE.alive
    explorer = FIGURES[name]
    assert explorer(**state).describe().startswith("50 layers, relu, weights")
    for init, name in [("small", "std 0.01"), ("glorot", "Glorot"), ("large", "std 1")]:
        shown = explorer(init=init).signal()
        # a layer's factor, from the figure's 40 units and from the page's 100; std 1 and std 0.01
        # are as much larger in a wider layer as the root of its width
        wide = 1.0 if init == "glorot" else np.sqrt(100 / 40)
        rate = (shown.activations[-1].std() / shown.activations[0].std()) ** (1 / 49) * wide
        runs = page.names["forwards"][name]
        assert np.isclose(rate, np.median((runs[:, 50] / runs[:, 1]) ** (1 / 49)), rtol=0.1)
    tanh = explorer(init="large", activation="tanh").signal()
    assert tanh.activations[-1].std() <= 1
    assert tanh.gradients[0].std() > 1e3


def test_gradients_grow_by_a_fifth_through_batch_normalisation(page):
    names = page.names
    assert abs(np.mean(names["rates"]) - np.sqrt(np.pi / (np.pi - 1))) < 0.02
    assert round(np.sqrt(np.pi / (np.pi - 1)) ** 50, -3) == 14_000
    grown = {name: runs[:, 1] for name, runs in names["curves"].items()}
    assert grown["batch norm"].min() > 1e4
    assert grown["and shortcuts"].max() < 15


def test_pytorch_starts_where_the_page_says():
    layers = [(nn.Linear(300, 300), 300), (nn.Conv2d(8, 200, 5), 200)]
    for layer, fan_in in layers:
        assert np.isclose(layer.weight.std().item(), (1 / 3 / fan_in) ** 0.5, rtol=0.05)


def test_the_running_numbers_move_as_the_page_says(page):
    assert "running mean: 0 -> 0.40, the batch's is 4" in page.printed
    assert "running variance: 1 -> 1.5667" in page.printed
    assert "with the unbiased variance 6.6667 it would be 1.5667" in page.printed


def test_the_answers_of_the_quizzes_are_right():
    assert len(QUIZZES) == 7
    layers = QUIZZES["quiz-deep-factor"]["value"]
    assert 0.9**layers < 0.01 < 0.9 ** (layers - 1)
    he = (2 / (32 * 9)) ** 0.5
    assert abs(QUIZZES["quiz-deep-he"]["value"] - he) < QUIZZES["quiz-deep-he"]["tolerance"]
    norm = nn.BatchNorm2d(1)
    norm.running_mean.fill_(2)
    norm(torch.tensor([5.0, 7.0]).reshape(2, 1, 1, 1))
    assert np.isclose(norm.running_mean.item(), QUIZZES["quiz-deep-momentum"]["value"])
    count = sum(p.numel() for p in nn.BatchNorm2d(64).parameters())
    assert PAGE.right("quiz-deep-parameters") == [str(count)]


def test_the_record_that_the_exercise_cites_is_there():
    record = json.loads((ROOT / "solutions/records/07-deeper-networks/classify.json").read_text())
    reached = record["the reference"]["accuracy"]
    assert len(reached) == 20
    assert min(reached) > 0.85
    assert max(reached) < 0.905
