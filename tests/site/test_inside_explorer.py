"""The InsideExplorer on a static page: kernels, favourites, evidence, random weights."""

import re

import pytest
from playwright.sync_api import expect

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

FAR = (
    "# Below\n\n"
    + "A line of words.\n\n" * 200
    + "```{anywidget} inside_explorer\nview: evidence\n```\n"
)
PAGES = {
    "index": "# One\n\n```{anywidget} inside_explorer\nlabel: Look inside\n```\n",
    "decided": "# Two\n\n```{anywidget} inside_explorer\nview: evidence\nrandom: c5\n```\n",
    "far": FAR,
    "cell": NOTEBOOK_HEAD
    + """# From a cell

```{code-cell} ipython3
from pixelup.datasets import GlyphDigits
from pixelup.widgets import InsideExplorer

InsideExplorer(image=GlyphDigits("test").draw(1, seed=3).x[0], view="evidence", target=2)
```
""",
}
REST = 650  # a screen reader is told when the reader rests
BACKGROUNDS = "all => all.map(el => getComputedStyle(el).backgroundColor)"
KINDS = ["Occlusion", "Saliency", "Smoothed", "Grad-CAM", "Guided"]


@pytest.fixture
def page(visit, url):
    """Open the first page: the layers."""
    return visit(f"{url}/index.html").page


@pytest.fixture
def decided(visit, url):
    """Open the second page: evidence, with random weights, when it is complete."""
    page = visit(f"{url}/decided.html").page
    expect(page.locator(".pxu-words").filter(has_text="Correlation of the maps")).to_be_visible()
    return page


def answer(page):
    return page.locator(".pxu-answer")


def row(page, n):
    return page.locator(".pxu-evidence").nth(n)


def reading(page):
    return page.locator(".pxu-words").filter(has_text=re.compile(r"row \d+, column", re.I)).last


def test_it_opens_with_kernels_maps_and_favourites(page):
    expect(answer(page)).to_have_text("The network says 3, with more than 99 %.")
    assert page.locator(".pxu-kernels .pxu-heat").count() == 2
    assert page.locator(".pxu-layers .pxu-heat").count() == 8
    expect(page.locator(".pxu-favourite")).to_have_count(8)
    values = [float(v) for v in page.locator(".pxu-favourite .pxu-made").all_text_contents()]
    assert values == sorted(values, reverse=True)
    assert not page.locator(".pxu-evidence").first.is_visible()


def test_a_kernel_chooses_its_map_and_a_favourite_comes_to_the_easel(page):
    heat = page.locator(".pxu-kernels-c1 .pxu-heat")
    box = heat.bounding_box()
    heat.click(position={"x": box["width"] * 15 / 35, "y": box["height"] / 2})
    title = page.locator(".pxu-detail .pxu-title")
    expect(title).to_contain_text("What C1, map 2 likes best, in patches of 5 × 5 pixels")
    first = page.locator(".pxu-favourite").first
    value = float(first.locator(".pxu-made").text_content())
    assert re.match(r"Place 1, a \d: ", first.get_attribute("aria-label"))
    first.click()
    said = page.locator(".pxu-words").first.text_content()
    assert said.startswith("C1, map 2, row ")
    assert abs(float(re.search(r"that is ([\d.]+);", said)[1]) - value) < 0.02
    assert page.locator(".pxu-sketch .pxu-window").is_visible()


def test_dense_units_have_favourites_too(page):
    tab_to(page, "e.ariaLabel?.startsWith('C5,')")
    page.keyboard.press("ArrowRight")
    title = page.locator(".pxu-detail .pxu-title")
    expect(title).to_contain_text(re.compile(r"C5, unit \d+ (likes best: the first|answer\.)"))


def test_evidence_comes_complete_and_for_the_class_that_is_asked_about(page):
    page.get_by_role("button", name="What decided").click()
    expect(row(page, 0)).to_contain_text("For the 3")
    names = row(page, 0).locator(".pxu-matrix .pxu-title").all_text_contents()
    assert names == KINDS
    expect(row(page, 0)).to_contain_text(re.compile(r"^(?!.* of ).*64 places", re.S))
    assert not row(page, 1).is_visible()
    before = reading(page).text_content()
    assert "Hiding the square around it lowers the score of 3 by 16.76." in before
    page.locator(".pxu-score").nth(8).click()
    expect(row(page, 0)).to_contain_text("For the 8")
    expect(reading(page)).to_contain_text("the score of 8")
    assert page.locator(".pxu-score[aria-pressed=true] .pxu-digit").text_content() == "8"
    page.locator(".pxu-score").nth(8).click()
    expect(row(page, 0)).to_contain_text("For the 3")


def test_another_square_is_laid(page):
    page.get_by_role("button", name="What decided").click()
    page.get_by_label("Square", exact=True).fill("14")
    page.get_by_label("Moves by").fill("7")
    expect(row(page, 0)).to_contain_text(re.compile(r"(?<!\d)9 places"))
    page.get_by_label("Filled with").fill("0.5")
    expect(page.locator(".pxu-slid").last).to_have_text("0.50")


