"""The chapter's page: its labels and quizzes. The build runs its cells, which check themselves."""

import re
from pathlib import Path

import jupytext
import yaml

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "book" / "10-looking-inside.md").read_text(encoding="utf-8")
EXERCISE = (ROOT / "solutions" / "10-looking-inside.md").read_text(encoding="utf-8")
LABELS = {
    "looking-inside", "kernels-and-maps", "maximal-patches", "occlusion", "saliency", "grad-cam",
    "pointing-at-the-evidence", "sanity-check", "shortcuts",
}  # fmt: skip
CODE = [cell for cell in jupytext.reads(TEXT, fmt="md:myst").cells if cell.cell_type == "code"]
QUIZZES = {
    quiz["id"]: quiz
    for quiz in map(
        yaml.safe_load, re.findall(r"^```\{quiz\} *\n(.*?)^```$", TEXT, flags=re.S | re.M)
    )
}


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


def test_the_answers_of_the_quizzes_are_right():
    assert QUIZZES["quiz-inside-occlusion"]["value"] == ((28 - 7) // 3 + 1) ** 2
    assert len(QUIZZES) == 4
