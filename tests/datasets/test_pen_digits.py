import sys

import pytest
import torch
from sklearn.datasets import load_digits

from pixelup.datasets import scikit_digits


def test_the_original_size_is_the_original():
    images = scikit_digits("all", size=8)
    assert images.x.shape == (1797, 1, 8, 8)
    torch.testing.assert_close(images.x[:, 0] * 16, torch.tensor(load_digits().images).float())


@pytest.mark.parametrize("size", [16, 28, 32])
def test_an_enlarged_digit_has_a_margin(size):
    x = scikit_digits(size=size).x
    assert x.shape == (1348, 1, size, size)
    assert x.min() >= 0
    assert x.max() <= 1
    assert not x[:, :, 0].any()
    assert not x[:, :, :, -1].any()
    torch.testing.assert_close((x * 255).round() / 255, x)


def test_by_writer_cuts_the_file_at_one_place():
    train, test, whole = (scikit_digits(split) for split in ("train", "test", "all"))
    assert torch.equal(torch.cat([train.x, test.x]), whole.x)
    assert len(test) == 449
    assert min(test.counts()) > 35


def test_shuffled_splits_hold_the_same_pictures_in_another_order():
    parts = [scikit_digits(split, by_writer=False, seed=1).x for split in ("train", "test")]
    mixed, whole = torch.cat(parts), scikit_digits("all").x
    assert not torch.equal(mixed, whole)
    torch.testing.assert_close(mixed.sum(), whole.sum())
    assert torch.equal(scikit_digits("test", by_writer=False, seed=1).x, parts[1])


@pytest.mark.parametrize(
    ("call", "message"),
    [({"split": "valid"}, "not 'valid'"), ({"size": 9}, "enlarged from 16 × 16 on, not 9")],
)
def test_what_is_wrong_is_said(call, message):
    with pytest.raises(ValueError, match=message):
        scikit_digits(**call)


def test_without_scikit_learn_it_says_what_serves_instead(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install scikit-learn, or use GlyphDigits"):
        scikit_digits()
