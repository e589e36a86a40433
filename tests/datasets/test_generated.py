"""The generated data sets: the same for a seed, balanced, in range, and never shared."""

import subprocess
import sys

import numpy as np
import pytest
import torch

from pixelup.datasets import Distortion, GlyphDigits, GlyphLetters, PhotoGlyphs
from pixelup.datasets.distortion import generator
from pixelup.datasets.fonts import CHARACTERS, FACES, atlas
from pixelup.datasets.glyphs import _choices
from pixelup.datasets.photo_glyphs import BACKGROUNDS

SETS = {
    "digits": (GlyphDigits(), (1, 28, 28), 10),
    "letters": (GlyphLetters(), (1, 28, 28), 37),
    "georgian": (GlyphLetters("georgian"), (1, 28, 28), 33),
    "photo-digits": (PhotoGlyphs(), (3, 32, 32), 10),
    "photo-greek": (PhotoGlyphs("greek", size=24), (3, 24, 24), 19),
}


@pytest.mark.parametrize(("data", "shape", "kinds"), SETS.values(), ids=SETS)
def test_shapes_types_and_ranges(data, shape, kinds):
    images = data.draw(2 * kinds, seed=3)
    assert data.shape == shape
    assert images.x.shape == (2 * kinds, *shape)
    assert images.x.dtype == torch.float32
    assert images.y.dtype == torch.int64
    assert len(images.classes) == kinds == len(set(data.classes))
    assert images.x.min() >= 0
    assert 0.5 < images.x.max() <= 1
    assert (images.x.flatten(1).std(dim=1) > 0.02).all()  # no picture is empty


@pytest.mark.parametrize(("data", "shape", "kinds"), SETS.values(), ids=SETS)
def test_a_seed_is_its_pictures_and_a_longer_draw_begins_with_the_shorter(data, shape, kinds):
    del shape
    long, short = data.draw(700, seed=1), data.draw(5, seed=1)
    again = data.draw(700, seed=1)
    assert torch.equal(long.x, again.x)
    assert torch.equal(long.y, again.y)
    assert torch.equal(long.x[:5], short.x)
    assert torch.equal(long.y[:5], short.y)
    for start in range(0, 700 - kinds, kinds):  # every block holds each class once
        assert long.y[start : start + kinds].sort().values.tolist() == list(range(kinds))
    assert not torch.equal(data.draw(5, seed=2).x, short.x)


def test_bytes_are_the_floats_times_255():
    floats, whole = GlyphDigits().draw(20), GlyphDigits().draw(20, dtype=torch.uint8)
    assert whole.x.dtype == torch.uint8
    assert torch.equal(whole.float().x, floats.x)
    assert torch.equal(floats.bytes().x, whole.x)


def test_neither_threads_nor_the_global_generator_change_a_picture():
    torch.manual_seed(0)
    one = PhotoGlyphs().draw(600, dtype=torch.uint8).x
    threads = torch.get_num_threads()
    try:
        torch.set_num_threads(2)
        torch.manual_seed(7)
        state = torch.get_rng_state()
        two = PhotoGlyphs().draw(600, dtype=torch.uint8).x
        assert torch.equal(torch.get_rng_state(), state)
    finally:
        torch.set_num_threads(threads)
    assert torch.equal(one, two)


