"""The build says in one line what is wrong with a page, and goes on saying it."""

import re
import shutil

import pytest

from tests.site.conftest import NOTEBOOK_HEAD, build_book, write_book

FIGURE = "```{{anywidget}} {}\n{}\n```\n"


def cell(code, options=""):
    return f"{NOTEBOOK_HEAD}# A page\n\n```{{code-cell}} ipython3\n{options}{code}\n```\n"


PAGES = {
    "index": "# All that can be wrong\n",
    "state": "# A\n\n" + FIGURE.format("convolution_explorer", "kernel: [[1, 2], [3]]"),
    "name": "# A\n\n" + FIGURE.format("convolution_explorer", "kernal: [[1, 2]]"),
    "figure": "# A\n\n" + FIGURE.format("pooling_explorr", ""),
    "yaml": "# A\n\n" + FIGURE.format("convolution_explorer", "kernel: [[1, 2"),
    "list": "# A\n\n" + FIGURE.format("convolution_explorer", "- 3"),
    "tex": "# A\n\nHere $\\frac{1}{2$ and\n\n$$\n\\undefinedthing + 1\n$$\n",
    "alt": "# A\n\n```{image} dot.png\n```\n",
    "slider": cell("import ipywidgets\nipywidgets.IntSlider()"),
    "box": cell(
        "import ipywidgets\nfrom pixelup.widgets import ConvolutionExplorer\n"
        "ipywidgets.HBox([ConvolutionExplorer()])"
    ),
    "third": cell(
        "import anywidget\n"
        "class Dial(anywidget.AnyWidget):\n    _esm = 'export default { render() {} }'\n"
        "Dial()"
    ),
    "plot": cell("import matplotlib.pyplot as plt\nplt.plot([1, 2]);"),
    "raises": cell("1 / 0"),
}

LINES = {
    "state": "anywidget: ConvolutionExplorer.kernel has rows of different lengths [1, 2]: "
    "make all rows equally long.",
    "name": "anywidget: ConvolutionExplorer has no 'kernal': it knows answer, expected",
    "figure": "anywidget: there is no figure 'pooling_explorr': choose from ",
    "yaml": "anywidget: the state of convolution_explorer is neither YAML nor JSON",
    "list": "anywidget: the state of convolution_explorer must be names and values",
    "alt": "dot.png has no alt text: say what it shows",
    "slider": "IntSliderModel would be dead on a page without a kernel",
    "box": "HBoxModel would be dead on a page without a kernel",
    "third": "__main__.Dial would be dead on a page without a kernel: show a figure of",
    "plot": "A cell's picture has no alt text",
}


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    folder = tmp_path_factory.mktemp("broken")
    pages = {name: text for name, text in PAGES.items() if name != "raises"}
    write_book(folder, pages)
    dot = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
        "0000000049454e44ae426082"
    )
    (folder / "book" / "dot.png").write_bytes(dot)
    done = build_book(folder)
    return folder, done


def lines(done):
    plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)
    return [line for line in plain.splitlines() if re.search(r"\.md.*(WARNING|ERROR):", line)]


@pytest.mark.parametrize("name", LINES)
def test_a_mistake_is_one_line_with_its_place(broken, name):
    folder, done = broken
    assert done.returncode != 0
    found = [line for line in lines(done) if f"/{name}.md" in line]
    assert len(found) == 1, found
    assert LINES[name] in found[0]
    assert str(folder / "book" / f"{name}.md") in found[0]


def test_a_tex_error_names_page_line_and_formula(broken):
    _, done = broken
    found = [line for line in lines(done) if "/tex.md" in line]
    assert len(found) == 2
    assert r"tex.md:3: WARNING: KaTeX cannot read '\\frac{1}{2': " in found[0]
    assert r"KaTeX cannot read '\\undefinedthing + 1': Undefined control sequence" in found[1]


def test_a_second_build_fails_as_the_first_did(broken):
    folder, done = broken
    again = build_book(folder)
    assert again.returncode != 0
    assert sorted(lines(again)) == sorted(lines(done))


def test_a_cell_that_raises_fails_the_build(tmp_path):
    write_book(tmp_path, {"index": PAGES["raises"]})
    done = build_book(tmp_path)
    assert done.returncode != 0
    assert "ZeroDivisionError" in done.stdout + done.stderr


def test_a_build_is_repeated_for_nothing_and_executes_only_what_changed(tmp_path):
    write_book(tmp_path, {"index": "# A\n", "one": cell("print(1)"), "two": cell("print(2)")})
    first = build_book(tmp_path)
    assert first.returncode == 0, first.stdout + first.stderr
    assert (first.stdout + first.stderr).count("Executed notebook") == 2
    assert "over TCP" not in first.stdout + first.stderr  # kernels listen on no port
    again = build_book(tmp_path)
    assert again.returncode == 0
    assert "Executed notebook" not in again.stdout + again.stderr
    page = tmp_path / "book" / "two.md"
    page.write_text(page.read_text().replace("print(2)", "print(3)"))
    third = build_book(tmp_path)
    assert third.returncode == 0
    assert (third.stdout + third.stderr).count("Executed notebook") == 1
    assert ">3\n" in (tmp_path / "_build/html/two.html").read_text()


def test_outputs_of_another_pixelup_are_dropped(tmp_path):
    write_book(tmp_path, {"index": "# A\n", "one": cell("print(1)")})
    assert build_book(tmp_path).returncode == 0
    (cache,) = (tmp_path / "_build" / ".jupyter_cache").iterdir()
    stale = cache.with_name("000000000000")
    shutil.move(cache, stale)
    assert build_book(tmp_path).returncode == 0
    assert not stale.exists()
