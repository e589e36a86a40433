"""The AugmentationExplorer on a static page, by mouse and by keyboard alone."""

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from pixelup.widgets import AugmentationExplorer
from tests.site.conftest import NOTEBOOK_HEAD
from tests.site.figure import words
from tests.site.reader import (
    assert_accessible,
    assert_alive_offline,
    assert_bad_links_are_told,
    assert_still_on_paper,
    status,
    tab_to,
)
from tests.site.work import too_much

pytestmark = pytest.mark.browser

SIX = {"picture": "6", "other": "9", "angle": 180}
PAGES = {
    "index": "# One\n\n```{anywidget} augmentation_explorer\nlabel: Turn, zoom, flip\n```\n",
    "six": (
        "# A six\n\n```{anywidget} augmentation_explorer\npicture: '6'\nother: '9'\n"
        "angle: 180\n```\n"
    ),
    "cell": NOTEBOOK_HEAD
    + """# From a cell

```{code-cell} ipython3
from pixelup.datasets import photograph
from pixelup.widgets import AugmentationExplorer

AugmentationExplorer(image=photograph("coffee", size=48), right=20, box=[[30, 8, 14, 30]])
```
""",
}
CANVAS = """canvas => { const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  return Array.from({ length: height * width }, (_, n) => [...data.slice(4 * n, 4 * n + 3)]); }"""

OUTSIDE = """() => { const right = e => e.getBoundingClientRect().right;
  const figure = document.querySelector('.pxu');
  return [...figure.querySelectorAll('*')].filter(e => e.checkVisibility() &&
    !e.closest('.pxu-status, .pxu-sample') && right(e) > right(figure) + 1)
    .map(e => e.className); }"""


@pytest.fixture
def page(visit, url):
    """Open the first page."""
    return visit(f"{url}/index.html").page


@pytest.fixture
def six(visit, url):
    """Open the page with a 6 upside down."""
    return visit(f"{url}/six.html").page


def boxes(page):
    return page.locator(".pxu-about .pxu-sizes").text_content()


def large(page, nth=1):
    return page.locator(".pxu-pictures .pxu-heat").nth(nth)


def samples(page):
    return page.locator(".pxu-sample")


def slide(page, label, value):
    page.get_by_label(label, exact=True).fill(str(value))


def same(locator, picture):
    """Compare what a canvas shows with a picture of Python's, to one level of 256."""
    shown = np.array(locator.locator("canvas").evaluate(CANVAS))
    wanted = 255 * np.broadcast_to(picture, (*picture.shape[:2], 3)).reshape(-1, 3)
    np.testing.assert_allclose(shown, wanted, atol=1.01)


def test_it_shows_what_python_computes(page):
    explorer = AugmentationExplorer()
    made = explorer.pictures()
    same(large(page, 0), explorer.original()[0])
    same(large(page), made[0])
    assert samples(page).count() == 16
    for n in (0, 9, 15):
        same(samples(page).nth(n), made[n + 1])
    assert words(page).startswith(
        "The sliders’ picture: flipped, turned by 15° counter-clockwise, zoomed by 1.2, "
    )
    assert page.locator(".pxu-affine").get_attribute("aria-label") == (
        "A, two rows of three: minus 1.16, 0.31, 4; 0.31, 1.16, 3."
    )


def test_again_draws_sixteen_others(page):
    page.get_by_role("button", name="Again").click()
    made = AugmentationExplorer(seed=2).pictures()
    same(large(page), made[0])
    for n in (0, 15):
        same(samples(page).nth(n), made[n + 1])


def test_the_keyboard_turns_a_six_into_a_nine_and_back(six):
    press = six.keyboard.press
    assert words(six) == "The sliders’ picture: turned by 180° counter-clockwise."
    tab_to(six, "e.labels?.[0]?.textContent === 'Rotate'")
    press("Home")
    assert words(six) == "The sliders’ picture: turned by 180° clockwise."
    for _ in range(3):
        press("ArrowRight")
    assert words(six) == "The sliders’ picture: turned by 177° clockwise."
    assert status(six, 550).startswith("The sliders’ picture: turned by 177° clockwise. Box ")
    same(large(six), AugmentationExplorer(**{**SIX, "angle": -177}).pictures()[0])
    tab_to(six, "e.type === 'checkbox'")
    press("Space")
    assert words(six).startswith("The sliders’ picture: flipped, turned by 177° clockwise")
    tab_to(six, "e.textContent === 'Change nothing'")
    press("Enter")
    assert words(six) == "The sliders’ picture: nothing has changed."
    same(large(six), AugmentationExplorer(**SIX).original()[0])


def test_arrow_keys_walk_over_the_samples_and_show_them_large(page):
    press = page.keyboard.press
    made = AugmentationExplorer().pictures()
    tab_to(page, "e.classList.contains('pxu-sample')")
    press("Enter")
    assert words(page).startswith("Sample 1: ")
    same(large(page), made[1])
    press("ArrowRight")
    press("ArrowDown")  # eight side by side
    assert words(page).startswith("Sample 10: ")
    same(large(page), made[10])
    assert samples(page).nth(9).get_attribute("aria-pressed") == "true"
    assert samples(page).nth(9).get_attribute("aria-label") == words(page)
    press("Control+End")
    assert status(page, 550).startswith("Sample 16: ")
    press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Again"
    press("Tab")
    press("Enter")
    assert words(page).startswith("The sliders’ picture: ")
    assert page.locator(".pxu-sample[aria-pressed=true]").count() == 0


def test_the_mouse_chooses_a_sample_and_a_slider_lets_it_go(page):
    samples(page).nth(4).click()
    assert words(page).startswith("Sample 5: ")
    samples(page).nth(4).click()
    assert words(page).startswith("The sliders’ picture: ")
    samples(page).nth(2).click()
    slide(page, "Zoom", 1.5)
    assert "zoomed by 1.5" in words(page)
    assert words(page).startswith("The sliders’ picture: ")


