"""The chapter's page: its code runs, and every number of the lectures comes out of it."""

import ast
import contextlib
import io
import json
import re
import time
import warnings
from pathlib import Path

import jupytext
import numpy as np
import pytest
import torch
import yaml

from pixelup.widgets import FIGURES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "book" / "03-padding-and-stride.md"
TEXT = PAGE.read_text(encoding="utf-8")
WORKED = json.loads((ROOT / "tests" / "data" / "worked_examples.json").read_text(encoding="utf-8"))
CORRELATE = {e["id"]: e for e in WORKED["correlate"]}
SIZES = {e["id"]: e for e in WORKED["sizes"]}
COUNTS = {e["id"]: e for e in WORKED["counts"]}
LABELS = {
    "padding-and-stride", "why-pad", "valid-same-full", "padding-modes", "stride", "size-formula",
    "volumes", "parameters-of-a-layer", "layer-by-layer", "sparse-shared-matrix",
    "stride-breaks-equivariance", "im2col", "separable-kernels", "dilation", "speed-ladder",
}  # fmt: skip

NOTEBOOK = jupytext.reads(TEXT, fmt="md:myst")
CODE = [cell for cell in NOTEBOOK.cells if cell.cell_type == "code"]


def directives(name):
    """Return the bodies of all directives of one name, in the page's order."""
    return re.findall(rf"^(`{{3,4}})\{{{name}\}}[^\n]*\n(.*?)^\1$", TEXT, flags=re.S | re.M)


QUIZZES = {q["id"]: q for q in (yaml.safe_load(body) for _, body in directives("quiz"))}


@pytest.fixture(scope="module")
def page():
    """Run the page once; return its names after each cell, what it printed, and its seconds."""
    names, after, out = {"__name__": "page"}, [], io.StringIO()
    threads = torch.get_num_threads()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        start = time.process_time()
        with contextlib.redirect_stdout(out):
            for cell in CODE:
                exec(compile(cell.source, str(PAGE), "exec"), names)
                after.append(dict(names))
    torch.set_num_threads(threads)
    return after, out.getvalue(), time.process_time() - start


def bound(page, name):
    """Return all values that a name had, cell by cell."""
    return [names[name] for names in page[0] if name in names]


@pytest.mark.parametrize(
    ("name", "example"),
    [("valid", "sliding-window-5x5"), ("same", "same-padding"), ("full", "full-padding")],
)
def test_the_page_computes_the_paddings_of_the_lectures(page, name, example):
    np.testing.assert_array_equal(bound(page, name)[-1], CORRELATE[example]["expected"])


def test_the_page_computes_the_strided_example_and_corrects_it(page):
    example = CORRELATE["stride-2"]
    assert any(np.array_equal(x, example["x"]) for x in bound(page, "x"))
    assert any(np.array_equal(y, example["expected"]) for y in bound(page, "y"))
    true, slide = (np.array(example[key]) for key in ("expected", "slide"))
    assert list(zip(true[true != slide], slide[true != slide], strict=True)) == [
        (88, 83),
        (117, 127),
    ]
    assert "the slide says 83" in page[1]
    assert "the slide says 127" in page[1]


def test_the_page_prints_every_size_of_the_lectures(page):
    lines = page[1].splitlines()
    for n, f, p, s, expected in [
        (6, 3, 0, 1, SIZES["valid"]["expected"]),
        (6, 3, 1, 1, SIZES["grow-by-padding"]["expected"]),
        (7, 3, 0, 2, 3),
    ]:
        assert f"n = {n:3}, f = {f}, p = {p}, s = {s}:  {expected:3}" in lines
    same = dict(zip(SIZES["same"]["f"], SIZES["same"]["expected"], strict=True))
    for f, p in same.items():
        assert f"f = {f}: p = {p:3g} " in lines
    hundred = SIZES["hundred-filters"]
    assert " × ".join(map(str, hundred["expected"])) in page[1]
    assert f"{hundred['activations']:,}" in page[1]


def test_the_page_prints_every_count_of_the_lectures(page):
    printed = " ".join(page[1].split())
    assert f"ten filters: {COUNTS['ten-filters']['expected']}" in printed
    height, width, filters = COUNTS["rgb-two-filters"]["expected"]
    assert f"two filters ({filters}, 3, 3, 3) output (1, {filters}, {height}, {width})" in printed
    assert "5 25 25 15 (13 in the row) 3" in printed
    assert "25 625 625 75 (73 in the row) 3" in printed


