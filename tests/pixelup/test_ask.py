import contextlib
import threading
import time
import warnings

import numpy as np
import pytest

from pixelup.ask import TimeLimitError, ask, ask_all, time_limit
from pixelup.task import NOT_ASKED, TIMEOUT, Answer, Case, Task


def test_a_value_comes_back_as_plain_data():
    assert ask(lambda x: x + 1, (2,)).value == 3


def test_the_arguments_are_copies_and_a_change_is_named():
    x = np.zeros(3)

    def spoil(x, k):
        x += 1
        return k

    answer = ask(spoil, (x, 2), ("x", "k"))
    assert answer.changed == ("x",)
    assert answer.value == 2
    assert not x.any()


def test_an_exception_is_an_answer_with_its_name_and_message():
    answer = ask(lambda: [][1], ())
    assert (answer.error, answer.message) == ("IndexError", "list index out of range")


@pytest.mark.parametrize("leave", [SystemExit, GeneratorExit, RecursionError])
def test_even_leaving_is_an_answer(leave):
    def out():
        raise leave("bye")

    assert ask(out, ()).error == leave.__name__


def test_control_c_is_not_swallowed():
    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask(stop, ())


def test_a_hang_ends():
    def hang():
        while True:
            with contextlib.suppress(Exception):
                time.sleep(0.01)

    start = time.monotonic()
    assert ask(hang, (), seconds=0.2).error == TIMEOUT
    assert time.monotonic() - start < 5


def test_a_hang_ends_in_a_thread_too():
    ended = []

    def work():
        try:
            with time_limit(0.2):
                while True:
                    pass
        except TimeLimitError:
            ended.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(10)
    assert ended == [True]


def test_what_is_printed_and_warned_is_kept_and_costs_nothing(capsys):
    def chatty():
        print("here")
        warnings.warn("careful", stacklevel=1)
        return 1

    answer = ask(chatty, ())
    assert answer.value == 1
    assert "here" in answer.printed
    assert "UserWarning: careful" in answer.printed
    assert capsys.readouterr() == ("", "")


def test_a_flood_of_output_is_cut_short():
    assert len(ask(lambda: print("x" * 10**6), ()).printed) <= 2_000


def test_what_cannot_be_compared_says_so():
    answer = ask(lambda: (i for i in range(3)), ())
    assert (answer.error, answer.message) == ("NotPlain", "a generator")


def test_after_a_hang_the_rest_is_not_asked():
    cases = tuple(Case("g", (n,), Answer(value=n)) for n in range(5))
    task = Task("f", 1, ("n",), cases, seconds=0.1)

    def hangs_at_two(n):
        while n == 2:
            pass
        return n

    errors = [a.error for a in ask_all(task, hangs_at_two)]
    assert errors == ["", "", TIMEOUT, NOT_ASKED, NOT_ASKED]


def test_a_probe_takes_data_out_of_a_class():
    class Counter:
        def __init__(self, n):
            self.n = n

    task = Task(
        "Counter",
        1,
        ("n",),
        (Case("g", (3,), Answer(value=3)),),
        probe="def probe(answer, n):\n    return answer(n).n",
    )
    assert ask_all(task, Counter)[0].value == 3
