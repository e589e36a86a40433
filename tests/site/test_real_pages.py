"""The course's own pages, as make builds them: alive, alone, accessible."""

import os
import re
import subprocess

import pytest

from tests.conftest import ROOT

from .axe import axe_findings
from .conftest import kilobytes, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ["index", *sorted(re.findall(r"file: (\S+)", (ROOT / "book" / "_toc.yml").read_text()))]
SCROLL = """async () => {
  document.documentElement.style.scrollBehavior = 'auto';
  for (let y = 0; y < document.body.scrollHeight; y += 800) {
    scrollTo(0, y);
    await new Promise(done => setTimeout(done, 20));
  }
}"""
FIGURE = re.compile(r"^```\{anywidget\}", re.MULTILINE)
FROM_A_CELL = re.compile(r"^(?:[A-Z]\w+Explorer|PixelInspector|LayerCounter)\(", re.MULTILINE)


@pytest.fixture(scope="module")
def html():
    """The built book; make builds it again only where something changed."""
    done = subprocess.run(
        ["make", "book"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | {"MAKEFLAGS": ""},
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return ROOT / "_build" / "html"


@pytest.fixture(scope="module")
def address(html):
    """The built book behind a server that enforces the content security policy."""
    with serve(html) as url:
        yield url


def figures(name):
    text = (ROOT / "book" / f"{name}.md").read_text()
    return len(FIGURE.findall(text)) + len(FROM_A_CELL.findall(text))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_alive_and_asks_nobody_else(visit, address, html, name):
    one = visit(f"{address}/{name}.html", wait="h1:visible")
    count = figures(name)
    if count:
        one.page.wait_for_selector(".pxu")
    one.page.wait_for_load_state("networkidle")
    assert one.foreign(address) == []
    assert one.complaints == []
    assert one.page.locator("[role=alert]:visible").count() == 0
    assert one.page.locator(".pxu").count() >= count
    one.page.evaluate(SCROLL)  # pictures load when they are near
    one.page.wait_for_load_state("networkidle")
    assert kilobytes(one.requests, address, html) <= (300 if count else 250)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone(visit, address, name):
    one = visit(f"{address}/{name}.html", width=360, wait="h1:visible")
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visit, html, name, theme):
    one = visit((html / f"{name}.html").as_uri(), theme=theme, wait="h1:visible")
    assert axe_findings(one.page) == []
