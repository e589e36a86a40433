"""The TransferExplorer on a static page, by mouse and by keyboard alone."""

import re

import pytest

from pixelup.widgets import TransferExplorer, transfer
from pixelup.widgets.transfer_explorer import NAMES, percent
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

RECORDS = transfer.records()
METHODS = list(RECORDS["methods"])
LABELS = RECORDS["labels"]
PAGES = {
    "index": "# One\n\n```{anywidget} transfer_explorer\nlabel: What is carried over\n```\n",
    "scratch": (
        "# From scratch\n\n```{anywidget} transfer_explorer\npair: latin-to-georgian\n"
        "method: scratch\nlabels: 5\nshown: before\n```\n"
    ),
    "cell": NOTEBOOK_HEAD
    + """# From a cell

```{code-cell} ipython3
from pixelup.widgets import TransferExplorer

TransferExplorer(pair="printed-to-real", method="full", labels=50)
```
""",
}
OUTSIDE = """() => { const right = e => e.getBoundingClientRect().right;
  const figure = document.querySelector('.pxu');
  return [...figure.querySelectorAll('*')].filter(e => e.checkVisibility() &&
    !e.closest('.pxu-status') && right(e) > right(figure) + 1)
    .map(e => e.outerHTML.slice(0, 80)); }"""


@pytest.fixture
def page(visit, url):
    """Open the first page."""
    return visit(f"{url}/index.html").page


def text(page, selector):
    return page.locator(selector).first.text_content().replace("\u00a0", " ")


def words(page):
    return text(page, ".pxu-words")


def said(explorer):
    """What the live figure says of the same choice: the sentence without the pair."""
    title = RECORDS["pairs"][explorer.pair]["title"]
    return explorer.describe()[len(title) + 2 :]


def rate_of(page):
    return float(page.get_by_label("Learning rate", exact=True).input_value())


def reading(page, n):
    last = page.locator(".pxu-chart").nth(n).locator(".pxu-reading").last
    return last.text_content().replace("\u00a0", " ")


def chart(page, n):
    return page.locator(".pxu-chart-field[role=slider]").nth(n)


def test_it_shows_what_was_measured(page):
    explorer = TransferExplorer()
    assert words(page) == said(explorer)
    run = explorer.run()
    assert reading(page, 0).startswith(f"{NAMES['frozen']}, 10 labels a class, rate {run.rate:g}:")
    assert percent(run) in reading(page, 0)
    assert reading(page, 1) == reading(page, 0)
    assert page.locator(".pxu-method").count() == len(METHODS)
    assert page.locator(".pxu-method[aria-pressed=true]").text_content() == NAMES["frozen"]
    lines = page.locator(".pxu-chart >> nth=0 >> .pxu-line")
    assert lines.count() == len(explorer.lines())
    points = page.locator(".pxu-chart >> nth=0 >> .pxu-marker")
    assert points.count() == sum(map(len, explorer.lines().values()))


def test_the_network_shows_what_is_trained(page):
    blocks = page.locator(".pxu-block")
    states = lambda: blocks.locator(".pxu-block-how").all_text_contents()  # noqa: E731
    assert states() == ["frozen"] * (blocks.count() - 1) + ["trained"]
    assert "begins at random" in blocks.last.text_content()
    shapes = blocks.locator(".pxu-shape:nth-of-type(2)").all_text_contents()
    counts = [int(shape.removesuffix(" parameters").replace(",", "")) for shape in shapes]
    network = text(page, ".pxu-network > .pxu-reading")
    trained, total = (int(n.replace(",", "")) for n in re.findall(r"[\d,]*\d", network)[:2])
    assert (trained, total) == (counts[-1], sum(counts))
    page.get_by_role("button", name=NAMES["full"], exact=True).click()
    assert states() == ["trained"] * blocks.count()
    assert text(page, ".pxu-network > .pxu-reading").endswith(
        f": all {total:,} parameters are trained. Pretrained on "
        f"{RECORDS['pairs']['letters-to-digits']['source']}."
    )
    page.get_by_role("button", name=NAMES["scratch"], exact=True).click()
    assert "pretrained" not in text(page, ".pxu-network").lower()


