"""A bar on a terminal, plain lines elsewhere; both say counts, rate and time left."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from rich.console import Console

from autograder import progress
from autograder.progress import Steps


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test winds."""
    made = SimpleNamespace(now=100.0)
    monkeypatch.setattr(progress.time, "monotonic", lambda: made.now)
    return made


def console(terminal):
    return Console(file=io.StringIO(), force_terminal=terminal, width=120)


def test_without_a_terminal_it_says_a_line_now_and_then(clock):
    out = console(False)
    with Steps("grading 02-mini", 40, out) as steps:
        for _ in range(20):
            clock.now += 0.5
            steps.step(1, "graded")
    lines = out.file.getvalue().splitlines()
    assert lines == [
        "grading 02-mini 11 of 40: 11 graded, 2.0 a second, 0:14 left",
        "grading 02-mini 20 of 40: 20 graded, 2.0 a second, 0:10 left",
    ]


def test_what_was_known_before_does_not_make_it_look_faster(clock):
    steps = Steps("grading", 1000, console(False))
    for _ in range(900):
        steps.step(1, "graded", free=True)
    assert steps.said() == "900 graded"
    clock.now += 30  # warming up
    for kind in ("graded", "flagged", "graded"):
        steps.step(1, kind)
        clock.now += 2
    assert steps.said() == "902 graded, 1 flagged, 3.0 s each, 4:51 left"


def test_on_a_terminal_there_is_one_bar(clock):
    out = console(True)
    with Steps("grading", 3, out) as steps:
        for _ in range(3):
            steps.step(1, "graded")
            clock.now += 100
    said = out.file.getvalue()
    assert "3/3" in said
    assert "3 graded" in said


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "0:00"), (61, "1:01"), (3599.6, "1 h 0 min"), (9000, "2 h 30 min")]
)
def test_time_is_told_as_people_do(seconds, words):
    assert progress._time(seconds) == words
