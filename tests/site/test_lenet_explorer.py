"""The LeNetExplorer on a static page: draw with a mouse, draw with the keyboard, load weights."""

import pytest
from playwright.sync_api import expect
from safetensors.numpy import save

from pixelup.widgets import lenet
from tests.site.axe import axe_findings
from tests.site.conftest import NOTEBOOK_HEAD
from tests.site.reader import assert_alive_offline, assert_still_on_paper, tab_to

pytestmark = pytest.mark.browser

PAGES = {
    "index": "# One\n\n```{anywidget} lenet_explorer\nlabel: Draw a digit\n```\n",
    "cell": NOTEBOOK_HEAD
    + """# From a cell

```{code-cell} ipython3
from pixelup.datasets import GlyphDigits
from pixelup.widgets import LeNetExplorer

LeNetExplorer(image=GlyphDigits("test").draw(1, seed=3).x[0])
```
""",
}


@pytest.fixture
def page(visit, url):
    """Open the first page."""
    return visit(f"{url}/index.html").page


def pad(page):
    return page.locator(".pxu-sketch")


def answer(page):
    return page.locator(".pxu-answer")


def words(page):
    return page.locator(".pxu-words").last


def status(page):
    page.wait_for_timeout(550)  # a screen reader is told when the reader rests
    return page.locator(".pxu-status").first.text_content()


def draw(page, points):
    """Draw one stroke with the mouse; points are shares of the drawing's height and width."""
    box = pad(page).bounding_box()
    places = [(box["x"] + c * box["width"], box["y"] + r * box["height"]) for r, c in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=8)
    page.mouse.up()


def test_it_opens_with_a_three_and_all_layers(page):
    expect(answer(page)).to_contain_text("The network says 3")
    assert page.locator(".pxu-layers .pxu-heat").count() == 6
    assert page.locator(".pxu-score").count() == 10
    assert page.locator(".pxu-best .pxu-digit").text_content() == "3"


def test_a_one_and_a_seven_drawn_by_mouse(page):
    page.get_by_role("button", name="Clear").click()
    expect(answer(page)).to_have_text("Draw a digit.")
    draw(page, [(0.15, 0.5), (0.85, 0.5)])
    expect(answer(page)).to_contain_text("The network says 1")
    page.get_by_role("button", name="Clear").click()
    draw(page, [(0.2, 0.25), (0.2, 0.75), (0.85, 0.45)])
    expect(answer(page)).to_contain_text("The network says 7")
    draw(page, [(0.5, 0.1), (0.5, 0.9)])
    page.get_by_role("button", name="Undo").click()
    expect(answer(page)).to_contain_text("The network says 7")


def test_a_drawing_in_a_corner_is_brought_to_the_middle_on_demand(page):
    page.get_by_role("button", name="Clear").click()
    draw(page, [(0.03, 0.04), (0.03, 0.24), (0.3, 0.12)])
    expect(answer(page)).to_contain_text("The network says 7")
    centred = answer(page).text_content()
    page.get_by_label("Placing").select_option("as-drawn")
    expect(answer(page)).not_to_have_text(centred)


def test_the_keyboard_alone_draws_and_looks(page):
    press = page.keyboard.press
    tab_to(page, "e.classList.contains('pxu-sketch')")
    tab_to(page, "e.textContent === 'Clear'")
    press("Enter")
    press("Shift+Tab")
    for _ in range(9):
        press("ArrowUp")
    press(" ")
    assert status(page) == "The pen is down."
    for _ in range(18):
        press("ArrowDown")
    assert status(page) == "row 23, column 14, drawing"
    press(" ")
    assert status(page).startswith("The network says 1")
    tab_to(page, "e.ariaLabel?.startsWith('C3,')")
    press("Home")
    press("ArrowRight")
    assert words(page).text_content().startswith("C3, map 0, row ")
    assert status(page).startswith("C3, map 0, row ")
    tab_to(page, "e.ariaLabel?.startsWith('F6,')")
    press("Control+End")
    assert words(page).text_content().startswith("F6, unit 83: 120 inputs times their weights")


def test_a_unit_shows_its_patches_and_what_it_sees(page):
    assert page.locator(".pxu-unit > div").count() == 6  # C3 looks at six maps
    assert page.locator(".pxu-sketch .pxu-window").is_visible()
    assert words(page).text_content().startswith("C3, map 3, row 5, column 5: 6 patches times")
    page.locator(".pxu-s2 .pxu-heat").click(position={"x": 10, "y": 10})
    assert "the largest of four numbers of C1" in words(page).text_content()
    page.locator(".pxu-score").nth(8).click()
    assert words(page).text_content().startswith("The score of 8: 84 inputs")
    assert page.locator(".pxu-unit > div").count() == 3
    assert not page.locator(".pxu-sketch .pxu-window").is_visible()


def test_own_weights_are_loaded_and_bad_ones_named(page, tmp_path):
    own = {name: value.copy() for name, value in lenet.trained().items()}
    own["output.bias"] += [0, 0, 0, 0, 100, 0, 0, 0, 0, 0]  # a network that loves the 4
    good, cut = tmp_path / "mine.safetensors", tmp_path / "cut.safetensors"
    good.write_bytes(save(own))
    cut.write_bytes(save(own)[:5000])
    box = page.get_by_label("Your own weights")
    box.set_input_files(good)
    expect(answer(page)).to_contain_text("The network says 4")
    expect(page.locator(".pxu-sizes").first).to_contain_text("mine.safetensors, in this browser")
    box.set_input_files(cut)
    expect(page.locator(".pxu-note")).to_contain_text("cut.safetensors is no LeNet of this form")
    page.get_by_role("button", name="Our weights", exact=True).click()
    expect(answer(page)).to_contain_text("The network says 3")


def test_the_drawing_travels_in_a_link(visit, url):
    link = "#lenet=strokes:0,5,14;0,23,14/layer:f6/position:3"
    page = visit(f"{url}/index.html{link}").page
    expect(answer(page)).to_contain_text("The network says 1")
    assert words(page).text_content().startswith("F6, unit 3:")
    page = visit(f"{url}/index.html#lenet=layer:c9").page
    expect(page.locator(".pxu-note")).to_contain_text("it has no layer c9")


def test_a_cell_shows_a_picture_of_the_data(visit, url):
    page = visit(f"{url}/cell.html").page
    expect(answer(page)).to_contain_text("The network says")
    page.get_by_label("Example").select_option("7")
    expect(answer(page)).to_contain_text("The network says 7")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit, folder, scheme):
    page = visit((folder / "index.html").as_uri(), theme=scheme).page
    assert axe_findings(page, ".pxu") == []


def test_it_fits_a_phone_and_lives_offline(visit, url, folder):
    page = visit(f"{url}/index.html", width=360).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert_alive_offline(visit, folder, ["index"])


def test_the_still_stands_on_paper(page):
    assert_still_on_paper(page)