def test_the_page_corrects_the_slips_that_belong_here():
    for words in ("7, 7, 7", "**83**", "**127**", "*stride = 0, stride = 1, stride = 2*"):
        assert words in TEXT


def test_the_page_runs_within_its_budget(page):
    assert page[2] < 20  # CPU seconds on one core


def test_every_line_that_is_printed_fits_a_column_of_the_page(page):
    assert [line for line in page[1].splitlines() if len(line) > 78] == []


def test_every_section_has_its_label_above_its_heading():
    labels = re.findall(r"^\(([\w-]+)\)=\n#+ ", TEXT, flags=re.M)
    assert set(labels) >= LABELS
    assert len(labels) == len(set(labels))


def test_every_hint_of_the_exercise_leads_to_a_section():
    source = (ROOT / "solutions" / "03-padding-and-stride.md").read_text(encoding="utf-8")
    seen = set(re.findall(r"^see: ([\w-]+)$", source, flags=re.M))
    assert seen
    assert seen <= LABELS


def test_every_figure_has_an_alt_text():
    figures = 0
    for cell in CODE:
        last = ast.parse(cell.source).body[-1]
        if not (isinstance(last, ast.Expr) and isinstance(last.value, ast.Call)):
            continue
        if getattr(last.value.func, "id", "").startswith("show_"):
            figures += 1
            assert len(cell.metadata["mystnb"]["image"]["alt"]) > 40
    assert figures >= 8


def test_every_figure_that_is_alive_has_a_state_that_its_class_takes():
    found = re.findall(r"^```\{anywidget\} (\w+)\n(.*?)^```$", TEXT, flags=re.S | re.M)
    assert [name for name, _ in found] == [
        "padding_stride_explorer",
        "padding_stride_explorer",
        "layer_counter",
    ]
    for name, body in found:
        FIGURES[name](**json.loads(body))


def test_quizzes_have_names_of_their_own():
    assert len(QUIZZES) == len(directives("quiz")) == 9
    assert {quiz["type"] for quiz in QUIZZES.values()} == {
        "single", "several", "number", "order", "predict",
    }  # fmt: skip


def test_the_numbers_of_the_quizzes_are_right():
    x = torch.arange(12.0, requires_grad=True)  # 10 pixels with a zero on each side
    y = torch.nn.functional.conv1d(x[None, None], torch.ones(1, 1, 4), stride=3)
    y.sum().backward()
    assert QUIZZES["quiz-output-with-stride"]["value"] == y.numel()
    assert QUIZZES["quiz-dropped-pixels"]["value"] == int((x.grad == 0).sum())
    assert x.grad[-2:].tolist() == [0, 0]
    p = QUIZZES["quiz-same-padding"]["value"]
    assert torch.nn.Conv2d(1, 1, 7, padding=p)(torch.zeros(1, 1, 9, 9)).shape == (1, 1, 9, 9)
    layer = torch.nn.Conv2d(10, 20, 5, stride=2)
    parameters = sum(q.numel() for q in layer.parameters())
    assert QUIZZES["quiz-parameters-of-layer"]["value"] == parameters
    wrong = [m["value"] for m in QUIZZES["quiz-parameters-of-layer"]["mistakes"]]
    assert wrong == [20 * 10 * 25, 20 * (25 + 1), 20 * 10 * 25 + 1]


def test_every_citation_has_an_entry_with_an_address():
    bib = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    entries = dict(re.findall(r"@\w+\{(\w+),(.*?)\n\}", bib, flags=re.S))
    cited = set(re.findall(r"\{cite:[pt]\}`03-(\w+)`", TEXT))
    assert len(cited) >= 8
    assert cited <= set(entries)
    for name in cited:
        assert re.search(r"^\s+(doi|url)\s+= \{\S+\}", entries[name], flags=re.M)


def test_the_page_does_not_give_the_exercise_away():
    source = (ROOT / "solutions" / "03-padding-and-stride.md").read_text(encoding="utf-8")
    solutions = re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", source, flags=re.S)
    assert len(solutions) >= 10
    secret = {
        line.strip()
        for solution in solutions
        for line in solution.splitlines()
        if len(line.strip()) > 20
    }
    code = {line.strip() for cell in CODE for line in cell.source.splitlines()}
    assert not secret & code
