"""Quizzes answer: by mouse, keyboard and finger, and complete on paper and without scripts."""

import json

import pytest

from tests.site.conftest import build_book, serve, write_book
from tests.site.course import built

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("course")]


@pytest.fixture(scope="module")
def course():
    return built()


@pytest.fixture(scope="module")
def site(course):
    with serve(course) as url:
        yield url


@pytest.fixture
def quizzes(visit, site):
    return visit(f"{site}/quizzes.html", wait=".pxq-alive")


def status(quiz):
    return quiz.locator(".pxq-status").text_content()


def items(quiz):
    return quiz.locator(".pxq-item").evaluate_all(
        "all => all.map(e => e.querySelector('.katex') ? 'two' : e.textContent)"
    )


def kept(page):
    return json.loads(page.evaluate("localStorage.getItem('pixelup-progress')"))["quizzes"]


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


def test_answers_come_back_after_a_reload(quizzes):
    page = quizzes.page
    page.locator("#quiz-single input").nth(1).check()
    page.locator("#quiz-single .pxq-check").click()
    page.get_by_label("Your answer").fill("6997")
    page.locator("#quiz-number .pxq-check").click()
    page.locator("#quiz-order .pxq-down").first.click()
    page.locator("#quiz-order .pxq-check").click()
    order = items(page.locator("#quiz-order"))
    page.get_by_label("Your prediction").fill("mine")
    page.get_by_role("button", name="Reveal").click()
    page.reload()
    page.wait_for_selector("#quiz-predict.pxq-alive")
    assert page.locator("#quiz-single input").nth(1).is_checked()
    assert "You added" in page.locator("#quiz-single").text_content()
    assert page.get_by_label("Your answer").input_value() == "6997"
    assert items(page.locator("#quiz-order")) == order
    assert page.get_by_label("Your prediction").input_value() == "mine"
    page.locator("#quiz-number .pxq-again").click()
    assert page.get_by_label("Your answer").input_value() == ""
    page.reload()
    page.wait_for_selector("#quiz-predict.pxq-alive")
    assert page.get_by_label("Your answer").input_value() == ""


def test_an_answer_to_an_older_wording_is_dropped(quizzes):
    page = quizzes.page
    page.locator("#quiz-single input").nth(0).check()
    page.locator("#quiz-single .pxq-check").click()
    page.evaluate(
        "const p = JSON.parse(localStorage['pixelup-progress']);"
        "p.quizzes['quiz-single'].stamp = 'old';"
        "localStorage['pixelup-progress'] = JSON.stringify(p)"
    )
    page.reload()
    page.wait_for_selector("#quiz-predict.pxq-alive")
    assert page.locator("#quiz-single input:checked").count() == 0
    assert kept(page)["quiz-single"]["right"] is True


@pytest.mark.parametrize("how", ["throws", "full", "garbage"])
def test_a_browser_that_keeps_nothing(visit, site, how):
    one = visit(f"{site}/turn.html", wait="h1:visible")
    script = {
        "throws": "Object.defineProperty(window, 'localStorage', {get() { throw Error('no'); }})",
        "full": "Storage.prototype.setItem = () => { throw new DOMException('full') }",
        "garbage": "localStorage.setItem('pixelup-progress', '{\"format\": 1, \"read\": 3}')",
    }[how]
    one.page.add_init_script(script)
    one.complaints.clear()
    one.page.goto(f"{site}/quizzes.html")
    one.page.wait_for_selector("#quiz-predict.pxq-alive")
    for _ in range(2):
        one.page.locator("#quiz-single input").first.check()
        one.page.locator("#quiz-single .pxq-check").click()
    assert status(one.page.locator("#quiz-single")) == "Right."
    assert [c for c in one.complaints if "pixelup" in c or "site.js" in c or "quiz.js" in c] == []


def test_from_a_folder(visit, course):
    one = visit((course / "quizzes.html").as_uri(), wait=".pxq-alive", offline=True)
    one.page.locator("#quiz-single input").first.check()
    one.page.locator("#quiz-single .pxq-check").click()
    assert status(one.page.locator("#quiz-single")) == "Right."
    assert one.complaints == []
    assert one.foreign("file:") == []


def test_nothing_leaves_the_browser(quizzes, site):
    page = quizzes.page
    page.wait_for_load_state("networkidle")
    quizzes.requests.clear()
    page.locator("#quiz-single input").first.check()
    page.locator("#quiz-single .pxq-check").click()
    page.wait_for_timeout(300)
    assert quizzes.requests == []
    assert quizzes.foreign(site) == []


