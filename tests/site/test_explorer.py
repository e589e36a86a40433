"""The ConvolutionExplorer on a static page, by mouse and by keyboard alone."""

import re
import struct
import zlib

import pytest

from tests.site.reader import status, tab_to
from tests.site.work import too_much

pytestmark = pytest.mark.browser

LECTURE_MAP = [["1", "4", "11"], ["4", "11", "5"], ["7", "7", "1"]]


def grid(page, name, nth=0):
    return page.locator(".pxu").nth(nth).locator(f"[role=grid][aria-label^='{name},']")


def numbers(locator):
    return locator.locator("[role=row]").evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => cell.textContent))"
    )


def choose(page, label, option):
    page.get_by_label(label, exact=True).first.select_option(option)


def words(page, nth=0):
    return page.locator(".pxu-words").nth(nth).text_content()


def test_it_computes_what_the_lecture_computes(visit, site):
    page = visit(f"{site}/index.html").page
    assert numbers(grid(page, "Feature map")) == LECTURE_MAP
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
    assert numbers(grid(page, "Input"))[0] == ["1", "7", "0", "1", "2"]
    press("ArrowDown")
    press("-")
    page.keyboard.type("2.5")
    press("Escape")
    assert numbers(grid(page, "Input"))[1][1] == "0"
    press("Space")  # the pen: white
    assert numbers(grid(page, "Input"))[1][1] == "7"

    tab_to(page, in_grid.format("Kernel"))
    press("Control+End")
    press("F2")
    page.keyboard.type("1/4")
    press("Tab")
    assert numbers(grid(page, "Kernel"))[2][2] == "0.25"

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
    assert numbers(grid(page, "Kernel")) == [["1", "0", "−1"], ["2", "0", "−2"], ["1", "0", "−1"]]
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
    assert numbers(grid(page, "Feature map")) != LECTURE_MAP
    assert page.locator(".pxu-formula").text_content().startswith("y[0, 0] = 1·0 + 0·1 + 0·1")
    choose(page, "Operation", "cross-correlation")
    assert numbers(grid(page, "Feature map")) == LECTURE_MAP


def test_the_lectures_pictures_and_kernels(visit, site):
    page = visit(f"{site}/index.html").page
    choose(page, "Picture", "white stripe")
    choose(page, "Weights", "vertical-edge")
    assert numbers(grid(page, "Feature map")) == [["−765", "0", "765"]] * 3
    choose(page, "Picture", "checker")
    choose(page, "Weights", "horizontal-edge")
    rows = numbers(grid(page, "Feature map"))
    assert rows == [["0"] * 4, ["30", "10", "−10", "−30"], ["30", "10", "−10", "−30"], ["0"] * 4]


def test_kernels_of_any_size(visit, site):
    page = visit(f"{site}/index.html").page
    choose(page, "Rows", "2")
    choose(page, "Columns", "4")
    assert numbers(grid(page, "Kernel")) == [["0", "0", "1", "0"], ["0", "2", "0", "0"]]
    assert numbers(grid(page, "Feature map")) == [["0", "1"], ["2", "7"], ["4", "7"], ["3", "0"]]
    choose(page, "Rows", "7")
    assert (
        "A 7 × 4 kernel does not fit into the 5 × 5 input."
        in page.locator(".pxu-note").text_content()
    )
    assert page.get_by_label("Rows", exact=True).input_value() == "2"
    choose(page, "Picture", "one bright pixel")
    choose(page, "Rows", "7")
    choose(page, "Columns", "7")
    assert numbers(grid(page, "Feature map")) == [["0"]]


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


def test_drawing_with_the_mouse(visit, site):
    page = visit(f"{site}/index.html").page
    choose(page, "Picture", "empty, to draw on")
    page.get_by_label("Pen value").fill("5")
    page.get_by_role("button", name="Draw").click()
    assert page.get_by_role("button", name="Draw").get_attribute("aria-pressed") == "true"
    box = grid(page, "Input").bounding_box()
    step = box["width"] / 8
    page.mouse.move(box["x"] + step / 2, box["y"] + step / 2)
    page.mouse.down()
    for n in range(1, 4):
        page.mouse.move(box["x"] + (n + 0.5) * step, box["y"] + step / 2)
    page.mouse.up()
    assert numbers(grid(page, "Input"))[0] == ["5", "5", "5", "5", "0", "0", "0", "0"]


def test_drawing_with_a_finger(visit, site):
    page = visit(f"{site}/index.html", has_touch=True, width=360).page
    choose(page, "Picture", "empty, to draw on")
    page.get_by_role("button", name="Draw").tap()
    grid(page, "Input").get_by_role("gridcell").nth(9).tap()
    assert numbers(grid(page, "Input"))[1][1] == "1"


