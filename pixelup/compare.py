"""What is different between the expected value and the one that came: in words.

There is one comparison in the course. `check` in a notebook and the grader both use it.
Shape comes before dtype, dtype before nan, nan before values: the first that differs is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from .plain import describe, is_tensor

Kind = Literal["value", "same", "exact"]
SHAPE_WORDS = frozenset({"type", "shape", "dtype", "length", "keys"})


@dataclass(frozen=True)
class Rules:
    """How strict a comparison is.

    Attributes
    ----------
    tolerance
        Largest error, relative to the largest expected value.
    kind
        ``value``: an int is as good as an equal float; ``same``: bool, int and float are
        told apart; ``exact``: so are float32 and float64.
    """

    tolerance: float = 1e-6
    kind: Kind = "value"


@dataclass(frozen=True)
class Difference:
    """The first thing that differs.

    Attributes
    ----------
    what
        One of ``type``, ``shape``, ``dtype``, ``length``, ``keys``, ``nan``, ``value``.
    message
        One sentence without the full stop.
    where
        Path to the place inside the value, such as ``['sobel'][1, 2]``; empty for the whole.
    index
        Index into the array that differs, when it is one.
    """

    what: str
    message: str
    where: str = ""
    index: tuple[int, ...] | None = None

    @property
    def is_shape(self) -> bool:
        """Whether it is about the form of the answer and not about its values."""
        return self.what in SHAPE_WORDS


def compare(
    expected: Any, got: Any, rules: Rules | None = None, where: str = ""
) -> Difference | None:
    """Find the first difference between two values of plain data.

    Parameters
    ----------
    expected, got
        Numbers, strings, arrays, tensors, tuples, lists, dicts, None.
    rules
        How strict to be.
    where
        Path to the two values, for the message.

    Returns
    -------
    Difference or None
        None when the two agree.
    """
    rules = rules or Rules()
    if got is None and expected is not None:
        return Difference("type", f"None came back, where {_form(expected)} is expected", where)
    match expected:
        case None:
            return None if got is None else _wrong_type(expected, got, where)
        case str():
            if not isinstance(got, str):
                return _wrong_type(expected, got, where)
            if expected == got:
                return None
            return Difference("value", f"expected {expected!r}, got {got!r}", where)
        case tuple() | list():
            return _sequence(expected, got, rules, where)
        case dict():
            return _dict(expected, got, rules, where)
    if is_tensor(expected) or isinstance(expected, np.ndarray):
        return _array(expected, got, rules, where)
    return _number(expected, got, rules, where)


def _wrong_type(expected: Any, got: Any, where: str) -> Difference:
    return Difference("type", f"{describe(got)}, where {_form(expected)} is expected", where)


def _form(value: Any) -> str:
    match value:
        case None:
            return "None"
        case bool() | np.bool_():
            return "True or False"
        case int() | float() | np.number():
            return "one number"
        case str():
            return "a string"
    return describe(value)


def _sequence(expected: Any, got: Any, rules: Rules, where: str) -> Difference | None:
    if not isinstance(got, tuple | list) or (
        rules.kind == "exact" and type(got) is not type(expected)
    ):
        return _wrong_type(expected, got, where)
    if len(got) != len(expected):
        message = f"{len(got)} items came back, where {len(expected)} are expected"
        return Difference("length", message, where)
    parts = (
        compare(e, g, rules, f"{where}[{i}]")
        for i, (e, g) in enumerate(zip(expected, got, strict=True))
    )
    return _first(parts)


def _dict(expected: dict, got: Any, rules: Rules, where: str) -> Difference | None:
    if not isinstance(got, dict):
        return _wrong_type(expected, got, where)
    missing = [k for k in expected if k not in got]
    extra = [k for k in got if k not in expected]
    if missing or extra:
        said = [f"the key {missing[0]!r} is missing"] if missing else []
        said += [f"the key {extra[0]!r} is not expected"] if extra else []
        return Difference("keys", " and ".join(said), where)
    return _first(compare(e, got[k], rules, f"{where}[{k!r}]") for k, e in expected.items())


def _first(parts: Any) -> Difference | None:
    """The first difference; one of form comes before any of values."""
    found = [d for d in parts if d is not None]
    return next((d for d in found if d.is_shape), found[0] if found else None)


def _number(expected: Any, got: Any, rules: Rules, where: str) -> Difference | None:
    if isinstance(got, np.ndarray) and got.ndim == 0:
        got = got[()]
    if not isinstance(got, bool | int | float | np.bool_ | np.number):
        return _wrong_type(expected, got, where)
    return _values(np.asarray(expected), np.asarray(got), rules, where)


def _array(expected: Any, got: Any, rules: Rules, where: str) -> Difference | None:
    if is_tensor(expected) != is_tensor(got) or not (is_tensor(got) or isinstance(got, np.ndarray)):
        return _wrong_type(expected, got, where)
    if is_tensor(expected):
        expected, got = expected.detach().cpu().numpy(), got.detach().cpu().numpy()
    if expected.shape != got.shape:
        message = f"the shape is {got.shape}, where {expected.shape} is expected"
        return Difference("shape", message, where)
    if expected.dtype == got.dtype and expected.tobytes() == got.tobytes():
        return None  # most often, and for sure
    return _values(expected, got, rules, where)


def _values(expected: np.ndarray, got: np.ndarray, rules: Rules, where: str) -> Difference | None:
    form = _dtype_words(expected.dtype, got.dtype, rules.kind)
    if form is not None:
        return Difference("dtype", form, where)
    if got.dtype.kind in "biu" and expected.dtype.kind in "biu":
        wrong = expected != got
    else:
        e, g = expected.astype(float), got.astype(float)
        strange = (np.isnan(g) & ~np.isnan(e)) | (np.isinf(g) & (g != e))
        if strange.any():
            return _nan(e, g, strange, where)
        scale = np.abs(e[np.isfinite(e)]).max(initial=0.0)
        with np.errstate(invalid="ignore"):  # inf - inf
            close = np.abs(e - g) <= rules.tolerance * scale + 1e-9
        wrong = ~(close | (e == g) | (np.isnan(e) & np.isnan(g)))
    if not wrong.any():
        return None
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    at = f" at {list(index)}" if index else ""
    message = f"expected {number(expected[index])}, got {number(got[index])}{at}"
    if index:
        message += f"; {int(wrong.sum())} of {wrong.size} values differ"
    return Difference("value", message, where, index or None)


def _dtype_words(expected: np.dtype, got: np.dtype, kind: Kind) -> str | None:
    """What is wrong with a dtype, in words; None when it will do."""
    if kind == "exact" and expected != got:
        return f"the dtype is {got}, where {expected} is expected"
    truth = (expected.kind == "b", got.kind == "b")
    if truth == (True, False):
        return f"numbers ({got}), where True and False are expected"
    if truth == (False, True):
        return "True and False, where numbers are expected"
    kinds = {"u": "i"}
    if kind == "same" and kinds.get(expected.kind, expected.kind) != kinds.get(got.kind, got.kind):
        words = {"i": "whole numbers", "u": "whole numbers", "f": "floats"}
        return f"{words[got.kind]} ({got}), where {words[expected.kind]} are expected"
    return None


def _nan(e: np.ndarray, g: np.ndarray, strange: np.ndarray, where: str) -> Difference:
    index = tuple(int(i) for i in np.argwhere(strange)[0])
    at = f" at {list(index)}" if index else ""
    message = f"expected {number(e[index])}, got {number(g[index])}{at}"
    if index:
        message += f"; {int(strange.sum())} of {strange.size} values are not finite numbers"
    return Difference("nan", message, where, index or None)


def number(value: Any) -> str:
    """A number as a person writes it: ``4``, ``-0.333333``, ``nan``."""
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    text = f"{value:.6g}"
    return "0" if text == "-0" else text
