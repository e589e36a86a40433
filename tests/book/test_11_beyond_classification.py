"""The chapter's page: its labels, its quizzes, and the cells that need no training.

The cells that train hold what they print to account with `assert`; the book's build runs them.
"""

import contextlib
import io
import re
from pathlib import Path

import jupytext
import pytest
import yaml

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "book" / "11-beyond-classification.md").read_text(encoding="utf-8")
EXERCISE = (ROOT / "solutions" / "11-beyond-classification.md").read_text(encoding="utf-8")
LABELS = {
    "beyond-classification", "box-formats", "iou", "box-regression", "several-boxes",
    "non-maximum-suppression", "segmentation", "transposed-convolution", "dice-score",
    "masks-and-boxes", "gram-matrices", "map-of-tasks",
}  # fmt: skip
CODE = [cell for cell in jupytext.reads(TEXT, fmt="md:myst").cells if cell.cell_type == "code"]
QUIZZES = {
    quiz["id"]: quiz
    for quiz in map(
        yaml.safe_load, re.findall(r"^```\{quiz\} *\n(.*?)^```$", TEXT, flags=re.S | re.M)
    )
}
LEARNED = ("fit(", "guessed", "from_masks", "optimizer")  # what the trained networks are needed for


@pytest.fixture(scope="module")
def page():
    """Run the cells that need no training; give their names and what they printed."""
    names, out = {"__name__": "page"}, io.StringIO()
    with contextlib.redirect_stdout(out):
        for cell in CODE:
            if not any(word in cell.source for word in LEARNED) or "import numpy" in cell.source:
                exec(compile(cell.source, "page", "exec"), names)
    return names, out.getvalue()


def test_the_overlaps_and_sizes_that_the_text_names(page):
    names, printed = page
    assert names["agreement"]([0, 0, 8, 8], [2, 2, 6, 6]) == QUIZZES["quiz-beyond-iou"]["value"]
    assert "moved by half its width        0.333" in printed
    assert QUIZZES["quiz-beyond-size"]["value"] == (7 - 1) * 2 + 4
    assert "inside, 3 × 3: [1.0, 2.0, 4.0]" in printed
    assert "inside, 4 × 4: [4.0]" in printed


def test_a_scene_holds_its_digit_within_its_box(page):
    scenes = page[0]["scenes"]
    x, masks, boxes = scenes(20, seed=3)
    assert tuple(x.shape) == (20, 1, 48, 48)
    for mask, (left, top, right, bottom) in zip(masks, boxes.int().tolist(), strict=True):
        assert mask[top:bottom, left:right].sum() == mask.sum() > 0
        assert mask[top].any()
        assert mask[:, right - 1].any()


def test_every_section_has_its_label_above_its_heading():
    labels = re.findall(r"^\(([\w-]+)\)=\n#+ ", TEXT, flags=re.M)
    assert set(labels) >= LABELS
    assert len(labels) == len(set(labels))


def test_every_hint_of_the_exercise_points_to_a_section():
    assert set(re.findall(r"^see: (\S+)$", EXERCISE, flags=re.M)) <= LABELS


def test_every_figure_has_an_alt_text():
    shown = [cell for cell in CODE if re.search(r"^show_\w+\(", cell.source, flags=re.M)]
    assert len(shown) == 4
    assert all(len(cell.metadata["mystnb"]["image"]["alt"]) > 40 for cell in shown)
