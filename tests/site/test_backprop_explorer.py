"""The BackpropExplorer on a static page, by mouse and by keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.site.conftest import NOTEBOOK_HEAD
from tests.site.figure import choose, grid, numbers, words
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
    "index": "# One\n\n```{anywidget} backprop_explorer\nlabel: A gradient on its way\n```\n",
    "wrong": (
        "# A wrong answer\n\n```{anywidget} backprop_explorer\n"
        "x: [[1, 2, 0], [0, 3, 1], [2, 1, 4]]\nw: [[1, 0], [-1, 2]]\ndy: [[1, 2], [-1, 3]]\n"
        "gradient: dw\nanswer: [[14, 2], [0, 16]]\n```\n"
    ),
    "padded": (
        "# Padded\n\n```{anywidget} backprop_explorer\npadding: 1\nstride: 2\n"
        "x: [[1, 2, 0, 1], [0, 3, 1, 2], [2, 1, 4, 0]]\nw: [[1, 0], [-1, 2]]\npart: x\n```\n"
    ),
    "cell": NOTEBOOK_HEAD
    + """# From a cell

```{code-cell} ipython3
import numpy as np
from pixelup.widgets import BackpropExplorer

BackpropExplorer(x=np.eye(5), w=np.ones((1, 1, 3, 3)), dy=np.eye(3), part="w", position=4)
```
""",
}


@pytest.fixture
def page(visit, url):
    """Open the first page."""
    return visit(f"{url}/index.html").page


def detail(page, name):
    view = page.locator(f".pxu-detail [role=img][aria-label^='{name},']:visible")
    return view.locator(".pxu-cell").all_text_contents()


def test_an_output_scatters_into_dx_and_dw(page):
    assert numbers(page, "dW") == [["7", "0"], ["2", "14"]]
    grid(page, "dY").get_by_role("gridcell").nth(2).hover()
    assert words(page).startswith("dY[0, 2] = −2 goes where y[0, 2] came from: −2 times w to rows")
    assert detail(page, "to dX") == ["−2", "2", "−4", "−2"]
    assert detail(page, "to dW") == ["−4", "−2", "−2", "0"]
    window = grid(page, "dX").locator(".pxu-window").evaluate("e => [e.style.top, e.style.left]")
    assert window == ["0%", "40%"]


def test_a_weight_gathers_from_all_its_places(page):
    grid(page, "dW").get_by_role("gridcell").nth(3).hover()
    assert words(page).endswith("they add up: dW[1, 1] = 9 + 2 + 3 = 14.")
    assert detail(page, "as if unshared")[:4] == ["9", "0", "0", "0"]
    assert grid(page, "x").locator(".pxu-tap").count() == 16
    choose(page, "Stride s", "2")
    assert grid(page, "x").locator(".pxu-tap").count() == 4


def test_a_pixel_gathers_from_the_outputs_it_feeds(page):
    grid(page, "x").get_by_role("gridcell").nth(6).click()
    assert words(page) == (
        "x[1, 1] feeds y[0, 0] through w[1, 1], y[0, 1] through w[1, 0], "
        "y[1, 0] through w[0, 1] and y[1, 1] through w[0, 0]. "
        "dX[1, 1] = 3·1 + 0·2 + 0·(−1) + 0·1 = 3."
    )
    assert detail(page, "w, turned 180°") == ["1", "2", "−1", "1"]
    assert grid(page, "dY").locator(".pxu-tap").count() == 4
    choose(page, "Example", "stride 2, a row and a column left over")
    grid(page, "x").get_by_role("gridcell").nth(35).click()
    assert words(page) == "No window reaches x[5, 5]: it is left over, and its gradient is 0."


def test_nothing_moves_when_another_part_is_pointed_at(page):
    place = "document.querySelector('.pxu-choices').getBoundingClientRect().top"
    tops = set()
    for name in ("dY", "dW", "x"):
        grid(page, name).get_by_role("gridcell").nth(2).hover()
        tops.add(page.evaluate(place))
    assert len(tops) == 1


def test_the_chain_is_walked_forwards_and_backwards(page):
    walk = page.locator(".pxu-walk")
    page.get_by_role("button", name="To the input").click()
    assert not grid(page, "y").is_visible()
    seen = []
    for name in ("y", "t", "dY", "dW", "dX"):
        while not grid(page, name).is_visible():
            page.get_by_role("button", name="Step on").click()
        seen.append(walk.locator("p").text_content().split(". ")[0])
    assert seen == [f"Step {n} of 9" for n in (1, 4, 7, 8, 9)]
    assert page.get_by_role("button", name="Step on").get_attribute("aria-disabled") == "true"
    page.get_by_role("button", name="Step back").click()
    assert not grid(page, "dX").is_visible()
    assert status(page).startswith("Step 8 of 9. Backward: every output adds dY times its window")


def test_pooling_and_the_target_change_the_gradient(page):
    choose(page, "Pooling 2 × 2", "average")
    assert numbers(page, "dY")[0][:2] == ["0.31", "0.31"]  # (9 / 4 - 1) / 4
    choose(page, "Pooling 2 × 2", "none")
    assert numbers(page, "t")[0] == ["1", "3", "0", "0"]
    choose(page, "Example", "a chain")
    grid(page, "t").get_by_role("gridcell").first.click()
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    assert numbers(page, "dY")[0] == ["0", "0", "−2", "0"]


def test_a_gradient_of_ones_own(page):
    grid(page, "dY").get_by_role("gridcell").nth(5).click()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    assert page.get_by_label("dY comes from").input_value() == "hand"
    assert not page.locator(".pxu-walk").is_visible()
    assert page.locator(".pxu-scalar output").first.text_content() == "5"
    choose(page, "Stride s", "2")  # dY keeps its corner
    assert numbers(page, "dY") == [["3", "0"], ["0", "1"]]
    choose(page, "dY comes from", "the chain")
    assert page.locator(".pxu-walk").is_visible()
    choose(page, "w rows", "5")
    choose(page, "x rows", "3")
    expect(page.locator(".pxu-note")).to_have_text(
        "This cannot be: its kernel w does not fit into x."
    )
    assert page.get_by_label("x rows").input_value() == "5"


def test_the_keyboard_alone_does_it_all(page):
    press = page.keyboard.press
    in_grid = "e.closest('[role=grid]')?.ariaLabel.startsWith('{},')"
    tab_to(page, "e.textContent === 'Step back'")
    press("Enter")
    press("Enter")
    assert status(page).startswith("Step 7 of 9")
    tab_to(page, "e.textContent === 'To the end'")
    press("Enter")
    tab_to(page, in_grid.format("x"))
    page.keyboard.type("5")
    press("Enter")
    assert numbers(page, "x")[0][0] == "5"
    press("ArrowRight")
    assert status(page) == "Gradient of the pixel at row 0, column 1: minus 5."
    tab_to(page, in_grid.format("dW"))
    press("Control+End")
    assert words(page).startswith("The window puts w[1, 1] on 16 places of x.")
    tab_to(page, in_grid.format("dY"))
    press("ArrowRight")
    assert status(page) == "Gradient of the output at row 0, column 1: 0."
    tab_to(page, "e.textContent === 'Step'")
    press("Enter")
    assert status(page) == "Gradient of the output at row 0, column 2: minus 2."


def test_a_wrong_answer_opens_on_its_first_difference(visit, url):
    page = visit(f"{url}/wrong.html").page
    assert numbers(page, "Expected") == [["14", "2"], ["7", "16"]]
    assert words(page).startswith("1 of 4 cells differs. Row 1, column 0: expected 7, yours 0")
    assert "dW[1, 0] = 6 − 2 + 3 = 7." in words(page)
    assert grid(page, "Yours").locator(".pxu-differs").count() == 1
    grid(page, "Yours").get_by_role("gridcell").first.click()
    assert "dW[0, 0] = " in words(page)
    choose(page, "Stride s", "2")
    expect(page.locator(".pxu-note")).to_contain_text("nothing to compare with")
    assert not page.locator(".pxu-compare").is_visible()


def test_the_border_of_zeros_is_thrown_away(visit, url):
    page = visit(f"{url}/padded.html").page
    assert page.locator("[aria-label^='x, padded'] .pxu-border").count() == 5 * 6 - 3 * 4
    assert words(page).startswith("This zero of the border feeds y[0, 0] through w[0, 0].")
    cell = page.locator("[aria-label^='x, padded']").get_by_role("gridcell").first
    cell.dblclick()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(page.locator(".pxu-note")).to_contain_text("border of zeros")


def test_a_shared_link_brings_the_state_back(visit, url):
    link = (
        "#backprop=x:1,2;3,4/w:5,6/b:0/stride:1/padding:0/dy:1;-1/pooling:max/"
        "gradient:dx/part:w/position:1/step:9"
    )
    page = visit(f"{url}/index.html{link}").page
    assert numbers(page, "dW") == [["−2", "−2"]]
    assert "w[0, 1]" in words(page)
    page.get_by_role("button", name="Copy link").click()
    assert page.evaluate("decodeURIComponent(location.hash)") == link
    bad = ("stride:0", "dy:1,2", "pooling:mean", "part:y", "kernel:1", "gradient:db")
    assert_bad_links_are_told(page, "backprop", bad, "position:0")


def test_a_cell_of_a_notebook_comes_alive(visit, url):
    page = visit(f"{url}/cell.html").page
    assert "dW[1, 1] = 1 + 1 + 1 = 3." in words(page)


def test_it_works_from_a_folder_without_network(visit, folder):
    assert_alive_offline(visit, folder, PAGES)


def test_on_paper_the_still_replaces_it(visit, url):
    assert_still_on_paper(visit(f"{url}/index.html").page)


@pytest.mark.parametrize("name", ["index", "wrong", "padded"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_and_nothing_sticks_out(visit, folder, name, theme, width):
    page = visit((folder / f"{name}.html").as_uri(), theme=theme, width=width).page
    assert_accessible(page, width)


def test_an_act_draws_only_what_changed(visit, url):
    page = visit(f"{url}/index.html").page
    bars = {"output": (0, 80), "weight": (0, 250), "step": (0, 480), "stride": (0, 800)}
    over = too_much(
        page,
        bars,
        """({figure, key, choose}) => {
          const grid = name => figure.querySelector(`[role=grid][aria-label^="${name},"]`);
          const [back, on] = [...figure.querySelectorAll('.pxu-walk button')].slice(1, 3);
          return {
            output: n => key(grid('dY'), n % 2 ? 'ArrowDown' : 'ArrowRight'),
            weight: n => key(grid('dW'), n % 2 ? 'ArrowUp' : 'ArrowDown'),
            step: n => (n % 2 ? on : back).click(),
            stride: n => choose('Stride s', n % 2 ? '1' : '2'),
          };
        }""",
    )
    assert over == {}
