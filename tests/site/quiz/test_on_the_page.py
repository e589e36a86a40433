"""Quizzes are complete on paper, without scripts and on a phone; a wrong one stops the build."""

import pytest

from tests.site.conftest import build_book, write_book

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("course")]


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
