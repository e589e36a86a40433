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
import scipy.signal
import torch
import yaml

from pixelup.widgets import ConvolutionExplorer

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "book" / "02-convolution.md"
TEXT = PAGE.read_text(encoding="utf-8")
WORKED = json.loads((ROOT / "tests" / "data" / "worked_examples.json").read_text(encoding="utf-8"))
LABELS = {
    "convolution", "why-dense-layers-fail", "patch-and-dot-product", "sliding-window",
    "output-size", "cross-correlation-and-convolution", "kernels-by-hand", "edges-and-signs",
    "translation-equivariance", "kernels-are-learned", "convolution-as-a-dense-layer",
}  # fmt: skip
# Padding and stride have a chapter of their own; the third entry is a note on the one before it.
ELSEWHERE = {"same-padding", "full-padding", "stride-2", "vertical-edge-dark-to-bright"}
EXAMPLES = [e for e in WORKED["correlate"] if e["id"] not in ELSEWHERE]

NOTEBOOK = jupytext.reads(TEXT, fmt="md:myst")
CODE = [cell for cell in NOTEBOOK.cells if cell.cell_type == "code"]


def directives(name):
    """Return the bodies of all directives of one name, in the page's order."""
    return re.findall(rf"^```\{{{name}\}}[^\n]*\n(.*?)^```$", TEXT, flags=re.S | re.M)


QUIZZES = [yaml.safe_load(body) for body in directives("quiz")]


@pytest.fixture(scope="module")
def page():
    """Run the page once; return its names, what it printed and every call of `correlate2d`."""
    calls, names, out = [], {"__name__": "page"}, io.StringIO()
    correlate2d = scipy.signal.correlate2d

    def recorded(x, k, *args, **kwargs):
        y = correlate2d(x, k, *args, **kwargs)
        calls.append((np.array(x), np.array(k), np.array(y)))
        return y

    threads = torch.get_num_threads()
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("error")
        patch.setattr(scipy.signal, "correlate2d", recorded)
        start = time.process_time()
        with contextlib.redirect_stdout(out):
            for cell in CODE:
                exec(compile(cell.source, str(PAGE), "exec"), names)
    torch.set_num_threads(threads)
    return names, out.getvalue(), calls, time.process_time() - start


def computed(calls, x, k, y):
    return any(
        np.array_equal(a, x) and np.array_equal(b, k) and np.array_equal(c, y) for a, b, c in calls
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["id"])
def test_the_page_computes_every_convolution_of_the_lectures(page, example):
    assert computed(page[2], example["x"], example["k"], example["expected"])


def test_the_page_computes_the_mirrored_edge(page):
    falls = next(e for e in EXAMPLES if e["id"] == "vertical-edge-bright-to-dark")
    rises = [[0, -30, -30, 0]] * 4
    assert computed(page[2], np.fliplr(falls["x"]), falls["k"], rises)


@pytest.mark.parametrize("name", WORKED["kernels"])
def test_the_page_uses_every_kernel_of_the_lectures(page, name):
    kernel = np.ones((3, 3)) / 9 if name == "blur" else np.array(WORKED["kernels"][name])
    arrays = [k for _, k, _ in page[2]]
    arrays += [v for v in page[0].values() if isinstance(v, np.ndarray)]
    assert any(a.shape == (3, 3) and np.allclose(a, kernel) for a in arrays)


def test_the_page_prints_every_count_of_the_lectures(page):
    counts = {e["id"]: e for e in WORKED["counts"]}
    for number in (
        counts["pixels-64"]["expected"],
        counts["pixels-1000"]["expected"],
        counts["conv-vs-dense"]["conv"],
        counts["conv-vs-dense"]["dense"],
    ):
        assert f"{number:,}" in page[1]
    printed = " ".join(page[1].split())
    for n, dense, sparse, inside in ((5, 25, 15, 13), (25, 625, 75, 73)):
        assert f"{n} inputs, {n} outputs dense: {dense} multiplications, {dense} weights" in printed
        assert f"convolution: {sparse} multiplications, 3 weights" in printed
        assert f"{inside} of the {sparse} meet a pixel" in printed


def test_the_page_prints_every_size_of_the_lectures(page):
    sizes = {e["id"]: e for e in WORKED["sizes"]}
    four, many = sizes["valid"]["expected"], sizes["hundred-filters"]["expected"]
    assert f"(6, 6) with a kernel of (3, 3) gives ({four}, {four})" in page[1]
    assert f"(100, 100) with a kernel of (5, 5) gives ({many[1]}, {many[2]})" in page[1]


def test_the_page_runs_within_its_budget(page):
    assert page[3] < 15  # CPU seconds on one core


def test_the_page_corrects_the_slips_that_belong_here():
    slips = " ".join(directives("admonition"))
    for words in (r"K(i+m,\,j+n)", "inherently translation-invariant", "never flip", "pixels*"):
        assert words in slips


