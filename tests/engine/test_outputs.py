"""What a kernel says, made safe."""

import pytest

from autograder.engine.outputs import FloodError, Meter, tidy, weight


def message(kind, content, **more):
    return {"msg_type": kind, "content": content, **more}


GOOD = [
    message("stream", {"name": "stdout", "text": "x"}),
    message("display_data", {"data": {"text/plain": "x"}, "metadata": {}}),
    message("display_data", {"data": {"application/json": [1]}, "metadata": {}, "transient": {}}),
    message("execute_result", {"data": {}, "metadata": {}, "execution_count": 3}),
    message("error", {"ename": "E", "evalue": "", "traceback": ["x"]}),
    message("status", {"execution_state": "idle"}),
    message("clear_output", {"wait": False}),
]
BAD = [
    message("stream", {"name": 5, "text": "x"}),
    message("stream", {"name": "stdout", "text": ["x"]}),
    message("stream", {"name": "elsewhere", "text": "x"}),
    message("stream", "x"),
    message(5, {}),
    message("display_data", {"data": 3, "metadata": {}}),
    message("display_data", {"data": {"text/html": 3}, "metadata": {}}),
    message("display_data", {"data": {}, "metadata": []}),
    message("display_data", {"data": {}, "metadata": {}, "transient": 5}),
    message("display_data", {"data": {}, "metadata": {}, "transient": {"display_id": []}}),
    message("execute_result", {"data": {}, "metadata": {}, "execution_count": "3"}),
    message("execute_result", {"data": {}, "metadata": {}, "execution_count": True}),
    message("error", {"ename": "E", "evalue": "", "traceback": "x"}),
    message("error", {"ename": "E", "evalue": "", "traceback": [1]}),
    message("error", {"ename": "E"}),
    message("status", {}),
]


@pytest.mark.parametrize("said", GOOD, ids=str)
def test_what_a_notebook_can_hold_is_kept(said):
    assert tidy(said) == said


@pytest.mark.parametrize("said", BAD, ids=str)
def test_what_a_notebook_cannot_hold_is_dropped(said):
    assert tidy(said) is None


def test_surrogates_are_no_text():
    said = tidy(message("stream", {"name": "stdout", "text": "a\ud800é"}))
    assert said["content"]["text"] == "a?é"
    said["content"]["text"].encode()


def test_the_meter_keeps_what_fits_then_drops_then_gives_up():
    meter = Meter(most_bytes=1000, most_messages=100)
    line = message("stream", {"name": "stdout", "text": "x" * 400})
    assert [meter.take(line) for _ in range(4)] == [True, True, False, False]
    meter.bytes = 20_000
    with pytest.raises(FloodError):
        meter.take(line)


def test_small_messages_and_buffers_count():
    meter = Meter(most_bytes=10**6, most_messages=3)
    small = message("comm_msg", {})
    assert [meter.take(small) for _ in range(4)] == [True, True, True, False]
    meter = Meter(most_bytes=10**6, most_messages=10)
    assert not meter.take(message("comm_msg", {}, buffers=[bytes(2 * 10**6)]))


def test_deep_nesting_weighs_more_than_any_limit():
    deep = []
    for _ in range(200):
        deep = [deep]
    assert weight(deep) >= 1 << 30
