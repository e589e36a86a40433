"""Values as plain data: what may cross between a student's code and a judge.

Numbers, strings, tuples, lists, dicts and arrays become JSON and come back the same.
Nothing else does, and nothing is ever pickled: reading an answer never runs it.
"""

from __future__ import annotations

import math
import sys
from typing import Any

import numpy as np

MAX_DEPTH = 20
MAX_ELEMENTS = 4_000_000

_FIXED = frozenset([type(None), bool, int, float, str])  # nothing can change them in place
_KINDS = "biuf"  # bool, signed and unsigned integers, floats
# their names; that of anybody's choice is not given to NumPy, which reads whole languages there
_NAMES = frozenset(np.dtype(code).name for code in "?bBhHiIlLqQefdg")


class NotPlainError(TypeError):
    """A value that is not plain data; the message says what it is."""


def encode(value: Any, depth: int = 0) -> Any:
    """Turn a value into something that ``json.dumps`` takes.

    Parameters
    ----------
    value
        None, bool, int, float, str, tuple, list, dict, NumPy array or scalar,
        torch tensor, or any nesting of these.

    Raises
    ------
    NotPlainError
        For anything else, for nesting deeper than 20 and for more than 4 million elements.
    """
    return _encode(value, depth, _Room())


def _encode(value: Any, depth: int, room: _Room) -> Any:
    if depth > MAX_DEPTH:
        raise NotPlainError("a value nested more than 20 deep")
    match value:
        case None | bool() | str():
            return value
        case np.generic():  # before int and float: np.float64 is a float
            base = _checked(np.asarray(value))
            return {"scalar": base.dtype.name, "data": _numbers(base)[0]}
        case int():
            return int(value) if abs(value) < 2**53 else {"int": hex(value)}
        case float():
            return value if math.isfinite(value) else {"float": repr(float(value))}
        case tuple() | list():
            room.take(len(value))
            items = [_encode(v, depth + 1, room) for v in value]
            return {"tuple": items} if isinstance(value, tuple) else items
        case dict():
            room.take(2 * len(value))
            pairs = value.items()
            return {
                "dict": [
                    [_encode(k, depth + 1, room), _encode(v, depth + 1, room)] for k, v in pairs
                ]
            }
        case np.ndarray():
            return _array("array", value, room)
    if is_tensor(value):
        return _array("tensor", value.detach().cpu().numpy(), room)
    raise NotPlainError(describe(value))


class _Room:
    """Counts what one value holds, however it is nested."""

    def __init__(self) -> None:
        self._left = MAX_ELEMENTS

    def take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise NotPlainError(f"a value of more than {MAX_ELEMENTS} elements")


def decode(data: Any) -> Any:
    """Undo :func:`encode`.

    Raises
    ------
    NotPlainError
        If `data` is not what :func:`encode` writes.
    """
    match data:
        case None | bool() | str() | int() | float():
            return data
        case list():
            return [decode(v) for v in data]
        case {"int": str(text)}:
            return int(text, 16)
        case {"float": str(text)}:
            return float(text)
        case {"tuple": list(items)}:
            return tuple(decode(v) for v in items)
        case {"dict": list(pairs)}:
            return {decode(k): decode(v) for k, v in pairs}
        case {"scalar": str(dtype), "data": number}:
            return _back([number], dtype)[0]
        case {"array": str(dtype), "shape": list(shape), "data": list(numbers)}:
            return _back(numbers, dtype).reshape(shape)
        case {"tensor": str(dtype), "shape": list(shape), "data": list(numbers)}:
            import torch

            return torch.from_numpy(_back(numbers, dtype).reshape(shape))
    raise NotPlainError("data that no value was written as")


def copy(value: Any, depth: int = 0) -> Any:
    """A deep copy as plain data, so that no memory is shared.

    Raises
    ------
    NotPlainError
        If the value is not plain data.
    """
    if type(value) in _FIXED:
        return value
    if type(value) is np.ndarray:  # the usual one, without a list of its numbers
        base = _checked(value)
        if base.dtype.isnative:
            return base.copy(order="C")
        return base.astype(base.dtype.newbyteorder("="), order="C")
    if type(value) in (tuple, list) and depth <= MAX_DEPTH:
        return type(value)(copy(v, depth + 1) for v in value)
    return decode(encode(value))


def fingerprint(value: Any) -> Any:
    """Something that is equal as long as plain data was not changed in place."""
    if type(value) in _FIXED:
        return None
    if type(value) is np.ndarray:
        return (value.dtype.str, value.shape, value.tobytes())
    return encode(value)


def describe(value: Any) -> str:
    """Say in a few words what a value is: ``an array of shape (3, 3) of float64``."""
    match value:
        case None:
            return "None"
        case np.ndarray():
            return f"an array of shape {tuple(value.shape)} of {value.dtype}"
        case bool() | np.bool_():
            return f"the truth value {bool(value)}"
        case int() | float() | np.number():
            return f"the number {value:.6g}" if isinstance(value, float) else f"the number {value}"
        case str():
            return f"the string {value[:40]!r}"
        case list() | tuple() | dict():
            n = len(value)
            return f"a {type(value).__name__} of {n} {'item' if n == 1 else 'items'}"
    if is_tensor(value):
        return f"a torch tensor of shape {tuple(value.shape)} of {str(value.dtype)[6:]}"
    name = type(value).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def is_tensor(value: Any) -> bool:
    """Whether a value is a torch tensor; torch is not imported to find out."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def _array(key: str, array: np.ndarray, room: _Room) -> dict[str, Any]:
    base = _checked(array)
    room.take(base.size)
    return {key: base.dtype.name, "shape": list(base.shape), "data": _numbers(base)}


def _checked(array: np.ndarray) -> np.ndarray:
    base = array.view(np.ndarray)  # a subclass can lie about its shape or dtype
    if base.dtype.kind not in _KINDS:
        raise NotPlainError(f"an array of {base.dtype}")
    if base.size > MAX_ELEMENTS:
        raise NotPlainError(f"an array of {base.size} elements; at most {MAX_ELEMENTS} are read")
    return base


def _numbers(array: np.ndarray) -> list[Any]:
    flat = array.ravel().tolist()
    if array.dtype.kind == "b":
        return [int(v) for v in flat]
    if array.dtype.kind == "f":  # JSON has no nan and no inf; whole floats are written shorter
        return [_short(v) if math.isfinite(v) else repr(v) for v in flat]
    return flat


def _short(v: float) -> float | int:
    whole = v.is_integer() and abs(v) < 2**53 and not (v == 0 and math.copysign(1, v) < 0)
    return int(v) if whole else v


def _back(numbers: list[Any], name: str) -> np.ndarray:
    if name not in _NAMES:
        raise NotPlainError(f"an array of {name[:40]}")
    dtype = np.dtype(name)
    return np.array([float(v) for v in numbers] if dtype.kind == "f" else numbers, dtype=dtype)
