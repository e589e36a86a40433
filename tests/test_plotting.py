import base64
import io
import re
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import Normalize, to_hex
from PIL import Image

from pixelup import plotting
from pixelup.plotting import Picture, show_convolution, show_curves, show_images, show_matrix

SVG = "{http://www.w3.org/2000/svg}"
X = np.arange(12).reshape(3, 4)
PHOTO = np.random.default_rng(0).integers(0, 256, size=(20, 30), dtype=np.uint8)

PICTURES = {
    "images": lambda: show_images([PHOTO, X - 5.0], ["photograph", "map"], boxes=[(1, 2, 3, 4)]),
    "colour": lambda: show_images([np.stack([PHOTO] * 3, axis=2)]),
    "matrix": lambda: show_matrix(X),
    "convolution": lambda: show_convolution(X, X[:2, :2], X[:2, :3], at=(0, 1)),
    "curves": lambda: show_curves({"loss": np.ones((3, 5))}, xlabel="step", ylabel="loss"),
}


def texts(picture):
    root = ElementTree.fromstring(picture._repr_svg_())
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


def embedded(picture):
    """Return the pictures inside a figure, as RGB arrays."""
    found = re.findall(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)", picture._repr_svg_())
    return [
        np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")) for png in found
    ]


@pytest.mark.parametrize("name", PICTURES)
def test_a_figure_is_the_same_svg_every_time_and_loads_nothing(name):
    one, two = (PICTURES[name]()._repr_svg_() for _ in range(2))
    assert one == two
    links = [v for e in ElementTree.fromstring(one).iter() for k, v in e.items() if "href" in k]
    assert all(link.startswith(("#", "data:image/png")) for link in links)


@pytest.mark.parametrize("name", PICTURES)
def test_a_figure_is_as_wide_as_the_column_and_has_no_background(name):
    picture = PICTURES[name]()
    assert picture.figure.get_figwidth() == plotting.WIDTH
    out = io.BytesIO()
    picture.save(out, dpi=20)
    assert np.asarray(Image.open(out))[0, 0, 3] == 0


@pytest.mark.parametrize("name", PICTURES)
def test_drawing_leaves_matplotlib_as_it_was(name):
    mpl.use("agg")  # otherwise the comparison itself would choose a backend
    before = mpl.rcParams.copy()
    PICTURES[name]()._repr_svg_()
    assert mpl.rcParams == before
    assert plt.get_fignums() == []


def test_save_writes_the_format_that_the_ending_names(tmp_path):
    show_matrix(X).save(tmp_path / "m.png", dpi=50)
    with Image.open(tmp_path / "m.png") as picture:
        assert picture.width == round(50 * plotting.WIDTH)
    show_matrix(X).save(tmp_path / "m.svg")
    assert (tmp_path / "m.svg").read_text().startswith("<?xml")


def test_photographs_keep_their_pixels():
    (pixels,) = embedded(show_images([PHOTO]))
    expected = plotting.GREY(PHOTO / 255, bytes=True)[..., :3]
    np.testing.assert_array_equal(pixels, expected)


def test_a_colour_photograph_of_many_colours_stays_as_it_is():
    x = np.random.default_rng(1).integers(0, 256, size=(20, 30, 3), dtype=np.uint8)
    (pixels,) = embedded(show_images([x]))
    np.testing.assert_array_equal(pixels, x)


def test_maps_share_one_scale_and_zero_is_the_middle():
    weak, strong = np.array([[-1.0, 0.0, 1.0]]), np.array([[-4.0, 0.0, 4.0]])
    a, b = embedded(show_images([weak, strong]))
    colours = plotting.SIGNED(Normalize(-4, 4)(weak), bytes=True)[..., :3]
    np.testing.assert_array_equal(a, colours)
    np.testing.assert_array_equal(b[0, 1], a[0, 1])
    assert to_hex(plotting.SIGNED(0.5)) == "#f4f4f4"
    orange, blue = b[0, 0].astype(int), b[0, 2].astype(int)
    assert orange[0] > orange[2]
    assert blue[2] > blue[0]


def test_limit_sets_the_scale():
    (a,) = embedded(show_images([np.array([[1.0]])], limit=2))
    np.testing.assert_array_equal(a[0, 0], plotting.SIGNED(0.75, bytes=True)[:3])


def test_a_map_of_zeros_can_be_shown():
    (a,) = embedded(show_images([np.zeros((2, 2))]))
    assert np.unique(a.reshape(-1, 3), axis=0).tolist() == [[0xF4] * 3]


