"""The chapter's page: its layers, its quizzes, its labels. The page checks its own numbers.

Its cells train networks and hold what they print to account with `assert`; the book's build runs
them. Here the cells that need no training are run again.
"""

import contextlib
import io
import json
import re
from pathlib import Path

import jupytext
import numpy as np
import pytest
import yaml

from pixelup.widgets import FIGURES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "book" / "06-lenet.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXERCISE = (ROOT / "solutions" / "06-lenet.md").read_text(encoding="utf-8")
LABELS = {
    "lenet", "lenet-as-published", "lenet-layers", "lenet-parameters", "lenet-in-pytorch",
    "the-data", "one-training-step", "train-your-lenet", "the-training-loop",
    "accuracy-and-confusion", "evaluate-on-any-device", "what-the-kernels-became",
    "mlp-against-cnn", "why-convolutions", "train-on-the-gpu", "make-the-gpu-busy",
}  # fmt: skip
CODE = [cell for cell in jupytext.reads(TEXT, fmt="md:myst").cells if cell.cell_type == "code"]


def directives(name):
    """Return the arguments and bodies of all directives of one name, in the page's order."""
    return re.findall(rf"^```\{{{name}\}} *([^\n]*)\n(.*?)^```$", TEXT, flags=re.S | re.M)


QUIZZES = {quiz["id"]: quiz for quiz in (yaml.safe_load(body) for _, body in directives("quiz"))}


@pytest.fixture(scope="module")
def page():
    """Run the cells up to the first training; give their names and what they printed."""
    names, out = {"__name__": "page"}, io.StringIO()
    with contextlib.redirect_stdout(out):
        for cell in CODE:
            if "fit(" in cell.source:
                break
            if "GlyphDigits()" not in cell.source and "train." not in cell.source:
                if "test)" in cell.source:
                    continue
                exec(compile(cell.source, str(PAGE), "exec"), names)
    return names, out.getvalue()


def test_the_shapes_and_counts_are_those_of_lenet(page):
    names, printed = page
    assert names["shapes"]["c1"] == (6, 28, 28)
    assert names["shapes"]["c3"] == (16, 10, 10)
    assert names["total"] == 61_706
    assert "convolutions: 4% of the parameters, 86% of the products" in printed
    assert "softmax done twice: loss 1.461" in printed


def test_the_page_builds_the_network_of_the_exercise_and_of_the_figure(page):
    from pixelup.widgets import lenet

    stored = {name: tuple(v.shape) for name, v in page[0]["network"].state_dict().items()}
    assert stored == {name: value.shape for name, value in lenet.trained().items()}
    wanted = yaml.safe_load(re.search(r"^tensors:\n((?:  .*\n)+)", EXERCISE, re.M).group(1))
    assert {name: tuple(shape) for name, shape in wanted.items()} == stored


def test_every_section_has_its_label_above_its_heading():
    labels = re.findall(r"^\(([\w-]+)\)=\n#+ ", TEXT, flags=re.M)
    assert set(labels) >= LABELS
    assert len(labels) == len(set(labels))


def test_every_hint_of_the_exercise_points_to_a_section():
    assert set(re.findall(r"^see: (\S+)$", EXERCISE, flags=re.M)) <= LABELS


def test_every_figure_has_an_alt_text():
    shown = [c for c in CODE if re.search(r"^(show_\w+\(|first\.picture)", c.source, flags=re.M)]
    assert len(shown) == 5
    assert all(len(cell.metadata["mystnb"]["image"]["alt"]) > 40 for cell in shown)


def test_the_figure_opens_with_a_three():
    (found,) = directives("anywidget")
    explorer = FIGURES[found[0]](**yaml.safe_load(found[1]))
    assert "LeNet says 3" in explorer.describe()


def test_the_answers_of_the_quizzes_are_right():
    side = 40 // 2 - 4  # C1 pads, S2 halves, C3 takes 4 away
    assert QUIZZES["quiz-lenet-shape"]["value"] == side // 2
    right = [a["text"] for a in QUIZZES["quiz-lenet-loss"]["answers"] if a.get("correct")]
    assert right == [f"{np.log(100):.1f}"]
    right = [a["text"] for a in QUIZZES["quiz-lenet-where"]["answers"] if a.get("correct")]
    assert right == ["C5"]


def test_the_record_that_the_course_cites_is_there():
    record = json.loads((ROOT / "solutions/records/06-lenet/classify.json").read_text())
    assert len(record["the reference"]["accuracy"]) == 20
    assert min(record["the reference"]["accuracy"]) > 0.94
