import json

import numpy as np
import pytest
import torch

from pixelup import plain
from pixelup.compare import Rules, compare

VALUES = [
    None,
    True,
    3,
    -(2**70),
    0.1,
    -0.0,
    float("inf"),
    "text",
    (1, [2.5, "x"], {"a": (None,)}),
    {1: "one", (2, 3): "pair"},
    np.float32(0.1),
    np.uint8(200),
    np.bool_(True),
    np.arange(6, dtype=np.int16).reshape(2, 3),
    np.array([[0.1, np.nan], [np.inf, -0.0]]),
    np.array([True, False]),
    np.zeros((0, 3)),
    np.float16([1.5]),
    torch.arange(4.0).reshape(2, 2),
    torch.tensor([True, False]),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda v: repr(v)[:30])
def test_a_value_comes_back_as_it_was(value):
    back = plain.decode(json.loads(json.dumps(plain.encode(value), allow_nan=False)))
    assert type(back) is type(value)
    assert compare(value, back, Rules(kind="exact")) is None
    if isinstance(value, np.ndarray):
        assert back.dtype == value.dtype
        assert back.shape == value.shape
        assert np.array_equal(np.signbit(back), np.signbit(value))


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6, dtype=">i4").reshape(2, 3),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(12.0)[::2],
        np.array([True, False]),
        np.array([np.nan, -0.0, np.inf], dtype=np.float32),
    ],
)
def test_a_copy_is_what_json_would_give(array):
    made, through_json = plain.copy(array), plain.decode(plain.encode(array))
    assert made.dtype == through_json.dtype
    assert made.tobytes() == through_json.tobytes()
    assert made.flags.c_contiguous
    assert made.flags.writeable


def test_a_list_in_itself_is_no_plain_data():
    endless = []
    endless.append(endless)
    with pytest.raises(plain.NotPlainError):
        plain.copy(endless)


def test_a_fingerprint_shows_every_change():
    x = np.array([1.0, np.nan, 0.0])
    before = plain.fingerprint(x)
    assert plain.fingerprint(x.copy()) == before
    x[2] = -0.0
    assert plain.fingerprint(x) != before
    assert plain.fingerprint([1, 2]) != plain.fingerprint([1, 3])


def test_a_copy_shares_no_memory():
    x = np.zeros((2, 2))
    plain.copy(x)[0, 0] = 1
    assert not x.any()


@pytest.mark.parametrize(
    "value", [object(), lambda: 1, {1, 2}, b"bytes", 1j, np.array([object()]), np.array(["a"])]
)
def test_what_is_not_plain_is_refused_by_name(value):
    with pytest.raises(plain.NotPlainError):
        plain.encode(value)


def test_deep_nesting_is_refused():
    deep = []
    for _ in range(50):
        deep = [deep]
    with pytest.raises(plain.NotPlainError, match="nested"):
        plain.encode(deep)


def test_huge_arrays_are_refused_without_being_read():
    huge = np.broadcast_to(np.zeros(1), (10_000, 10_000))
    with pytest.raises(plain.NotPlainError, match="elements"):
        plain.encode(huge)


def test_a_subclass_cannot_lie_about_its_shape():
    class Liar(np.ndarray):
        @property
        def shape(self):
            return (1, 1)

    liar = np.arange(6.0).view(Liar)
    assert plain.decode(plain.encode(liar)).shape == (6,)


@pytest.mark.parametrize(
    "data",
    [
        {"pickle": "x"},
        {"array": "object", "shape": [1], "data": [1]},
        {"array": "f4,(1000,1000)f8", "shape": [1], "data": [1]},
        {"scalar": "datetime64[ns]", "data": 1},
        {"array": "float64"},
    ],
)
def test_data_that_nobody_wrote_is_refused(data):
    with pytest.raises((plain.NotPlainError, ValueError, TypeError)):
        plain.decode(data)


@pytest.mark.parametrize(
    "value",
    [
        [[0] * 60, [0] * 60],
        dict.fromkeys(range(60), 0),
        [np.zeros(60), np.zeros(60)],
        [(np.zeros(50),), [0] * 50],
    ],
)
def test_what_is_nested_is_counted_together(value, monkeypatch):
    monkeypatch.setattr(plain, "MAX_ELEMENTS", 100)
    with pytest.raises(plain.NotPlainError, match="more than 100 elements"):
        plain.encode(value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None"),
        (np.zeros((3, 3)), "an array of shape (3, 3) of float64"),
        ([1], "a list of 1 item"),
        ((1, 2), "a tuple of 2 items"),
        (torch.zeros(2), "a torch tensor of shape (2,) of float32"),
        (1.5, "the number 1.5"),
        (True, "the truth value True"),
        (object(), "an object"),
    ],
)
def test_a_value_is_described_in_words(value, words):
    assert plain.describe(value) == words
