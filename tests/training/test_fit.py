"""The loop learns, repeats, leaves things as they were, and says what is wrong."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from pixelup.datasets import GlyphDigits, Images
from pixelup.networks import Conv3, count_parameters, mlp
from pixelup.training import History, evaluate, fit, set_seed
from pixelup.training.fit import order, rate

CLASSES = tuple("0123456789")


@pytest.fixture(scope="module")
def digits():
    return GlyphDigits().draw(2000, dtype=torch.uint8)


def network(seed=0):
    set_seed(seed)
    return mlp(784, 32, classes=10)


def weights(net):
    return torch.cat([p.detach().flatten() for p in net.parameters()])


def test_it_learns(digits):
    net = network()
    before = evaluate(net, digits).accuracy
    history = fit(net, digits, steps=200, validation=digits, progress=False)
    assert before < 0.25
    assert history.accuracy > 0.7
    assert history.loss[0] == pytest.approx(math.log(10), abs=0.3)
    assert history.loss[-20:].mean() < 1.0
    assert history.loss.shape == history.lr.shape == (200,)
    assert [step for step, _ in history.validation] == list(range(20, 201, 20))
    assert history.accuracy == evaluate(net, digits).accuracy
    assert history.seconds > 0
    assert history.device.startswith("the CPU")


@pytest.mark.parametrize("options", [{}, {"optimizer": "adamw", "lr": 1e-3}])
def test_a_seed_repeats_a_run(digits, options):
    one, two, other = network(), network(), network()
    a = fit(one, digits, steps=20, seed=5, progress=False, **options)
    b = fit(two, digits, steps=20, seed=5, progress=False, **options)
    c = fit(other, digits, steps=20, seed=6, progress=False, **options)
    np.testing.assert_array_equal(a.loss, b.loss)
    assert torch.equal(weights(one), weights(two))
    assert not np.array_equal(a.loss, c.loss)


def test_one_step_is_what_torch_does(digits):
    ours, oracle = network(), network()
    history = fit(ours, digits, steps=3, batch=2000, lr=0.1, schedule="constant", progress=False)
    sgd = torch.optim.SGD(
        oracle.parameters(), lr=0.1, momentum=0.9, nesterov=True, weight_decay=5e-4
    )
    for (index,) in zip(order(2000, 2000, 3, 0), strict=True):
        value = nn.functional.cross_entropy(oracle(digits.float().x[index]), digits.y[index])
        for p in oracle.parameters():
            p.grad = None
        value.backward()
        sgd.step()
    torch.testing.assert_close(weights(ours), weights(oracle))
    np.testing.assert_array_equal(history.lr, [0.1] * 3)


def test_floats_and_pairs_train_the_same(digits):
    runs = [digits, digits.float(), (digits.x, digits.y)]
    losses = [fit(network(), data, steps=5, progress=False).loss for data in runs]
    np.testing.assert_array_equal(losses[0], losses[1])
    np.testing.assert_array_equal(losses[0], losses[2])


def test_every_picture_is_seen_once_an_epoch():
    steps = list(order(10, 3, 7, seed=1))
    assert all(len(s) == 3 for s in steps)
    for epoch in (steps[:3], steps[3:6]):
        assert len(torch.cat(epoch).unique()) == 9
    assert not torch.equal(torch.cat(steps[:3]), torch.cat(steps[3:6]))
    again = list(order(10, 3, 7, seed=1))
    assert all(torch.equal(a, b) for a, b in zip(steps, again, strict=True))


def test_epochs_are_whole_batches(digits):
    assert len(fit(network(), digits[:100], epochs=2, batch=30, progress=False).loss) == 6
    assert len(fit(network(), digits[:10], epochs=3, batch=64, progress=False).loss) == 3


def test_rates():
    cosine = [rate("cosine", s, 100, 0.2) for s in range(100)]
    assert cosine[0] == pytest.approx(1 / 20)
    assert max(cosine) == 1
    assert cosine.index(1) in (19, 20)
    assert cosine[60] == pytest.approx(0.5)
    assert cosine[-1] == 0.01
    cycle = [rate("one-cycle", s, 10, 0.2) for s in range(10)]
    np.testing.assert_allclose(cycle, [0.2, 0.4, 0.6, 0.8, 1, 1, 0.8, 0.6, 0.4, 0.2], atol=1e-9)
    assert {rate("constant", s, 10, 0.2) for s in range(10)} == {1.0}
    for steps in range(1, 12):  # however short, the rate stays in range
        for kind in ("cosine", "one-cycle"):
            assert all(0.01 <= rate(kind, s, steps, 0.15) <= 1 for s in range(steps))
    assert rate("cosine", 0, 10, 0.0) == 1


def test_augmentation_is_on_the_batch_and_without_gradients(digits):
    seen = []

    def augment(x):
        seen.append((x.shape, x.dtype, torch.is_grad_enabled()))
        return x.flip(3)

    def mix(x, y):
        hot = nn.functional.one_hot(y, 10).float()
        return (x + x.roll(1, 0)) / 2, (hot + hot.roll(1, 0)) / 2

    fit(network(), digits, steps=2, augment=augment, mix=mix, progress=False)
    assert seen == [(torch.Size([64, 1, 28, 28]), torch.float32, False)] * 2


def test_parameters_can_be_chosen_and_have_rates_of_their_own(digits):
    net = network()
    first, last = net[1].weight.detach().clone(), net[3].weight.detach().clone()
    fit(net, digits, steps=2, parameters=net[3].parameters(), progress=False)
    assert torch.equal(net[1].weight, first)
    assert not torch.equal(net[3].weight, last)
    groups = [{"params": net[1].parameters(), "lr": 0.0}, {"params": net[3].parameters()}]
    fit(net, digits, steps=2, parameters=groups, weight_decay=0, progress=False)
    assert torch.equal(net[1].weight, first)


def test_frozen_parameters_stay(digits):
    net = network()
    net[1].requires_grad_(False)
    frozen = net[1].weight.detach().clone()
    fit(net, digits, steps=2, progress=False)
    assert torch.equal(net[1].weight, frozen)


@pytest.mark.parametrize("training", [True, False])
def test_the_mode_is_left_as_it_was(digits, training):
    net = Conv3(1, 10, width=2).train(training)
    net.features[1].eval()
    fit(net, digits[:64], steps=2, validation=digits[:10], progress=False)
    assert net.training is training


def test_a_loss_of_ones_own(digits):
    net = mlp(784, classes=4)
    boxes = torch.rand(64, 4)
    history = fit(
        net, (digits.x[:64], boxes), steps=150, loss=nn.functional.mse_loss, progress=False,
    )  # fmt: skip
    assert history.loss[-1] < history.loss[0] / 3
    assert math.isnan(history.accuracy)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "give steps or epochs"),
        ({"steps": 1, "epochs": 1}, "give steps or epochs"),
        ({"steps": 0}, "at least one step"),
        ({"epochs": -1}, "at least one step"),
        ({"steps": 1, "schedule": "linear"}, "cosine, one-cycle, constant, not 'linear'"),
        ({"steps": 1, "optimizer": "adam"}, "not 'adam'"),
        ({"steps": 1, "warmup": 1}, "from 0 to below 1, not 1"),
        ({"steps": 1, "parameters": []}, "nothing is left to train"),
    ],
)
def test_what_cannot_be_trained_is_said(digits, options, message):
    with pytest.raises(ValueError, match=message):
        fit(network(), digits, progress=False, **options)


def test_no_picture_and_two_devices_are_said(digits):
    with pytest.raises(ValueError, match="no picture to learn from"):
        fit(network(), digits[:0], steps=1)
    with pytest.raises(ValueError, match="network is on meta and the pictures are on cpu"):
        fit(network().to("meta"), digits, steps=1)


def test_a_history_is_a_picture():
    history = History(np.ones(30, np.float32), np.ones(30), ((15, 0.5), (30, 0.75)), 1, 1, "here")
    assert history.accuracy == 0.75
    left, right = history.picture().figure.axes
    assert left.get_ylabel() == "loss of a batch"
    np.testing.assert_array_equal(right.lines[0].get_ydata(), [50, 75])
    assert len(History(history.loss, history.lr, (), 1, 1, "").picture().figure.axes) == 1


def test_the_shared_networks():
    assert count_parameters(mlp(784, 77, classes=10)) == 785 * 77 + 78 * 10
    net = Conv3(3, 7, width=4)
    x = torch.rand(2, 3, 32, 32)
    assert net(x).shape == (2, 7)
    assert net.features(x).shape == (2, 16)
    assert mlp(12, classes=3)(torch.rand(5, 3, 2, 2)).shape == (5, 3)
    net.head.requires_grad_(False)
    assert count_parameters(net) == 27 * 4 + 8 + 36 * 8 + 16 + 72 * 16 + 32


def test_images_of_another_size_work(digits):
    odd = Images(digits.x[:20, :, :27, :25], digits.y[:20], CLASSES)
    fit(Conv3(1, 10, width=2), odd, steps=1, progress=False)