def test_the_keyboard_alone_walks_over_labels_and_methods(page):
    press = page.keyboard.press
    tab_to(page, "e.role === 'slider' && e.ariaLabel.startsWith('Accuracy over labels')")
    press("ArrowRight")
    explorer = TransferExplorer(labels=20)
    assert words(page) == said(explorer)
    press("Home")
    assert words(page) == said(TransferExplorer(labels=1))
    run = TransferExplorer(labels=1).run()
    value = chart(page, 0).get_attribute("aria-valuetext")
    assert value.endswith(f"percent, worst {run.worst:.{int(run.std < 1)}f} percent")
    assert "plus or minus" in value
    assert status(page, 550).startswith("1 label a class: ")
    press("ArrowUp")
    walked = list(TransferExplorer().lines())
    other = walked[walked.index("frozen") - 1]
    assert words(page) == said(TransferExplorer(method=other, labels=1))
    assert page.evaluate("document.activeElement.role") == "slider"
    for _ in walked:
        press("ArrowDown")
    assert words(page) == said(TransferExplorer(method=walked[-1], labels=1))


def test_every_choice_is_told_and_none_is_invented(page):
    """All pairs, methods and rates, by their fields."""
    pairs = page.get_by_label("From, to")
    rates = page.get_by_label("Learning rate", exact=True)
    slider = page.get_by_label("Labels a class", exact=True)
    slider.fill(str(LABELS.index(5)))
    for pair in RECORDS["pairs"]:
        pairs.select_option(pair)
        for method in METHODS:
            page.get_by_role("button", name=NAMES[method], exact=True).click()
            for rate in transfer.rates() if pair == "letters-to-digits" else transfer.rates()[-1:]:
                rates.select_option(str(rate))
                explorer = TransferExplorer(pair=pair, method=method, rate=rate, labels=5)
                assert words(page) == said(explorer)
                option = rates.locator("option:checked").text_content()
                assert option.endswith("(not measured)") == (explorer.run() is None)
                if explorer.run() is None:
                    assert reading(page, 0) == "Of this choice, no run was measured."
    assert text(page, ".pxu-note") == ""


def test_a_method_without_this_rate_takes_its_best(page):
    page.get_by_role("button", name=NAMES["full"], exact=True).click()
    for method in TransferExplorer().lines():
        page.get_by_role("button", name=NAMES[method], exact=True).click()
        assert words(page) == said(TransferExplorer(method=method, rate=rate_of(page)))
        assert "no run was measured" not in words(page)


def test_a_training_is_read_step_by_step_where_it_was_recorded(page):
    curve = RECORDS["curves"][0]
    names = ("pair", "method", "rate", "labels")
    explorer = TransferExplorer(**{name: curve[name] for name in names})
    page.evaluate("hash => { location.hash = hash }", explorer.fragment())
    page.wait_for_function("what => document.querySelector('.pxu-words').textContent"
                           ".replaceAll('\\u00a0', ' ') === what", arg=said(explorer))  # fmt: skip
    assert f" {curve['epochs'][-1]:g} epochs: " in reading(page, 2)
    chart(page, 2).focus()
    page.keyboard.press("Home")
    assert f" {curve['epochs'][0]:g} epochs: " in reading(page, 2)
    page.keyboard.press("ArrowRight")
    assert f" {curve['epochs'][1]:g} epochs: " in reading(page, 2)
    mean, std = curve["mean"][1], curve["std"][1]
    digits = int(std < 1)
    assert f"{mean:.{digits}f}"[:2] in status(page, 550)
    assert words(page) == said(explorer)  # nothing else has changed


