import linecache

import IPython.display
import numpy as np
import pytest

from pixelup import checker, show
from pixelup.check import Points

UNIT = "02-convolution"


def correlate2d(x, k):
    h, w = k.shape
    rows, columns = x.shape[0] - h + 1, x.shape[1] - w + 1
    x, k = x.astype(float), k.astype(float)
    return np.array(
        [[np.sum(x[i : i + h, j : j + w] * k) for j in range(columns)] for i in range(rows)]
    )


def flipped(x, k):
    return correlate2d(x, k[::-1, ::-1])


def test_a_right_answer_gets_a_number_whose_repr_is_that_number(capsys):
    points = checker(UNIT)(correlate2d)
    assert repr(points) == "4"
    assert float(repr(points)) == 4
    assert points.verdict.passed
    assert "correlate2d: 4 of 4 points" in capsys.readouterr().out


def test_a_wrong_answer_is_told_what_to_think_about(capsys):
    check = checker(UNIT)
    points = check(flipped, task="correlate2d")
    assert points.verdict.mistake.name == "flipped-kernel"
    said = capsys.readouterr().out
    assert "The smallest case that fails" in said
    assert points.verdict.mistake.hint in said
    assert repr(check) == "<check of 02-convolution: 0 of 9 tasks pass>"


def test_the_name_in_the_notebook_counts():
    namespace = {"check": checker(UNIT), "correlate2d": lambda x, k: correlate2d(x, k)}
    exec("points = check(correlate2d)", namespace)
    assert namespace["points"] == 4


def test_an_answer_that_is_no_task_is_told_how_to_say_which():
    with pytest.raises(LookupError, match="flipped is no task of 02-convolution"):
        checker(UNIT)(flipped)


def test_calling_check_with_a_result_is_explained():
    with pytest.raises(LookupError, match="the function itself"):
        checker(UNIT)(np.zeros(3))


def test_an_answer_that_builds_on_a_wrong_one_is_told_so(capsys):
    namespace = {"np": np, "check": checker(UNIT)}
    exec("def correlate2d(x, k):\n    return np.zeros((1, 1))\ncheck(correlate2d)", namespace)
    capsys.readouterr()
    # inspect reads the source from a file; give it one
    code = "def convolve2d(x, k):\n    return correlate2d(x, k[::-1, ::-1])\n"
    linecache.cache["<cell>"] = (len(code), None, code.splitlines(keepends=True), "<cell>")
    exec(compile(code, "<cell>", "exec"), namespace)
    exec("check(convolve2d)", namespace)
    assert "`correlate2d`, which does not pass its own check" in capsys.readouterr().out


def test_points_print_as_a_plain_number():
    assert [repr(Points(v)) for v in (4.0, 2.66, 0.0)] == ["4", "2.66", "0"]


class FakeShell:
    kernel = object()


@pytest.fixture
def shown(monkeypatch):
    """What a notebook would be shown."""
    seen = []
    monkeypatch.setattr(IPython, "get_ipython", FakeShell)
    monkeypatch.setattr(
        IPython.display, "display", lambda *args, **kwargs: seen.append((args[0], kwargs))
    )
    return seen


def test_in_a_notebook_the_message_is_a_table_with_data_beside_it(shown):
    checker(UNIT)(correlate2d)
    ((bundle, kwargs),) = shown
    assert kwargs == {"raw": True}
    assert "<table>" in bundle["text/html"]
    assert bundle[show.MIME]["points"] == 4


def test_a_failing_array_opens_the_visualizer_on_that_case(shown):
    points = checker(UNIT)(flipped, task="correlate2d")
    _, (explorer, _) = shown
    failure = points.verdict.failure
    assert type(explorer).__name__ == "ConvolutionExplorer"
    assert np.array_equal(explorer.image, failure.case.args[0])
    assert np.array_equal(explorer.kernel, failure.case.args[1])
    assert np.array_equal(explorer.answer, failure.answer.value)
    assert np.array_equal(explorer.expected, failure.case.expected.value)


def test_no_visualizer_opens_while_grading(shown, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    checker(UNIT)(flipped, task="correlate2d")
    assert len(shown) == 1
