"""The DetectionExplorer on a static page, by mouse and by keyboard alone."""

import pytest

from pixelup.widgets import DetectionExplorer
from tests.site.conftest import NOTEBOOK_HEAD
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
    "index": "# One\n\n```{anywidget} detection_explorer\nlabel: How well do they agree?\n```\n",
    "crowd": "# Many\n\n```{anywidget} detection_explorer\nmode: suppression\n```\n",
    "wrong": """# Wrong answers

```{anywidget} detection_explorer
boxes: [[0, 0, 4, 3], [1, 2, 9, 7]]
others: [[4, 0, 6, 3], [7, 8, 9, 12]]
answer: [[0, 0.5], [0.045454545454545456, 0]]
```

```{anywidget} detection_explorer
mode: suppression
boxes: [[0, 0, 8, 4], [3, 0, 11, 4], [6, 0, 14, 4]]
scores: [0.875, 0.75, 0.5]
threshold: 0.25
expected: [0, 2]
answer: [0]
```
""",
    "cell": NOTEBOOK_HEAD
    + """# From a cell

```{code-cell} ipython3
from pixelup.widgets import DetectionExplorer

DetectionExplorer(boxes=[[-3, -2, 4.5, 3]], others=[[0, 0, 40, 9]])
```
""",
}


@pytest.fixture
def page(visit, url):
    """Open the page with two boxes."""
    return visit(f"{url}/index.html").page


@pytest.fixture
def crowd(visit, url):
    """Open the page with several scored boxes."""
    return visit(f"{url}/crowd.html").page


def text(page, selector):
    return page.locator(selector).first.text_content()


def box(page, name):
    return page.get_by_role("slider", name=f"Box {name}", exact=False).first


def place(page, name):
    return box(page, name).get_attribute("aria-valuetext")


def spelled(page):
    rows = page.locator(".pxu-spellings tbody tr").all()
    return [row.locator("td").all_text_contents() for row in rows]


def unit(page):
    """How many pixels of the screen a unit of the plane is."""
    return page.locator(".pxu-field-of-boxes").first.bounding_box()["width"] / 24


def drag(page, locator, by, at=(0.5, 0.5)):
    found = locator.bounding_box()
    x, y = found["x"] + at[0] * found["width"], found["y"] + at[1] * found["height"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0] / 2, y + by[1] / 2)
    page.mouse.move(x + by[0], y + by[1])
    page.mouse.up()


def test_two_boxes_their_areas_and_all_spellings(page):
    assert text(page, ".pxu-iou") == "32 / 96 = 0.33"
    assert page.locator(".pxu-agreement dd").all_text_contents()[:2] == [
        "4 × 8 = 32", "64 + 64 − 32 = 96"
    ]  # fmt: skip
    assert spelled(page) == [
        ["4, 4, 8, 8", "8, 4, 8, 8"],
        ["4, 4, 12, 12", "8, 4, 16, 12"],
        ["8, 8, 8, 8", "12, 8, 8, 8"],
    ]
    common = page.locator(".pxu-common").bounding_box()
    assert abs(common["width"] / unit(page) - 4) < 0.1
    assert abs(common["height"] / unit(page) - 8) < 0.1


def test_arrow_keys_move_a_box_and_with_shift_change_its_size(page):
    press = page.keyboard.press
    tab_to(page, "e.getAttribute('aria-label') === 'Box B'")
    for _ in range(4):
        press("ArrowRight")
    assert text(page, ".pxu-iou") == "0 / 128 = 0"
    assert text(page, ".pxu-words").startswith("They only touch.")
    assert not page.locator(".pxu-common").is_visible()
    press("ArrowDown")
    press("Shift+ArrowRight")
    press("Shift+ArrowUp")
    assert place(page, "B") == "left 12, top 5, right 21, bottom 12"
    assert status(page, 550).startswith("Shared 0, covered together 127, IoU 0. They only touch.")
    for _ in range(9):
        press("Shift+ArrowLeft")
    assert place(page, "B") == "left 12, top 5, right 12, bottom 12"
    press("Shift+ArrowLeft")  # empty is the end: it does not turn over
    assert place(page, "B") == "left 12, top 5, right 12, bottom 12"
    assert "One box is empty." in text(page, ".pxu-words")
    for _ in range(30):
        press("ArrowDown")
    assert place(page, "B") == "left 12, top 9, right 12, bottom 16"  # the plane ends


