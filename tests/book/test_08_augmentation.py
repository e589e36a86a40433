"""The chapter's page: its labels, its quizzes, and the record that it reads.

Its cells hold what they print to account with `assert`; the book's build runs them.
"""

import json

import numpy as np

from .page import BOOK, Page

PAGE = Page("08-augmentation")
RECORD = json.loads((BOOK / "records" / "augmentation.json").read_text(encoding="utf-8"))


def test_the_page_has_its_sections_pictures_figure_and_quizzes():
    assert set(PAGE.labels) >= {
        "augmentation", "what-keeps-the-label", "affine-maps", "between-the-pixels", "zooming",
        "flips-and-labels", "crops", "noise-and-colour", "erasing", "mixing",
        "per-sample-randomness", "boxes-and-masks", "how-much-it-brings", "train-only",
        "test-time-augmentation", "leakage",
    }  # fmt: skip
    assert len(PAGE.pictures) == 3
    assert [name for name, _ in PAGE.alive] == ["augmentation_explorer"]
    assert len(PAGE.quizzes) == 5


def test_the_record_holds_five_seeds_for_each_number_of_labels():
    for runs in RECORD["glyphs"].values():
        assert list(runs) == ["5", "10", "20", "50", "100"]
        assert all(len(accuracies) == 5 for accuracies in runs.values())


def test_the_right_changes_help_and_the_wrong_ones_do_not():
    def mean(name, k):
        return np.mean(RECORD["glyphs"][name][str(k)])

    for k in (5, 10, 20, 50, 100):
        assert mean("turn, zoom, shift", k) > mean("none", k)
        assert mean("flip left to right", k) < mean("turn, zoom, shift", k)
    assert np.mean(RECORD["pen digits"]["turn, zoom, shift"]) > np.mean(
        RECORD["pen digits"]["none"]
    )
