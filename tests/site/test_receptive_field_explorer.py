"""The ReceptiveFieldExplorer on a static page, by mouse and by keyboard alone."""

import pytest
from playwright.sync_api import expect

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

PAGES = {
    "index": "# One\n\n```{anywidget} receptive_field_explorer\nlabel: A stack\n```\n",
    "padded": (
        "# Padded\n\n```{anywidget} receptive_field_explorer\n"
        'layers: [["conv", 3, 2, 1], ["conv", 3, 2, 1], ["conv", 9, 1, 0]]\npixels: 16\n'
        "cell: [0, 1]\n```\n"
    ),
    "cell": NOTEBOOK_HEAD
    + """# From a cell

```{code-cell} ipython3
from pixelup.widgets import ReceptiveFieldExplorer

ReceptiveFieldExplorer(layers=[("conv", 3, 1, 0)] * 50, pixels=110)
```
""",
}


@pytest.fixture
def page(visit, url):
    """Open the first page."""
    return visit(f"{url}/index.html").page


def table(page):
    return page.locator(".pxu-levels tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('td')].filter(cell => !cell.hidden)"
        ".map(cell => cell.textContent))"
    )


def last_map(page):
    return page.get_by_role("slider", name="The last map")


def test_the_recurrence_is_filled_in(page):
    assert table(page) == [
        ["22 × 22", "1 + 2·1 = 3", "1·1 = 1", "0"],
        ["20 × 20", "3 + 2·1 = 5", "1·1 = 1", "0"],
        ["10 × 10", "5 + 1·1 = 6", "1·2 = 2", "0"],
        ["8 × 8", "6 + 2·2 = 10", "2·1 = 2", "0"],
    ]
    assert words(page).startswith(
        "Cell 3, 3 of the last map sees rows 6 to 15 and columns 6 to 15: 10 × 10 pixels."
    )


def test_a_click_on_the_last_map_moves_the_field(page):
    box = last_map(page).bounding_box()
    page.mouse.click(box["x"] + box["width"] * 6.5 / 8, box["y"] + box["height"] * 1.5 / 8)
    assert words(page).startswith("Cell 1, 6 of the last map sees rows 2 to 11 and columns 12")
    frame = page.locator(".pxu-matrix").first.locator(".pxu-box").first
    style = frame.evaluate("e => [e.style.top, e.style.left, e.style.width].map(parseFloat)")
    assert style == pytest.approx([100 * 2 / 24, 100 * 12 / 24, 100 * 10 / 24], rel=1e-4)


def test_the_keyboard_alone_builds_and_chooses(page):
    press = page.keyboard.press
    tab_to(page, "e.role === 'slider' || e.getAttribute('role') === 'slider'")
    press("ArrowDown")
    said = "Cell 4, 3 sees rows 8 to 17, columns 6 to 15, 10 by 10 pixels."
    assert status(page, 450) == said
    press("Control+Home")
    assert words(page).startswith("Cell 0, 0 of the last map sees rows 0 to 9")
    tab_to(page, "e.ariaLabel === 'Layer 1, stride'")
    press("ArrowUp")
    assert table(page)[0][2] == "1·2 = 2"
    assert status(page, 450).startswith("4 layers: a map of ")
    tab_to(page, "e.ariaLabel === 'Remove layer 4'")
    press("Enter")
    assert len(table(page)) == 3
    assert page.evaluate("document.activeElement.ariaLabel") == "Remove layer 3"
    tab_to(page, "e.textContent === 'Add pooling'")
    press("Enter")
    assert len(table(page)) == 4
    assert page.evaluate("document.activeElement.ariaLabel") == "Layer 4, kind"


def test_the_lectures_fifty_layers(page):
    page.get_by_label("Example").select_option("the lecture's fifty layers")
    assert len(table(page)) == 50
    assert table(page)[-1][1] == "99 + 2·1 = 101"
    expect(page.locator(".pxu-words").nth(1)).to_contain_text("dashed box of 27 × 27")
    assert page.locator(".pxu-inner").count() == 1
    assert page.get_by_label("Pixels a side").input_value() == "110"


def test_padding_and_a_layer_that_does_not_fit(visit, url):
    page = visit(f"{url}/padded.html").page
    assert table(page)[2] == ["a window of 9 does not fit into 4 cells"]
    assert "rows −3 to 3 and columns 1 to 7: 7 × 7 pixels. A part of it lies outside" in words(page)
    page.get_by_role("button", name="Remove layer 3").click()
    page.get_by_role("button", name="Remove layer 2").click()
    page.get_by_role("button", name="Remove layer 1").click()
    assert table(page) == []
    assert page.evaluate("document.activeElement.textContent") == "Add convolution"
    assert "1 × 1 pixels" in words(page)


def test_a_shared_link_brings_the_state_back(visit, url):
    link = "#field=pixels:16/layers:conv.3.2.1;pool.2.2.0/cell:0.2"
    page = visit(f"{url}/index.html{link}").page
    assert words(page).startswith("Cell 0, 2 of the last map sees rows −1 to 3 and columns 7 to 11")
    page.get_by_role("button", name="Copy link").click()
    assert page.evaluate("decodeURIComponent(location.hash)") == link
    bad = ("pixels:0/layers:conv.3.1.0", "pixels:9/layers:dense.3.1.0", "pixels:9/cell:x")
    assert_bad_links_are_told(page, "field", bad, "pixels:9/layers:conv.3.1.0/cell:0.0")


def test_it_works_from_a_folder_without_network(visit, folder):
    assert_alive_offline(visit, folder, PAGES)


def test_on_paper_the_still_replaces_it(visit, url):
    page = visit(f"{url}/index.html").page
    assert_still_on_paper(page)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_and_nothing_sticks_out(visit, folder, name, theme, width):
    page = visit((folder / f"{name}.html").as_uri(), theme=theme, width=width).page
    assert_accessible(page, width)


def test_an_act_draws_only_what_changed(visit, url):
    page = visit(f"{url}/index.html").page
    page.get_by_label("Pixels a side").fill("64")
    bars = {"cell": (64 * 64 + 28 * 28, 60), "stride": (64 * 64 + 28 * 28, 60)}
    over = too_much(
        page,
        bars,
        """({figure, key}) => {
          const stride = figure.querySelector('[aria-label="Layer 2, stride"]');
          return {
            cell: n => key(figure.querySelector('[role=slider]'),
                           n % 2 ? 'ArrowDown' : 'ArrowRight'),
            stride: n => {
              stride.value = String(1 + (n % 2));
              stride.dispatchEvent(new Event('input'));
            },
          };
        }""",
    )
    assert over == {}
