"""Quizzes answer, by mouse, keyboard and finger."""

import pytest

from .reading import items, kept, status

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("course")]


def test_one_answer(quizzes):
    page = quizzes.page
    quiz = page.locator("#quiz-single")
    assert quiz.get_by_role("group", name="What is").count() == 1
    quiz.get_by_role("button", name="Check").click()
    assert status(quiz) == "Choose an answer first."
    assert quiz.get_by_role("radio").first.evaluate("e => e === document.activeElement")

    quiz.get_by_role("radio").nth(1).check()
    quiz.get_by_role("button", name="Check").click()
    assert status(quiz) == "Not yet. There is a hint below."
    said = quiz.locator("#quiz-single-said-1")
    assert "You added the weights, sum(w)." in said.text_content()
    assert said.get_attribute("aria-live") == "polite"
    assert (
        quiz.get_by_role("radio").nth(1).get_attribute("aria-describedby") == "quiz-single-said-1"
    )
    assert quiz.locator(".pxq-said:not(:empty)").count() == 1  # nothing else is given away
    assert quiz.get_by_text("Solution").is_visible()

    quiz.get_by_role("radio").nth(0).check()
    assert status(quiz) == ""  # a verdict belongs to its answer
    assert quiz.locator(".pxq-said:not(:empty)").count() == 0
    quiz.get_by_role("button", name="Check").click()
    assert status(quiz) == "Right."
    assert quiz.locator(".pxq-said .katex").count() == 1
    assert not quiz.get_by_text("Solution").is_visible()
    assert kept(page)["quiz-single"]["right"] is True
    assert kept(page)["quiz-single"]["tries"] == 2
    assert quizzes.complaints == []


def test_all_that_apply(quizzes):
    quiz = quizzes.page.locator("#quiz-several")
    check = quiz.get_by_role("button", name="Check")
    boxes = quiz.get_by_role("checkbox")
    boxes.nth(0).check()
    check.click()
    assert status(quiz) == "Not yet: 1 missing. There is a hint below."
    boxes.nth(1).check()
    check.click()
    assert status(quiz) == "Not yet: 1 tick too many, 1 missing. There is a hint below."
    boxes.nth(1).uncheck()
    boxes.nth(2).check()
    check.click()
    assert status(quiz) == "Right."
    assert "One is left over." in quiz.locator(".pxq-said").nth(1).text_content()


@pytest.mark.parametrize(
    ("typed", "words", "said"),
    [
        ("6998", "Right.", "6998"),
        ("6,998", "Right.", "6998"),
        ("6 998.4", "Right.", "6998"),
        ("6997", "Not yet. There is a hint below.", "Do not forget the last place."),
        ("-3", "Not yet. There is a hint below.", ""),
        ("many", "Write a number, such as 12, −0.5 or 1/3.", ""),
        ("", "Write a number, such as 12, −0.5 or 1/3.", ""),
    ],
)
def test_a_number(quizzes, typed, words, said):
    quiz = quizzes.page.locator("#quiz-number")
    field = quiz.get_by_label("Your answer")
    field.fill(typed)
    field.press("Enter")
    assert status(quiz) == words
    assert said in quiz.locator(".pxq-said").text_content()
    assert bool(said) == bool(quiz.locator(".pxq-said").text_content())


def test_an_order_by_buttons_alone(quizzes):
    page = quizzes.page
    quiz = page.locator("#quiz-order")
    right = ["one", "two", "three", "four"]
    assert items(quiz) != right
    for place, word in enumerate(right):
        up = quiz.locator(
            "li", has=page.locator(".pxq-item", has_text="1+1" if word == "two" else word)
        )
        button = (up.first if word != "two" else quiz.locator("li:has(.katex)")).locator(".pxq-up")
        while items(quiz).index(word) > place:
            button.focus()
            page.keyboard.press("Enter")
            assert button.evaluate("e => e === document.activeElement")
            at = items(quiz).index(word) + 1
            assert status(quiz).endswith(f"now {at} of 4.")
    assert items(quiz) == right
    first = quiz.locator("li .pxq-up").first
    assert first.get_attribute("aria-disabled") == "true"
    first.click(force=True)
    assert items(quiz) == right
    quiz.get_by_role("button", name="Check").click()
    assert status(quiz) == "Right."
    assert "As in counting." in quiz.locator(".pxq-said").text_content()


def test_an_order_by_dragging(quizzes):
    page = quizzes.page
    quiz = page.locator("#quiz-order")
    before = items(quiz)
    quiz.scroll_into_view_if_needed()
    grip = quiz.locator(".pxq-grip").first.bounding_box()
    last = quiz.locator(".pxq-items > li").last.bounding_box()
    page.mouse.move(grip["x"] + 4, grip["y"] + 4)
    page.mouse.down()
    page.mouse.move(grip["x"] + 4, last["y"] + last["height"] - 2, steps=12)
    page.mouse.up()
    assert items(quiz) == [*before[1:], before[0]]
    assert quiz.locator(".pxq-dragged").count() == 0
    quiz.get_by_role("button", name="Check").click()
    assert "are in their place" in status(quiz)


def test_a_prediction_asks_for_a_guess_first(quizzes):
    quiz = quizzes.page.locator("#quiz-predict")
    reveal = quiz.get_by_role("button", name="Reveal")
    reveal.click()
    assert "Write a guess first" in status(quiz)
    assert quiz.locator(".pxq-said").text_content() == ""
    quiz.get_by_label("Your prediction").fill("<b>Something</b>")
    reveal.click()
    assert quiz.locator(".pxq-said").text_content().strip() == "A surprise."
    assert quiz.locator("details.pxq-solution").is_hidden()


def test_a_prediction_can_be_skipped(quizzes):
    quiz = quizzes.page.locator("#quiz-predict")
    quiz.get_by_role("button", name="Reveal").click()
    quiz.get_by_role("button", name="Reveal").click()
    assert quiz.locator(".pxq-said").text_content().strip() == "A surprise."


def test_the_keyboard_alone(quizzes):
    page = quizzes.page
    quiz = page.locator("#quiz-single")
    quiz.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert status(quiz).startswith("Not yet.")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Check"
    page.keyboard.press("Space")
    assert status(quiz) == "Right."
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Start over"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hint"
    page.keyboard.press("Enter")
    assert quiz.get_by_text("Put the 3 in front.").is_visible()
