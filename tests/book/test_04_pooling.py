"""The chapter's page: its code runs, and every number of the lectures comes out of it."""

import numpy as np
import pytest
import torch

from pixelup.widgets import FIGURES

from .page import Page, run, worked

PAGE = Page("04-pooling")


@pytest.fixture(scope="module")
def page():
    return run(PAGE)


def test_the_page_has_its_sections_pictures_and_quizzes():
    assert set(PAGE.labels) >= {
        "pooling", "max-and-average", "size-and-stride", "average-at-the-border",
        "channels-and-parameters", "global-pooling", "what-pooling-keeps", "pooling-amplifies",
        "shift-by-one", "equivariance-and-invariance", "shift-tolerance", "receptive-fields",
        "receptive-field-recurrence", "effective-receptive-field", "walk-through-a-network",
    }  # fmt: skip
    assert len(PAGE.pictures) == 5
    assert len(PAGE.quizzes) == 12
    assert PAGE.kinds == {"single", "several", "number", "order", "predict"}


@pytest.mark.slow
@pytest.mark.parametrize("how", ["max-2x2", "avg-2x2"])
def test_the_page_pools_the_lectures_map(page, how):
    examples = worked("pool")
    x, want = examples["max-2x2"]["x"], examples[how]["expected"]
    assert str(x) in "".join(cell.source for cell in PAGE.code)
    got = page.names["pool"](x, 2, 2, "max" if how == "max-2x2" else "average")
    np.testing.assert_array_equal(got, want)


@pytest.mark.slow
def test_the_page_prints_the_counts_and_sizes_of_the_lectures(page):
    sizes = worked("sizes")
    many = sizes["hundred-filters"]
    shape = " × ".join(map(str, many["expected"]))
    assert f"maps         {shape}  {many['activations']:,} numbers" in page.printed
    assert "pooled 3 × 3 100 × 32 × 32" in page.printed
    assert "pooled 3 × 4 100 × 32 × 24" in page.printed
    assert "parameters of the pooling: 0" in page.printed
    assert "inputs that changed: 5 of 5" in page.printed
    assert "outputs that changed: 1 of 3" in page.printed


@pytest.mark.slow
def test_fifty_layers_see_a_cat(page):
    counts = worked("counts")
    layers = counts["receptive-field-100px"]["expected"]
    printed = [line.split() for line in page.printed.splitlines()]
    assert [str(layers - 1), "99"] in printed
    assert [str(layers), "101"] in printed


@pytest.mark.slow
def test_the_table_of_shifts_says_what_the_text_says(page):
    accuracy = page.names["accuracy"]
    assert len(accuracy) == 5
    assert all(runs.shape == (3, 5) for runs in accuracy.values())
    middle = {name: np.median(runs, axis=0) for name, runs in accuracy.items()}
    assert middle["max-pooling"][2] > middle["strides"][2]
    assert middle["max-pooling"][3] < 0.4
    assert np.ptp(middle["global only"]) < 0.03
    flip = middle["pooling, global"]
    assert min(flip[[0, 2, 4]]) > max(flip[[1, 3]])


@pytest.mark.slow
def test_the_page_runs_within_its_budget(page):
    assert page.seconds < 45  # CPU seconds on one core, three quarters of them training


def test_the_page_corrects_the_slips_that_belong_here():
    for words in (
        "5.3 is wrong", "100 × 32 × 24", "inherently translation-invariant",
        "adds translation invariance",
    ):  # fmt: skip
        assert words in PAGE.slips


def test_the_figures_that_are_alive_say_what_the_text_says():
    assert [name for name, _ in PAGE.alive] == [
        "pooling_explorer", "pooling_explorer", "receptive_field_explorer",
    ]  # fmt: skip
    lecture, moved, field = (FIGURES[name](**state) for name, state in PAGE.alive)
    assert lecture.output() == [[4, 8], [6, 9]]
    assert moved.output() == [[3, 9, 9]]
    assert field.levels()[-1].size == 10


def test_the_numbers_of_the_quizzes_are_right():
    value = {name: quiz.get("value") for name, quiz in PAGE.quizzes.items()}
    assert value["quiz-max-below-zero"] == max(-3, -7, -2, -5)
    assert value["quiz-average-corrected"] == np.mean([4, 5, 6, 5])
    y = torch.nn.functional.max_pool2d(torch.zeros(1, 1, 30, 47), 3, 2)
    assert value["quiz-pooled-cells"] == y.numel()
    assert value["quiz-jump"] == 2**4
    explorer = FIGURES["receptive_field_explorer"]

    def size(*layers):
        return explorer(layers=[("conv", k, s, 0) for k, s in layers], pixels=100).levels()[-1].size

    assert value["quiz-network-field"] == size((5, 1), (3, 3), (5, 1)) ** 2
    three = [(3, 1)] * 3
    stacks = [[(5, 1)], three, [(3, 1), (2, 2), (3, 1)], [(3, 2), (3, 2), (3, 1)]]
    assert [size(*stack) for stack in stacks] == [5, 7, 8, 15]


@pytest.mark.slow
def test_the_four_questions_about_the_network_have_the_answers_of_the_page(page):
    network = page.names["network"]
    shape = network[:6](torch.zeros(1, 3, 100, 100)).shape[1:]
    assert PAGE.right("quiz-network-shape") == [" × ".join(map(str, shape))]
    assert PAGE.right("quiz-network-work") == ["the first convolution"]
    assert PAGE.right("quiz-network-parameters") == ["the first dense layer"]


def test_the_code_holds_no_line_of_the_solutions():
    assert len(PAGE.solved()) == 9  # eight tasks and a question
    assert PAGE.given_away(longer=15) == set()