def test_another_process_draws_the_same():
    code = (
        "import torch; torch.set_num_threads(1)\n"
        "from pixelup.datasets import PhotoGlyphs\n"
        "print(PhotoGlyphs().draw(30, seed=5, dtype=torch.uint8).x.long().sum().item())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    here = PhotoGlyphs().draw(30, seed=5, dtype=torch.uint8).x.long().sum().item()
    assert int(done.stdout) == here


def test_the_splits_share_no_random_number():
    a, b = GlyphDigits("train"), GlyphDigits("test")
    pictures = torch.cat([d.draw(300, seed=s).x for d in (a, b) for s in (0, 1)])
    assert len(pictures.flatten(1).unique(dim=0)) == 1200
    assert generator("a", 1).initial_seed() != generator("a", 2).initial_seed()


def test_unseen_faces_are_unseen():
    for characters in CHARACTERS:
        train, test = (_choices(characters, split) for split in ("train", "test"))
        assert (train[1] > 0).all()
        assert (test[1] > 0).all()
        seen = {i for row, n in zip(*train, strict=True) for i in row[:n].tolist()}
        held = {i for row, n in zip(*test, strict=True) for i in row[:n].tolist()}
        assert not seen & held
        faces = atlas(CHARACTERS[characters]).faces
        assert {FACES[f].held_out for f in faces[list(held)]} == {True}
    one = GlyphDigits("test", unseen_faces=True).draw(40)
    assert not torch.equal(one.x, GlyphDigits("test").draw(40).x)
    assert torch.equal(one.y, GlyphDigits("test").draw(40).y)


def test_the_faces_are_those_that_can_be_read():
    digits, latin = atlas(CHARACTERS["digits"]), atlas(CHARACTERS["latin"])
    assert len(np.unique(digits.faces)) == 25
    assert len(np.unique(latin.faces)) == 31
    assert len(np.unique(atlas(CHARACTERS["georgian"]).faces)) == 12
    assert {f.file for f in FACES}.isdisjoint({"cmsy10", "cmex10", "LastResortHE-Regular"})
    for a in (digits, latin):  # every glyph fits its box, and no two classes are one glyph
        ink = a.bitmaps > 127
        assert ink.any(axis=(1, 2)).all()
        assert a.bitmaps.shape[1:] == (64, 64)
        assert not a.bitmaps[:, :5].any()
        assert not a.bitmaps[:, :, :5].any()
    plain = digits.bitmaps[digits.faces == 0].reshape(10, -1)
    assert len(np.unique(plain, axis=0)) == 10


def test_no_distortion_is_a_clean_centred_glyph():
    images = GlyphDigits(distortion=Distortion.none()).draw(50)
    mass = images.x[:, 0]
    at = torch.arange(28) - 13.5
    for axis in (1, 2):
        where = (mass.sum(axis) > 1.5).float() * at
        assert where.mean(dim=1).abs().max() < 3
    assert (mass.amax(dim=(1, 2)) > 0.6).all()
    assert (images.x[:, :, :3] == 0).all()


def test_distortions_share_their_random_numbers():
    still = GlyphDigits(distortion=Distortion(shift=0, noise=0)).draw(200)
    moved = GlyphDigits(distortion=Distortion(shift=4, noise=0)).draw(200)
    assert torch.equal(still.y, moved.y)
    at = torch.arange(28).float()
    centre = [(d.x[:, 0].sum(1) * at).sum(1) / d.x.sum((1, 2, 3)) for d in (still, moved)]
    assert (centre[0] - centre[1]).abs().max() < 4.6
    assert (centre[0] - centre[1]).std() > 1.5


def test_photo_glyphs_are_coloured_and_their_halves_differ():
    train, test = PhotoGlyphs().draw(400), PhotoGlyphs(split="test").draw(400)
    spread = train.x.std(dim=1).mean(dim=(1, 2))
    assert (spread > 0.02).float().mean() > 0.9
    assert torch.equal(train.y.bincount(), test.y.bincount())
    for background in BACKGROUNDS:
        assert background.licence in ("CC0 1.0", "public domain")
        assert background.credit


def test_an_empty_draw_is_empty():
    assert GlyphDigits().draw(0).x.shape == (0, 1, 28, 28)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: GlyphDigits("validation"), '"train" or "test", not \'validation\''),
        (lambda: GlyphLetters("klingon"), r"called 'klingon'; there are digits, latin, greek"),
        (lambda: PhotoGlyphs("emoji"), "called 'emoji'"),
        (lambda: PhotoGlyphs("test"), r"did you mean split='test'\?"),
        (lambda: GlyphDigits(size=4), "at least 8 × 8 pixels, not 4 × 4"),
        (lambda: PhotoGlyphs(size=100), "too small for pictures of 100"),
        (lambda: GlyphDigits().draw(-1), "0 or more, not -1"),
        (lambda: GlyphDigits().draw(1, dtype=torch.float64), "float32 or torch.uint8"),
    ],
)
def test_what_cannot_be_drawn_is_said(make, message):
    with pytest.raises(ValueError, match=message):
        make()