def test_the_script_is_loaded_only_where_there_is_a_quiz(visit, site, quizzes):
    assert any("/quiz.js" in url for url in quizzes.requests)
    other = visit(f"{site}/turn.html", wait="h1:visible")
    assert not [url for url in other.requests if "/quiz." in url]


def test_without_scripts_question_answers_and_solution_are_there(visit, site):
    one = visit(f"{site}/quizzes.html", wait=None, java_script_enabled=False)
    page = one.page
    single = page.locator("#quiz-single")
    assert single.locator("legend .katex").is_visible()
    assert single.locator(".pxq-choices li").count() == 3
    assert not single.locator("input").first.is_visible()
    assert not single.locator(".pxq-verdicts").is_visible()
    single.locator("summary", has_text="Solution").click()
    assert single.locator(".pxq-verdicts").is_visible()
    assert "You added the weights" in single.locator(".pxq-verdicts").inner_text()
    number = page.locator("#quiz-number")
    number.locator("summary", has_text="Solution").click()
    assert "6998, give or take 0.5" in number.inner_text()
    assert "last place" not in number.inner_text()
    order = page.locator("#quiz-order")
    order.locator("summary", has_text="Solution").click()
    assert order.locator(".pxq-right-order li").first.inner_text() == "one"
    predict = page.locator("#quiz-predict")
    predict.locator("summary", has_text="Reveal").click()
    assert "surprise" in predict.inner_text()


def test_on_paper_the_solution_stands_below(quizzes):
    page = quizzes.page
    page.emulate_media(media="print")
    single = page.locator("#quiz-single")
    assert not single.locator("button").first.is_visible()
    assert not single.locator("input").first.is_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert "You added the weights" in single.locator(".pxq-verdicts").inner_text()
    assert "Put the 3 in front." in single.inner_text()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert not single.locator(".pxq-verdicts").is_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_sideways_scrolling_at_360_pixels(visit, site, theme):
    one = visit(f"{site}/quizzes.html", width=360, theme=theme, wait=".pxq-alive")
    for quiz in one.page.locator(".pxq").all():
        quiz.locator(".pxq-check").click()
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 360
    for right in one.page.locator(".pxq *:not(.visually-hidden)").evaluate_all(
        "all => all.filter(e => e.offsetParent && !e.closest('.katex'))"
        ".map(e => e.getBoundingClientRect().right)"
    ):
        assert right <= 360


WRONG = {
    "index": "# Wrong\n",
    "a": "# A\n\n```{quiz}\nid: q\ntype: single\nquestion: What: now?\n```\n",
    "b": "# B\n\n```{quiz}\nid: twice\ntype: predict\nquestion: Q?\nreveal: R.\n```\n\n"
    "```{quiz}\nid: twice\ntype: predict\nquestion: Q?\nreveal: R.\n```\n",
    "c": "# C\n\n```{quiz}\nid: list\ntype: order\nquestion: Q?\nitems:\n"
    "  - |\n    a\n\n    - b\n  - c\n```\n\n"
    "```{quiz}\nid: tex\ntype: predict\nquestion: What is $\\frac{1}{2$?\nreveal: R.\n```\n",
    "d": "# D\n\n```{quiz}\nid: twice\ntype: predict\nquestion: Q?\nreveal: R.\n```\n\n"
    "```{quiz}\nid: d\ntype: predict\nquestion: Q?\nreveal: R.\n```\n",
}


def test_a_malformed_quiz_fails_the_build_in_one_line_each(tmp_path):
    write_book(tmp_path, WRONG)
    done = build_book(tmp_path)
    assert done.returncode != 0
    lines = [line for line in done.stderr.splitlines() if "WARNING" in line]
    book = tmp_path / "book"
    expected = [
        f"{book}/a.md:6: WARNING: quiz: this is not YAML: mapping values are not allowed here.",
        f"{book}/b.md:10: WARNING: quiz: the id 'twice' is taken (b, line 3): choose another one.",
        f"{book}/c.md:3: WARNING: quiz: list: item 1 must be one paragraph without lists",
        f"{book}/c.md:16: WARNING: KaTeX cannot read '\\\\frac{{1}}{{2'",
        f"{book}/d.md:3: WARNING: quiz: the id 'twice' is taken (b, line 3): choose another one.",
        f"{book}/d.md:10: WARNING: quiz: d: a heading has this name already: choose another id.",
    ]
    for start in expected:
        assert len([line for line in lines if start in line]) == 1, (start, lines)
    assert len(lines) == len(expected), lines
