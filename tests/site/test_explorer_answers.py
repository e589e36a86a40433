"""The ConvolutionExplorer beside a student's answer: expected, yours, difference."""

import pytest

from tests.site.figure import choose, grid, numbers, words

pytestmark = pytest.mark.browser


def test_a_failing_answer_starts_at_its_first_difference(visit, site):
    page = visit(f"{site}/wrong.html").page
    assert numbers(page, "Expected") == [["19", "25"], ["37", "43"]]
    assert numbers(page, "Yours") == [["19", "25"], ["30", "nan"]]
    assert numbers(page, "Difference") == [["0", "0"], ["−7", "nan"]]
    assert words(page).startswith(
        "2 of 4 cells differ. Row 1, column 0: expected 37, yours 30, which is off by −7. "
        "The window covers rows 1 to 2 and columns 0 to 1"
    )
    marked = (
        page.locator(".pxu").first.locator("[aria-label^=Yours] .pxu-differs").all_text_contents()
    )
    assert marked == ["30", "nan"]
    grid(page, "Yours").get_by_role("gridcell").nth(1).click()  # one cursor for all maps
    assert "Row 0, column 1: expected 25, the same." in words(page)
    for name in ("Expected", "Yours", "Difference"):
        place = grid(page, name).locator(".pxu-window").evaluate("e => [e.style.top, e.style.left]")
        assert place == ["0%", "50%"]


def test_the_other_operation_is_compared_with_the_same_answer(visit, site):
    page = visit(f"{site}/wrong.html").page
    choose(page, "Operation", "convolution")
    # x[1, 0] w[1, 1] + x[1, 1] w[1, 0] + x[2, 0] w[0, 1] + x[2, 1] w[0, 0] = 9 + 8 + 6 + 0
    assert numbers(page, "Expected")[1][0] == "23"
    assert numbers(page, "Yours") == [["19", "25"], ["30", "nan"]]
    assert page.locator(".pxu-note").first.text_content() == (
        '"Expected" is now what a convolution gives.'
    )


def test_another_case_is_not_compared(visit, site):
    page = visit(f"{site}/wrong.html").page
    grid(page, "Kernel").get_by_role("gridcell").first.click()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    assert numbers(page, "Feature map") == [["19", "30"], ["52", "63"]]
    assert not grid(page, "Yours").is_visible()
    assert page.locator(".pxu-note").first.text_content().startswith("This is another case now")


def test_an_answer_of_another_shape_is_drawn_as_it_is(visit, site):
    page = visit(f"{site}/wrong.html").page
    assert numbers(page, "Yours", 1) == [["19"], ["37"], ["55"]]
    assert numbers(page, "Expected", 1) == [["19", "25"], ["37", "43"]]
    text = words(page, 1)
    assert text.startswith(
        "Yours is 3 × 1, expected is 2 × 2. The 2 cells that both have are equal."
    )
