"""The PaddingStrideExplorer on a static page, by mouse and by keyboard alone."""

import numpy as np
import pytest

from pixelup.widgets import PaddingStrideExplorer
from tests.site.figure import choose, grid, values
from tests.site.reader import status, tab_to
from tests.site.work import too_much

pytestmark = pytest.mark.browser

ONES = [[1] * 4] * 3
PAGES = {
    "index": "# One\n\n```{anywidget} padding_stride_explorer\nstride: 2\nlabel: A label\n```\n",
    "wrong": (
        "# A wrong answer\n\n```{anywidget} padding_stride_explorer\nimage: [[1, 2], [3, 4]]\n"
        "kernel: [[1]]\npadding: [1, 0, 0, 1]\nmode: replicate\n"
        "answer: [[0, 0, 0], [1, 2, 2], [3, 4, 4]]\n```\n"
    ),
    "wide": (
        f"# Wide\n\n```{{anywidget}} padding_stride_explorer\nimage: {ONES}\n"
        "kernel: [[1, 1]]\npadding: 1\nshow: counts\n```\n"
    ),
    "large": (
        f"# Large\n\n```{{anywidget}} padding_stride_explorer\nimage: {[[7] * 12] * 12}\n"
        f"kernel: {[[1] * 5] * 5}\npadding: 2\n```\n"
    ),
}


@pytest.fixture
def page(visit, url):
    """Open the lecture's example."""
    return visit(f"{url}/index.html").page


def marked(page, name):
    """Rows and columns of the cells with a class."""
    return page.locator(".pxu-padded [role=row]").evaluate_all(
        "(rows, name) => rows.flatMap((row, i) => [...row.children]"
        ".flatMap((cell, j) => cell.classList.contains(name) ? [[i, j]] : []))",
        name,
    )


def text(page, part):
    return page.locator(f".pxu .pxu-{part}").first.text_content()


def test_it_computes_what_the_lecture_computes(page):
    assert values(page, "Feature map") == PaddingStrideExplorer(stride=2).output()
    assert text(page, "sizes").startswith(
        "Rows and columns: ⌊(7 + 2·0 − 3)/2⌋ + 1 = ⌊4/2⌋ + 1 = 3Every step fits"
    )
    assert text(page, "label") == "A label"
    assert marked(page, "pxu-unseen") == []


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate"])
def test_every_setting_changes_what_python_says_it_changes(page, mode):
    choose(page, "Padding p", "2")
    choose(page, "Border", mode)
    choose(page, "Stride s", "3")
    choose(page, "Dilation d", "2")
    explorer = PaddingStrideExplorer(padding=2, mode=mode, stride=3, dilation=2)
    assert values(page, "Padded input") == explorer.padded()
    assert values(page, "Feature map") == explorer.output()
    assert "⌊(7 + 2·2 − (2·(3 − 1) + 1))/3⌋ + 1 = ⌊6/3⌋ + 1 = 3" in text(page, "sizes")
    choose(page, "Show in the input", "counts")
    assert values(page, "Padded input") == explorer.counts()
    unseen = np.argwhere(np.array(explorer.counts()) == 0).tolist()
    assert marked(page, "pxu-unseen") == unseen
    assert marked(page, "pxu-tap") == [[i, j] for i in (0, 2, 4) for j in (0, 2, 4)]


def test_dropped_pixels_are_hatched_and_said(page):
    choose(page, "Input rows", "8")
    assert marked(page, "pxu-unseen") == [[7, j] for j in range(7)]
    assert "Rows: ⌊(8 + 2·0 − 3)/2⌋ + 1 = ⌊5/2⌋ + 1 = 3" in text(page, "sizes")
    assert "Columns: ⌊(7 + 2·0 − 3)/2⌋ + 1 = ⌊4/2⌋ + 1 = 3" in text(page, "sizes")
    assert "The last row of the padded input is left over" in text(page, "left-over")
    assert status(page).startswith("The output is 3 by 3. The last row of the padded input")


def test_the_window_steps_and_its_sum_is_told(page):
    page.get_by_role("button", name="Step").click()
    assert text(page, "words") == (
        "The window covers rows 0 to 2 and columns 2 to 4 of the padded input. "
        "y[0, 1] = 21 + 16 + 24 + 9 + 14 − 8 + 24 = 100."
    )
    place = page.locator(".pxu-padded .pxu-window").evaluate("e => [e.style.top, e.style.left]")
    assert place[0] == "0%"
    assert float(place[1].rstrip("%")) == pytest.approx(100 * 2 / 7, abs=0.01)
    grid(page, "Feature map").get_by_role("gridcell").nth(5).click()
    assert text(page, "words").endswith("= 117.")


def test_the_keyboard_alone_moves_edits_and_chooses(page):
    press = page.keyboard.press
    tab_to(page, "e.tagName === 'SELECT' && e.labels[0].textContent === 'Padding p'")
    page.keyboard.type("1")
    assert "⌊(7 + 2·1 − 3)/2⌋ + 1 = ⌊6/2⌋ + 1 = 4" in text(page, "sizes")
    assert status(page) == "The output is 4 by 4. Every step fits: nothing is left over."
    in_grid = "e.closest('[role=grid]')?.ariaLabel.startsWith('{}')"
    tab_to(page, in_grid.format("Padded input"))
    press("ArrowRight")
    assert status(page) == "A cell of the padding: 0, in 1 window."
    press("ArrowDown")
    assert status(page) == "Pixel at row 0, column 0: 2, in 1 window."
    page.keyboard.type("9")
    press("Enter")
    assert values(page, "Padded input")[1][1] == 9
    press("Home")
    press("5")
    press("Enter")
    assert "change a pixel of the picture instead" in page.locator(".pxu-note").text_content()
    tab_to(page, in_grid.format("Kernel"))
    press("F2")
    page.keyboard.type("-1")
    press("Enter")
    assert values(page, "Kernel")[0][0] == -1
    tab_to(page, in_grid.format("Feature map"))
    press("Control+End")
    assert status(page).startswith("Row 3, column 3: ")
    tab_to(page, "e.textContent === 'Step'")
    press("Enter")
    assert status(page).startswith("Row 3, column 3: ")  # the last place already
    tab_to(page, "e.textContent === 'Keys'")
    press("Enter")
    assert page.locator(".pxu-help p").is_visible()


