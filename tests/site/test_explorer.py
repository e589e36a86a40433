"""The ConvolutionExplorer on a static page, by mouse and by keyboard alone."""

import pytest

from tests.site.figure import choose, grid, numbers, words
from tests.site.reader import status, tab_to

pytestmark = pytest.mark.browser

LECTURE_MAP = [["1", "4", "11"], ["4", "11", "5"], ["7", "7", "1"]]


def test_it_computes_what_the_lecture_computes(visit, site):
    page = visit(f"{site}/index.html").page
    assert numbers(page, "Feature map") == LECTURE_MAP
    assert page.locator(".pxu-label").first.text_content() == "The lecture's example"


def test_stepping_and_clicking_show_patch_products_and_sum(visit, site):
    page = visit(f"{site}/index.html").page
    page.get_by_role("button", name="Step").click()
    page.get_by_role("button", name="Step").click()
    assert page.locator(".pxu-sum output").text_content() == "11"
    assert words(page) == (
        "The window covers rows 0 to 2 and columns 2 to 4 of the input. "
        "Of its 9 products, 4 are not 0; they add up to y[0, 2]: 2 + 6 + 2 + 1 = 11."
    )
    page.get_by_role("button", name="Back").click()
    assert page.locator(".pxu-sum output").text_content() == "4"
    grid(page, "Feature map").get_by_role("gridcell").nth(6).click()
    formula = page.locator(".pxu-formula").text_content()
    assert formula.startswith("y[2, 0] = 0·0 + 1·0 + 2·1 + 1·0 + 1·2")
    assert formula.endswith("= 7")
    products = page.get_by_role("img", name="Products").locator(".pxu-cell").all_text_contents()
    assert products == ["0", "0", "2", "0", "2", "0", "3", "0", "0"]
    # A pixel of the input becomes the middle of the window.
    grid(page, "Input").get_by_role("gridcell").nth(6).click()
    assert page.locator(".pxu-sum output").text_content() == "1"


def test_the_keyboard_alone_moves_edits_and_chooses(visit, site):
    page = visit(f"{site}/index.html").page
    press = page.keyboard.press

    in_grid = "e.closest('[role=grid]')?.ariaLabel.startsWith('{}')"
    tab_to(page, in_grid.format("Input"))
    press("ArrowRight")
    page.keyboard.type("7")
    press("Enter")
    assert numbers(page, "Input")[0] == ["1", "7", "0", "1", "2"]
    press("ArrowDown")
    press("-")
    page.keyboard.type("2.5")
    press("Escape")
    assert numbers(page, "Input")[1][1] == "0"
    press("Space")  # the pen: white
    assert numbers(page, "Input")[1][1] == "7"

    tab_to(page, in_grid.format("Kernel"))
    press("Control+End")
    press("F2")
    page.keyboard.type("1/4")
    press("Tab")
    assert numbers(page, "Kernel")[2][2] == "0.25"

    if not page.evaluate("document.activeElement.closest('[role=grid]')"):
        pytest.fail("Tab out of an edited cell left the figure")
    if "Feature map" not in page.evaluate(
        "document.activeElement.closest('[role=grid]').ariaLabel"
    ):
        tab_to(page, in_grid.format("Feature"))
    before = status(page)
    press("ArrowDown")
    press("End")
    after = status(page)
    assert before != after
    assert after.startswith("Row 1, column 2: ")
    press("Control+Home")
    assert status(page).startswith("Row 0, column 0: ")

    tab_to(page, "e.textContent === 'Step'")
    press("Enter")
    assert status(page).startswith("Row 0, column 1: ")
    tab_to(page, "e.tagName === 'SELECT' && e.labels[0].textContent === 'Weights'")
    page.keyboard.type("sobel")
    assert numbers(page, "Kernel") == [["1", "0", "−1"], ["2", "0", "−2"], ["1", "0", "−1"]]
    tab_to(page, "e.textContent === 'Keys'")
    press("Enter")
    assert page.locator(".pxu-help p").is_visible()


def test_each_matrix_is_one_tab_stop(visit, site):
    page = visit(f"{site}/index.html").page
    for name in ("Input", "Kernel", "Feature map"):
        assert grid(page, name).locator("[tabindex='0']").count() == 1
    grid(page, "Feature map").get_by_role("gridcell").nth(4).click()
    cell = grid(page, "Feature map").locator("[tabindex='0']")
    assert cell.text_content() == "11"
    assert cell.evaluate("e => e === document.activeElement")