def test_the_map_shows_before_and_after_and_class_by_class(page):
    points = RECORDS["map"]["letters-to-digits"]
    drawn = page.locator(".pxu-map-field text")
    assert drawn.count() == len(points["after"])
    after = reading(page, 3)
    assert f" of {len(points['after'])} points have a point of their own class" in after
    page.get_by_role("button", name="Before pretraining", exact=True).click()
    assert drawn.count() == len(points["before"])
    assert reading(page, 3) != after
    assert status(page, 550) == reading(page, 3)
    field = page.locator(".pxu-map-field")
    field.focus()
    page.keyboard.press("ArrowRight")
    label = str(sorted({str(point[2]) for point in points["before"]})[0])
    assert reading(page, 3).startswith(f"Class {label}: ")
    own = sum(str(point[2]) == label for point in points["before"])
    assert page.locator(".pxu-map-field g:not(.pxu-faded) text").count() == own
    page.keyboard.press("Home")
    assert page.locator(".pxu-map-field .pxu-faded").count() == 0


def test_the_mouse_takes_the_nearest_point(page):
    markers = page.locator(".pxu-chart >> nth=0 >> .pxu-strong .pxu-marker")
    box = markers.first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert words(page).startswith("1 label a class: ")
    assert page.get_by_label("Labels a class", exact=True).input_value() == "0"


def test_the_table_has_every_number_of_the_pair(page):
    page.get_by_text("All numbers of this pair").click()
    rows = page.locator(".pxu-runs tbody tr:has(td)").evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => cell.textContent))"
    )
    runs = [run for run in transfer.runs() if run.pair == "letters-to-digits"]
    wanted = {
        (str(r.labels), f"{r.rate:g}", percent(r, ""), f"{r.worst:.1f}", str(r.seeds)) for r in runs
    }
    assert len(rows) == len(runs)
    assert {row[:3] for row in map(tuple, rows)} == {row[:3] for row in wanted}
    assert page.locator(".pxu-runs caption").is_visible()


def test_a_link_brings_the_choice(visit, url):
    explorer = TransferExplorer(pair="printed-to-real", method="full", labels=20, shown="before")
    page = visit(f"{url}/index.html#{explorer.fragment()}").page
    assert words(page) == said(explorer)
    page.get_by_role("button", name="Copy link").click()
    link = page.evaluate("location.hash")
    page = visit(f"{url}/scratch.html{link}").page
    assert words(page) == said(explorer)
    bad = ("pair:cats", "method:all", "labels:3", "labels:x", "rate:7", "rate:x", "shown:now",
           "epoch:1")  # fmt: skip
    assert_bad_links_are_told(page, "transfer", bad, "labels:10")


def test_it_works_from_a_folder_without_network(visit, folder):
    assert_alive_offline(visit, folder, PAGES)


def test_on_paper_the_still_replaces_it(page):
    assert_still_on_paper(page)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_and_nothing_sticks_out(visit, folder, name, theme, width):
    page = visit((folder / f"{name}.html").as_uri(), theme=theme, width=width).page
    for summary in page.locator(".pxu summary").all():
        summary.click()
    assert_accessible(page, width)
    assert page.evaluate(OUTSIDE) == []


def test_an_act_draws_only_what_changed(page):
    bars = {"step": (0, 16), "map": (0, 20), "labels": (0, 75)}
    over = too_much(
        page,
        bars,
        """({figure, key}) => {
          const slider = figure.querySelector('input[type=range]');
          const fields = figure.querySelectorAll('[role=slider]');
          return {
            step: n => key(fields[2], n % 3 ? 'ArrowLeft' : 'End'),
            map: n => key(fields[3], n % 3 ? 'ArrowRight' : 'Home'),
            labels: n => { slider.value = n % 6; slider.dispatchEvent(new Event('input')); },
          };
        }""",
    )
    assert over == {}
