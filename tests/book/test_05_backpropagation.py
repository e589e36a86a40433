"""The chapter's page: its code runs, its numbers hold; the exercise's pieces agree with torch."""

import contextlib
import io
import re
import time

import numpy as np
import pytest
import torch
from threadpoolctl import threadpool_limits
from torch.nn import functional as F

from pixelup.widgets import FIGURES

from .page import Page, run, worked

PAGE = Page("05-backpropagation")
UNIT = PAGE.unit
FAST = {
    "conv2d_grad_w": "weight-by-weight",
    "relu_backward": "as-a-product",
    "dense_backward": "matrix-products",
    "max_pool_backward": "place-by-place-of-the-window",
    "softmax_cross_entropy": "with-one-hot-truth",
}


@pytest.fixture(scope="module")
def page():
    return run(PAGE)


def test_the_page_has_its_sections_pictures_quizzes_and_sources():
    assert set(PAGE.labels) >= {
        "backpropagation", "chain-rule", "shared-weights", "gradient-checking", "check-limits",
        "gradient-of-the-weights", "gradient-of-the-input", "stride-and-leftovers",
        "relu-gradient", "dense-gradient", "pooling-gradient", "softmax-gradient",
        "gradient-descent", "network-by-hand",
    }  # fmt: skip
    assert len(PAGE.pictures) == 8
    assert len(PAGE.quizzes) == 10
    assert PAGE.kinds == {"single", "several", "number", "order", "predict"}
    assert len(PAGE.cited) >= 7
    assert len(UNIT.tasks) == 12


@pytest.fixture(scope="module")
def pieces():
    """A good student's notebook: every task answered, the slow ones without loops over pictures."""
    names = {"__name__": "student"}
    exec(UNIT.given, names)
    for task in UNIT.tasks:
        styles = {v.name: v.code for v in task.accepted}
        exec(styles[FAST[task.name]] if task.name in FAST else task.reference, names)
    return names


def autograd(forward, *arrays, dy):
    leaves = [torch.tensor(a).double().requires_grad_() for a in arrays]
    forward(*leaves).backward(torch.tensor(dy).double())
    return [leaf.grad.numpy() for leaf in leaves]


def close(mine, theirs):
    """Agreement to 1e-6, relative to the largest number."""
    assert mine.shape == theirs.shape
    assert np.abs(mine - theirs).max() <= 1e-6 * np.abs(theirs).max()


@pytest.mark.slow
def test_the_lectures_weight_takes_one_step_with_the_sum(page):
    """The lecture draws a, b, c, d and w4 without numbers; the picture is another lecture's."""
    example = worked("correlate")["three-by-three"]
    x, k = (torch.tensor(example[key]).double() for key in "xk")
    y = F.conv2d(x[None, None], k[None, None])[0, 0]
    assert y.tolist() == example["expected"]
    assert f"assert np.array_equal(y, {example['expected']})" in PAGE.text
    dy = torch.tensor([[1, -1], [2, 0.5]]).double()
    each = (dy * x[1:, 1:]).flatten()
    assert each.tolist() == [4, -5, 14, 4]
    assert page.names["unshared"] == dict(zip("abcd", each.tolist(), strict=True))
    new = [f"{3 - 0.1 * g:.1f}" for g in each.tolist()]
    assert new == ["2.6", "3.5", "1.6", "2.6"]
    assert "w4: gradient 17.0, new w4 = 3 - 0.1 · 17.0 = 1.3" in page.printed
    for words in ("go to 2.6, 3.5, 1.6 and 2.6", "with the sum: to 1.3"):
        assert words in PAGE.text


@pytest.mark.slow
def test_the_best_step_of_a_check_is_what_the_text_says(page):
    best = {name: 10.0 ** -int(curve.argmin()) for name, curve in page.names["best"].items()}
    assert 1e-6 <= best["central"] <= 1e-4
    assert best["one-sided"] < best["central"] < best["central, float32"]


@pytest.mark.slow
def test_the_pages_network_reads_digits_and_agrees_with_autograd(page):
    names = page.names
    assert names["worst"] < 1e-6
    assert len(names["right"]) == 3
    assert min(names["right"]) > 0.9
    assert all(abs(losses[0] - np.log(10)) < 0.5 for losses, _, _ in names["runs"])


@pytest.mark.slow
def test_the_page_runs_within_its_budget(page):
    assert page.seconds < 45  # CPU seconds on one core, most of them three trainings
    assert page.names["seconds"] < 30  # one training


@pytest.mark.parametrize(("s", "p"), [(1, 0), (2, 0), (3, 1), (2, 2)])
def test_the_exercises_convolution_agrees_with_autograd(pieces, s, p):
    rng = np.random.default_rng(0)
    x, w, b = rng.normal(size=(2, 3, 7, 6)), rng.normal(size=(4, 3, 3, 2)), rng.normal(size=4)
    dy = rng.normal(size=F.conv2d(torch.tensor(x), torch.tensor(w), stride=s, padding=p).shape)
    dx, dw, db = autograd(lambda *a: F.conv2d(*a, stride=s, padding=p), x, w, b, dy=dy)
    mine_w, mine_b = pieces["conv2d_grad_w"](x, w, s, p, dy)
    close(mine_w, dw)
    close(mine_b, db)
    close(pieces["conv2d_grad_x"](x, w, s, p, dy), dx)
    close(pieces["conv2d"](x, w, b, s, p), F.conv2d(*map(torch.tensor, (x, w, b)), s, p).numpy())


