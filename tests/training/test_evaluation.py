import dataclasses

import numpy as np
import pytest
import torch
from sklearn.metrics import confusion_matrix
from torch import nn

from pixelup.datasets import Images
from pixelup.training import evaluate, predict

SCORES = torch.tensor([[2.0, 0, 1], [0, 3, 1], [1, 0, 5], [4, 0, 0], [0, 1, 2]])
LABELS = torch.tensor([0, 1, 2, 2, 2])


class Table(nn.Module):
    """Answers picture n with row n of the scores; counts how often it is asked."""

    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.9)
        self.calls = 0

    def forward(self, x):
        self.calls += 1
        assert not torch.is_grad_enabled()
        return self.drop(SCORES[x[:, 0, 0, 0].long()])


def pictures():
    return torch.arange(5.0).view(5, 1, 1, 1)


def test_an_evaluation():
    done = evaluate(Table(), Images(pictures(), LABELS, ("a", "b", "c")))
    assert done.accuracy == 0.8
    assert done.wrong.tolist() == [3]
    assert done.predicted.tolist() == [0, 1, 2, 0, 2]
    assert done.loss == pytest.approx(nn.functional.cross_entropy(SCORES, LABELS).item())
    np.testing.assert_array_equal(done.confusion, [[1, 0, 0], [0, 1, 0], [1, 0, 2]])
    with pytest.raises(dataclasses.FrozenInstanceError):
        done.accuracy = 1.0


def test_the_confusion_matrix_is_that_of_scikit_learn():
    rng = torch.Generator().manual_seed(0)
    x, y = torch.rand(500, 1, 1, 6, generator=rng), torch.randint(6, (500,), generator=rng)
    done = evaluate(nn.Flatten(), (x, y))
    np.testing.assert_array_equal(done.confusion, confusion_matrix(y, done.predicted))
    assert done.confusion.sum() == 500


@pytest.mark.parametrize("training", [True, False])
def test_predict_changes_nothing_and_goes_in_batches(training):
    net = Table().train(training)
    net.drop.train(not training)
    assert torch.equal(predict(net, pictures(), batch=2), SCORES)
    assert net.calls == 3
    assert (net.training, net.drop.training) == (training, not training)


def test_the_mode_comes_back_after_an_error():
    net = nn.Sequential(nn.Linear(3, 3))
    with pytest.raises(RuntimeError):
        predict(net, pictures())
    assert net.training


def test_bytes_are_divided():
    x = torch.tensor([[[[255]]], [[[51]]]], dtype=torch.uint8)
    assert predict(nn.Flatten(), x).flatten().tolist() == pytest.approx([1.0, 0.2])


def test_nothing_cannot_be_measured():
    with pytest.raises(ValueError, match="no picture to measure on"):
        evaluate(Table(), (pictures()[:0], LABELS[:0]))
