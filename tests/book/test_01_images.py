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
from torch import nn

from autograder.scan import leaks
from autograder.source import read
from pixelup.widgets import PixelInspector

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "book" / "01-images.md"
SOURCE = ROOT / "solutions" / "01-images.md"
TEXT = PAGE.read_text(encoding="utf-8")
WORKED = json.loads((ROOT / "tests" / "data" / "worked_examples.json").read_text(encoding="utf-8"))
LABELS = {
    "images", "a-picture-is-a-matrix", "three-channels", "layouts-and-memory",
    "bytes-and-overflow", "normalising", "crops-and-flips", "batches", "counting-inputs",
    "how-people-recognise", "classical-and-learned", "why-not-an-mlp", "one-detector-everywhere",
}  # fmt: skip

NOTEBOOK = jupytext.reads(TEXT, fmt="md:myst")
CODE = [cell for cell in NOTEBOOK.cells if cell.cell_type == "code"]


def directives(name):
    """Return the bodies of all directives of one name, in the page's order."""
    return re.findall(rf"^```\{{{name}\}}[^\n]*\n(.*?)^```$", TEXT, flags=re.S | re.M)


QUIZZES = {quiz["id"]: quiz for quiz in map(yaml.safe_load, directives("quiz"))}


@pytest.fixture(scope="module")
def page():
    """Run the page once; return its names, what it printed and the CPU seconds it took."""
    names, out = {"__name__": "page"}, io.StringIO()
    threads = torch.get_num_threads()
    with warnings.catch_warnings(), contextlib.redirect_stdout(out):
        warnings.simplefilter("error")
        start = time.process_time()
        for cell in CODE:
            exec(compile(cell.source, str(PAGE), "exec"), names)
        seconds = time.process_time() - start
    torch.set_num_threads(threads)
    return names, out.getvalue(), seconds


def test_the_page_prints_every_count_of_the_lectures(page):
    counts = {e["id"]: e for e in WORKED["counts"]}
    for name in ("pixels-64", "pixels-1000"):
        assert f"{counts[name]['expected']:,} numbers" in page[1]
    for inputs in (64 * 64 * 3, 1000 * 1000 * 3):
        layer = nn.Linear(inputs, 1000, device="meta")
        assert f"{sum(p.numel() for p in layer.parameters()):,} parameters" in page[1]
    assert "A 300 × 300 picture, as in the lectures, has 90,000." in TEXT


def test_the_page_shows_every_colour_of_the_lectures(page):
    named = {name.split(" (")[0]: tuple(rgb) for name, rgb in WORKED["pixels"]["rgb"].items()}
    shown = page[0]["colours"]
    assert set(shown.values()) == set(named.values())
    for name in named.keys() & shown.keys():
        assert shown[name] == named[name]
    assert shown["(no name)"] == named["teal"]


def test_the_page_normalises_as_the_lectures_do(page):
    assert WORKED["pixels"]["normalise"].startswith("x/255 - 0.5")
    np.testing.assert_array_equal(page[0]["small"], np.arange(256) / 255 - 0.5)
    lost = [v for v in range(256) if int(255 * (v / 255 - 0.5 + 0.5)) != v]
    assert f"{len(lost)} of 256 bytes" in page[1]
    assert 29 in lost
    assert "28.999999999999996" in TEXT
    assert 255 * (29 / 255 - 0.5 + 0.5) == 28.999999999999996


def test_the_experiments_come_out_as_the_text_says(page):
    names = page[0]
    assert min(names["dense_left"]) > 0.95
    assert 0.4 < min(names["dense_right"]) <= max(names["dense_right"]) < 0.56
    assert min(names["shared_left"] + names["shared_right"]) > 0.98
    count = {k: sum(p.numel() for p in names[k].parameters()) for k in ("dense", "shared")}
    assert count == {"dense": 9281, "shared": 465}
    assert count["dense"] / count["shared"] == pytest.approx(20, abs=0.1)  # "a twentieth"
    best = names["best"]
    assert best["x / 255 − 0.5"] > 0.95 > 0.9 > max(best["x / 255"], best["bytes, 0 to 255"])
    needed = names["needed"]
    assert min(needed["MLP", 4000]) > 0.93
    assert max(needed["MLP", 250]) < 0.8
    assert min(needed["one detector everywhere", 250]) > 0.98
    sizes = dict(names["contest"])
    dense = next(n for name, n in sizes if name == "pixels, dense network")
    features = next(n for name, n in sizes if name == "thought-up features, linear")
    assert dense / features == pytest.approx(1100, rel=0.1)  # "a thousand times"