def test_random_weights_show_which_maps_do_not_care(decided):
    page = decided
    expect(answer(page)).to_contain_text("With random weights the network says")
    found = [float(t.split()[1]) for t in row(page, 1).locator(".pxu-made").all_text_contents()]
    alike = dict(zip(KINDS, found, strict=True))
    assert alike["Guided"] > 0.8
    assert max(alike["Occlusion"], alike["Saliency"]) < 0.7
    page.get_by_role("button", name="Other random weights").click()
    occlusion = row(page, 1).locator(".pxu-made").first
    expect(occlusion).to_contain_text(re.compile(r"correlation (?!" + str(found[0]) + ")"))
    page.get_by_label("Weights", exact=True).select_option("none")
    expect(row(page, 1)).not_to_be_visible()
    expect(answer(page)).to_contain_text("The network says 3")


def test_the_keyboard_alone_asks_and_reads(page):
    press = page.keyboard.press
    tab_to(page, "e.textContent === 'What decided'")
    press("Enter")
    expect(row(page, 0)).to_contain_text("64 places")
    tab_to(page, "e.ariaLabel?.startsWith('Grad-CAM,')")
    press("Home")
    press("ArrowDown")
    assert status(page, REST).startswith("Row 15, column 0. No square has its middle here.")
    assert status(page, REST).endswith("no cell of C3 has its middle here.")
    for _ in range(12):
        press("ArrowRight")
    assert status(page, REST).startswith("Row 15, column 12. Hiding the square around it")
    box = page.locator(".pxu-sketch .pxu-window").bounding_box()
    pad = page.locator(".pxu-sketch").bounding_box()
    assert abs(box["width"] / pad["width"] - 0.5) < 0.05  # C3 sees 14 of 28 pixels


def test_it_draws_and_asks_for_little_at_once(page):
    bars = {"unit": (30_000, 160), "class": (1_200, 60)}
    acts = """({figure, key}) => ({
      unit: n => key(figure.querySelectorAll('.pxu-layers .pxu-heat')[4], 'ArrowRight'),
      class: n => figure.querySelectorAll('.pxu-score')[n % 10].click(),
    })"""
    assert too_much(page, bars, acts) == {}


def test_a_turn_of_the_work_is_short(page):
    # Not a speed: the work is cut into turns, so there are many of them.
    turns = page.evaluate(
        """async () => {
          let turns = 0;
          const later = window.setTimeout;
          window.setTimeout = (act, ms, ...rest) => later((...all) => { turns++; act(...all); },
            ms, ...rest);
          [...document.querySelectorAll('button')].find(b => b.textContent === 'What decided')
            .click();
          while (!/(?<! of )64 places/.test(document.querySelector('.pxu-evidence').textContent))
            await new Promise(done => later(done, 20));
          window.setTimeout = later;
          return turns;
        }"""
    )
    assert turns >= 5


def test_nothing_moves_by_itself_for_who_wants_no_motion(visit, url):
    page = visit(f"{url}/decided.html", reduced_motion="reduce", wait=None).page
    page.wait_for_selector(".pxu-evidence")
    said = set()
    for _ in range(40):
        said.add(row(page, 0).locator(".pxu-made").first.text_content())
        page.wait_for_timeout(10)
    assert not any(" of " in text for text in said)
    expect(row(page, 0)).to_contain_text("64 places")


def test_the_state_travels_in_a_link(visit, url):
    link = "#inside=strokes:0,5,14;0,23,14/view:evidence/target:1/size:9/fill:0.5/random:all/seed:4"
    page = visit(f"{url}/index.html{link}").page
    expect(row(page, 1)).to_contain_text("For the 1, random: all layers")
    expect(page.locator(".pxu-slid").last).to_have_text("0.50")
    bad = ("view:kernels", "size:99", "fill:x", "random:c4", "target:12", "layer:c9", "nothing:1")
    assert_bad_links_are_told(page, "inside", bad, "view:evidence")


def test_a_cell_shows_a_picture_of_the_data(visit, url):
    page = visit(f"{url}/cell.html").page
    expect(row(page, 0)).to_contain_text("For the 2")


def test_clearing_asks_for_a_drawing(decided):
    page = decided
    page.get_by_role("button", name="Clear").click()
    expect(answer(page)).to_have_text("Draw a digit.")
    expect(page.locator(".pxu-note")).to_have_text("")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
@pytest.mark.parametrize("name", ["index", "decided"])
def test_axe_finds_nothing(visit, folder, name, width, scheme):
    page = visit((folder / f"{name}.html").as_uri(), theme=scheme, width=width).page
    page.wait_for_timeout(500)
    assert_accessible(page, width)


def test_it_lives_offline(visit, folder):
    assert_alive_offline(visit, folder, ["index", "decided"])


def test_the_still_stands_on_paper(page):
    assert_still_on_paper(page)


def test_what_is_pressed_and_bars_are_seen_in_the_readers_own_colours(visit, url):
    page = visit(f"{url}/decided.html", forced_colors="active").page

    def colours(selector):
        return set(page.locator(selector).evaluate_all(BACKGROUNDS))

    for kind in ("pxu-button", "pxu-score"):
        pressed = colours(f".{kind}[aria-pressed=true]:visible")
        assert len(pressed) == 1
        assert pressed.isdisjoint(colours(f".{kind}[aria-pressed=false]:visible"))
    assert colours(".pxu-score .pxu-bar").isdisjoint(colours(".pxu-score .pxu-track"))


def test_evidence_waits_until_the_reader_is_near(visit, url):
    page = visit(f"{url}/far.html", wait=".pxu-alive").page
    page.wait_for_load_state("networkidle")
    assert reading(page).count() == 0
    page.locator(".pxu").scroll_into_view_if_needed()
    expect(row(page, 0)).to_contain_text(re.compile(r"^(?!.* of ).*64 places", re.S))
