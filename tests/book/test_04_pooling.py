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
PAGE = ROOT / "book" / "04-pooling.md"
TEXT = PAGE.read_text(encoding="utf-8")
WORKED = json.loads((ROOT / "tests" / "data" / "worked_examples.json").read_text(encoding="utf-8"))
LABELS = {
    "pooling", "max-and-average", "size-and-stride", "average-at-the-border",
    "channels-and-parameters", "global-pooling", "what-pooling-keeps", "pooling-amplifies",
    "shift-by-one", "equivariance-and-invariance", "shift-tolerance", "receptive-fields",
    "receptive-field-recurrence", "effective-receptive-field", "walk-through-a-network",
}  # fmt: skip

NOTEBOOK = jupytext.reads(TEXT, fmt="md:myst")
CODE = [cell for cell in NOTEBOOK.cells if cell.cell_type == "code"]


def directives(name):
    """Return the arguments and bodies of all directives of one name, in the page's order."""
    return re.findall(rf"^```\{{{name}\}} *([^\n]*)\n(.*?)^```$", TEXT, flags=re.S | re.M)


QUIZZES = [yaml.safe_load(body) for _, body in directives("quiz")]


@pytest.fixture(scope="module")
def page():
    """Run the page once; return its names, what it printed and its CPU seconds."""
    names, out = {"__name__": "page"}, io.StringIO()
    threads = torch.get_num_threads()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        start = time.process_time()
        with contextlib.redirect_stdout(out):
            for cell in CODE:
                exec(compile(cell.source, str(PAGE), "exec"), names)
    torch.set_num_threads(threads)
    return names, out.getvalue(), time.process_time() - start


@pytest.mark.slow
@pytest.mark.parametrize("how", ["max-2x2", "avg-2x2"])
def test_the_page_pools_the_lectures_map(page, how):
    examples = {e["id"]: e for e in WORKED["pool"]}
    x, want = examples["max-2x2"]["x"], examples[how]["expected"]
    assert str(x) in "".join(cell.source for cell in CODE)
    got = page[0]["pool"](x, 2, 2, "max" if how == "max-2x2" else "average")
    np.testing.assert_array_equal(got, want)


@pytest.mark.slow
def test_the_page_prints_the_counts_and_sizes_of_the_lectures(page):
    sizes = {e["id"]: e for e in WORKED["sizes"]}
    many = sizes["hundred-filters"]
    shape = " × ".join(map(str, many["expected"]))
    assert f"maps         {shape}  {many['activations']:,} numbers" in page[1]
    assert "pooled 3 × 3 100 × 32 × 32" in page[1]
    assert "pooled 3 × 4 100 × 32 × 24" in page[1]
    assert "parameters of the pooling: 0" in page[1]
    assert "inputs that changed: 5 of 5" in page[1]
    assert "outputs that changed: 1 of 3" in page[1]


@pytest.mark.slow
def test_fifty_layers_see_a_cat(page):
    counts = {e["id"]: e for e in WORKED["counts"]}
    layers = counts["receptive-field-100px"]["expected"]
    printed = [line.split() for line in page[1].splitlines()]
    assert [str(layers - 1), "99"] in printed
    assert [str(layers), "101"] in printed


@pytest.mark.slow
def test_the_table_of_shifts_says_what_the_text_says(page):
    accuracy = page[0]["accuracy"]
    assert len(accuracy) == 5
    assert all(runs.shape == (3, 5) for runs in accuracy.values())
    middle = {name: np.median(runs, axis=0) for name, runs in accuracy.items()}
    assert middle["max-pooling"][2] > middle["strides"][2]
    assert middle["max-pooling"][3] < 0.4
    assert np.ptp(middle["global only"]) < 0.03
    flip = middle["pooling, global"]
    assert min(flip[[0, 2, 4]]) > max(flip[[1, 3]])


@pytest.mark.slow
def test_the_page_runs_within_its_budget(page):
    assert page[2] < 45  # CPU seconds on one core, three quarters of them training


def test_the_page_corrects_the_slips_that_belong_here():
    slips = " ".join(body for _, body in directives("admonition"))
    for words in (
        "5.3 is wrong", "100 × 32 × 24", "inherently translation-invariant",
        "adds translation invariance",
    ):  # fmt: skip
        assert words in slips