@pytest.mark.parametrize(("k", "s"), [(2, 2), (3, 2), (2, 1), (2, 3)])
def test_the_exercises_poolings_agree_with_autograd_also_in_ties(pieces, k, s):
    rng = np.random.default_rng(0)
    x = rng.integers(0, 3, (2, 3, 7, 8)).astype(float)
    dy = rng.normal(size=F.max_pool2d(torch.tensor(x), k, s).shape)
    close(
        pieces["max_pool_backward"](x, k, s, dy),
        autograd(lambda a: F.max_pool2d(a, k, s), x, dy=dy)[0],
    )
    close(
        pieces["average_pool_backward"](x, k, s, dy),
        autograd(lambda a: F.avg_pool2d(a, k, s), x, dy=dy)[0],
    )


def test_the_exercises_other_layers_agree_with_autograd(pieces):
    rng = np.random.default_rng(0)
    x, dy = rng.integers(-2, 3, (4, 5)).astype(float), rng.normal(size=(4, 5))
    close(pieces["relu_backward"](x, dy), autograd(torch.relu, x, dy=dy)[0])
    w, b, dy = rng.normal(size=(3, 5)), rng.normal(size=3), rng.normal(size=(4, 3))
    for mine, theirs in zip(
        pieces["dense_backward"](x, w, dy), autograd(F.linear, x, w, b, dy=dy), strict=True
    ):
        close(mine, theirs)
    t = np.array([0, 4, 2, 2])
    loss, dz = pieces["softmax_cross_entropy"](x, t)
    truth = F.cross_entropy(torch.tensor(x), torch.tensor(t))
    assert np.isclose(loss, truth.item())
    close(dz, autograd(lambda z: F.cross_entropy(z, torch.tensor(t)), x, dy=1.0)[0])


def test_the_exercises_step_is_that_of_torch(pieces):
    rng = np.random.default_rng(0)
    w, v = rng.normal(size=(2, 3)), np.zeros((2, 3))
    theirs = torch.nn.Parameter(torch.tensor(w))
    optimizer = torch.optim.SGD([theirs], lr=0.1, momentum=0.9)
    for _ in range(4):
        gradient = rng.normal(size=(2, 3))
        theirs.grad = torch.tensor(gradient)
        optimizer.step()
        w, v = pieces["sgd_momentum"](w, v, gradient, 0.1, 0.9)
    close(w, theirs.detach().numpy())


def test_the_exercises_network_agrees_with_autograd(pieces):
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=(5, 2, 9, 8)), np.array([0, 2, 1, 2, 0])
    parameters = {
        "w1": rng.normal(size=(3, 2, 2, 3)),
        "b1": rng.normal(size=3),
        "w2": rng.normal(size=(3, 36)),
        "b2": rng.normal(size=3),
    }
    loss, gradients = pieces["network_gradients"](x, t, parameters)
    leaves = {key: torch.tensor(a).requires_grad_() for key, a in parameters.items()}
    maps = F.max_pool2d(F.relu(F.conv2d(torch.tensor(x), leaves["w1"], leaves["b1"])), 2)
    scores = F.linear(maps.flatten(1), leaves["w2"], leaves["b2"])
    theirs = F.cross_entropy(scores, torch.tensor(t))
    theirs.backward()
    assert np.isclose(loss, theirs.item())
    for key, leaf in leaves.items():
        close(gradients[key], leaf.grad.numpy())


@pytest.mark.slow
def test_a_students_pieces_learn_to_read_in_the_exercises_last_cell(pieces):
    cell = next(c.text for c in UNIT.cells if c.role == "play" and "TRAIN" in c.text)
    assert cell.startswith("TRAIN = False")  # a grader runs this cell, too
    out = io.StringIO()
    with threadpool_limits(1), contextlib.redirect_stdout(out):
        start = time.process_time()
        exec(cell.replace("TRAIN = False", "TRAIN = True"), pieces)
        seconds = time.process_time() - start
    right = float(re.search(r"right on ([\d.]+)% of 2,000", out.getvalue())[1])
    assert right >= 90
    assert seconds < 30  # on one core


def test_the_figure_of_the_lecture_shows_its_gradients():
    assert [name for name, _ in PAGE.alive] == ["backprop_explorer"] * 2
    _, lecture = (FIGURES[name](**state) for name, state in PAGE.alive)
    assert lecture.gradients()["dw"] == [[7, 9.5], [14.5, 17]]


def test_the_numbers_of_the_quizzes_are_right():
    value = {name: quiz.get("value") for name, quiz in PAGE.quizzes.items()}
    assert value["quiz-shared-sum"] == 4 - 5 + 14 + 4
    x, w = np.ones((1, 1, 28, 28)), np.ones((1, 1, 5, 5))
    dx, dw = autograd(F.conv2d, x, w, dy=np.ones((1, 1, 24, 24)))
    assert value["quiz-weight-places"] == dw[0, 0, 0, 0]
    assert value["quiz-corner-pixel"] == dx[0, 0, 0, 0]
    x, w = np.ones((1, 1, 8, 8)), np.ones((1, 1, 3, 3))
    dx, _ = autograd(lambda *a: F.conv2d(*a, stride=2), x, w, dy=np.ones((1, 1, 3, 3)))
    assert value["quiz-leftover"] == np.sum(dx == 0)
    assert np.isclose(value["quiz-softmax-start"], 0.9 - 1)
    tie = autograd(lambda a: F.max_pool2d(a[None], 2)[0], np.array([[2, 7], [7, 1]]), dy=[[6]])
    (right,) = PAGE.right("quiz-tie")
    assert [int(n) for n in re.findall(r"\d+", right)] == tie[0].ravel().tolist()
