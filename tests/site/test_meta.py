"""What pages say about themselves, the pages that nobody writes, paper, and a site under a path."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from tests.site.axe import axe_findings
from tests.site.conftest import Handler, build_book
from tests.site.course import built
from tests.site.test_your_turn import BASE, GITHUB
from tools import web

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("course")]
PAGES = ["index", "quizzes", "turn", "long", "guide/deep", "404", "search", "genindex"]


@pytest.fixture(scope="module")
def site(course_site):
    return course_site


class UnderPath(Handler):
    """Serve the site under /course/, and its 404 page for what is not there, as Pages does."""

    def translate_path(self, path):
        return super().translate_path(path.removeprefix("/course"))

    def send_head(self):
        inside = self.path.startswith("/course/")
        if inside and Path(self.translate_path(self.path)).exists():
            return super().send_head()
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)
        return None


class Links(HTMLParser):
    """The addresses that a page loads or leads to."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found += [value for key, value in attrs if key in {"href", "src", "action"} and value]


def meta(page, name):
    return page.locator(f"meta[property='{name}'], meta[name='{name}']").get_attribute("content")


@pytest.mark.parametrize("name", PAGES)
def test_over_http_under_the_policy(visit, site, name):
    one = visit(f"{site}/{name}.html", wait="h1:visible")
    one.page.wait_for_load_state("networkidle")
    assert one.foreign(site) == []
    assert one.complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_from_a_folder_without_network(visit, course, name):
    one = visit((course / f"{name}.html").as_uri(), wait="h1:visible", offline=True)
    assert one.foreign("file:") == []
    assert one.complaints == []


@pytest.mark.parametrize("where", ["server", "folder"])
def test_the_search_finds_pages(visit, site, course, where):
    root = site if where == "server" else course.as_uri()
    one = visit(f"{root}/search.html?q=surprise", wait="#search-results li")
    found = one.page.locator("#search-results li")
    assert found.count() == 1
    assert "Quizzes" in found.text_content()
    one.page.wait_for_timeout(300)
    assert one.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", ["index", "long", "guide/deep", "404"])
def test_axe_finds_nothing(visit, course, name, width, theme):
    address = (course / f"{name}.html").as_uri()
    page = visit(address, theme=theme, width=width, wait="h1:visible").page
    page.wait_for_function("document.documentElement.dataset.theme !== 'auto'")
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_under_a_path_everything_loads(visit, course):
    with web.serve(course, UnderPath) as root:
        for name in ("index", "quizzes", "turn", "guide/deep", "search"):
            failed = []
            one = visit("about:blank", wait=None)
            one.page.on(
                "response", lambda r, failed=failed: r.status >= 400 and failed.append(r.url)
            )
            one.page.goto(f"{root}/course/{name}.html")
            one.page.wait_for_load_state("networkidle")
            assert failed == []
            assert one.complaints == []
            assert one.foreign(f"{root}/course/", "about:") == []
        one.page.goto(f"{root}/course/quizzes.html")
        one.page.wait_for_selector(".pxq-alive")
        assert one.page.locator(".pxq-alive").count() == 5


@pytest.mark.parametrize("built_with", [(), (GITHUB, BASE)], ids=["as it is", "with addresses"])
def test_every_link_of_every_page_leads_somewhere(built_with):
    course = built(*built_with)
    pages = {path: path.read_text() for path in course.rglob("*.html")}
    pages = {p: t for p, t in pages.items() if p.relative_to(course).parts[0] != "_static"}
    assert len(pages) >= 8
    for path, text in pages.items():
        here = f"http://site/course/{path.relative_to(course).as_posix()}"
        for link in Links(text).found:
            target = urlsplit(urljoin(here, link))
            if target.netloc != "site" or target.scheme not in {"http", "https"}:
                continue
            assert target.path.startswith("/course/"), (path, link)
            file = course / target.path.removeprefix("/course/")
            file = file / "index.html" if file.is_dir() else file
            assert file.is_file(), (path, link)
            if target.fragment and file in pages:
                assert f'id="{target.fragment}"' in pages[file], (path, link)


def test_the_page_for_lost_addresses_works_at_any_depth(visit):
    with web.serve(built(GITHUB, BASE), UnderPath) as root:
        one = visit(f"{root}/course/no/such/page.html", wait="h1:visible")
        page = one.page
        assert page.locator("article h1").text_content() == "There is no page here"
        page.wait_for_load_state("networkidle")
        assert page.evaluate("getComputedStyle(document.querySelector('.pxp-open')).borderRadius")
        assert [c for c in one.complaints if "404" not in c] == []
        page.get_by_role("link", name="Start of the course").click()
        assert page.url == f"{root}/course/index.html"


def test_reading_time_stands_where_there_is_much_to_read(visit, site):
    page = visit(f"{site}/long.html", wait="h1:visible").page
    assert page.locator(".pxc-time").text_content().startswith("About 10 minutes to read")
    page.goto(f"{site}/turn.html")
    assert page.locator(".pxc-time").count() == 0


