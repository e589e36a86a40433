"""What a quiz says, and what the browser keeps of it."""

import json


def status(quiz):
    return quiz.locator(".pxq-status").text_content()


def items(quiz):
    return quiz.locator(".pxq-item").evaluate_all(
        "all => all.map(e => e.querySelector('.katex') ? 'two' : e.textContent)"
    )


def kept(page):
    return json.loads(page.evaluate("localStorage.getItem('pixelup-progress')"))["quizzes"]
