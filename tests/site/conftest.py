"""A small book, a web server, a browser: what the tests of pages share."""

from __future__ import annotations

import gzip
import http.server
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tools import web

ROOT = Path(__file__).parents[2]
CSP = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:"
NOTEBOOK_HEAD = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

"""

PAGES = {
    "index": """# A small book

The output is $y[i, j] = \\sum_{u, v} x[i + u, j + v]\\, w[u, v]$.

```{anywidget} convolution_explorer
label: The lecture's example
```

$$
n - k + 1
$$
""",
    "wrong": """# A wrong answer

```{anywidget} convolution_explorer
image: [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
kernel: [[0, 1], [2, 3]]
answer: [[19, 25], [30, nan]]
```

```{anywidget} convolution_explorer
image: [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
kernel: [[0, 1], [2, 3]]
answer: [[19], [37], [55]]
```
""",
    "large": "# A large picture\n\n```{anywidget} convolution_explorer\nimage: "
    + str([[(3 * i * i + 5 * j) % 256 for j in range(64)] for i in range(64)])
    + "\nkernel: [[1, 0, -1], [2, 0, -2], [1, 0, -1]]\n```\n",
    "cell": NOTEBOOK_HEAD
    + """# From a cell

```{code-cell} ipython3
import numpy as np
from pixelup.widgets import ConvolutionExplorer

ConvolutionExplorer(image=np.eye(5), kernel=[[1, 0], [0, 1]])
```
""",
    "plain": "# No figure here\n\nOnly words.\n",
}


def write_book(folder: Path, pages: dict[str, str]) -> None:
    """Write a book with the real configuration; the first page is its root."""
    book = folder / "book"
    book.mkdir(parents=True)
    shutil.copy(ROOT / "_config.yml", folder)
    (folder / "extensions").symlink_to(ROOT / "extensions")
    (book / "references.bib").touch()
    for name, text in pages.items():
        (book / f"{name}.md").write_text(text)
    root, *others = pages
    chapters = "".join(f"  - file: {name}\n" for name in others)
    toc = f"format: jb-book\nroot: {root}\n"
    (book / "_toc.yml").write_text(toc + (f"chapters:\n{chapters}" if chapters else ""))


def build_book(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the build as the Makefile does."""
    options = ["--path-output", ".", "--config", "_config.yml", "-W", "--keep-going"]
    return subprocess.run(
        [Path(sys.executable).with_name("jupyter-book"), "build", "book", *options],
        cwd=folder,
        env=os.environ | {"MPLBACKEND": "agg"},  # as some machines set it
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(scope="session")
def book(tmp_path_factory) -> Path:
    """Build the small book once; give the folder of its pages."""
    folder = tmp_path_factory.mktemp("book")
    write_book(folder, PAGES)
    done = build_book(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "_build" / "html"


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serve files under the content security policy that the pages promise to keep."""

    more = ""
    extensions_map = {  # noqa: RUF012
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
    }

    def end_headers(self):
        self.send_header("Content-Security-Policy", f"{CSP}; {self.more}" if self.more else CSP)
        super().end_headers()

    def log_message(self, *_args):
        pass


def serve(folder: Path, more: str = "") -> AbstractContextManager[str]:
    """Serve a folder on a free port of 127.0.0.1; `more` is added to the policy."""
    return web.serve(folder, type("Handler", (Handler,), {"more": more}))


@pytest.fixture(scope="session")
def site(book) -> Iterator[str]:
    """Give the address of the small book."""
    with serve(book) as url:
        yield url


@pytest.fixture(scope="session")
def course() -> Path:
    """Build the small course of quizzes once; give the folder of its pages."""
    from tests.site.course import built  # which needs what is above

    return built()


@pytest.fixture(scope="session")
def course_site(course) -> Iterator[str]:
    """Give the address of the small course."""
    with serve(course) as url:
        yield url


def kilobytes(requests: list[str], address: str, folder: Path) -> float:
    """Weigh what a page asked for: compressed, but for fonts, which are so already."""
    weight = 0
    for url in {url.split("?")[0].split("#")[0] for url in requests if url.startswith(address)}:
        file = folder / url.removeprefix(f"{address}/")
        data = file.read_bytes()
        weight += len(data) if file.suffix.startswith(".woff") else len(gzip.compress(data))
    return weight / 1000


@dataclass
class Visit:
    """A page in the browser, what it asked for and what it complained of."""

    page: object
    context: object
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def hear(self, message) -> None:
        """Note what the console shows in yellow or red."""
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def foreign(self, *own: str) -> list[str]:
        """List the requests that went elsewhere."""
        return [url for url in self.requests if not url.startswith((*own, "data:", "blob:"))]


@pytest.fixture
def visit(browser):
    """Open pages: ``visit(url, width=1280, theme="light", **context)`` gives a `Visit`."""
    contexts = []

    def open_page(url, *, width=1280, height=900, theme="light", wait=".pxu", **options):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, **options
        )
        contexts.append(context)
        one = Visit(context.new_page(), context)
        one.page.on("request", lambda request: one.requests.append(request.url))
        one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
        one.page.on("console", one.hear)
        one.page.set_default_timeout(15_000)
        one.page.goto(url)
        if wait:
            one.page.wait_for_selector(wait)
        return one

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def folder(request, tmp_path_factory, chromium) -> Path:
    """Build a book of a test module's own `PAGES`; give the folder of its pages."""
    place = tmp_path_factory.mktemp("pages")
    write_book(place, request.module.PAGES)
    done = build_book(place)
    assert done.returncode == 0, done.stdout + done.stderr
    return place / "_build" / "html"


@pytest.fixture(scope="module")
def url(folder) -> Iterator[str]:
    """Give the address of a test module's own book."""
    with serve(folder) as address:
        yield address