def test_each_matrix_is_one_tab_stop_and_keeps_jupyters_shortcuts_away(page):
    for name in ("Padded input", "Kernel", "Feature map"):
        assert grid(page, name).locator("[tabindex='0']").count() == 1
    bare = page.locator(".pxu").first.evaluate(
        "box => [...box.querySelectorAll('button, input, select, [tabindex]')]"
        ".filter(e => !e.hidden && !e.hasAttribute('data-lm-suppress-shortcuts'))"
        ".map(e => e.outerHTML)"
    )
    assert bare == []


def test_counts_are_those_of_every_pixel(visit, url):
    page = visit(f"{url}/wide.html").page
    explorer = PaddingStrideExplorer(image=ONES, kernel=[[1, 1]], padding=1)
    assert values(page, "Padded input") == explorer.counts()
    border = marked(page, "pxu-border")
    assert len(border) == 5 * 6 - 3 * 4
    grid(page, "Padded input").get_by_role("gridcell").nth(8).click()
    assert "Pixel at row 0, column 1: 1, in 2 windows." in page.locator(".pxu").text_content()


def test_what_cannot_be_is_refused_and_said(page):
    choose(page, "Border", "reflect")
    choose(page, "Padding p", "4")
    choose(page, "Input rows", "3")
    assert "the padding must be smaller" in page.locator(".pxu-note").text_content()
    assert page.get_by_label("Input rows").input_value() == "7"
    choose(page, "Padding p", "0")
    choose(page, "Input rows", "2")
    assert "there is no output" in text(page, "left-over")
    assert "the kernel does not fit" in text(page, "sizes")


def test_a_failing_answer_starts_at_its_first_difference(visit, url):
    page = visit(f"{url}/wrong.html").page
    assert values(page, "Expected") == [[1, 2, 2], [1, 2, 2], [3, 4, 4]]
    assert values(page, "Yours") == [[0, 0, 0], [1, 2, 2], [3, 4, 4]]
    assert values(page, "Difference") == [[-1, -2, -2], [0, 0, 0], [0, 0, 0]]
    assert text(page, "words").startswith(
        "3 of 9 cells differ. Row 0, column 0: expected 1, yours 0, which is off by −1."
    )
    choose(page, "Border", "zeros")  # no longer the case that failed
    assert not page.get_by_role("grid", name="Yours").is_visible()
    assert values(page, "Feature map") == [[0, 0, 0], [1, 2, 0], [3, 4, 0]]


def test_a_link_carries_the_state(visit, url, page):
    one = visit(f"{url}/index.html", permissions=["clipboard-read", "clipboard-write"])
    choose(one.page, "Padding p", "2")
    choose(one.page, "Border", "replicate")
    one.page.get_by_role("button", name="Step").click()
    one.page.get_by_role("button", name="Copy link").click()
    one.page.get_by_text("Copied.").wait_for()
    link = one.page.evaluate("navigator.clipboard.readText()")
    assert "#padding=image:2,3,7" in link
    again = visit(link)
    assert values(again.page, "Padded input") == values(one.page, "Padded input")
    assert text(again.page, "words") == text(one.page, "words")
    bad = visit(f"{url}/index.html#padding=stride:0")
    assert "The link was not understood" in bad.page.locator(".pxu-note").text_content()
    assert values(bad.page, "Feature map") == values(page, "Feature map")
    for seen in (one, again, bad):
        assert seen.complaints == []
        assert seen.foreign(url) == []


def test_it_fits_a_phone_and_follows_the_theme(visit, url):
    page = visit(f"{url}/large.html", width=360).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    box = grid(page, "Padded input").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    cell = grid(page, "Kernel").get_by_role("gridcell").first
    light = cell.evaluate("e => getComputedStyle(e).backgroundColor")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_timeout(50)
    assert cell.evaluate("e => getComputedStyle(e).backgroundColor") != light


def test_on_paper_there_is_a_still(visit, url):
    page = visit(f"{url}/index.html").page
    page.emulate_media(media="print")
    assert page.locator(".pxu-still svg").is_visible()


def test_an_act_draws_only_what_changed(visit, url):
    page = visit(f"{url}/large.html").page
    bars = {"window": (0, 12), "pixel": (0, 6), "stride": (12 * 12, 220)}
    over = too_much(
        page,
        bars,
        """({figure, key, choose}) => {
          const [input, map] = ['Padded input', 'Feature map']
            .map(name => figure.querySelector(`[aria-label^="${name},"]`));
          return {
            window: n => key(map, n % 2 ? 'ArrowDown' : 'ArrowRight'),
            pixel: () => key(input, 'ArrowRight'),
            stride: n => choose('Stride s', n % 2 ? '1' : '2'),
          };
        }""",
    )
    assert over == {}
