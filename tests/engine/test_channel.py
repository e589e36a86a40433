"""The trusted end of the line, against honest and lying peers."""

import contextlib
import json
import socket
import threading
import time

import numpy as np
import pytest

from autograder.engine.channel import Line, because
from pixelup import serving, wire
from pixelup.task import NO_ANSWER, Answer

from .conftest import task


def ask(peer, *, cases=2, seconds=0.2):
    """Ask a task of a peer, a function of the other end of the line and the question."""
    here, there = socket.socketpair()

    def talk():
        # a peer that is hung up on while it talks: that is the end of its part
        with there, contextlib.suppress(BrokenPipeError, ConnectionResetError):
            peer(there, wire.decode(wire.receive(there, 5.0)))

    with here:
        talking = threading.Thread(target=talk)
        talking.start()
        line = Line(here)
        start = time.monotonic()
        answers = line.ask(task("f", seconds, cases))
        took = time.monotonic() - start
        here.close()
        talking.join()
    return answers, line, took


def say(line, question, number, **changes):
    """An answer with some of its fields changed."""
    answer = Answer(value=question["cases"][number][0].sum(axis=0))
    data = wire.decode(serving.written(answer, question["nonce"], number))
    wire.send(line, wire.encode(data | changes), 1.0)


def honest(line, question):
    for number in range(len(question["cases"])):
        say(line, question, number)


def test_honest_answers_come_in_order():
    answers, line, _ = ask(honest, cases=3)
    expected = [case.expected.value for case in task("f", cases=3).cases]
    np.testing.assert_array_equal([a.value for a in answers], expected)
    assert not line.broken


def test_expected_answers_are_not_sent():
    seen = {}
    ask(lambda line, question: seen.update(question))
    assert set(seen) == {"nonce", "name", "parameters", "probe", "seconds", "forbid", "cases"}


LIES = {
    "another question": {"nonce": "0" * 16},
    "to another": {"case": 1},
    "answer to another": {"case": False},
    "is no text": {"error": 5},
    "message is no text": {"message": None},
    "changed arguments": {"changed": [1]},
    "list of changed": {"changed": ("x",) * 1000},
    "other fields": {"points": 100},
    "says it is none": {"error": NO_ANSWER},
}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_in_an_answer_is_named_and_ends_the_task(name):
    answers, line, took = ask(lambda line, question: say(line, question, 0, **LIES[name]))
    assert [a.error for a in answers] == [NO_ANSWER] * 2
    assert name in line.broken
    assert took < 2


def test_long_words_are_cut_and_surrogates_replaced():
    answers, _, _ = ask(
        lambda line, question: say(
            line, question, 0, error="E" * 1000, message="\ud800" * 5000, printed="p" * 10**6
        ),
        cases=1,
    )
    assert len(answers[0].error) == 100
    assert answers[0].message == "?" * 500
    assert len(answers[0].printed) == 2000


def test_after_the_first_broken_answer_nothing_more_is_waited_for():
    def breaks(line, question):
        say(line, question, 0)
        line.sendall(json.dumps({"value": 1}).encode() * 10)
        time.sleep(0.5)

    answers, line, took = ask(breaks, cases=20)
    assert [a.error for a in answers] == [""] + [NO_ANSWER] * 19
    assert took < 0.5
    again = line.ask(task("g"))
    assert {a.message for a in again} == {line.broken}


def test_silence_is_waited_for_once():
    answers, line, took = ask(lambda line, question: time.sleep(4), cases=20)
    assert {a.error for a in answers} == {NO_ANSWER}
    assert line.silent
    assert took < 4


def test_a_peer_that_goes_away_is_named():
    _, line, took = ask(lambda line, question: None)
    assert line.broken == "the process ended"
    assert took < 1


def test_a_peer_that_does_not_read_is_named():
    here, there = socket.socketpair()
    here.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    with here, there:
        line = Line(here)
        big = task("f", cases=1)
        (case,) = big.cases
        object.__setattr__(case, "args", (np.zeros(1_000_000),))
        start = time.monotonic()
        answers = line.ask(big)
        assert time.monotonic() - start < 5
    assert answers[0].message == "the process does not take questions"


def test_too_many_megabytes_in_all_are_refused(monkeypatch):
    monkeypatch.setattr("autograder.engine.channel.MAX_TASK", 100)

    def much(line, question):
        for number in range(3):
            say(line, question, number, value=np.zeros(10))

    answers, line, _ = ask(much, cases=3)
    assert [a.error for a in answers] == ["", NO_ANSWER, NO_ANSWER]
    assert "MB of answers" in line.broken


def test_because_tells_the_better_cause_of_missing_answers_only():
    answers = (Answer(value=1), Answer(error=NO_ANSWER, message="the process ended"))
    told = because(answers, "it used too much memory")
    assert told[0] == answers[0]
    assert told[1].message == "it used too much memory"
    assert because(answers, "") == answers


def test_there_is_time_while_the_questions_are_on_their_way():
    here, there = socket.socketpair()
    seen = []

    def answer():  # all of them, before the first is read
        question = wire.decode(wire.receive(there, 1.0))
        honest(there, question)
        seen.extend(question["cases"])

    with here, there:
        answers = Line(here).ask(task("f", cases=3), meanwhile=answer)
    assert len(seen) == 3
    assert not any(a.error for a in answers)


def test_the_students_side_answers_every_kind_of_task():
    here, there = socket.socketpair()
    with here, there:
        wire.send(here, serving.question(task("no_such_name"), "n"), 1.0)
        serving.serve(there.fileno())
        first = wire.decode(wire.receive(here, 1.0))
    assert first["error"] == "NotDefined"