def test_every_slider_does_what_its_name_says(six):
    page = six
    page.get_by_role("button", name="Change nothing").click()
    labels = {
        "Rotate": ("angle", 90), "Zoom": ("zoom", 0.5), "Shift right": ("right", -7),
        "Shift down": ("down", 9), "Brightness": ("brightness", 0.5),
        "Contrast": ("contrast", 0.25), "Noise σ": ("noise", 0.2), "Erase": ("erase", 12),
        "Mixup λ": ("lam", 0.35),
    }  # fmt: skip
    for label, (name, value) in labels.items():
        slide(page, label, value)
        made = AugmentationExplorer(picture="6", other="9", **{name: value}).pictures()
        same(large(page), made[0])
        same(samples(page).nth(7), made[8])
        page.get_by_role("button", name="Change nothing").click()
    assert not page.get_by_label("Saturation", exact=True).is_visible()  # a 6 has no colours


def test_the_second_picture_of_a_mixup_is_chosen(page):
    page.get_by_role("button", name="Change nothing").click()
    slide(page, "Mixup λ", 0.5)
    page.get_by_label("Mix in", exact=True).select_option("a 9")
    same(large(page), AugmentationExplorer(other="9", lam=0.5).pictures()[0])
    page.get_by_label("Picture", exact=True).select_option("a b")
    assert page.get_by_label("Mix in", exact=True).input_value() == "d"
    same(large(page), AugmentationExplorer(picture="b", other="d", lam=0.5).pictures()[0])


def test_the_box_moves_along_and_leaves(visit, url):
    page = visit(f"{url}/cell.html").page
    assert boxes(page) == "Box (x0, y0, w, h): from 30, 8, 14, 30; it has left the picture."
    assert not large(page).locator(".pxu-box").is_visible()
    slide(page, "Shift right", 10)
    assert boxes(page) == "Box (x0, y0, w, h): from 30, 8, 14, 30 to 40, 8, 8, 30."
    box, field = (one.bounding_box() for one in (large(page).locator(".pxu-box"), large(page)))
    assert abs((box["x"] - field["x"]) / field["width"] - 40 / 48) < 0.02
    assert abs(box["height"] / field["height"] - 30 / 48) < 0.02


def test_every_example_is_shown(page):
    field = page.get_by_label("Example", exact=True)
    for option in field.locator("option").all_text_contents()[1:]:
        field.select_option(option)
        assert page.locator(".pxu-note").text_content() == ""
        assert field.input_value() == option
    slide(page, "Rotate", 3)
    assert field.input_value() == ""


def test_a_picture_of_ones_own(page, tmp_path):
    own = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    Image.fromarray(own).save(tmp_path / "own.png")
    (tmp_path / "no.png").write_text("not a picture")
    file = page.locator(".pxu input[type=file]")
    file.set_input_files(tmp_path / "own.png")
    expect(page.locator(".pxu-shape").first).to_have_text("20 × 30 × 3")
    same(large(page, 0), own / 255)
    same(samples(page).nth(3), AugmentationExplorer(image=own).pictures()[4])
    assert page.get_by_label("Picture", exact=True).input_value() == ""
    file.set_input_files(tmp_path / "no.png")
    expect(page.locator(".pxu-note")).to_contain_text("no.png is not a picture")


def test_a_link_brings_the_state(visit, url):
    own = AugmentationExplorer(
        image=[[[9, 90, 200]] * 12] * 8, box=[[1, 2, 3, 4]], angle=-30, zoom=0.75, sample=3, seed=5
    )
    page = visit(f"{url}/index.html#{own.fragment()}").page
    assert page.locator(".pxu-shape").first.text_content() == "8 × 12 × 3"
    same(large(page), own.pictures()[3])
    assert boxes(page).startswith("Box (x0, y0, w, h): from 1, 2, 3, 4 to ")
    page.get_by_role("button", name="Copy link").click()
    link = page.evaluate("location.hash")
    page = visit(f"{url}/six.html{link}").page
    same(large(page), own.pictures()[3])
    bad = (
        "angle:200", "angle:x", "angle:1,2", "zoom:", "picture:dog", "other:dog", "seed:0",
        "sample:17", "box:1,2", "image:1,2/depth:3", "turn:1",
    )  # fmt: skip
    assert_bad_links_are_told(page, "augmentation", bad, "angle:10")


def test_it_works_from_a_folder_without_network(visit, folder):
    assert_alive_offline(visit, folder, PAGES)


def test_on_paper_the_still_replaces_it(page):
    assert_still_on_paper(page)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_and_nothing_sticks_out(visit, folder, name, theme, width):
    page = visit((folder / f"{name}.html").as_uri(), theme=theme, width=width).page
    assert_accessible(page, width)
    assert page.evaluate(OUTSIDE) == []


def test_an_act_draws_only_what_changed(page):
    one = 48 * 48
    bars = {"slide": (17 * one, 110), "sample": (one, 25), "again": (17 * one, 110)}
    over = too_much(
        page,
        bars,
        """({figure, key}) => {
          const zoom = [...figure.querySelectorAll('input[type=range]')][1];
          const again = [...figure.querySelectorAll('button')].find(b => b.textContent === 'Again');
          return {
            slide: n => { zoom.value = 0.5 + 0.1 * n; zoom.dispatchEvent(new Event('input')); },
            sample: n => key(figure.querySelector('.pxu-samples'), n % 3 ? 'ArrowRight' : 'Home'),
            again: () => again.click(),
          };
        }""",
    )
    assert over == {}
