"""The PixelInspector on a static page, by mouse and by keyboard alone."""

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from pixelup.widgets import PixelInspector
from pixelup.widgets.pixel_inspector import CAT
from tests.site.conftest import NOTEBOOK_HEAD
from tests.site.figure import choose, values
from tests.site.reader import (
    assert_accessible,
    assert_alive_offline,
    assert_bad_links_are_told,
    assert_still_on_paper,
    status,
)
from tests.site.work import too_much

pytestmark = pytest.mark.browser

X = np.array(CAT, dtype=np.uint8)
PAGES = {
    "index": "# One\n\n```{anywidget} pixel_inspector\n```\n",
    "wrong": (
        "# A wrong answer\n\n```{anywidget} pixel_inspector\nimage: [[1, 2, 3], [4, 5, 6]]\n"
        "expected: [[1, 2], [4, 5]]\nanswer: [[1, 2], [4, 7]]\n```\n"
    ),
    "photo": NOTEBOOK_HEAD
    + """# From a cell

```{code-cell} ipython3
from pixelup.datasets import photograph
from pixelup.widgets import PixelInspector

PixelInspector(image=photograph("chelsea", size=64), values="normalised")
```
""",
}


@pytest.fixture
def page(visit, url):
    """Open the first page."""
    return visit(f"{url}/index.html").page


def picture(page, name="Picture"):
    return page.locator(f".pxu [role=slider][aria-label^='{name},']")


def table(page):
    return page.locator(".pxu-table tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => cell.textContent.trim()))"
    )


def hover(page, i, j, name="Picture", click=False):
    """Bring the mouse over the middle of a pixel of the cat."""
    box = picture(page, name).bounding_box()
    at = (box["x"] + box["width"] * (j + 0.5) / 8, box["y"] + box["height"] * (i + 0.5) / 7)
    (page.mouse.click if click else page.mouse.move)(*at)


def pixels(page, name):
    """Read what a picture's canvas shows."""
    return page.evaluate(
        """canvas => { const [w, h] = [canvas.width, canvas.height];
          const d = canvas.getContext('2d').getImageData(0, 0, w, h).data;
          return Array.from({length: h}, (_, i) => Array.from({length: w}, (_, j) =>
            [...d.slice(4 * (i * w + j), 4 * (i * w + j) + 3)])); }""",
        picture(page, name).locator("canvas").element_handle(),
    )


def test_channels_are_the_pictures_own(page):
    for c, name in enumerate(("Red", "Green", "Blue")):
        np.testing.assert_array_equal(values(page, name), X[:, :, c])
    for name in ("Picture", "Together again"):
        np.testing.assert_array_equal(pixels(page, name), X)


def test_the_mouse_shows_a_pixel_and_a_click_holds_it(page):
    hover(page, 3, 5)
    place = (3 * 8 + 5) * 3
    assert table(page) == [
        [name, str(X[3, 5, c]), f"[3, 5, {c}] place {place + c}",
         f"[{c}, 3, 5] place {c * 56 + 29}"]
        for c, name in enumerate(("red", "green", "blue"))
    ]  # fmt: skip
    assert page.locator(".pxu-table caption").text_content() == "Row 3, column 5"
    hover(page, 2, 1, click=True)
    assert "Held" in page.locator(".pxu-hint").first.text_content()
    hover(page, 6, 6)
    assert page.locator(".pxu-table caption").text_content() == "Row 2, column 1"
    hover(page, 2, 1, click=True)  # lets go
    hover(page, 6, 6)
    assert page.locator(".pxu-table caption").text_content() == "Row 6, column 6"


def test_arrow_keys_walk_and_the_live_region_reads(page):
    picture(page).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    r, g, b = X[3, 2]
    assert status(page) == (
        f"Row 3, column 2: red {r}, green {g}, blue {b}. First number at place {(3 * 8 + 2) * 3}."
    )
    page.keyboard.press("Control+End")
    assert page.locator(".pxu-table caption").text_content() == "Row 6, column 7"
    assert picture(page).get_attribute("aria-valuetext").startswith("Row 6, column 7: red 110")
    page.keyboard.press("Home")
    assert page.locator(".pxu-table caption").text_content() == "Row 6, column 0"