def test_images_stand_in_rows():
    picture = show_images([PHOTO] * 5, ["a", "b", "c", "d", "e"], columns=2)
    corners = {tuple(np.round(ax.get_position().p0, 3)) for ax in picture.figure.axes}
    assert len(corners) == 5
    assert len({x for x, _ in corners}) == 2
    assert len({y for _, y in corners}) == 3
    assert texts(picture) == ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize(
    ("images", "message"),
    [([], "no image"), ([np.zeros(3)], r"not \(3,\)"), ([np.zeros((2, 2, 4))], "not"),
     ([np.zeros((0, 2))], r"not \(0, 2\)")],
)  # fmt: skip
def test_what_is_no_image_is_refused(images, message):
    with pytest.raises(ValueError, match=message):
        show_images(images)


def test_every_number_is_text():
    assert texts(show_matrix(X)) == [str(v) for v in range(12)]


@pytest.mark.parametrize(
    ("value", "text"),
    [(3, "3"), (-765, "−765"), (0.111111, "0.11"), (2.0, "2"), (-0.001, "0"), (-1.5, "−1.5"),
     (100, "100")],
)  # fmt: skip
def test_numbers_are_short(value, text):
    assert texts(show_matrix(np.array([[value]]))) == [text]


def test_numbers_can_be_left_out():
    assert texts(show_matrix(X, numbers=False)) == []


def test_titles_and_signs_stand_between():
    picture = show_convolution(X, X[:2, :2], X[:2, :3])
    shown = texts(picture)
    assert [t for t in shown if not t.isdigit()] == ["input", "⋆", "kernel", "=", "feature map"]


def test_a_cell_of_the_output_is_framed_with_its_patch():
    def frames(picture):
        (ax,) = picture.figure.axes
        return [p.get_bbox().bounds for p in ax.patches if not p.get_fill()]

    patch, cell = frames(show_convolution(X, X[:2, :2], X[:2, :3], at=(1, 2)))
    assert patch == (2, 1, 2, 2)
    assert cell[2:] == (1, 1)
    assert frames(show_convolution(X, X[:2, :2], X[:2, :3])) == []


@pytest.mark.parametrize("wrong", [np.zeros((0, 3)), np.zeros(3), np.zeros((2, 2, 2))])
def test_what_is_no_matrix_is_refused(wrong):
    with pytest.raises(ValueError, match="a matrix has shape"):
        show_matrix([X, wrong])


def test_numbers_can_be_read_on_every_colour():
    for colours in (plotting.SIGNED, plotting.GREY):
        for value in np.linspace(0, 1, 101):
            cell = colours(value)
            inks = (plotting.contrast(cell, ink) for ink in (plotting.INK, plotting.PAPER))
            assert max(inks) > 4.1


@pytest.mark.parametrize("page", ["#ffffff", "#121212", "#14181e"])
def test_text_can_be_read_on_light_and_dark_pages(page):
    assert plotting.contrast(plotting.TEXT, page) > 4
    assert plotting.contrast(plotting.MARK, page) > 3
    assert all(plotting.contrast(line, page) > 3 for line in plotting.LINES)


def test_contrast_is_wcag():
    assert plotting.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert plotting.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_curves_show_the_median_and_the_range():
    runs = np.array([[1.0, 2, 3], [4, 5, 6], [100, 200, 300]])
    (ax,) = show_curves({"loss": runs}, xlabel="step", ylabel="loss", log=True).figure.axes
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [4, 5, 6])
    band = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert (band.min(), band.max()) == (1, 300)
    assert ax.get_yscale() == "log"
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["loss"]


def test_one_run_is_enough():
    (ax,) = show_curves({"loss": np.arange(4.0)}, xlabel="step", ylabel="loss").figure.axes
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), np.arange(4))


def test_style_is_for_the_block_only():
    with plotting.style():
        assert mpl.rcParams["svg.fonttype"] == "none"
    assert mpl.rcParams["svg.fonttype"] == "path"


def test_a_picture_cannot_be_changed_by_accident():
    with pytest.raises(AttributeError):
        Picture(show_matrix(X).figure).figure = None


def test_a_large_photograph_is_packed_and_a_small_one_is_exact():
    photo = np.random.default_rng(2).integers(0, 256, size=(200, 300, 3), dtype=np.uint8)
    svg = show_images([photo])._repr_svg_()
    assert "data:image/webp;base64," in svg
    assert "data:image/png;base64," in show_images([photo[:20, :30]])._repr_svg_()
