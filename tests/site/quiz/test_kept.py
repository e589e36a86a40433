"""What stays in the browser, and that nothing leaves it."""

import pytest

from .reading import items, kept, status

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("course")]


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
