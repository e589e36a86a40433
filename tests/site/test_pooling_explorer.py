"""The PoolingExplorer on a static page, by mouse and by keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.site.conftest import NOTEBOOK_HEAD
from tests.site.figure import choose, grid, numbers
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

LARGE = str([[(3 * i * i + 5 * j) % 256 for j in range(64)] for i in range(64)])
PAGES = {
    "index": "# One\n\n```{anywidget} pooling_explorer\nlabel: The lecture's map\n```\n",
    "wrong": (
        "# A wrong answer\n\n```{anywidget} pooling_explorer\n"
        "image: [[4, 3, 1, 5], [1, 3, 4, 8], [4, 5, 4, 3], [6, 5, 9, 4]]\n"
        "answer: [[4, 8], [6, 5]]\n```\n"
    ),
    "large": f"# Large\n\n```{{anywidget}} pooling_explorer\nimage: {LARGE}\n```\n",
    "cell": NOTEBOOK_HEAD
    + """# From a cell

```{code-cell} ipython3
from pixelup.widgets import PoolingExplorer

PoolingExplorer(image=[[-3, -7, -1], [-2, -5, -4]], size=2, stride=1, mode="average")
```
""",
}


@pytest.fixture
def page(visit, url):
    """Open the first page."""
    return visit(f"{url}/index.html").page


def move(page, where):
    page.get_by_role("button", name=f"Move the map one pixel {where}", exact=True).click()


def test_it_pools_what_the_lecture_pools(page):
    assert numbers(page, "Pooled") == [["4", "8"], ["6", "9"]]
    choose(page, "Keep", "average")
    assert numbers(page, "Pooled") == [["2.75", "4.5"], ["5", "5"]]
    assert page.locator(".pxu-formula").text_content() == "y[0, 0] = (4 + 3 + 1 + 3) / 4 = 2.75"


def test_window_stride_and_rest(page):
    choose(page, "Example", "pixels left over")
    assert "1 row and 1 column are left over" in page.locator(".pxu-sizes").text_content()
    assert page.locator(".pxu-unseen").count() == 7 + 4
    choose(page, "Window k", "3")
    choose(page, "Stride s", "1")
    assert len(numbers(page, "Pooled")) == 3
    assert page.locator(".pxu-unseen").count() == 0
    choose(page, "Window k", "7")
    expect(page.locator(".pxu-words").last).to_contain_text("larger than the map")


def test_a_click_shows_the_window_and_its_winner(page):
    grid(page, "Pooled").get_by_role("gridcell").nth(3).click()
    assert page.locator(".pxu-pool-result").text_content() == "9"
    assert "row 3, column 2" in page.locator(".pxu-words").last.text_content()
    grid(page, "Map").get_by_role("gridcell").nth(0).click()  # a pixel brings the window there
    assert page.locator(".pxu-formula").text_content() == "y[0, 0] = max(4, 3, 1, 3) = 4"


def test_a_shift_by_one_pixel_is_counted(page):
    choose(page, "Example", "five columns")
    choose(page, "Window k", "3")
    choose(page, "Stride s", "1")
    move(page, "to the right")
    said = "Moved by 1 to the right: 15 of 15 inputs changed (100\u00a0%), and 1 of 3 outputs"
    assert page.locator(".pxu-moved").text_content().startswith(said)
    assert status(page).startswith(said)
    assert numbers(page, "Pooled") == [["3", "9", "9"]]
    assert numbers(page, "Pooled before") == [["9", "9", "9"]]
    assert grid(page, "Map").locator(".pxu-differs").count() == 15
    assert grid(page, "Pooled").first.locator(".pxu-differs").count() == 1
    for where in ("up", "down", "to the left"):
        move(page, where)
    assert page.locator(".pxu-moved").text_content().startswith("Nothing has moved")
    assert grid(page, "Map").locator(".pxu-differs").count() == 0
    assert grid(page, "Pooled before").count() == 0 or not grid(page, "Pooled before").is_visible()


def test_the_keyboard_alone_does_it_all(page):
    press = page.keyboard.press
    tab_to(page, "e.closest('[role=grid]')?.ariaLabel.startsWith('Map')")
    press("ArrowRight")
    page.keyboard.type("-7")
    press("Enter")
    assert numbers(page, "Map")[0] == ["4", "−7", "1", "5"]
    tab_to(page, "e.closest('[role=grid]')?.ariaLabel.startsWith('Pooled')")
    press("ArrowRight")
    assert status(page) == "Row 0, column 1: the largest of 4 numbers is 8."
    press("Control+End")
    assert status(page) == "Row 1, column 1: the largest of 4 numbers is 9."
    tab_to(page, "e.ariaLabel === 'Move the map one pixel down'")
    press("Enter")
    assert status(page).startswith("Moved by 1 down: ")
    tab_to(page, "e.textContent === 'Back'")
    press("Enter")
    assert status(page).startswith("Row 1, column 0")


def test_what_came_in_cannot_be_changed(page):
    move(page, "to the right")
    grid(page, "Map").get_by_role("gridcell").first.dblclick()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(page.locator(".pxu-note")).to_contain_text("came in with the shift")
    assert numbers(page, "Map")[0][0] == "0"


def test_a_wrong_answer_opens_on_its_first_difference(visit, url):
    page = visit(f"{url}/wrong.html").page
    assert numbers(page, "Expected") == [["4", "8"], ["6", "9"]]
    assert numbers(page, "Yours") == [["4", "8"], ["6", "5"]]
    words = page.locator(".pxu-words").last.text_content()
    assert words.startswith("1 of 4 cells differs. Row 1, column 1: expected 9, yours 5")
    assert not page.get_by_role("button", name="Back in place").is_visible()
    choose(page, "Stride s", "1")
    assert len(numbers(page, "Pooled")) == 3


def test_a_shared_link_brings_the_state_back(visit, url):
    link = "#pooling=image:1,2,3;4,5,6;7,8,9/size:2/stride:1/mode:average/moved:0,1/position:1"
    page = visit(f"{url}/index.html{link}").page
    assert numbers(page, "Pooled") == [["1.25", "3"], ["2.75", "6"]]
    page.get_by_role("button", name="Copy link").click()
    assert page.evaluate("decodeURIComponent(location.hash)") == link
    bad = ("size:0", "mode:mean", "moved:1", "kernel:1")
    assert_bad_links_are_told(page, "pooling", bad, "position:0")


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
    if name != "wrong":
        move(page, "to the right")
    assert_accessible(page, width)


def test_an_act_draws_only_what_changed(visit, url):
    page = visit(f"{url}/large.html").page
    bars = {
        "window": (0, 35),
        "shift": (6144, 55),
        "mode": (5120, 40),
        "stride": (2 * 64 * 64, 55),
    }
    over = too_much(
        page,
        bars,
        """({figure, key, choose}) => {
          const arrows = figure.querySelectorAll('.pxu-pad button');
          return {
            window: n => key(figure.querySelectorAll('[role=slider]')[1],
                             n % 2 ? 'ArrowDown' : 'ArrowRight'),
            shift: n => arrows[n % 4].click(),
            mode: n => choose('Keep', n % 2 ? 'max' : 'average'),
            stride: n => choose('Stride s', String(1 + n % 3)),
          };
        }""",
    )
    assert over == {}