def test_every_section_has_its_label_above_its_heading():
    labels = re.findall(r"^\(([\w-]+)\)=\n#+ ", TEXT, flags=re.M)
    assert set(labels) >= LABELS
    assert len(labels) == len(set(labels))


def test_every_figure_has_an_alt_text():
    figures = 0
    for cell in CODE:
        last = ast.parse(cell.source).body[-1]
        if not (isinstance(last, ast.Expr) and isinstance(last.value, ast.Call)):
            continue
        if getattr(last.value.func, "id", "").startswith("show_"):
            figures += 1
            assert len(cell.metadata["mystnb"]["image"]["alt"]) > 40
    assert figures >= 10


def test_every_figure_that_is_alive_has_a_state_that_its_class_takes():
    bodies = directives("anywidget")
    assert len(bodies) == 3
    for body in bodies:
        state = json.loads(body)
        explorer = ConvolutionExplorer(**state)
        f = scipy.signal.correlate2d
        if state.get("operation") == "convolution":
            f = scipy.signal.convolve2d
        expected = f(state["image"], state["kernel"], mode="valid")
        np.testing.assert_array_equal(explorer.output(), expected)


def test_quizzes_have_names_of_their_own():
    assert len({quiz["id"] for quiz in QUIZZES}) == len(QUIZZES) == 8
    assert {quiz["type"] for quiz in QUIZZES} == {
        "single", "several", "number", "order", "predict",
    }  # fmt: skip


@pytest.mark.parametrize("quiz", QUIZZES, ids=lambda quiz: quiz["id"])
def test_a_quiz_is_complete(quiz):
    match quiz["type"]:
        case "single" | "several":
            right = sum(answer.get("correct", False) for answer in quiz["answers"])
            assert right == 1 if quiz["type"] == "single" else right > 1
            assert right < len(quiz["answers"])
            for answer in quiz["answers"]:
                assert isinstance(answer["text"], str)
                assert answer["feedback"]
        case "number":
            assert isinstance(quiz["value"], int)
            assert quiz["feedback"]
        case "order":
            assert len(set(quiz["items"])) == len(quiz["items"]) > 2
            assert quiz["feedback"]
        case "predict":
            assert quiz["reveal"]
    assert quiz["question"]
    assert "hint" in quiz or quiz["type"] == "predict"


def test_the_numbers_of_the_quizzes_are_right():
    quizzes = {quiz["id"]: quiz for quiz in QUIZZES}
    patch = np.array([[5, 2, 3], [2, 4, 1], [5, 1, 0]])
    kernel = np.array([[1, 2, -1], [0, 1, 2], [-2, 1, 0]])
    assert quizzes["quiz-first-cell"]["value"] == (patch * kernel).sum()
    y = scipy.signal.correlate2d(np.zeros((100, 80)), np.zeros((5, 3)), mode="valid")
    assert quizzes["quiz-output-size"]["value"] == y.size
    layers = [
        torch.nn.Conv2d(1, 1, 3, device="meta"),
        torch.nn.Conv2d(1, 1, 5, device="meta"),
        torch.nn.Linear(100, 100, device="meta"),
        torch.nn.Linear(64 * 64 * 3, 1000, device="meta"),
    ]
    counts = [sum(p.numel() for p in layer.parameters()) for layer in layers]
    assert counts == sorted(counts) == [10, 26, 10_100, 12_289_000]
    assert all(f"{count:,}" in quizzes["quiz-parameters"]["feedback"] for count in counts)
    own_half_turn = [True, True, False, True, False]
    answers = quizzes["quiz-flip"]["answers"]
    assert [answer.get("correct", False) for answer in answers] == own_half_turn
    kernels = WORKED["kernels"]
    for name, same in zip(
        ("edge", "sobel", "oblique-line", "plus-corner"), own_half_turn[1:], strict=True
    ):
        assert np.array_equal(kernels[name], np.rot90(kernels[name], 2)) is same


def test_every_citation_has_an_entry_with_an_address():
    bib = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    entries = dict(re.findall(r"@\w+\{(\w+),(.*?)\n\}", bib, flags=re.S))
    cited = set(re.findall(r"\{cite:[pt]\}`02-(\w+)`", TEXT))
    assert cited
    assert cited <= set(entries)
    for entry in entries.values():
        assert re.search(r"^\s+(doi|url)\s+= \{\S+\}", entry, flags=re.M)


def test_the_page_does_not_give_the_exercise_away():
    source = (ROOT / "solutions" / "02-convolution.md").read_text(encoding="utf-8")
    solutions = re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", source, flags=re.S)
    assert len(solutions) >= 7
    # A kernel's nine numbers are no secret: the chapter teaches them, the exercise lists them.
    secret = {
        line.strip()
        for solution in solutions
        for line in solution.splitlines()
        if len(line.strip()) > 25 and "[[" not in line
    }
    code = {line.strip() for cell in CODE for line in cell.source.splitlines()}
    assert not secret & code