def test_a_page_tells_what_it_is(visit, site):
    page = visit(f"{site}/index.html").page
    assert meta(page, "description") == "The start & its words."
    assert meta(page, "og:title") == "Pixel Up"
    page.goto(f"{site}/guide/deep.html")
    assert meta(page, "og:title") == "Deep"
    assert page.locator("meta[property='og:image']").count() == 0  # only a full address will do


def test_with_an_address_there_are_cards_a_sitemap_and_robots(visit):
    course = built(GITHUB, BASE)
    page = visit((course / "guide/deep.html").as_uri(), wait="h1:visible").page
    assert meta(page, "og:url") == f"{BASE}guide/deep.html"
    image = meta(page, "og:image")
    assert image.startswith(BASE)
    card = course / image.removeprefix(BASE)
    assert card.stat().st_size < 300_000
    with Image.open(card) as picture:
        assert picture.size == (1200, 630)
    assert page.locator("link[rel=canonical]").get_attribute("href") == f"{BASE}guide/deep.html"
    robots = (course / "robots.txt").read_text()
    assert f"Sitemap: {BASE}sitemap.xml" in robots
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    listed = [loc.text for loc in ET.parse(course / "sitemap.xml").iter(f"{space}loc")]
    names = ["guide/deep", "index", "long", "quizzes", "turn"]
    assert listed == [f"{BASE}{name}.html" for name in names]


def test_without_an_address_nothing_pretends_to_have_one(course):
    assert (course / "robots.txt").read_text() == "User-agent: *\nAllow: /\n"
    assert not (course / "sitemap.xml").exists()


def test_edit_this_page_only_where_there_is_a_repository(course):
    assert "Suggest edit" not in (course / "guide/deep.html").read_text()
    text = (built(GITHUB, BASE) / "guide/deep.html").read_text()
    assert f'href="{GITHUB}/edit/main/book/guide/deep.md"' in text


def test_the_skip_link_comes_first_and_works(visit, site):
    page = visit(f"{site}/long.html", wait="h1:visible").page
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.text_content() == "Skip to main content"
    assert focused.is_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**#main-content")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_wide_equation_scrolls_by_itself_and_by_keyboard(visit, site):
    page = visit(f"{site}/turn.html", wait=".katex-display[tabindex]", width=360).page
    equation = page.locator(".katex-display")
    assert equation.get_attribute("tabindex") == "0"
    equation.focus()
    page.keyboard.press("ArrowRight")
    for _ in range(20):
        if equation.evaluate("e => e.scrollLeft") > 0:
            break
        page.wait_for_timeout(50)
    assert equation.evaluate("e => e.scrollLeft") > 0
    page.set_viewport_size({"width": 1900, "height": 900})
    small = visit(f"{site}/quizzes.html", wait=".pxq-alive").page
    assert small.locator(".katex-display").get_attribute("tabindex") is None


def test_paper_shows_what_a_reader_needs(visit, site):
    page = visit(f"{site}/turn.html", wait=".pxt-done:visible").page
    page.emulate_media(media="print")
    assert page.get_by_role("link", name="Download the notebook").first.is_visible()
    for hidden in (".pxt-done", ".pxp-open", ".bd-sidebar-primary"):
        assert not page.locator(hidden).first.is_visible(), hidden
    page.emulate_media(media="print")
    page.goto(f"{site}/index.html")
    page.emulate_media(media="print")
    assert page.locator(".pxu-still").is_visible()


def test_pictures_in_the_dark_have_no_white_box(visit, site):
    page = visit(f"{site}/long.html", theme="dark", wait="h1:visible").page
    page.evaluate(
        "document.querySelector('article').insertAdjacentHTML('beforeend',"
        '\'<div class="cell_output"><img id="made" alt="" src="_static/favicon.svg"></div>\')'
    )
    style = page.evaluate(
        "(({backgroundColor, padding, filter}) => [backgroundColor, padding, filter])"
        "(getComputedStyle(document.querySelector('#made')))"
    )
    assert style == ["rgba(0, 0, 0, 0)", "0px", "none"]


def test_an_extension_that_changed_makes_the_pages_anew(tmp_path):
    import shutil

    from tests.site.conftest import ROOT, write_book

    write_book(tmp_path, {"index": "# A\n\nWords.\n"})
    (tmp_path / "extensions").unlink()
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "extensions", tmp_path / "extensions", ignore=ignored)
    assert build_book(tmp_path).returncode == 0
    page = tmp_path / "_build" / "html" / "404.html"
    assert "There is no page here" in page.read_text()
    index = tmp_path / "_build" / "html" / "index.html"
    before = index.stat().st_mtime_ns
    done = build_book(tmp_path)
    assert index.stat().st_mtime_ns == before, done.stdout
    with (tmp_path / "extensions" / "described.py").open("a") as file:
        file.write("# changed\n")
    assert build_book(tmp_path).returncode == 0
    assert index.stat().st_mtime_ns > before


def test_no_page_loads_anything_from_elsewhere():
    course = built(GITHUB, BASE)
    for page in course.rglob("*.html"):
        loads = re.findall(
            r'<(?:script|img|iframe)\b[^>]*?src="(https?:[^"]*)"|'
            r'<link rel="(?:stylesheet|preload)"[^>]*?href="(https?:[^"]*)"',
            page.read_text(),
        )
        assert loads == [], page
