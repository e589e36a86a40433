"""The chapter's page: its parts and quizzes. The build runs its cells, which check themselves."""

from .page import Page

PAGE = Page("10-looking-inside")


def test_the_page_has_its_sections_pictures_and_figures():
    assert set(PAGE.labels) >= {
        "looking-inside", "kernels-and-maps", "maximal-patches", "occlusion", "saliency",
        "grad-cam", "pointing-at-the-evidence", "sanity-check", "shortcuts",
    }  # fmt: skip
    assert len(PAGE.pictures) == 6
    assert [name for name, _ in PAGE.alive] == ["inside_explorer"] * 3
    assert [state.get("view", "layers") for _, state in PAGE.alive] == [
        "layers",
        "evidence",
        "evidence",
    ]
    assert "random" in PAGE.alive[2][1]


def test_the_page_measures_what_it_says_with_its_spread():
    text = PAGE.text
    for claim in ("Another map of C1 costs thirty points", "more than 0.8", "about 0.3"):
        assert claim in text
    code = "".join(cell.source for cell in PAGE.code)
    assert code.count("for seed in range(") == 3
    assert code.count("assert ") >= 9


def test_the_answers_of_the_quizzes_are_right():
    places = {stride: ((28 - 7) // stride + 1) ** 2 for stride in (1, 3, 7)}
    quiz = PAGE.quizzes["quiz-inside-occlusion"]
    assert quiz["value"] == places[3]
    assert {m["value"] for m in quiz["mistakes"]} == {places[1], places[7], 81}
    order = PAGE.quizzes["quiz-inside-cost"]["items"]
    assert [
        next(word for word in ("24", "stride of 3", "stride of 1", "gradient") if word in item)
        for item in order
    ] == ["gradient", "24", "stride of 3", "stride of 1"]
    assert f"{places[3] + 1} times" in PAGE.quizzes["quiz-inside-cost"]["feedback"]
    assert f"{places[1] + 1} times" in PAGE.quizzes["quiz-inside-cost"]["feedback"]
    assert PAGE.right("quiz-inside-cam") == ["About 32 pixels."]
    assert len(PAGE.quizzes) == 8
    assert PAGE.kinds == {"single", "several", "number", "order", "predict"}
