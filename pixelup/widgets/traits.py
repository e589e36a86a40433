"""Traits of figures that refuse in one line: what, where, how to mend it."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np
import traitlets


class Whole(traitlets.Int):
    """A whole number within limits.

    Parameters
    ----------
    default, low, high : int
    of_what : str
        What is counted, as in ``"pixels"``.

    Raises
    ------
    traitlets.TraitError
        When the value is no whole number or out of range.
    """

    def __init__(self, default: int, low: int, high: int, of_what: str) -> None:
        self.low, self.high, self.of_what = low, high, of_what
        super().__init__(default)
        self.tag(sync=True)

    def validate(self, obj: object, value: Any) -> int:
        """Check `value` against the limits."""
        number = super().validate(obj, value)
        if not self.low <= number <= self.high:
            raise traitlets.TraitError(
                f"{type(obj).__name__}.{self.name} is {number}: "
                f"give {self.low} to {self.high} {self.of_what}."
            )
        return number


class Real(traitlets.Float):
    """A number within limits.

    Parameters
    ----------
    default, low, high : float

    Raises
    ------
    traitlets.TraitError
        When the value is no number or out of range.
    """

    def __init__(self, default: float, low: float, high: float) -> None:
        self.low, self.high = low, high
        super().__init__(default)
        self.tag(sync=True)

    def validate(self, obj: object, value: Any) -> float:
        """Check `value` against the limits."""
        number = super().validate(obj, value)
        if not self.low <= number <= self.high:
            raise traitlets.TraitError(
                f"{type(obj).__name__}.{self.name} is {number:g}: "
                f"give a number from {self.low:g} to {self.high:g}."
            )
        return number


class WeightsFile(traitlets.Unicode):
    """A network of the reader's own: the path of a ``.safetensors`` file, kept as text in base 64.

    Parameters
    ----------
    usual : str
        What such a network takes, as in ``"a LeNet has a quarter of one"``, namely of a megabyte.

    Raises
    ------
    traitlets.TraitError
        When there is no such file, or it is far too large.
    """

    LARGEST = 4_000_000  # bytes

    def __init__(self, usual: str) -> None:
        self.usual = usual
        super().__init__("")
        self.tag(sync=True)

    def validate(self, obj: object, value: Any) -> str:
        """Read the file; text that is no path stays as it is."""
        text = super().validate(obj, value)
        if not text.endswith(".safetensors"):
            return text
        where, path = f"{type(obj).__name__}.{self.name}", Path(text)
        if not path.is_file():
            raise traitlets.TraitError(
                f"{where}: there is no file {text}; save your network first."
            )
        if path.stat().st_size > self.LARGEST:
            raise traitlets.TraitError(
                f"{where}: {path.name} has {path.stat().st_size / 1e6:.1f} MB, and {self.usual}; "
                f"is it another network?"
            )
        return base64.b64encode(path.read_bytes()).decode("ascii")


class Place(traitlets.Int):
    """A place that is counted from 0.

    Parameters
    ----------
    how : str
        What is counted, and how.

    Raises
    ------
    traitlets.TraitError
        When the value is no whole number or below 0.
    """

    def __init__(self, how: str = "cells of the output are counted from 0, row by row") -> None:
        self.how = how
        super().__init__(0)
        self.tag(sync=True)

    def validate(self, obj: object, value: Any) -> int:
        """Check that `value` is 0 or more."""
        number = super().validate(obj, value)
        if number < 0:
            raise traitlets.TraitError(f"{type(obj).__name__}.{self.name} is {number}: {self.how}.")
        return number


class Word(traitlets.Unicode):
    """One of several words; the first is the default.

    Parameters
    ----------
    *known : str

    Raises
    ------
    traitlets.TraitError
        When the value is another one.
    """

    def __init__(self, *known: str) -> None:
        self.known = known
        super().__init__(known[0])
        self.tag(sync=True)

    def validate(self, obj: object, value: Any) -> str:
        """Check that `value` is known."""
        if value not in self.known:
            *others, last = map(repr, self.known)
            raise traitlets.TraitError(
                f"{type(obj).__name__}.{self.name} is {value!r}: say {', '.join(others)} or {last}."
            )
        return value


class Wholes(traitlets.TraitType):
    """Several whole numbers within limits, kept as one row of a matrix, as in ``[[0, 1]]``.

    Parameters
    ----------
    count : int
    low, high : int
    how : str
        What to give, and in which order.
    limits : str
        What to say of numbers out of range; `how` again when it is empty.
    one_for_all : bool
        Whether a single number stands for all.

    Raises
    ------
    traitlets.TraitError
        When the value is not so many whole numbers, or out of range.
    """

    def __init__(
        self,
        count: int,
        low: int,
        high: int,
        how: str,
        *,
        limits: str = "",
        one_for_all: bool = False,
    ) -> None:
        self.count, self.low, self.high = count, low, high
        self.how, self.limits, self.one_for_all = how, limits or how, one_for_all
        super().__init__([[0] * count])
        self.tag(sync=True)

    def validate(self, obj: object, value: Any) -> list[list[int]]:
        """Turn `value` into whole numbers in one row."""
        where = f"{type(obj).__name__}.{self.name} is {value!r}"
        try:
            given = np.asarray(value).ravel()
            if self.one_for_all and given.size == 1:
                given = np.repeat(given, self.count)
            numbers = given.reshape(self.count).tolist()
            whole = [int(v) for v in numbers]
            if whole != numbers:
                raise ValueError
        except (TypeError, ValueError, OverflowError):
            raise traitlets.TraitError(f"{where}: {self.how}.") from None
        if min(whole) < self.low or max(whole) > self.high:
            raise traitlets.TraitError(f"{where}: {self.limits}.")
        return [whole]
