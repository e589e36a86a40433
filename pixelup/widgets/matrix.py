"""A trait for a picture, a kernel or a feature map: a 2-D list of floats."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import traitlets

Rows = list[list[float]]

_NAMES = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf, None: math.nan}


def to_json(rows: Rows, _widget: object = None) -> list[list[float | str]]:
    """Write a matrix so that a browser can read it.

    Parameters
    ----------
    rows : list of list of float
        Shape (H, W).

    Returns
    -------
    list of list of float or str
        JSON has no nan and no infinity: they travel as ``"nan"``, ``"inf"`` and ``"-inf"``.
        Whole numbers travel as int, which is shorter.
    """
    return [[_number_to_json(value) for value in row] for row in rows]


def from_json(rows: list[list[Any]], _widget: object = None) -> Rows:
    """Read what `to_json` or the browser wrote.

    Parameters
    ----------
    rows : list of list of (float, str or None)
        Shape (H, W).

    Returns
    -------
    list of list of float
        Shape (H, W).
    """
    return [[_NAMES[v] if v is None or isinstance(v, str) else float(v) for v in r] for r in rows]


def _number_to_json(value: float) -> float | str:
    if math.isfinite(value):
        return int(value) if value == int(value) else value
    return str(value)


def shape_text(rows: Rows) -> str:
    """Say a shape, as in ``3 × 4``.

    Parameters
    ----------
    rows : list of list of float
        Shape (H, W).

    Returns
    -------
    str
    """
    return f"{len(rows)} × {len(rows[0]) if rows else 0}"


def outcome_text(name: str, y: Rows, expected: Rows, answer: Rows) -> str:
    """Say the shape of an output, or of expected and yours when there is an answer.

    Parameters
    ----------
    name : str
        Of the output.
    y, expected, answer : list of list of float
        What was computed, what a failing check expected (may be empty), what a student gave.

    Returns
    -------
    str
    """
    if answer:
        return f"expected {shape_text(expected or y)}, yours {shape_text(answer)}"
    return f"{name} {shape_text(y)}"


class Matrix(traitlets.TraitType):
    """A 2-D list of floats, made from anything that numpy reads as one.

    Parameters
    ----------
    default : list of list of float
        Shape (H, W); ``[]`` allows the matrix to be empty.
    largest : int
        Largest number of rows and of columns.

    Raises
    ------
    traitlets.TraitError
        When the value is not a matrix of real numbers, is empty or is too large;
        one line: what, where, and how to mend it.
    """

    info_text = "a 2-D list of numbers"

    def __init__(self, default: Rows, largest: int, **kwargs: Any) -> None:
        self.largest = largest
        self.may_be_empty = not default
        super().__init__([[float(v) for v in row] for row in default], **kwargs)
        self.tag(sync=True, to_json=to_json, from_json=from_json)

    def validate(self, obj: object, value: Any) -> Rows:
        """Turn `value` into a new list of lists of float, or say what is wrong with it."""
        where = f"{type(obj).__name__}.{self.name}"
        array = self._array(value, where)
        if array.size == 0:
            if self.may_be_empty:
                return []
            raise traitlets.TraitError(f"{where} is empty: give at least one row and one column.")
        if self.may_be_empty and array.ndim < 2:
            array = np.atleast_2d(array)  # a wrong answer of fewer axes is drawn as one row
        if array.ndim != 2:
            raise traitlets.TraitError(
                f"{where} has {array.ndim} axes, shape {array.shape}: give rows and columns, "
                f"as in [[1, 0], [0, 1]]."
            )
        if max(array.shape) > self.largest:
            height, width = array.shape
            raise traitlets.TraitError(
                f"{where} is {height} × {width}, larger than {self.largest} × {self.largest}: "
                f"crop it, as in {self.name}[:{self.largest}, :{self.largest}]."
            )
        return array.tolist()

    @staticmethod
    def _array(value: Any, where: str) -> np.ndarray:
        """Read `value` as an array of float64, of any shape."""
        if hasattr(value, "detach"):  # a torch tensor, on any device
            value = value.detach().cpu()
        if isinstance(value, list | tuple) and any(
            isinstance(v, str) or v is None for r in value if isinstance(r, list | tuple) for v in r
        ):
            try:
                value = from_json(value)
            except (KeyError, TypeError, ValueError):
                raise traitlets.TraitError(
                    f"{where} holds a text that is not a number: "
                    f"write numbers, or 'nan', 'inf' and '-inf'."
                ) from None
        try:
            array = np.asarray(value)
        except ValueError:
            lengths = sorted({len(row) for row in value if hasattr(row, "__len__")})
            raise traitlets.TraitError(
                f"{where} has rows of different lengths {lengths}: make all rows equally long."
            ) from None
        if array.dtype.kind not in "biuf":
            raise traitlets.TraitError(
                f"{where} holds {array.dtype} values: give real numbers, int or float."
            )
        return array.astype(np.float64)
