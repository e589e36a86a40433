"""A link carries the state of the ConvolutionExplorer; one that was cut says so."""

import re

import pytest

from tests.site.figure import choose, numbers, words

pytestmark = pytest.mark.browser

LECTURE_MAP = [["1", "4", "11"], ["4", "11", "5"], ["7", "7", "1"]]


def test_a_link_carries_the_state(visit, site):
    one = visit(f"{site}/index.html", permissions=["clipboard-read", "clipboard-write"])
    page = one.page
    choose(page, "Picture", "white stripe")
    choose(page, "Weights", "sobel")
    choose(page, "Operation", "convolution")
    page.get_by_role("button", name="Step").click()
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Copied.").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert re.search(
        r"#explorer=image:0,255.*/kernel:1,0,-1;.*/operation:convolution/position:1$", link
    )
    again = visit(link).page
    assert numbers(again, "Feature map") == numbers(page, "Feature map")
    assert words(again) == words(page)
    again.evaluate("location.hash = 'explorer=kernel:1/position:2'")
    again.wait_for_timeout(100)
    assert numbers(again, "Kernel") == [["1"]]
    assert "y[0, 2]" in words(again)


def test_a_link_from_a_folder_works_too(visit, book):
    address = (book / "index.html").as_uri() + "#explorer=image:1,2;3,4/kernel:1,0;0,-1/position:0"
    page = visit(address).page
    assert numbers(page, "Feature map") == [["−3"]]


def test_a_link_that_was_cut_says_so_and_changes_nothing(visit, site):
    one = visit(f"{site}/index.html#explorer=kernel:1,0;0")
    assert numbers(one.page, "Feature map") == LECTURE_MAP
    note = one.page.locator(".pxu-note").text_content()
    assert note == "The link was not understood: the link's kernel is not a matrix of numbers."
    one.page.goto(f"{site}/index.html#a-section")
    assert one.complaints == []


def test_a_linked_failing_case(visit, site):
    state = (
        "explorer=image:1,2;3,4/kernel:1/operation:cross-correlation/position:0/answer:1,2;9,inf"
    )
    page = visit(f"{site}/index.html#{state}").page
    assert numbers(page, "Yours") == [["1", "2"], ["9", "inf"]]
    assert "Row 1, column 0: expected 3, yours 9" in words(page)