def test_the_page_runs_within_its_budget(page):
    assert page[2] < 40  # CPU seconds on one core, of which the trainings take most


def test_the_page_corrects_the_slips_that_belong_here():
    slips = directives("admonition")
    assert sum(":class: warning" in slip for slip in slips) == 3
    for words in ("(0, 69, 100)", "minus sign is lost", "They are *numbers*"):
        assert words in " ".join(slips)


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
            assert cell.metadata["mystnb"]["figure"]["caption"]
    assert figures >= 14


def test_every_figure_that_is_alive_has_a_state_that_its_class_takes():
    states = [yaml.safe_load(body) for body in directives("anywidget")]
    assert len(states) == 1
    for state in states:
        row, column, pixel = PixelInspector(**state).pixel()
        assert (row, column) == (3, 2)
        assert pixel == [60, 200, 90]  # the eye of the cat


def test_quizzes_have_names_of_their_own():
    assert len(QUIZZES) == len(directives("quiz")) == 8
    kinds = {quiz["type"] for quiz in QUIZZES.values()}
    assert kinds == {"single", "several", "number", "order", "predict"}


def test_the_numbers_of_the_quizzes_are_right():
    places = np.arange(10 * 20 * 3)
    offset = QUIZZES["quiz-offset"]
    wrong = {m["value"] for m in offset["mistakes"]}
    assert offset["value"] == places.reshape(10, 20, 3)[2, 5, 1]
    assert places.reshape(3, 10, 20)[1, 2, 5] in wrong
    assert offset["value"] not in wrong
    a, b = np.array([180], np.uint8), np.array([140], np.uint8)
    assert QUIZZES["quiz-overflow"]["value"] == ((a + b) // 2)[0]
    right = next(x for x in QUIZZES["quiz-normalise"]["answers"] if x.get("correct"))
    assert float(right["text"].replace("−", "-")) == pytest.approx(51 / 255 - 0.5)
    layers = [(7 * 8, 1), (28 * 28, 100), (64 * 64 * 3, 10), (64 * 64 * 3, 1000)]
    counts = [(inputs + 1) * units for inputs, units in layers]
    assert counts == sorted(counts)
    assert all(f"{n:,}" in QUIZZES["quiz-order-inputs"]["feedback"] for n in counts)


def test_the_answers_about_layouts_are_right():
    x = np.random.default_rng(0).normal(size=(2, 4, 5, 3))
    N, H, W, C = x.shape
    for answer in QUIZZES["quiz-reshape"]["answers"]:
        y = eval(answer["text"].strip("`"), {"x": x, "np": np, "N": N, "C": C, "H": H, "W": W})
        same = y.shape == (N, C, H, W) and all(
            np.array_equal(y[n, c], x[n, :, :, c]) for n in range(N) for c in range(C)
        )
        assert same == answer.get("correct", False)


def test_every_citation_has_an_entry_with_an_address():
    bib = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    entries = dict(re.findall(r"@\w+\{(\w+),(.*?)\n\}", bib, flags=re.S))
    cited = {
        key.removeprefix("01-")
        for keys in re.findall(r"\{cite:[pt]\}`([^`]+)`", TEXT)
        for key in keys.split(",")
    }
    assert len(cited) == 7
    assert cited <= set(entries)
    for key in cited:
        assert re.search(r"^\s+(doi|url)\s+= \{\S+\}", entries[key], flags=re.M)


def test_the_page_does_not_give_the_exercise_away():
    code = "\n".join(cell.source for cell in CODE)
    assert list(leaks([read(SOURCE)], [("book/01-images.md", code)])) == []
