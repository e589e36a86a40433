"""The chapter's page: its claims about depth, its quizzes, its labels; torch agrees.

The page trains networks and holds what they reach to account with `assert`; the book's build runs
those cells. Here every cell without a training is run again.
"""

import contextlib
import io
import json
import re
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
from pixelup.widgets import FIGURES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "book" / "07-deeper-networks.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXERCISE = ROOT / "solutions" / "07-deeper-networks.md"
LABELS = {
    "deeper-networks", "what-depth-breaks", "memory-for-backward", "signals-by-depth",
    "gradients-by-depth", "initialisation", "batch-normalisation", "train-and-eval",
    "forgotten-eval", "batch-norm-backwards", "layer-and-group-norm", "residual-connections",
    "plain-against-residual", "tiny-resnet",
}  # fmt: skip
CODE = [cell for cell in jupytext.reads(TEXT, fmt="md:myst").cells if cell.cell_type == "code"]
NEEDS_TRAINING = ("fit(", "asked", "reached", "photos")


def directives(name):
    """Return the arguments and bodies of all directives of one name, in the page's order."""
    return re.findall(rf"^```\{{{name}\}} *([^\n]*)\n(.*?)^```$", TEXT, flags=re.S | re.M)


QUIZZES = {quiz["id"]: quiz for quiz in (yaml.safe_load(body) for _, body in directives("quiz"))}


def right(quiz):
    return [a["text"] for a in QUIZZES[quiz]["answers"] if a.get("correct")]


@pytest.fixture(scope="module")
def page():
    """Run the cells that train nothing; give their names and what they printed."""
    names, out = {"__name__": "page"}, io.StringIO()
    threads = torch.get_num_threads()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with contextlib.redirect_stdout(out):
            for cell in CODE:
                if not any(word in cell.source for word in NEEDS_TRAINING):
                    exec(compile(cell.source, str(PAGE), "exec"), names)
    torch.set_num_threads(threads)
    return names, out.getvalue()


def test_most_of_the_page_needs_no_training():
    trained = [c for c in CODE if any(word in c.source for word in NEEDS_TRAINING)]
    assert len(trained) == 6
    assert len(CODE) - len(trained) >= 15


def test_the_list_of_the_lecture_is_shown_to_be_true(page):
    names, printed = page
    assert "1000 layers of 64 maps of 224 × 224, 64 pictures: 822 GB" in printed
    ends = {name: runs[:, 50] for name, runs in names["forwards"].items()}
    assert ends["std 0.01"].max() < 1e-50
    assert ends["std 1"].min() > 1e40
    back = {name: runs[:, 0] for name, runs in names["backwards"].items()}
    assert back["std 0.01"].max() < 1e-50
    assert back["std 1"].min() > 1e40
    for name in ("Glorot", "He"):
        assert names["forwards"][name].shape == (5, 51)
    assert "largest activation behind layer 50, in single precision:" in printed
    assert "   std 0.01  0.0" in printed


def test_the_figure_says_what_the_page_says(page):
    (found,) = directives("anywidget")
    explorer = FIGURES[found[0]]
    assert explorer(**yaml.safe_load(found[1])).describe().startswith("50 layers, relu, weights")
    for init, name in [("small", "std 0.01"), ("glorot", "Glorot"), ("large", "std 1")]:
        shown = explorer(init=init).signal()
        # a layer's factor, from the figure's 40 units and from the page's 100; std 1 and std 0.01
        # are as much larger in a wider layer as the root of its width
        wide = 1.0 if init == "glorot" else np.sqrt(100 / 40)
        rate = (shown.activations[-1].std() / shown.activations[0].std()) ** (1 / 49) * wide
        runs = page[0]["forwards"][name]
        assert np.isclose(rate, np.median((runs[:, 50] / runs[:, 1]) ** (1 / 49)), rtol=0.1)
    tanh = explorer(init="large", activation="tanh").signal()
    assert tanh.activations[-1].std() <= 1
    assert tanh.gradients[0].std() > 1e3


def test_gradients_grow_by_a_fifth_through_batch_normalisation(page):
    names = page[0]
    assert abs(np.mean(names["rates"]) - np.sqrt(np.pi / (np.pi - 1))) < 0.02
    assert round(np.sqrt(np.pi / (np.pi - 1)) ** 50, -3) == 14_000
    grown = {name: runs[:, 1] for name, runs in names["curves"].items()}
    assert grown["batch norm"].min() > 1e4
    assert grown["and shortcuts"].max() < 15


def test_pytorch_starts_where_the_page_says():
    layers = [(nn.Linear(300, 300), 300), (nn.Conv2d(8, 200, 5), 200)]
    for layer, fan_in in layers:
        assert np.isclose(layer.weight.std().item(), (1 / 3 / fan_in) ** 0.5, rtol=0.05)


def test_the_running_numbers_move_as_the_page_says(page):
    assert "running mean: 0 -> 0.40, the batch's is 4" in page[1]
    assert "running variance: 1 -> 1.5667" in page[1]
    assert "with the unbiased variance 6.6667 it would be 1.5667" in page[1]


def test_every_section_has_its_label_above_its_heading():
    labels = re.findall(r"^\(([\w-]+)\)=\n#+ ", TEXT, flags=re.M)
    assert set(labels) >= LABELS
    assert len(labels) == len(set(labels))


def test_every_hint_of_the_exercise_points_to_a_section():
    see = re.findall(r"^see: (\S+)$", EXERCISE.read_text(encoding="utf-8"), flags=re.M)
    assert see
    assert set(see) <= LABELS


def test_every_figure_has_an_alt_text():
    shown = [c for c in CODE if re.search(r"^show_\w+\(", c.source, flags=re.M)]
    assert len(shown) == 5
    assert all(len(cell.metadata["mystnb"]["image"]["alt"]) > 40 for cell in shown)


def test_the_answers_of_the_quizzes_are_right():
    assert len(QUIZZES) == 7
    layers = QUIZZES["quiz-deep-factor"]["value"]
    assert 0.9**layers < 0.01 < 0.9 ** (layers - 1)
    he = (2 / (32 * 9)) ** 0.5
    assert abs(QUIZZES["quiz-deep-he"]["value"] - he) < QUIZZES["quiz-deep-he"]["tolerance"]
    norm = nn.BatchNorm2d(1)
    norm.running_mean.fill_(2)
    norm(torch.tensor([5.0, 7.0]).reshape(2, 1, 1, 1))
    assert np.isclose(norm.running_mean.item(), QUIZZES["quiz-deep-momentum"]["value"])
    count = sum(p.numel() for p in nn.BatchNorm2d(64).parameters())
    assert right("quiz-deep-parameters") == [str(count)]


def test_every_citation_has_an_entry():
    bib = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    cited = set(re.findall(r"\{cite:[pt]\}`07-(\w+)`", TEXT))
    assert cited
    assert cited <= set(re.findall(r"^@\w+\{(\w+),", bib, flags=re.M))


def test_the_page_does_not_give_the_exercise_away():
    assert not list(leaks([read(EXERCISE)], [(PAGE.name, TEXT)]))


def test_the_record_that_the_exercise_cites_is_there():
    record = json.loads((ROOT / "solutions/records/07-deeper-networks/classify.json").read_text())
    reached = record["the reference"]["accuracy"]
    assert len(reached) == 20
    assert min(reached) > 0.85
    assert max(reached) < 0.905
