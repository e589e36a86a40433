import re

import numpy as np
import pytest
import torch

from pixelup.compare import Rules, compare

X = np.array([[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (X, X.astype(int)),
        (X, X.astype(np.float32)),
        (X, X * (1 + 1e-8)),
        (3.0, 3),
        (3.0, np.float32(3)),
        (3, np.array(3)),
        ((1, "a"), [1, "a"]),
        ({"a": X}, {"a": X}),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
        (None, None),
        (True, np.True_),
        (torch.ones(2), torch.ones(2, dtype=torch.float64)),
        (np.zeros((2, 2)), np.full((2, 2), 1e-12)),
    ],
    ids=str,
)
def test_what_is_as_good_passes(expected, got):
    assert compare(expected, got) is None


@pytest.mark.parametrize(
    ("expected", "got", "what", "message"),
    [
        (X, None, "type", "None came back, where an array"),
        (X, [[1, 2], [3, 4]], "type", "a list of 2 items, where an array"),
        (X, torch.tensor(X), "type", "a torch tensor"),
        (X, X[:1], "shape", r"the shape is \(1, 2\), where \(2, 2\) is expected"),
        (X, X > 0, "dtype", "True and False, where numbers"),
        (X > 0, X, "dtype", "numbers"),
        (X, np.where(X == 3, np.nan, X), "nan", r"expected 3, got nan at \[1, 0\]; 1 of 4"),
        (X, X + np.inf, "nan", "got inf"),
        (
            X,
            X + np.array([[0, 0], [0, 1]]),
            "value",
            r"expected 4, got 5 at \[1, 1\]; 1 of 4 values",
        ),
        (3.0, 4.0, "value", "expected 3, got 4"),
        (3.0, "3", "type", "the string '3', where one number"),
        (3.0, X, "type", "an array of shape"),
        ("a", "b", "value", "expected 'a', got 'b'"),
        ((1, 2), (1, 2, 3), "length", "3 items came back, where 2 are expected"),
        ({"a": 1}, {"b": 1}, "keys", "the key 'a' is missing and the key 'b' is not expected"),
        (None, 3, "type", "the number 3, where None is expected"),
        (np.array([1, 2]), np.array([1, 3]), "value", "expected 2, got 3"),
    ],
    ids=str,
)
def test_each_difference_has_its_own_words(expected, got, what, message):
    found = compare(expected, got)
    assert found is not None
    assert found.what == what
    assert re.search(message, found.message)


def test_shape_is_told_before_values():
    found = compare((1.0, X), (2.0, X[:1]))
    assert found.what == "shape"
    assert found.where == "[1]"


def test_the_place_inside_a_dict_is_named():
    found = compare({"sobel": X}, {"sobel": X + 1})
    assert found.where == "['sobel']"
    assert found.index == (0, 0)


@pytest.mark.parametrize(
    ("kind", "got", "differs"),
    [
        ("value", X.astype(int), False),
        ("same", X.astype(int), True),
        ("same", X.astype(np.float32), False),
        ("exact", X.astype(np.float32), True),
    ],
)
def test_how_strict_a_dtype_is(kind, got, differs):
    assert (compare(X, got, Rules(kind=kind)) is not None) == differs


def test_the_tolerance_is_relative_to_the_largest_value():
    assert compare(X * 1e6, X * 1e6 + 1, Rules(tolerance=1e-6)) is None
    assert compare(X * 1e6, X * 1e6 + 9, Rules(tolerance=1e-6)) is not None


def test_big_integers_are_compared_exactly():
    assert compare(np.array([2**62]), np.array([2**62 + 1])) is not None
