"""The course's own pages, as make builds them: alive, alone, accessible."""

import os
import re
import subprocess

import pytest

from tests.conftest import ROOT, missing

from .conftest import serve
from .test_accessible import AXE, TAGS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ["index", *sorted(re.findall(r"file: (\S+)", (ROOT / "book" / "_toc.yml").read_text()))]
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
def test_a_page_is_alive_and_asks_nobody_else(visit, address, name):
    one = visit(f"{address}/{name}.html", wait="h1:visible")
    count = figures(name)
    if count:
        one.page.wait_for_selector(".pxu")
    one.page.wait_for_load_state("networkidle")
    assert one.foreign(address) == []
    assert one.complaints == []
    assert one.page.locator("[role=alert]:visible").count() == 0
    assert one.page.locator(".pxu").count() >= count


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone(visit, address, name):
    one = visit(f"{address}/{name}.html", width=360, wait="h1:visible")
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visit, html, name, theme):
    if not AXE.is_file():
        missing("browser", "npm ci brings axe-core")
    one = visit((html / f"{name}.html").as_uri(), theme=theme, wait="h1:visible")
    one.page.evaluate(AXE.read_text())
    found = one.page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS
    )
    assert [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found["violations"]] == []