def test_walking_in_a_channel_chooses_it(page):
    grid = page.locator(".pxu [role=grid][aria-label^='Blue,']")
    grid.locator("[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_label("Around the number of", exact=True).input_value() == "2"
    assert page.locator(".pxu-table caption").text_content() == "Row 0, column 1"


def test_memory_shows_the_numbers_around(page):
    hover(page, 4, 4)
    choose(page, "Around the number of", "1")
    last, first = page.locator(".pxu-strip").all()
    for strip, flat, place in (
        (last, X.ravel(), (4 * 8 + 4) * 3 + 1),
        (first, X.transpose(2, 0, 1).ravel(), 56 + 4 * 8 + 4),
    ):
        start = place - 4
        assert strip.locator("b").all_text_contents() == [str(v) for v in flat[start : start + 9]]
        assert strip.locator("small").all_text_contents() == [
            str(n) for n in range(start, start + 9)
        ]
    assert last.locator(".pxu-here").count() == 3  # side by side
    assert first.locator(".pxu-here").count() == 1  # far apart
    assert first.get_attribute("aria-label").endswith("lie at 36, 92, 148 of 168.")


def test_normalised_numbers(page):
    choose(page, "Values", "normalised")
    np.testing.assert_allclose(values(page, "Green"), X[:, :, 1] / 255 - 0.5, atol=0.0051)
    choose(page, "Values", "standardised")
    red = X[:, :, 0].astype(float)
    np.testing.assert_allclose(values(page, "Red"), (red - red.mean()) / red.std(), atol=0.0051)
    assert f"The means were {red.mean():.1f}" in status(page)


def test_reshaping_scrambles(page):
    choose(page, "Taken apart by", "reshape")
    wrong = X.reshape(3, 7, 8)
    for c, name in enumerate(("Red", "Green", "Blue")):
        np.testing.assert_array_equal(values(page, name), wrong[c])
    np.testing.assert_array_equal(pixels(page, "Together again"), wrong.transpose(1, 2, 0))
    np.testing.assert_array_equal(pixels(page, "Picture"), X)
    assert "Reshaping moved no number" in page.locator(".pxu-words").text_content()


def test_a_channel_can_be_left_out_by_keyboard(page):
    page.get_by_label("put red in").focus()
    page.keyboard.press("Space")
    np.testing.assert_array_equal(pixels(page, "Together again"), X * [0, 1, 1])


def test_every_preset_is_shown(page):
    options = page.get_by_label("Picture", exact=True).locator("option").all_text_contents()
    assert len(options) == 6
    for option in options[1:]:
        choose(page, "Picture", option)
        assert page.locator(".pxu-note").text_content() == ""
        assert page.get_by_label("Picture", exact=True).input_value() == option
    assert page.locator(".pxu [role=grid]").count() == 1  # grey has one channel
    assert not picture(page, "Together again").is_visible()


def test_a_picture_of_ones_own(page, tmp_path):
    own = np.random.default_rng(0).integers(0, 256, (5, 9, 3), dtype=np.uint8)
    Image.fromarray(own).save(tmp_path / "own.png")
    Image.fromarray(np.kron(own, np.ones((20, 20, 1), np.uint8))).save(tmp_path / "large.png")
    (tmp_path / "no.png").write_text("not a picture")
    file = page.locator(".pxu input[type=file]")
    file.set_input_files(tmp_path / "own.png")
    expect(page.locator(".pxu-shape").first).to_have_text("5 × 9 × 3")
    np.testing.assert_array_equal(values(page, "Green"), own[:, :, 1])
    file.set_input_files(tmp_path / "large.png")  # 100 x 180 is scaled until it fits
    expect(page.locator(".pxu-shape").first).to_have_text("36 × 64 × 3")
    file.set_input_files(tmp_path / "no.png")
    expect(page.locator(".pxu-note")).to_contain_text("no.png is not a picture")


def test_everything_is_reached_by_tab(page):
    page.locator("h1").last.click()
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate(
                """() => { const e = document.activeElement;
                  if (!e.closest('.pxu')) return '';
                  return (e.closest('[role=grid]') || e).getAttribute('aria-label')?.split(',')[0]
                    || e.labels?.[0]?.textContent.trim() || e.textContent.trim(); }"""
            )
        )
    assert seen >= {
        "Picture", "Your own picture", "Values", "Copy link", "Red", "Green", "Blue",
        "put red in", "put green in", "put blue in", "Together again", "Taken apart by",
        "Around the number of", "Keys",
    }  # fmt: skip


