"""Similar submissions: copies are found however they are dressed, independent work is not."""

import copy
import csv
import json
import os
import random
import subprocess
import sys

import pytest

from autograder import run, source
from autograder.__main__ import main
from autograder.term import similar
from autograder.term.similar_page import shown_in, similar_page, summary
from tests.conftest import ROOT
from tools.bench_similar import disguised, independent

from .conftest import RIGHT, WRONG, handin, put

pytestmark = pytest.mark.xdist_group("term")

UNIT = "02-convolution"


@pytest.fixture(scope="module")
def unit():
    return source.read(ROOT / "solutions" / f"{UNIT}.md")


@pytest.fixture(scope="module")
def given(unit):
    return [unit.given, *(run.stub(t.reference) for t in unit.tasks)]


@pytest.fixture(scope="module")
def people(unit):
    rng = random.Random(0)
    return {f"s{i:02}": independent(unit, rng) for i in range(30)}


def pairs(class_, known):
    return {(p.first, p.second) for p in similar.find(class_, known)}


def test_independent_work_is_not_listed(people, given):
    assert len(pairs(people, given)) <= 1  # of 435


@pytest.mark.parametrize("kind", ["renamed", "comments", "reordered", "all of these"])
def test_copies_are_found_however_they_are_dressed(people, given, unit, kind):
    rng = random.Random(1)
    victims = sorted(people)[:5]
    more = {f"copy-{v}": disguised(people[v], kind, unit, rng) for v in victims}
    assert {(f"copy-{v}", v) for v in victims} <= pairs(people | more, given)


def test_where_everybody_must_write_the_same_nobody_is_listed(unit, given):
    right = {t.name: t.reference for t in unit.tasks}
    known = [*given, *right.values()]
    assert pairs(dict.fromkeys(("ada", "bob", "eve"), right), known) == set()
    assert len(pairs(dict.fromkeys(("ada", "bob", "eve"), right), given)) == 3


def test_what_many_have_says_nothing(people, given):
    shared = people["s00"]
    crowd = {f"c{i:02}": shared for i in range(10)}
    assert not [p for p in pairs(people | crowd, given) if p[0] in crowd or p[1] in crowd]


def test_the_lines_that_are_shown_are_the_shared_ones():
    own = "def f(x):\n    return x\n"
    both = (
        "def g(a, b):\n    total = []\n    for n in range(7, len(a), 3):\n"
        "        if a[n] > b * 2 - 1:\n            total.append((n, a[n] % 5, b // 3))\n"
        "    while total and total[-1][1] < 4:\n        total.pop()\n"
        "    return sorted(total, key=lambda t: -t[2])\n"
    )
    class_ = {"ada": {"f": own, "g": both}, "bob": {"g": "# mine\n" + both.replace("total", "z")}}
    (pair,) = similar.find(class_, [])
    assert [p.cell for p in pair.left] == ["g"]
    assert pair.left[0].lines == frozenset(range(8))
    assert pair.right[0].lines == frozenset(range(1, 9))
    assert pair.share > 0.9


@pytest.mark.parametrize("class_", [{}, {"ada": {}}, {"ada": {"f": ""}, "bob": {"f": "x"}}])
def test_hardly_anything_is_no_error(class_):
    assert similar.find(class_, []) == ()


def test_code_that_does_not_parse_is_compared_all_the_same(people, given):
    broken = {name: f"{code}\n    return ((" for name, code in people["s00"].items()}
    assert ("broken", "s00") in pairs(people | {"broken": broken}, given)


def test_the_same_in_every_process(tmp_path):
    code = (
        "from autograder.term.similar import _prints\n"
        "print(_prints('def f(x):\\n    return [y for y in x if y > 3]').hashes.tolist())"
    )
    said = set()
    for seed in ("0", "1"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=ROOT
        )
        assert done.returncode == 0, done.stderr
        said.add(done.stdout)
    assert len(said) == 1
    assert json.loads(said.pop())


def test_nothing_on_the_page_is_html(people, given):
    evil = '<script>alert("1")</script>'
    class_ = {f"{evil}{n}": copy.deepcopy(people["s00"]) for n in "ab"}
    for code in class_.values():
        code[evil] = f"def {'long_name'}(x):\n    return [{evil!r}, x + 1, x ** 2, x // 3, -x]\n"
    found = tuple((UNIT, p) for p in similar.find(class_, given))
    text = similar_page(evil, found) + "".join(summary(found, shown_in(""), 9))
    assert found
    assert "<script" not in text


def test_the_report_lists_and_links_them(graded, capsys):
    own = (
        "\ndef helper(rows, limit):\n    kept = {}\n    for number, row in enumerate(rows, 2):\n"
        "        if sum(row) > limit ** 2 or number % 3 == 1:\n"
        "            kept[number] = [abs(v) - 1 for v in row if v != limit]\n"
        "    return {k: v for k, v in kept.items() if len(v) > 4}\n"
    )
    for student, code in (("ada", RIGHT), ("bob", WRONG)):
        text = {"double": code["double"] + own.replace("kept", f"{student}_kept")}
        put(graded, student, "02-mini", handin(graded, "02-mini", text))
    assert main(["grade", str(graded.root), "--workers", "1", "--quiet"]) == 0
    assert main(["report", str(graded.root)]) == 0
    capsys.readouterr()
    report = (graded.root / "report.html").read_text(encoding="utf-8")
    assert 'href="report-similar.html#pair-1">ada and bob</a>' in report
    beside = (graded.root / "report-similar.html").read_text(encoding="utf-8")
    assert 'id="pair-1"' in beside
    assert "<mark>    for number, row in enumerate(rows, 2):</mark>" in beside
    with (graded.root / "report-similar.csv").open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["student_1"], row["student_2"], row["where"]) == ("ada", "bob", "double")


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 360])
def test_axe_finds_nothing_on_the_page(people, given, browse, tmp_path, theme, width):
    class_ = {"ada": people["s00"], "bob": people["s00"]}
    found = tuple((UNIT, p) for p in similar.find(class_, given))
    page = tmp_path / "report-similar.html"
    page.write_text(similar_page("Vision", found), encoding="utf-8")
    violations, wide = browse(page, theme, width)
    assert violations == []
    assert wide <= width
