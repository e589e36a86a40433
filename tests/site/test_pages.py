"""Every page: alone with itself, from a server and from a folder, under a strict policy."""

import re

import pytest

from .conftest import kilobytes
from .reader import tab_to

pytestmark = pytest.mark.browser

PAGES = ["index", "wrong", "large", "cell", "plain", "search", "genindex"]
FIGURES = {"index": 1, "wrong": 2, "large": 1, "cell": 1}


@pytest.mark.parametrize("name", PAGES)
def test_over_http_under_the_policy(visit, site, name):
    one = visit(f"{site}/{name}.html", wait=".pxu" if name in FIGURES else "h1:visible")
    one.page.wait_for_load_state("networkidle")
    assert one.page.locator(".pxu").count() == FIGURES.get(name, 0)
    assert one.foreign(site) == []
    assert one.complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_from_a_folder_without_network(visit, book, name):
    one = visit((book / f"{name}.html").as_uri(), wait=None, offline=True)
    one.page.wait_for_selector(".pxu" if name in FIGURES else "h1:visible")
    assert one.page.locator(".pxu-embed.pxu-alive").count() == FIGURES.get(name, 0)
    assert one.foreign("file:") == []
    assert one.complaints == []


def test_no_page_names_a_third_party(book):
    allowed = re.compile(r"https?://(www\.w3\.org|127\.0\.0\.1)")
    for page in book.glob("*.html"):
        text = page.read_text()
        loads = re.findall(
            r'<(?:script|link|img|iframe)\b[^>]*?(?:src|href)="(https?:[^"]*)"', text
        )
        assert [url for url in loads if not allowed.match(url)] == []
        for word in (
            "cdn.jsdelivr",
            "unpkg",
            "cdnjs",
            "thebe",
            "require.js",
            "html-manager",
            "mathjax.js",
        ):
            assert word not in text.lower(), (page.name, word)


def test_bundles_are_loaded_only_where_they_are_needed(visit, site):
    needed = visit(f"{site}/index.html")
    assert any("convolution_explorer" in url for url in needed.requests)
    free = visit(f"{site}/plain.html", wait="h1:visible")
    assert not [url for url in free.requests if ".static.js" in url or "/loader.js" in url]


def test_equations_are_there_without_scripts(visit, site):
    one = visit(f"{site}/index.html", wait=None, java_script_enabled=False)
    assert one.page.locator(".katex").count() == 2
    assert "sum" in one.page.locator(".katex annotation").first.text_content()
    assert one.page.locator("svg[role=img]").is_visible()  # the still
    one.page.wait_for_load_state("networkidle")
    assert any("KaTeX_Main-Regular.woff" in url for url in one.requests)


def test_one_header_and_one_copy_of_the_icons(visit, site):
    one = visit(f"{site}/plain.html", wait="h1:visible")
    assert one.page.locator(".bd-header:visible").count() == 0
    assert one.page.evaluate("typeof FontAwesome") == "undefined"
    icon = one.page.locator(".theme-switch-container i, .theme-switch-button svg, button i").first
    assert icon.count() == 1


def test_buttons_of_the_theme_work_without_inline_handlers(visit, site):
    one = visit(f"{site}/plain.html", wait="h1:visible")
    assert one.page.locator("[onclick]").count() == 0
    one.page.evaluate("window.print = () => { window.printed = true }")
    one.page.locator("button[data-click]").first.evaluate("el => el.click()")
    one.page.locator("button[data-click]").last.evaluate("el => el.click()")
    assert one.page.evaluate("window.printed") is True


def test_the_search_finds_a_page(visit, site):
    one = visit(f"{site}/search.html?q=figure", wait="#search-results li")
    assert "No figure here" in one.page.locator("#search-results").text_content()


@pytest.mark.parametrize("name", ["index", "wrong", "large", "cell"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_sideways_scrolling_at_360_pixels(visit, site, name, theme):
    one = visit(f"{site}/{name}.html", width=360, theme=theme)
    page = one.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for box in page.locator(".pxu *").evaluate_all(
        "all => all.filter(e => e.offsetParent && !e.closest('.pxu-status'))"
        ".map(e => [e.className, e.getBoundingClientRect().right])"
    ):
        assert box[1] <= 360, box


@pytest.mark.parametrize(("name", "most"), [("index", 300), ("plain", 250)])
def test_a_page_is_light(visit, site, book, name, most):
    one = visit(f"{site}/{name}.html", wait="h1:visible")
    one.page.wait_for_load_state("networkidle")
    assert kilobytes(one.requests, site, book) <= most


def test_layout_does_not_jump(visit, site):
    one = visit(f"{site}/index.html")
    shift = one.page.evaluate(
        "new Promise(done => { let sum = 0; new PerformanceObserver(list => { for (const e of "
        "list.getEntries()) sum += e.value; }).observe({type: 'layout-shift', buffered: true});"
        "setTimeout(() => done(sum), 500); })"
    )
    assert shift < 0.05


def test_on_paper_the_still_replaces_the_figure(visit, site):
    one = visit(f"{site}/index.html")
    still = one.page.locator(".pxu-still")
    assert not still.is_visible()
    one.page.emulate_media(media="print")
    assert still.is_visible()
    assert not one.page.locator(".pxu").is_visible()
    assert "Feature map 3 × 3" in still.text_content()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"image":[[1,0,0,1,2],', '"image":[[1,0],', "image is not a matrix"),
        ('"image":[[1', '"image":[[[1', "This figure is not alive"),
        ('data-figure="convolution_explorer"', 'data-figure="gone"', "gone.js, did not load"),
        ('"kernel":[[', '"weights":[[', "This figure is not alive"),
    ],
    ids=["ragged", "not JSON", "unknown", "of another version"],
)
def test_a_broken_state_shows_a_message_and_the_still(visit, site, old, new, words):
    one = visit(f"{site}/plain.html", wait="h1:visible")

    def spoil(route):
        text = route.fetch().text()
        assert old in text
        route.fulfill(body=text.replace(old, new, 1), content_type="text/html")

    one.page.route("**/index.html", spoil)
    one.page.goto(f"{site}/index.html")
    alert = one.page.locator(".pxu-message[role=alert]")
    alert.wait_for()
    assert words in alert.text_content()
    assert one.page.locator(".pxu-still svg").is_visible()
    assert one.page.locator(".pxu").count() == 0


def test_a_cell_is_copied_by_keyboard_from_a_folder(visit, book):
    one = visit((book / "cell.html").as_uri(), offline=True)
    button = one.page.locator("button.copybtn").first
    tab_to(one.page, "e.classList.contains('copybtn')")
    assert button.evaluate("b => getComputedStyle(b).opacity") == "1"  # seen, not only there
    one.page.keyboard.press("Enter")
    one.page.evaluate("document.body.append(document.createElement('textarea'))")
    one.page.locator("textarea").last.focus()
    one.page.keyboard.press("Control+V")
    pasted = one.page.locator("textarea").last.input_value()
    assert pasted.startswith("import numpy as np\nfrom pixelup.widgets")
    assert one.complaints == []


def test_a_script_that_did_not_load_shows_a_message_and_the_still(visit, site):
    one = visit(f"{site}/plain.html", wait="h1:visible")
    one.page.route("**/convolution_explorer.static.js*", lambda route: route.abort())
    one.page.goto(f"{site}/index.html")
    one.page.locator(".pxu-message").wait_for()
    assert (
        "convolution_explorer.js, did not load" in one.page.locator(".pxu-message").text_content()
    )
    assert one.page.locator(".pxu-still svg").is_visible()