def test_focusable_things_keep_jupyters_shortcuts_away(visit, site):
    page = visit(f"{site}/index.html").page
    bare = page.locator(".pxu").first.evaluate(
        "box => [...box.querySelectorAll('button, input, select, [tabindex]')]"
        ".filter(e => !e.hidden && !e.hasAttribute('data-lm-suppress-shortcuts'))"
        ".map(e => e.outerHTML)"
    )
    assert bare == []


def test_convolution_turns_the_kernel(visit, site):
    page = visit(f"{site}/index.html").page
    turned = page.get_by_role("img", name="Turned 180°")
    assert not turned.is_visible()
    choose(page, "Operation", "convolution")
    assert turned.locator(".pxu-cell").all_text_contents() == list("011020100")
    assert numbers(page, "Feature map") != LECTURE_MAP
    assert page.locator(".pxu-formula").text_content().startswith("y[0, 0] = 1·0 + 0·1 + 0·1")
    choose(page, "Operation", "cross-correlation")
    assert numbers(page, "Feature map") == LECTURE_MAP


def test_the_lectures_pictures_and_kernels(visit, site):
    page = visit(f"{site}/index.html").page
    choose(page, "Picture", "white stripe")
    choose(page, "Weights", "vertical-edge")
    assert numbers(page, "Feature map") == [["−765", "0", "765"]] * 3
    choose(page, "Picture", "checker")
    choose(page, "Weights", "horizontal-edge")
    rows = numbers(page, "Feature map")
    assert rows == [["0"] * 4, ["30", "10", "−10", "−30"], ["30", "10", "−10", "−30"], ["0"] * 4]


def test_kernels_of_any_size(visit, site):
    page = visit(f"{site}/index.html").page
    choose(page, "Rows", "2")
    choose(page, "Columns", "4")
    assert numbers(page, "Kernel") == [["0", "0", "1", "0"], ["0", "2", "0", "0"]]
    assert numbers(page, "Feature map") == [["0", "1"], ["2", "7"], ["4", "7"], ["3", "0"]]
    choose(page, "Rows", "7")
    assert (
        "A 7 × 4 kernel does not fit into the 5 × 5 input."
        in page.locator(".pxu-note").text_content()
    )
    assert page.get_by_label("Rows", exact=True).input_value() == "2"
    choose(page, "Picture", "one bright pixel")
    choose(page, "Rows", "7")
    choose(page, "Columns", "7")
    assert numbers(page, "Feature map") == [["0"]]


def test_playing_goes_to_the_end_and_pauses(visit, site):
    page = visit(f"{site}/index.html").page
    choose(page, "Speed", "fast")
    play = page.get_by_role("button", name="Play")
    play.click()
    assert page.get_by_role("button", name="Pause").is_visible()
    page.get_by_role("button", name="Play").wait_for(timeout=5000)
    assert "y[2, 2]" in words(page)
    assert status(page).startswith("Row 2, column 2")
    page.get_by_role("button", name="Play").click()  # from the start again
    page.get_by_role("button", name="Pause").click()
    at = words(page)
    page.wait_for_timeout(400)
    assert words(page) == at


def test_colours_follow_the_page(visit, site):
    page = visit(f"{site}/index.html", theme="light").page
    cell = grid(page, "Feature map").get_by_role("gridcell").nth(0)
    light = cell.evaluate("e => getComputedStyle(e).backgroundColor")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_timeout(50)
    assert cell.evaluate("e => getComputedStyle(e).backgroundColor") != light
    assert page.locator(".pxu").first.get_attribute("data-theme") == "dark"


def test_no_motion_for_those_who_asked_for_none(visit, site):
    moving = visit(f"{site}/index.html").page
    duration = "e => getComputedStyle(e).transitionDuration"
    assert moving.locator(".pxu-window").first.evaluate(duration) != "0s"
    still = visit(f"{site}/index.html", reduced_motion="reduce").page
    assert still.locator(".pxu-window").first.evaluate(duration) == "0s"


def test_a_cell_of_a_notebook_comes_alive(visit, site):
    page = visit(f"{site}/cell.html").page
    assert numbers(page, "Feature map")[0] == ["2", "0", "0", "0"]
