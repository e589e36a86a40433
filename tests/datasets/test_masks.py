"""Pictures with masks: rendered together, repeatable, and of other photographs in the test."""

import pytest
import torch

from pixelup.datasets import GlyphMasks
from pixelup.training import fit


@pytest.fixture(scope="module")
def drawn():
    return GlyphMasks().draw(200, seed=3)


def test_the_forms(drawn):
    assert drawn.x.shape == (200, 3, 32, 32)
    assert (drawn.x.dtype, drawn.y.dtype) == (torch.float32, torch.int64)
    assert drawn.y.shape == (200, 32, 32)
    assert 0 <= drawn.x.min() < drawn.x.max() <= 1
    assert drawn.y.unique().tolist() == [0, 1]
    assert GlyphMasks(size=24, characters="greek").draw(3).y.shape == (3, 24, 24)


def test_every_picture_shows_something_and_little_of_it(drawn):
    share = drawn.y.double().mean((1, 2))
    assert share.min() > 0.01
    assert share.max() < 0.5
    assert 0.08 < share.mean() < 0.2


def test_a_mask_belongs_to_its_picture():
    """The pixels of the mask look alike, and unlike those around."""
    x, y = GlyphMasks().draw(200, seed=4)
    inside = y[:, None].bool()
    n = inside.sum((2, 3), keepdim=True)
    mean = (x * inside).sum((2, 3), keepdim=True) / n
    spread = (((x - mean) * inside) ** 2).sum((1, 2, 3)) / (3 * n.flatten())
    moved = inside.roll(12, 3)
    elsewhere = (((x - mean) * moved) ** 2).sum((1, 2, 3)) / (3 * n.flatten())
    assert (spread < elsewhere).double().mean() > 0.95


def test_the_same_seed_gives_the_same_bytes_whatever_the_number(drawn):
    again, few = GlyphMasks().draw(200, seed=3), GlyphMasks().draw(50, seed=3)
    assert torch.equal(drawn.x, again.x)
    assert torch.equal(drawn.y, again.y)
    assert torch.equal(drawn.x[:50], few.x)
    assert torch.equal(drawn.y[:50], few.y)
    other = GlyphMasks("test").draw(200, seed=3)
    assert not torch.equal(drawn.y, other.y)


def test_the_number_of_threads_changes_nothing(drawn):
    threads = torch.get_num_threads()
    try:
        torch.set_num_threads(3)
        again = GlyphMasks().draw(200, seed=3)
    finally:
        torch.set_num_threads(threads)
    assert torch.equal(drawn.x, again.x)
    assert torch.equal(drawn.y, again.y)


def test_wrong_settings_are_told():
    with pytest.raises(ValueError, match="no characters called 'letters'"):
        GlyphMasks(characters="letters")
    with pytest.raises(ValueError, match="split is"):
        GlyphMasks("validation")
    with pytest.raises(ValueError, match="0 or more"):
        GlyphMasks().draw(-1)


def test_fit_takes_them_as_they_are(drawn):
    network = torch.nn.Conv2d(3, 2, 1)
    history = fit(network, drawn, steps=30, optimizer="adamw", lr=0.05, progress=False)
    assert history.loss[-1] < history.loss[0]
