"""The chapter's page: its labels, its quizzes, and the record that it reads.

Its cells hold what they print to account with `assert`; the book's build runs them.
"""

import json
import re
from pathlib import Path

import jupytext
import numpy as np
import yaml

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "book" / "08-augmentation.md").read_text(encoding="utf-8")
EXERCISE = (ROOT / "solutions" / "08-augmentation.md").read_text(encoding="utf-8")
RECORD = json.loads((ROOT / "book" / "records" / "augmentation.json").read_text())
LABELS = {
    "augmentation", "what-keeps-the-label", "affine-maps", "between-the-pixels", "zooming",
    "flips-and-labels", "crops", "noise-and-colour", "erasing", "mixing",
    "per-sample-randomness", "boxes-and-masks", "how-much-it-brings", "train-only",
    "test-time-augmentation", "leakage",
}  # fmt: skip
CODE = [cell for cell in jupytext.reads(TEXT, fmt="md:myst").cells if cell.cell_type == "code"]
QUIZZES = [
    yaml.safe_load(body)
    for body in re.findall(r"^```\{quiz\} *\n(.*?)^```$", TEXT, flags=re.S | re.M)
]


def test_every_section_has_its_label_above_its_heading():
    labels = re.findall(r"^\(([\w-]+)\)=\n#+ ", TEXT, flags=re.M)
    assert set(labels) >= LABELS
    assert len(labels) == len(set(labels))


def test_every_hint_of_the_exercise_points_to_a_section():
    assert set(re.findall(r"^see: (\S+)$", EXERCISE, flags=re.M)) <= LABELS


def test_every_figure_has_an_alt_text():
    shown = [cell for cell in CODE if re.search(r"^show_\w+\(", cell.source, flags=re.M)]
    assert len(shown) == 3
    assert all(len(cell.metadata["mystnb"]["image"]["alt"]) > 40 for cell in shown)


def test_the_page_and_its_figure_stand_together():
    assert "```{anywidget} augmentation_explorer" in TEXT
    assert "```{your-turn} 08-augmentation" in TEXT


def test_quizzes_have_names_of_their_own():
    assert len({quiz["id"] for quiz in QUIZZES}) == len(QUIZZES) == 5


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
