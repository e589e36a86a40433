"""Run buttons: nothing where no Pyodide is supplied; where it is, cells run in their order.

A stand-in speaks for Pyodide here: it knows how to add numbers, and how to fail.
"""

import pytest

from .axe import axe_findings
from .conftest import NOTEBOOK_HEAD, build_book, serve, write_book

pytestmark = pytest.mark.browser

STAND_IN = """
export async function loadPyodide({ indexURL }) {
  const names = {};
  let say = () => {};
  const value = code => Function("names", `with (names) { return (${code}); }`)(names);
  return {
    globals: { set: (name, v) => { names[name] = v; } },
    setStdout: ({ batched }) => { say = batched; },
    setStderr: () => {},
    loadPackagesFromImports: async () => {},
    loadPackage: async () => {},
    runPython: () => String(names._),
    async runPythonAsync(code) {
      if (code.includes("while True")) for (;;) {}
      if (code.includes("numpy")) throw new Error("ModuleNotFoundError: No module named 'numpy'");
      const set = /^(\\w+) = (\\d+)$/m.exec(code);
      if (set) { names[set[1]] = Number(set[2]); say(`${set[1]} is set`); return undefined; }
      return (names.a ?? NaN) + 1;
    },
  };
}
"""


def cell(code):
    return f"```{{code-cell}} ipython3\n:tags: [remove-output, raises-exception]\n{code}\n```\n\n"


PAGES = {
    "index": "# Nothing to run\n\nWords.\n",
    "cells": NOTEBOOK_HEAD + "# Cells\n\n" + cell("a = 2") + cell("a + 1") + cell("import numpy"),
    "endless": NOTEBOOK_HEAD + "# Endless\n\n" + cell("0 and 'while True'"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory, chromium):
    place = tmp_path_factory.mktemp("run")
    write_book(place, PAGES)
    (place / "supplied").mkdir()
    for name in ("pyodide.asm.wasm", "pyodide-lock.json", "python_stdlib.zip", "README.txt"):
        (place / "supplied" / name).touch()
    (place / "supplied" / "pyodide.mjs").write_text(STAND_IN)
    config = place / "_config.yml"
    config.write_text(config.read_text().replace('pyodide_folder: ""', "pyodide_folder: supplied"))
    done = build_book(place)
    assert done.returncode == 0, done.stdout + done.stderr
    return place / "_build" / "html"


@pytest.fixture(scope="module")
def url(folder):
    # the stand-in makes functions of strings; Pyodide itself needs 'wasm-unsafe-eval'
    with serve(folder, "script-src 'self' 'unsafe-eval'") as address:
        yield address


@pytest.fixture
def page(visit, url):
    return visit(f"{url}/cells.html", wait=".pxr").page


def part(page, number):
    return page.locator(".pxr").nth(number - 1)


def test_where_nothing_is_supplied_no_page_has_a_byte_of_it(book):
    assert not (book / "_static" / "pyodide").exists()
    for file in book.glob("*.html"):
        assert "run.js" not in file.read_text(), file
    assert not (book / "_static" / "pixelup" / "run.js").exists()


def test_only_what_pyodide_needs_is_copied_and_only_pages_with_cells_ask_for_it(folder, visit, url):
    assert not (folder / "_static" / "pyodide" / "README.txt").exists()
    one = visit(f"{url}/index.html", wait="h1:visible")
    one.page.wait_for_load_state("networkidle")
    assert not [address for address in one.requests if "run" in address.rsplit("/", 1)[-1]]


def test_a_cell_runs_after_those_above_it_by_keyboard(page):
    page.get_by_role("button", name="Run cell 2").focus()
    page.keyboard.press("Enter")
    part(page, 2).get_by_text("Done").wait_for()
    assert part(page, 1).locator("output").text_content() == "a is set\n"
    assert part(page, 2).locator("output").text_content() == "3\n"
    assert not part(page, 3).locator("output").is_visible()


def test_what_python_says_of_a_failure_is_shown(page):
    page.get_by_role("button", name="Run cell 3").click()
    failed = part(page, 3).locator("output")
    failed.wait_for()
    assert failed.text_content() == "ModuleNotFoundError: No module named 'numpy'\n"
    page.get_by_role("button", name="Run cell 1").click()  # and it goes on
    part(page, 1).get_by_text("Done").wait_for()


def test_a_loop_without_end_can_be_stopped(visit, url):
    page = visit(f"{url}/endless.html", wait=".pxr").page
    page.get_by_role("button", name="Run cell 1").click()
    page.get_by_role("button", name="Stop cell 1").click()
    assert "Stopped" in part(page, 1).locator("output").text_content()
    assert page.get_by_role("button", name="Run cell 1").is_visible()


def test_from_a_folder_it_says_what_it_needs(visit, folder):
    one = visit((folder / "cells.html").as_uri(), wait=".pxr")
    one.page.get_by_role("button", name="Run cell 1").click()
    said = part(one.page, 1).locator("output")
    said.wait_for()
    assert said.text_content().startswith("Python needs the page from a web server")
    assert one.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(visit, folder, url, theme, width):
    one = visit((folder / "cells.html").as_uri(), theme=theme, width=width, wait=".pxr")
    assert axe_findings(one.page) == []
    assert one.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_folder_that_is_not_pyodides_fails_the_build(tmp_path):
    write_book(tmp_path, {"index": "# A\n"})
    config = tmp_path / "_config.yml"
    config.write_text(config.read_text().replace('pyodide_folder: ""', "pyodide_folder: nothing"))
    done = build_book(tmp_path)
    assert done.returncode != 0
    said = " ".join((done.stdout + done.stderr).split())
    assert "nothing has no pyodide.mjs; unpack a release of Pyodide there" in said
