"""The small course's page of quizzes, open in the browser."""

import pytest


@pytest.fixture(scope="module")
def site(course_site):
    return course_site


@pytest.fixture
def quizzes(visit, site):
    return visit(f"{site}/quizzes.html", wait=".pxq-alive")