def png(rows, cols):
    """A picture whose red grows to the right."""
    raw = b"".join(
        b"\0" + bytes(v for j in range(cols) for v in (j * 255 // (cols - 1), 0, 0))
        for _ in range(rows)
    )

    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", cols, rows, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def upload(page, name, data):
    page.locator(".pxu input[type=file]").set_input_files(
        {"name": name, "mimeType": "image/png", "buffer": data}
    )


def test_a_picture_of_ones_own_is_scaled_and_grey(visit, site):
    one = visit(f"{site}/index.html")
    upload(one.page, "mine.png", png(100, 200))
    one.page.get_by_role("slider", name="Input, 32 rows by 64 columns").wait_for()
    upload(one.page, "small.png", png(4, 6))
    grid(one.page, "Input").wait_for()
    last = [row[-1] for row in numbers(grid(one.page, "Input"))]
    assert last == ["76"] * 4  # 0.299 * 255
    upload(one.page, "notes.png", b"not a picture")
    one.page.locator(".pxu-note:not(:empty)").wait_for()
    assert "notes.png is not a picture" in one.page.locator(".pxu-note").text_content()
    assert one.complaints == []


def test_a_failing_answer_starts_at_its_first_difference(visit, site):
    page = visit(f"{site}/wrong.html").page
    assert numbers(grid(page, "Expected")) == [["19", "25"], ["37", "43"]]
    assert numbers(grid(page, "Yours")) == [["19", "25"], ["30", "nan"]]
    assert numbers(grid(page, "Difference")) == [["0", "0"], ["−7", "nan"]]
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
    assert numbers(grid(page, "Expected"))[1][0] == "23"
    assert numbers(grid(page, "Yours")) == [["19", "25"], ["30", "nan"]]
    assert page.locator(".pxu-note").first.text_content() == (
        '"Expected" is now what a convolution gives.'
    )


def test_another_case_is_not_compared(visit, site):
    page = visit(f"{site}/wrong.html").page
    grid(page, "Kernel").get_by_role("gridcell").first.click()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    assert numbers(grid(page, "Feature map")) == [["19", "30"], ["52", "63"]]
    assert not grid(page, "Yours").is_visible()
    assert page.locator(".pxu-note").first.text_content().startswith("This is another case now")


def test_an_answer_of_another_shape_is_drawn_as_it_is(visit, site):
    page = visit(f"{site}/wrong.html").page
    assert numbers(grid(page, "Yours", 1)) == [["19"], ["37"], ["55"]]
    assert numbers(grid(page, "Expected", 1)) == [["19", "25"], ["37", "43"]]
    text = words(page, 1)
    assert text.startswith(
        "Yours is 3 × 1, expected is 2 × 2. The 2 cells that both have are equal."
    )


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
    assert numbers(grid(again, "Feature map")) == numbers(grid(page, "Feature map"))
    assert words(again) == words(page)
    again.evaluate("location.hash = 'explorer=kernel:1/position:2'")
    again.wait_for_timeout(100)
    assert numbers(grid(again, "Kernel")) == [["1"]]
    assert "y[0, 2]" in words(again)


def test_a_link_from_a_folder_works_too(visit, book):
    address = (book / "index.html").as_uri() + "#explorer=image:1,2;3,4/kernel:1,0;0,-1/position:0"
    page = visit(address).page
    assert numbers(grid(page, "Feature map")) == [["−3"]]


def test_a_link_that_was_cut_says_so_and_changes_nothing(visit, site):
    one = visit(f"{site}/index.html#explorer=kernel:1,0;0")
    assert numbers(grid(one.page, "Feature map")) == LECTURE_MAP
    note = one.page.locator(".pxu-note").text_content()
    assert note == "The link was not understood: the link's kernel is not a matrix of numbers."
    one.page.goto(f"{site}/index.html#a-section")
    assert one.complaints == []


def test_a_linked_failing_case(visit, site):
    state = (
        "explorer=image:1,2;3,4/kernel:1/operation:cross-correlation/position:0/answer:1,2;9,inf"
    )
    page = visit(f"{site}/index.html#{state}").page
    assert numbers(grid(page, "Yours")) == [["1", "2"], ["9", "inf"]]
    assert "Row 1, column 0: expected 3, yours 9" in words(page)


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


def test_a_large_picture_is_a_slider_for_the_keyboard(visit, site):
    page = visit(f"{site}/large.html").page
    slider = page.get_by_role("slider", name="Feature map, 62 rows by 62 columns")
    slider.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuenow") == "63"
    assert slider.get_attribute("aria-valuetext").startswith("row 1, column 1: ")
    assert "rows 1 to 3 and columns 1 to 3" in words(page)
    painted = page.get_by_role("slider", name="Input")
    painted.focus()
    page.keyboard.press("Space")
    assert painted.get_attribute("aria-valuetext") == "row 0, column 0: 255"


def test_an_act_on_64_by_64_draws_only_what_changed(visit, site):
    page = visit(f"{site}/large.html").page
    bars = {"move": (0, 80), "draw": (2 * 64 * 64, 110), "weights": (64 * 64, 130)}
    over = too_much(
        page,
        bars,
        """({figure, key, choose}) => {
          const [input, map] = figure.querySelectorAll('[role=slider]');
          return {
            move: n => key(map, n % 2 ? 'ArrowDown' : 'ArrowRight'),
            draw: () => { key(input, 'ArrowRight'); key(input, ' '); },
            weights: n => choose('Weights', n % 2 ? 'sobel' : 'edge'),
          };
        }""",
    )
    assert over == {}


def test_a_cell_of_a_notebook_comes_alive(visit, site):
    page = visit(f"{site}/cell.html").page
    assert numbers(grid(page, "Feature map"))[0] == ["2", "0", "0", "0"]
