"""The chapter's page: its layers, its quizzes, its labels. The page checks its own numbers.

Its cells train networks and hold what they print to account with `assert`; the book's build runs
them. Here the cells that need no training are run again.
"""

import itertools
import json
import re

import numpy as np
import pytest
import yaml

from pixelup.widgets import FIGURES, lenet
from tests.conftest import ROOT

from .page import Page, run

PAGE = Page("06-lenet")
QUIZZES = PAGE.quizzes
NEEDS_DATA = ("GlyphDigits()", "train.", "test)")


@pytest.fixture(scope="module")
def page():
    """The cells up to the first training, without those that need the data."""
    before = itertools.takewhile(lambda cell: "fit(" not in cell.source, PAGE.code)
    return run(PAGE, [c for c in before if not any(word in c.source for word in NEEDS_DATA)])


def test_the_page_has_its_sections_and_pictures():
    assert set(PAGE.labels) >= {
        "lenet", "lenet-as-published", "lenet-layers", "lenet-parameters", "lenet-in-pytorch",
        "the-data", "one-training-step", "train-your-lenet", "the-training-loop",
        "accuracy-and-confusion", "evaluate-on-any-device", "what-the-kernels-became",
        "mlp-against-cnn", "why-convolutions", "train-on-the-gpu", "make-the-gpu-busy",
    }  # fmt: skip
    assert len(PAGE.pictures) == 5


def test_the_shapes_and_counts_are_those_of_lenet(page):
    names, printed = page.names, page.printed
    assert names["shapes"]["c1"] == (6, 28, 28)
    assert names["shapes"]["c3"] == (16, 10, 10)
    assert names["total"] == 61_706
    assert "convolutions: 4% of the parameters, 86% of the products" in printed
    assert "softmax done twice: loss 1.461" in printed


def test_the_page_builds_the_network_of_the_exercise_and_of_the_figure(page):
    stored = {name: tuple(v.shape) for name, v in page.names["network"].state_dict().items()}
    assert stored == {name: value.shape for name, value in lenet.trained().items()}
    wanted = yaml.safe_load(re.search(r"^tensors:\n((?:  .*\n)+)", PAGE.exercise, re.M).group(1))
    assert {name: tuple(shape) for name, shape in wanted.items()} == stored


def test_the_figure_opens_with_a_three():
    ((name, state),) = PAGE.alive
    assert "LeNet says 3" in FIGURES[name](**state).describe()


def test_the_answers_of_the_quizzes_are_right():
    side = 40 // 2 - 4  # C1 pads, S2 halves, C3 takes 4 away
    assert QUIZZES["quiz-lenet-shape"]["value"] == side // 2
    assert PAGE.right("quiz-lenet-loss") == [f"{np.log(100):.1f}"]
    assert PAGE.right("quiz-lenet-where") == ["C5"]


def test_the_record_that_the_course_cites_is_there():
    record = json.loads((ROOT / "solutions/records/06-lenet/classify.json").read_text())
    assert len(record["the reference"]["accuracy"]) == 20
    assert min(record["the reference"]["accuracy"]) > 0.94