def test_the_mouse_moves_a_box_and_pulls_a_corner(page):
    one = unit(page)
    drag(page, box(page, "B"), (3.2 * one, -2.1 * one), at=(0.9, 0.5))
    assert place(page, "B") == "left 11, top 2, right 19, bottom 10"
    corner = box(page, "A").locator(".pxu-nw")
    drag(page, corner, (-2 * one, one))
    assert place(page, "A") == "left 2, top 5, right 12, bottom 12"
    drag(page, corner, (40 * one, 0))  # as far as its other side
    assert place(page, "A") == "left 12, top 5, right 12, bottom 12"
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Box A"


def test_a_finger_drags_too(visit, url):
    page = visit(f"{url}/index.html", width=360, has_touch=True).page
    before = place(page, "A")
    found = box(page, "A").bounding_box()
    client = page.context.new_cdp_session(page)
    x, y = found["x"] + 9, found["y"] + found["height"] / 2
    for kind, dx in (("touchStart", 0), ("touchMove", 20), ("touchMove", 40), ("touchEnd", 40)):
        points = [] if kind == "touchEnd" else [{"x": x + dx, "y": y}]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert place(page, "A") != before
    assert round(40 / unit(page)) == int(place(page, "A").split()[1].rstrip(",")) - 4


def test_every_example_of_both_kinds_is_shown(page):
    field = page.get_by_label("Example", exact=True).locator("visible=true")
    for _ in range(2):
        options = field.locator("option").all_text_contents()[1:]
        assert len(options) >= 5
        for option in options:
            field.select_option(option)
            assert text(page, ".pxu-note") == ""
            assert field.input_value() == option
        page.get_by_label("Show", exact=True).select_option("suppression")
    assert page.locator(".pxu-candidates").is_visible()
    page.get_by_label("Show", exact=True).select_option("two boxes")
    assert page.get_by_label("Example", exact=True).locator("visible=true").input_value() == (
        "half pixels"
    )


def test_step_by_step_through_the_suppression(crowd):
    page = crowd
    said = [text(page, ".pxu-words")]
    step = page.get_by_role("button", name="Step", exact=True)
    while step.get_attribute("aria-disabled") != "true":
        step.click()
        said.append(text(page, ".pxu-words"))
    assert len(said) == 16
    assert said[0].startswith("8 boxes wait, the highest score first.")
    assert said[1].startswith("Box 4 has the highest score that is left, 0.95. It is kept.")
    assert said[4] == (
        "Box 6 with box 4: IoU 187 / 307 = 0.61, larger than 0.5. "
        "Box 6 falls: it is taken for the same thing."
    )
    assert said[-1] == "Nobody waits any more. Kept, the best first: 4, 1 and 7."
    fates = page.locator(".pxu-candidates tbody td:last-child").all_text_contents()
    assert fates.count("kept") == 3
    assert fates.count("falls to 4") == 2
    assert fates.count("falls to 1") == 3
    assert text(page, ".pxu-result") == "Kept: 4, 1 and 7."
    page.get_by_role("button", name="Back", exact=True).click()
    assert text(page, ".pxu-words") == said[-2]


def test_threshold_score_and_place_of_a_candidate(crowd):
    page = crowd
    page.get_by_label("Threshold", exact=True).fill("0.65")
    page.get_by_label("Step", exact=True).press("End")
    kept = DetectionExplorer(mode="suppression", threshold=0.65).left()
    *others, final = map(str, kept)
    assert text(page, ".pxu-result") == f"Kept: {', '.join(others)} and {final}."
    # The weak box between the digits becomes the strongest, by keyboard.
    tab_to(page, "e.getAttribute('aria-label') === 'Box 7' && e.tagName === 'BUTTON'")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith(
        "Box 7, score 0.3"
    )
    page.get_by_label("Score of box 7", exact=True).press("End")
    assert page.locator(".pxu-pick").first.text_content() == "7"
    page.get_by_label("Step", exact=True).press("Home")
    page.keyboard.press("ArrowRight")
    assert text(page, ".pxu-words").startswith("Box 7 has the highest score that is left, 1.")
    box(page, "7").press("ArrowLeft")
    assert spelled(page)[1] == ["20, 10, 31, 21"]


