"""What the extensions do, without a build."""

import asyncio
import re
import sys
from pathlib import Path

import pytest

EXTENSIONS = Path(__file__).parents[2] / "extensions"


@pytest.fixture(autouse=True)
def _extensions_on_path(monkeypatch):
    monkeypatch.syspath_prepend(str(EXTENSIONS))
    for name in [path.stem for path in EXTENSIONS.glob("*.py")]:
        monkeypatch.delitem(sys.modules, name, raising=False)


def test_inline_scripts_move_into_files():
    import csp

    files = {}
    page = (
        '<head><script src="a.js"></script><script>let a = 1;</script>\n<script>let b;</script>'
        '<script type="application/json">{"c": 1}</script></head>'
        '<button onclick="go(&quot;x&quot;)">Go</button>'
    )
    text = csp.external(page, "../", files)
    assert '<script src="a.js"></script>' in text
    assert '<script type="application/json">{"c": 1}</script>' in text
    assert "let a" not in text
    assert "onclick" not in text
    assert '<button data-click="0">Go</button>' in text
    assert len(files) == 2  # neighbours share a file
    assert "let a = 1;\nlet b;" in files.values()
    assert any('()=>{go("x")}' in code for code in files.values())
    assert csp.external(text, "../", dict(files)) == text


def test_the_search_is_loaded_where_one_searches():
    from trims import trim

    names = ("../_static/searchtools.js?v=1", "../searchindex.js", "a.js")
    page = "\n".join(f'<script src="{name}"></script>' for name in names)
    assert trim(page, searches=True) == page
    assert trim(page, searches=False) == '<script src="a.js"></script>'


def test_neighbours_are_joined_in_their_order(tmp_path):
    from fewer_files import Joiner

    (tmp_path / "_static/styles").mkdir(parents=True)
    (tmp_path / "_static/styles/a.css").write_text(
        '@import "../base.css";@font-face{src:url(../fonts/x.woff)}'
    )
    (tmp_path / "_static/base.css").write_text(".base{background:url(x.png)}")
    (tmp_path / "_static/b.css").write_text(".b{background:url('data:x')}")
    for name in "xyz":
        (tmp_path / f"_static/{name}.js").write_text(f"let {name}")
    page = (
        '<head><link rel="stylesheet" href="../_static/styles/a.css?v=1" />\n'
        '<link href="../_static/b.css" rel="stylesheet" type="text/css" />\n'
        '<script async src="../_static/x.js"></script></head><body>'
        '<script defer src="../_static/x.js"></script>\n'
        '<script defer src="../_static/y.js?v=2"></script>\n'
        '<script defer src="../_static/pixelup/z.js"></script></body>'
    )
    text = Joiner(tmp_path).page(page, "guide")
    (sheet,) = (tmp_path / "_static/joined").glob("*.css")
    assert sheet.read_text() == (
        ".base{background:url(../x.png)}@font-face{src:url(../fonts/x.woff)}\n"
        ".b{background:url('data:x')}"
    )
    (script,) = (tmp_path / "_static/joined").glob("*.js")
    assert script.read_text() == "let x\n;\nlet y\n;"
    assert text.count("<link") == 1
    assert '<script async src="../_static/x.js"></script>' in text
    assert f'<script defer src="../_static/joined/{script.name}"></script>' in text
    assert '<script defer src="../_static/pixelup/z.js"></script>' in text  # ours stay alone
    assert Joiner(tmp_path).page(text, "guide") == text


def test_what_waits_is_named_behind_the_page_in_its_order():
    from figures_first import later, unasked

    page = (
        '<html><head><script async src="first.js"></script>\n'
        '<script data-a="1" src="one.js"></script>\n'
        '<script defer="defer" src="three.js"></script>\n<script src="two.js"></script>\n'
        '<script async src="figure.js"></script></head><body>words\n'
        '<script src="middle.js"></script>\n'
        "<!-- Scripts loaded after <body> so the DOM is not blocked -->\n"
        '<script defer src="theme.js"></script>\n</body></html>'
    )
    text = later(page, "behind.js?v=1")
    assert later(text, "behind.js?v=1") == text
    text = unasked(text)
    assert re.findall(r'src="([^"]*)"', text) == [
        *("first.js", "figure.js", "middle.js"),
        *("one.js", "two.js", "three.js", "theme.js", "behind.js?v=1"),
    ]
    assert '<script type="text/later" data-a="1" data-src="one.js"></script>' in text
    assert text.endswith('<script src="behind.js?v=1"></script>\n</body></html>')
    assert unasked(text) == text


def test_only_rules_that_are_used_stay():
    from used_rules import Names, cut

    names = Names(
        ['<p class="a b" id="here" style="color: var(--page)">'], ["x.classList.add('show-' + n)"]
    )
    sheet = (
        "/* {a} */ @charset 'utf-8'; p>em{x:y} .a.b,.a .gone{top:0} .gone{z:1} "
        ".a:not(.gone){x:url(a;b{})} #there .a{x:y} #here[class*=gone]::before{content:'}{'}"
        ".show-all{animation:turn 1s} .shown{animation:fade 1s}"
        "@media print{.gone{x:y} .a{x:y}} @media screen{.gone{x:y}}"
        "@keyframes turn{to{top:0}} @keyframes fade{to{top:0}}"
        ":root{--one:1;--two:var(--one);--page:3;--none:'};';x:var(--two)}"
    )
    assert cut(sheet, names).splitlines() == [
        "@charset 'utf-8';",
        "p>em{x:y}",
        ".a.b{top:0}",
        ".a:not(.gone){x:url(a;b{})}",
        "#here[class*=gone]::before{content:'}{'}",
        ".show-all{animation:turn 1s}",
        "@media print{.a{x:y}}",
        "@keyframes turn{to{top:0}}",
        ":root{--one:1;--two:var(--one);--page:3;x:var(--two)}",
    ]


