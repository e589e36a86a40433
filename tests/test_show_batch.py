"""Batches and confusion matrices as figures."""

import numpy as np
import pytest
import torch

from pixelup import plotting
from pixelup.datasets import GlyphDigits, Images, PhotoGlyphs
from pixelup.plotting import show_batch, show_confusion, show_history

from .test_plotting import embedded, texts


def test_grey_pictures_with_their_labels():
    digits = GlyphDigits().draw(12)
    picture = show_batch(digits)
    assert texts(picture) == [str(v) for v in digits.y.tolist()]
    shown = embedded(picture)
    assert len(shown) == 12
    exact = digits.bytes().x[0, 0].numpy()
    np.testing.assert_array_equal(shown[0], plotting.GREY(exact / 255, bytes=True)[..., :3])


def test_colour_pictures_keep_their_pixels():
    photos = PhotoGlyphs("latin").draw(6)
    shown = embedded(show_batch(photos))
    np.testing.assert_array_equal(shown[2], photos.bytes().x[2].permute(1, 2, 0).numpy())
    assert texts(show_batch(photos)) == [photos.classes[k] for k in photos.y.tolist()]


def test_a_wrong_prediction_stands_out():
    x = np.zeros((3, 4, 4), dtype=np.uint8)
    picture = show_batch(x, [0, 1, 2], torch.tensor([0, 2, 2]), classes=("a", "b", "c"))
    assert texts(picture) == ["a", "c, not b", "c"]
    colours = [ax.title.get_color() for ax in picture.figure.axes]
    assert colours == [plotting.TEXT, plotting.MARK, plotting.TEXT]


def test_labels_can_be_left_out_or_numbers_or_predictions_alone():
    x = torch.rand(2, 1, 5, 5)
    assert texts(show_batch(x)) == []
    assert texts(show_batch(x, [7, 8])) == ["7", "8"]
    assert texts(show_batch(x, predicted=[7, 8])) == ["7", "8"]


@pytest.mark.parametrize(("n", "columns"), [(3, 3), (20, 8), (32, 8), (40, 10)])
def test_rows_and_the_limit(n, columns):
    x = torch.rand(n, 1, 3, 3)
    axes = show_batch(x, limit=40).figure.axes
    assert len(axes) == n
    assert len({round(ax.get_position().x0, 4) for ax in axes}) == columns
    assert len(show_batch(x, range(n), range(n), limit=2).figure.axes) == 2


@pytest.mark.parametrize(
    ("x", "labels", "message"),
    [
        (np.zeros((2, 2)), None, r"not \(2, 2\)"),
        (np.zeros((2, 4, 5, 5)), None, r"not \(2, 4, 5, 5\)"),
        (np.zeros((0, 1, 5, 5)), None, "no picture to show"),
        (np.full((1, 1, 2, 2), -1.5), None, "from -1.5 to -1.5: undo the normalisation"),
        (np.full((1, 1, 2, 2), np.nan), None, "from nan"),
        (np.zeros((2, 1, 5, 5)), [1], "2 pictures and 1 labels"),
    ],
)
def test_what_is_no_batch_is_refused(x, labels, message):
    with pytest.raises(ValueError, match=message):
        show_batch(x, labels)


def test_gradients_are_no_obstacle():
    assert len(show_batch(torch.rand(2, 3, 4, 4, requires_grad=True)).figure.axes) == 2
    data = Images(torch.zeros(1, 1, 2, 2), torch.tensor([1]), ("x", "y"))
    assert texts(show_batch(data)) == ["y"]


def test_a_confusion_matrix():
    m = np.array([[50, 2, 0], [0, 40, 1], [3, 0, 60]])
    shown = texts(show_confusion(m, ["a", "b", "c"]))
    assert sorted(shown) == sorted(["a", "b", "c"] * 2 + ["called", "is"]
                                   + ["50", "2", "40", "1", "3", "60"])  # fmt: skip
    (ax,) = show_confusion(m).figure.axes
    inks = {t.get_text(): t.get_color() for t in ax.texts}
    assert inks["60"] == plotting.PAPER
    assert inks["1"] == plotting.INK


def test_many_classes_and_no_errors_can_be_shown():
    assert "5" not in texts(show_confusion(np.eye(37, dtype=int) * 5, ["x"] * 37))
    assert texts(show_confusion(np.zeros((2, 2), dtype=int))).count("0") == 2


@pytest.mark.parametrize(
    ("m", "names", "message"),
    [
        (np.zeros((2, 3)), None, r"\(K, K\), not \(2, 3\)"),
        (np.eye(2), ["a"], "2 classes and there are 1"),
    ],
)
def test_what_is_no_confusion_matrix_is_refused(m, names, message):
    with pytest.raises(ValueError, match=message):
        show_confusion(m, names)


def test_the_same_figure_is_the_same_file():
    make = (
        lambda: show_batch(GlyphDigits().draw(4)),
        lambda: show_confusion(np.eye(3, dtype=int)),
        lambda: show_history(np.linspace(2, 1, 50), ((25, 0.5), (50, 0.7))),
    )
    for figure in make:
        assert figure()._repr_svg_() == figure()._repr_svg_()
        assert figure().figure.get_figwidth() == plotting.WIDTH


def test_a_smoothed_loss_is_the_mean_of_its_steps():
    (ax,) = show_history(np.arange(100.0), smooth=25).figure.axes
    pale, dark = ax.lines
    assert len(pale.get_xdata()) == 100
    np.testing.assert_allclose(dark.get_ydata(), dark.get_xdata() - 1)
    assert len(show_history(np.ones(3)).figure.axes) == 1