def test_a_failing_answer_shows_both(visit, url):
    page = visit(f"{url}/wrong.html").page
    assert values(page, "Expected") == [[1, 2], [4, 5]]
    assert values(page, "Yours") == [[1, 2], [4, 7]]
    words = page.locator(".pxu-words").text_content()
    assert words.startswith("1 of 4 pixels differ. Row 1, column 1: expected 5, yours 7.")
    grid = page.locator(".pxu [role=grid][aria-label^='Yours,']")
    grid.locator("[tabindex='0']").focus()
    page.keyboard.press("ArrowUp")
    assert "Row 0, column 1: expected 2, yours 2." in status(page)


def test_a_link_brings_the_state(visit, url):
    state = PixelInspector(
        image=[[[1, 2, 3], [4, 5, 6]]], position=1, channel=2, values="normalised"
    )
    page = visit(f"{url}/index.html#{state.fragment()}").page
    assert page.locator(".pxu-shape").first.text_content() == "1 × 2 × 3"
    assert page.locator(".pxu-table caption").text_content() == "Row 0, column 1"
    assert page.get_by_label("Values", exact=True).input_value() == "normalised"
    page.get_by_role("button", name="Copy link").click()
    hash_ = page.evaluate("decodeURIComponent(location.hash)")
    assert hash_.startswith("#pixels=depth:3/image:1,2,3,4,5,6/position:1/channel:2/")
    bad = ("image:1,2/depth:3", "values:no", "depth:x", "nothing:1")
    assert_bad_links_are_told(page, "pixels", bad, "position:0")


def test_it_works_from_a_folder_without_network(visit, folder):
    assert_alive_offline(visit, folder, PAGES)


def test_on_paper_the_still_replaces_it(visit, url):
    page = visit(f"{url}/index.html").page
    assert_still_on_paper(page)
    assert "Picture 7 × 8 × 3" in page.locator(".pxu-still").text_content()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_and_nothing_sticks_out(visit, folder, name, theme, width):
    page = visit((folder / f"{name}.html").as_uri(), theme=theme, width=width).page
    assert_accessible(page, width)


def test_an_act_draws_only_what_changed(visit, url):
    page = visit(f"{url}/photo.html").page
    bars = {
        "move": (0, 35),
        "values": (3 * 64 * 64, 45),
        "split": (4 * 64 * 64, 50),
        "channels": (64 * 64, 35),
    }
    over = too_much(
        page,
        bars,
        """({figure, key, choose}) => {
          const slider = figure.querySelector('[role=slider]');
          const boxes = figure.querySelectorAll('.pxu-check input');
          return {
            move: n => key(slider, n % 3 ? 'ArrowDown' : 'ArrowRight'),
            values: n => choose('Values', ['bytes', 'normalised', 'standardised'][n % 3]),
            split: n => choose('Taken apart by', n % 2 ? 'reshape' : 'transpose'),
            channels: n => boxes[n % 3].click(),
          };
        }""",
    )
    assert over == {}