def test_a_later_build_finds_the_whole_sheet_again(tmp_path):
    from used_rules import cut_sheets

    page, sheet = tmp_path / "a.html", tmp_path / "_static/joined/0a.css"
    sheet.parent.mkdir(parents=True)
    sheet.write_text(".one{x:y}.two{x:y}")
    page.write_text('<link href="_static/joined/0a.css" /><p class="one">')
    cut_sheets(tmp_path, tmp_path / "whole")
    assert "one" in sheet.read_text()
    assert "two" not in sheet.read_text()
    before = page.read_text()
    assert "0a.css?v=" in before
    page.write_text(before.replace('class="one"', 'class="two"'))
    cut_sheets(tmp_path, tmp_path / "whole")
    assert "two" in sheet.read_text()
    assert "one" not in sheet.read_text()
    assert page.read_text().split('"')[1] != before.split('"')[1]  # browsers ask for it anew


def test_nothing_is_left_of_earlier_builds(tmp_path):
    from no_leftovers import sweep

    for name in ("_images/a.svg", "_images/b.svg", "_static/inline/c.js", "_sources/gone.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "here.html").write_text('<img src="_images/a.svg"><a href="_static/inline/x.js">')
    (tmp_path / "gone.html").write_text('<img src="_images/b.svg">')
    sweep(tmp_path, {"here"})
    left = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.*"))
    assert left == ["_images/a.svg", "here.html"]


def test_icons_that_are_used_stay():
    from icons import cut_sheet

    sheet = (
        '.fa-bars:before,.fa-navicon:before{content:"\\f0c9"}.fa-truck:before{content:"\\f0d1"}'
        '.x:after{content:"\\f107"}:root{--bell:"\uf0f3"}'
        "src:url(../vendor/fontawesome/webfonts/fa-solid-900.woff2) "
        'format("woff2"),url(../vendor/fontawesome/webfonts/fa-solid-900.ttf) format("truetype")'
    )
    cut, codes = cut_sheet(sheet, {"fa-bars", "fa-lg"})
    assert "fa-navicon" in cut
    assert "truck" not in cut
    assert codes == {0xF0C9, 0xF0F3, 0xF107}
    assert cut.endswith('src:url(../vendor/fontawesome/webfonts/fa-solid-900.woff) format("woff")')


def test_mending_twice_changes_nothing():
    import accessible

    page = (
        '<button class="btn search-button-field x" title="Search" aria-label="Search" data-y>'
        '<div id="pst-primary-sidebar" class="a">'
    )
    mended = accessible.mend(page)
    assert 'aria-label="Search"' not in mended
    assert '<div id="pst-primary-sidebar" role="region" aria-label="Course" class="a">' in mended
    assert accessible.mend(mended) == mended


def test_the_fingerprint_is_that_of_the_python_side(tmp_path):
    from fresh_cache import fingerprint

    (tmp_path / "a.py").write_text("1")
    (tmp_path / "b.js").write_text("1")
    before = fingerprint(tmp_path)
    (tmp_path / "b.js").write_text("2")
    assert fingerprint(tmp_path) == before
    (tmp_path / "a.py").write_text("2")
    assert fingerprint(tmp_path) != before


def test_a_kernel_start_is_tried_twice():
    from steady_kernels import twice

    class Client:
        starts = 0

        def create_kernel_manager(self):
            return "a new one"

        async def async_start_new_kernel(self):
            self.starts += 1

    calls = []

    async def start(client):
        calls.append(client)
        if len(calls) == 1:
            raise RuntimeError("Kernel died before replying to kernel_info")
        return "ready"

    client = Client()
    assert asyncio.run(twice(start)(client)) == "ready"
    assert client.km == "a new one"
    assert client.starts == 1

    async def never(_client):
        raise RuntimeError("dead")

    with pytest.raises(RuntimeError, match="dead"):
        asyncio.run(twice(never)(client))


def test_a_label_cannot_close_the_script():
    from widgets import html, make

    text = html("convolution_explorer", make("convolution_explorer", {"label": "</script><b>"}))
    assert text.count("</script>") == 1
    assert "\\u003c/script>" in text


@pytest.mark.node
def test_equations_come_through_a_pipe():
    from katex_check import TexError, render, renderer

    try:
        assert 'class="katex"' in render("x^2", False)
        assert "katex-display" in render("\\sum_i x_i", True)
        with pytest.raises(TexError, match="expected '}' at end of input"):
            render("\\frac{1}{", False)
        assert "é — ∗" in render("\\text{é — ∗}", False)  # and it still answers
    finally:
        node = renderer()
        node.stdin.close()
        node.wait(10)
        node.stdout.close()
        renderer.cache_clear()