def test_play_walks_to_the_end_and_speaks_once(crowd):
    page = crowd
    page.get_by_label("Example", exact=True).locator("visible=true").select_option("equal scores")
    page.get_by_label("Speed", exact=True).select_option("fast")
    page.get_by_role("button", name="Play", exact=True).click()
    page.get_by_role("button", name="Play", exact=True).wait_for()
    assert status(page, 550) == "Nobody waits any more. Kept, the best first: 0 and 2."


def test_a_failing_check_is_told(visit, url):
    page = visit(f"{url}/wrong.html").page
    overlap, suppression = (page.locator(".pxu").nth(n) for n in (0, 1))
    words = overlap.locator(".pxu-words").text_content()
    assert words.startswith("1 of 4 cells differs. Row 0, column 1: expected 0, yours 0.5")
    assert "They lie apart in both directions." in words
    assert overlap.get_by_role("slider").first.get_attribute("aria-label") == "Box A 0"
    overlap.locator("[aria-label^='Yours,'] [tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    assert overlap.locator(".pxu-spellings thead th").all_text_contents()[1:] == [
        "box A 1", "box B 0"
    ]  # fmt: skip
    words = suppression.locator(".pxu-words").text_content()
    assert words.startswith("Expected keeps 0 and 2; yours keeps 0. Yours lets box 2 fall")
    assert "Box 2 has the highest score that is left" in words
    suppression.get_by_role("slider", name="Box 1").press("ArrowDown")  # now it is the reader's
    assert "Expected" not in suppression.locator(".pxu-words").text_content()


def test_a_link_brings_the_state(visit, url):
    own = DetectionExplorer(
        mode="suppression", boxes=[[0, 0, 9, 9], [-3, 1, 9, 9]], scores=[0.5, 0.5],
        threshold=0.7, step=2,
    )  # fmt: skip
    page = visit(f"{url}/index.html#{own.fragment()}").page
    assert text(page, ".pxu-words").startswith("Box 1 with box 0: IoU 72 / 105 = 0.69, not larger")
    page.get_by_role("button", name="Copy link").click()
    link = page.evaluate("location.hash")
    page = visit(f"{url}/crowd.html{link}").page
    assert text(page, ".pxu-words").startswith("Box 1 with box 0: IoU 72 / 105 = 0.69, not larger")
    bad = (
        "mode:x", "boxes:1,2,3", "boxes:5,5,4,4", "boxes:", "boxes:0,0,1,1",
        "mode:suppression/boxes:0,0,1,1/scores:1,2", "boxes:0,0,2000,1/others:0,0,1,1",
        "threshold:2", "threshold:x", "scene:sea", "step:-1", "turn:1",
    )  # fmt: skip
    assert_bad_links_are_told(page, "detection", bad, "boxes:0,0,2,2/others:0,0,2,2")


def test_it_works_from_a_folder_without_network(visit, folder):
    assert_alive_offline(visit, folder, PAGES)


def test_on_paper_the_still_replaces_it(page):
    assert_still_on_paper(page)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_and_nothing_sticks_out(visit, folder, name, theme, width):
    page = visit((folder / f"{name}.html").as_uri(), theme=theme, width=width).page
    assert_accessible(page, width)


def test_an_act_draws_only_what_changed(visit, url):
    page = visit(f"{url}/crowd.html").page
    over = too_much(
        page,
        {"step": (0, 130), "move": (0, 130)},
        """({figure, key}) => {
          const step = [...figure.querySelectorAll('button')].find(b => b.textContent === 'Step');
          const plane = figure.querySelector('.pxu-field-of-boxes');
          return {
            step: () => step.click(),
            move: n => key(plane, n % 2 ? 'ArrowUp' : 'ArrowDown'),
          };
        }""",
    )
    assert over == {}