def test_every_section_has_its_label_above_its_heading():
    labels = re.findall(r"^\(([\w-]+)\)=\n#+ ", TEXT, flags=re.M)
    assert set(labels) >= LABELS
    assert len(labels) == len(set(labels))


def test_every_hint_of_the_exercise_points_to_a_section():
    source = (ROOT / "solutions" / "04-pooling.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^see: (\S+)$", source, flags=re.M)) <= LABELS


def test_every_figure_has_an_alt_text():
    figures = 0
    for cell in CODE:
        last = ast.parse(cell.source).body[-1]
        shown = isinstance(last, ast.Expr) and (
            isinstance(last.value, ast.Name)
            or getattr(getattr(last.value, "func", None), "id", "").startswith("show_")
        )
        if shown:
            figures += 1
            assert len(cell.metadata["mystnb"]["image"]["alt"]) > 40
    assert figures == 5


def test_every_figure_that_is_alive_has_a_state_that_its_class_takes():
    found = directives("anywidget")
    assert [name for name, _ in found] == [
        "pooling_explorer", "pooling_explorer", "receptive_field_explorer",
    ]  # fmt: skip
    lecture, moved, field = (FIGURES[name](**json.loads(body)) for name, body in found)
    assert lecture.output() == [[4, 8], [6, 9]]
    assert moved.output() == [[3, 9, 9]]
    assert field.levels()[-1].size == 10


def test_quizzes_have_names_of_their_own():
    assert len({quiz["id"] for quiz in QUIZZES}) == len(QUIZZES) == 12
    assert {quiz["type"] for quiz in QUIZZES} == {
        "single", "several", "number", "order", "predict",
    }  # fmt: skip


def test_the_numbers_of_the_quizzes_are_right():
    value = {quiz["id"]: quiz.get("value") for quiz in QUIZZES}
    assert value["quiz-max-below-zero"] == max(-3, -7, -2, -5)
    assert value["quiz-average-corrected"] == np.mean([4, 5, 6, 5])
    y = torch.nn.functional.max_pool2d(torch.zeros(1, 1, 30, 47), 3, 2)
    assert value["quiz-pooled-cells"] == y.numel()
    assert value["quiz-jump"] == 2**4
    explorer = FIGURES["receptive_field_explorer"]

    def size(*layers):
        return explorer(layers=[("conv", k, s, 0) for k, s in layers], pixels=100).levels()[-1].size

    assert value["quiz-network-field"] == size((5, 1), (3, 3), (5, 1)) ** 2
    three = [(3, 1)] * 3
    stacks = [[(5, 1)], three, [(3, 1), (2, 2), (3, 1)], [(3, 2), (3, 2), (3, 1)]]
    assert [size(*stack) for stack in stacks] == [5, 7, 8, 15]


@pytest.mark.slow
def test_the_four_questions_about_the_network_have_the_answers_of_the_page(page):
    right = {
        quiz["id"]: next(a["text"] for a in quiz["answers"] if a.get("correct"))
        for quiz in QUIZZES
        if quiz["type"] == "single"
    }
    network = page[0]["network"]
    shape = network[:6](torch.zeros(1, 3, 100, 100)).shape[1:]
    assert right["quiz-network-shape"] == " × ".join(map(str, shape))
    assert right["quiz-network-work"] == "the first convolution"
    assert right["quiz-network-parameters"] == "the first dense layer"


def test_every_citation_has_an_entry_with_an_address():
    bib = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    entries = dict(re.findall(r"@\w+\{(\w+),(.*?)\n\}", bib, flags=re.S))
    cited = set(re.findall(r"\{cite:[pt]\}`04-(\w+)`", TEXT))
    assert cited
    assert cited <= set(entries)
    for name in cited:
        assert re.search(r"^\s+(doi|url)\s+= \{\S+\}", entries[name], flags=re.M)


def test_the_page_does_not_give_the_exercise_away():
    source = (ROOT / "solutions" / "04-pooling.md").read_text(encoding="utf-8")
    solutions = re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", source, flags=re.S)
    assert len(solutions) == 9  # eight tasks and a question
    secret = {
        line.strip()
        for solution in solutions
        for line in solution.splitlines()
        if len(line.strip()) > 15
    }
    code = {line.strip() for cell in CODE for line in cell.source.splitlines()}
    assert not secret & code
