"""Pictures in the ConvolutionExplorer: drawn, brought along, larger than a grid of cells."""

import struct
import zlib

import pytest

from tests.site.figure import choose, grid, numbers, words
from tests.site.work import too_much

pytestmark = pytest.mark.browser


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
    assert numbers(page, "Input")[0] == ["5", "5", "5", "5", "0", "0", "0", "0"]


def test_drawing_with_a_finger(visit, site):
    page = visit(f"{site}/index.html", has_touch=True, width=360).page
    choose(page, "Picture", "empty, to draw on")
    page.get_by_role("button", name="Draw").tap()
    grid(page, "Input").get_by_role("gridcell").nth(9).tap()
    assert numbers(page, "Input")[1][1] == "1"


def test_a_picture_of_ones_own_is_scaled_and_grey(visit, site):
    one = visit(f"{site}/index.html")
    upload(one.page, "mine.png", png(100, 200))
    one.page.get_by_role("slider", name="Input, 32 rows by 64 columns").wait_for()
    upload(one.page, "small.png", png(4, 6))
    grid(one.page, "Input").wait_for()
    last = [row[-1] for row in numbers(one.page, "Input")]
    assert last == ["76"] * 4  # 0.299 * 255
    upload(one.page, "notes.png", b"not a picture")
    one.page.locator(".pxu-note:not(:empty)").wait_for()
    assert "notes.png is not a picture" in one.page.locator(".pxu-note").text_content()
    assert one.complaints == []


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
