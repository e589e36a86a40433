"""The chapter's page: its labels, its quizzes, and the cells that need no training.

The cells that train hold what they print to account with `assert`; the book's build runs them.
"""

import pytest

from pixelup.widgets import DetectionExplorer, SegmentationExplorer
from pixelup.widgets.boxes import survivors

from .page import Page, run

PAGE = Page("11-beyond-classification")
QUIZZES = PAGE.quizzes
MAKERS = ("network", "background")
LEARNED = ("fit(", "guessed", "from_masks", "optimizer")  # what the trained networks are needed for


@pytest.fixture(scope="module")
def page():
    """The cells that need no training, and those that import."""
    return run(
        PAGE,
        [
            cell
            for cell in PAGE.code
            if "import numpy" in cell.source or not any(word in cell.source for word in LEARNED)
        ],
    )


def test_the_page_has_its_sections_and_pictures():
    assert set(PAGE.labels) >= {
        "beyond-classification", "box-formats", "iou", "box-regression", "several-boxes",
        "non-maximum-suppression", "segmentation", "transposed-convolution", "dice-score",
        "masks-and-boxes", "gram-matrices", "map-of-tasks",
    }  # fmt: skip
    assert len(PAGE.pictures) == 4


def test_the_overlaps_and_sizes_that_the_text_names(page):
    names, printed = page.names, page.printed
    assert names["agreement"]([0, 0, 8, 8], [2, 2, 6, 6]) == QUIZZES["quiz-beyond-iou"]["value"]
    assert "moved by half its width        0.333" in printed
    assert QUIZZES["quiz-beyond-size"]["value"] == (7 - 1) * 2 + 4
    assert "inside, 3 × 3: [1.0, 2.0, 4.0]" in printed
    assert "inside, 4 × 4: [4.0]" in printed


def test_a_scene_holds_its_digit_within_its_box(page):
    scenes = page.names["scenes"]
    x, masks, boxes = scenes(20, seed=3)
    assert tuple(x.shape) == (20, 1, 48, 48)
    for mask, (left, top, right, bottom) in zip(masks, boxes.int().tolist(), strict=True):
        assert mask[top:bottom, left:right].sum() == mask.sum() > 0
        assert mask[top].any()
        assert mask[:, right - 1].any()


def test_what_the_text_says_of_its_figures_of_boxes():
    pair, crowd, _ = (state for _, state in PAGE.alive)
    assert DetectionExplorer(**pair).describe() == "two boxes, IoU 32 / 96 = 0.33"
    shown = DetectionExplorer(**crowd)
    assert shown.left() == [4, 1, 7]
    assert shown.state() == DetectionExplorer(mode="suppression", label=crowd["label"]).state()
    # Under "Example": two that overlap, and three in a row with another score of the first.
    close = [[13, 5, 26, 24], [11, 7, 24, 26], [20, 5, 32, 24], [21, 3, 34, 22]]
    left = {t: survivors(close, [0.9, 0.6, 0.8, 0.5], t) for t in (0.2, 0.3, 0.5, 0.7)}
    assert left == {0.2: [0], 0.3: [0, 3], 0.5: [0, 2], 0.7: [0, 2, 1, 3]}
    row = [[2, 4, 12, 10], [6, 5, 16, 11], [10, 6, 20, 12]]
    assert survivors(row, [0.9, 0.75, 0.5], 0.3) == [0, 2]
    assert survivors(row, [0.7, 0.75, 0.5], 0.3) == [1]


def test_what_the_text_says_of_its_segmenter(page):
    def dice(**traits):
        hit, missed, invented = SegmentationExplorer(**traits).counts().values()
        return 2 * hit / (2 * hit + missed + invented), 1 - (missed + invented) / 1024

    assert "has 15,434 weights" in PAGE.text
    assert dice(example=4, maker="no shortcut")[0] > dice(example=4)[0]
    assert dice(example=0, maker="no shortcut")[0] < dice(example=0)[0]
    shares = [f"{100 * dice(example=4, maker=m)[1]:.1f} %" for m in MAKERS]
    assert f"right for {shares[0]} of its pixels" in PAGE.text
    assert f"right for {shares[1]}: by that count" in PAGE.text
    names = page.names
    assert names["in_blocks"] + 0.2 < names["cut"] < names["whole"] < names["cut"] + 0.05
