"""What holds for every chapter: labels, hints, alt texts, live figures, quizzes, citations."""

import re

import pytest

from autograder.scan import leaks
from pixelup.widgets import FIGURES

from .page import BOOK, CHAPTERS, Page

UNITS = [page for page in CHAPTERS if page.source.exists()]
QUIZZES = [quiz for page in CHAPTERS for quiz in page.quizzes.values()]
ENTRIES = dict(
    re.findall(
        r"^@\w+\{(\w+),(.*?)^\}", (BOOK / "references.bib").read_text(encoding="utf-8"), re.S | re.M
    )
)
EXECUTED = [
    Page(path.relative_to(BOOK).with_suffix("").as_posix())
    for path in sorted(BOOK.rglob("*.md"))
    if "\n```{code-cell}" in path.read_text(encoding="utf-8")
]
WIDEST = 78  # characters; a longer line scrolls beside the margin of a narrow window
# What stands on a page and in its exercise's source, because the chapter teaches just that.
TAUGHT = {
    # a kernel's nine numbers are no secret
    "sobel = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])",
    "scharr = np.array([[3, 0, -3], [10, 0, -10], [3, 0, -3]])",
    # how the map is written, and how PyTorch is called
    "z = zoom * np.exp(-1j * np.deg2rad(angle))",
    "grid = F.affine_grid(theta, list(x.shape), align_corners=False)",
    "n, _, height, width = x.shape",
    # what every training loop says
    "optimizer.zero_grad()",
}


def of_every(pages):
    return pytest.mark.parametrize("page", pages, ids=lambda page: page.stem)


@of_every(CHAPTERS)
def test_every_section_has_its_label_above_its_heading(page):
    assert len(page.labels) == len(set(page.labels))
    text = re.sub(r"^(`{3,4})\{.*?^\1$", "", page.text, flags=re.S | re.M)
    before = re.findall(r"^(.*)\n##? (.*)$", text, flags=re.M)
    bare = [heading for line, heading in before if not line.endswith(")=")]
    assert set(bare) <= {"Your turn", "Quiz", "What to remember", "References"}
    assert before[0][0].endswith(")="), "the chapter itself has no label"


@of_every(UNITS)
def test_every_hint_of_the_exercise_points_to_a_section(page):
    assert page.hints
    assert page.hints <= set(page.labels)


@of_every(UNITS)
def test_the_page_hands_out_its_exercise(page):
    assert [name for name, _ in page.directives("your-turn")] == [page.stem]


@of_every(UNITS)
def test_the_page_does_not_give_the_exercise_away(page):
    code = [(f"code cell {n}", cell.source) for n, cell in enumerate(page.code, start=1)]
    found = list(leaks([page.unit], [*code, (page.stem, page.text)]))
    assert [leak for leak in found if leak.line not in TAUGHT] == []


@of_every(CHAPTERS)
def test_every_picture_has_an_alt_text(page):
    assert page.pictures
    described = [cell.metadata.get("mystnb", {}).get("image", {}) for cell in page.pictures]
    for cell, image in zip(page.pictures, described, strict=True):
        assert len(image.get("alt", "")) > 40, cell.source.splitlines()[-1]


@of_every(EXECUTED)
def test_code_that_is_shown_does_not_scroll(page):
    shown = [c for c in page.code if "hide-input" not in c.metadata.get("tags", [])]
    lines = [line for cell in shown for line in cell.source.splitlines()]
    assert [line for line in lines if len(line) > WIDEST] == []


@of_every(CHAPTERS)
def test_every_figure_that_is_alive_has_a_state_that_its_class_takes(page):
    for name, state in page.alive:
        FIGURES[name](**state)


def test_quizzes_have_names_of_their_own():
    names = [quiz["id"] for quiz in QUIZZES]
    assert len(names) == len(set(names))
    assert len(names) == sum(len(page.directives("quiz")) for page in CHAPTERS)


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
            assert isinstance(quiz["value"], int | float)
            assert quiz["feedback"]
        case "order":
            assert len(set(quiz["items"])) == len(quiz["items"]) > 2
            assert quiz["feedback"]
        case "predict":
            assert quiz["reveal"]
    assert quiz["question"]
    assert "hint" in quiz or quiz["type"] == "predict"


@of_every(CHAPTERS)
def test_every_citation_has_an_entry_and_the_chapters_number(page):
    number = page.stem[:3]
    assert page.cited
    assert [key for key in page.cited if not key.startswith(number)] == []
    assert {key.removeprefix(number) for key in page.cited} <= set(ENTRIES)


def test_every_entry_has_an_address():
    assert len(ENTRIES) > 50
    for name, entry in ENTRIES.items():
        assert re.search(r"^\s+(doi|url)\s+= \{\S+\}", entry, flags=re.M), name
