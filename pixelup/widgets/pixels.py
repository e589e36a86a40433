"""A trait for a picture in colour: rows of pixels, each a list of channels."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets

from pixelup.widgets.matrix import to_json as matrix_to_json

Picture = list[list[list[float]]]

MOST_CHANNELS = 4


def to_json(picture: Picture, _widget: object = None) -> list[list[list[float | str]]]:
    """Write a picture so that a browser can read it.

    Parameters
    ----------
    picture : list of list of list of float
        Shape (H, W, C).

    Returns
    -------
    list of list of list of (float or str)
        Whole numbers travel as int; nan and infinity, which JSON does not have, as text.
    """
    return [matrix_to_json(row) for row in picture]


def shape_text(picture: Picture) -> str:
    """Say a shape, as in ``48 × 64 × 3``.

    Parameters
    ----------
    picture : list of list of list of float
        Shape (H, W, C).

    Returns
    -------
    str
    """
    return " × ".join(str(n) for n in np.shape(picture)) if picture else "empty"


class Pixels(traitlets.TraitType):
    """A picture, channels last, made from anything that numpy reads as one.

    Parameters
    ----------
    default : list
        Shape (H, W, C); ``[]`` allows the picture to be empty.
    largest : int
        Largest number of rows and of columns.

    Raises
    ------
    traitlets.TraitError
        When the value is no picture of real numbers, is empty, too large or has channels first;
        one line: what, where, and how to mend it.
    """

    info_text = "a picture of shape (H, W) or (H, W, C)"

    def __init__(self, default: list[Any], largest: int, **kwargs: Any) -> None:
        self.largest = largest
        self.may_be_empty = not default
        super().__init__(np.asarray(default, dtype=float).tolist(), **kwargs)
        self.tag(sync=True, to_json=to_json)

    def validate(self, obj: object, value: Any) -> Picture:
        """Turn `value` into new lists of floats, shape (H, W, C), or say what is wrong with it."""
        where = f"{type(obj).__name__}.{self.name}"
        array = _array(value, where)
        if array.size == 0:
            if self.may_be_empty:
                return []
            raise traitlets.TraitError(f"{where} is empty: give at least one pixel.")
        if array.ndim == 2:
            array = array[:, :, np.newaxis]  # grey: one channel
        if array.ndim != 3:
            raise traitlets.TraitError(
                f"{where} has {array.ndim} axes, shape {array.shape}: "
                f"give (H, W) or (H, W, C); of a batch one picture, as in x[0]."
            )
        height, width, channels = array.shape
        if channels > MOST_CHANNELS:
            how = f"give at most {MOST_CHANNELS}"
            if height <= MOST_CHANNELS:
                how = f"channels go last, as in {self.name}.transpose(1, 2, 0)"
            raise traitlets.TraitError(
                f"{where} has shape {array.shape}, so {channels} channels: {how}."
            )
        if max(height, width) > self.largest:
            raise traitlets.TraitError(
                f"{where} is {height} × {width}, larger than {self.largest} × {self.largest}: "
                f"crop it, as in {self.name}[:{self.largest}, :{self.largest}]."
            )
        return array.astype(np.float64).tolist()


def _array(value: Any, where: str) -> np.ndarray:
    """Read `value` as an array of real numbers, of any shape."""
    if hasattr(value, "detach"):  # a torch tensor, on any device
        value = value.detach().cpu()
    try:
        array = np.asarray(value)
    except ValueError:
        raise traitlets.TraitError(
            f"{where} has rows or pixels of different lengths: make them equally long."
        ) from None
    if array.dtype.kind == "U":  # nan and infinity, as `to_json` writes them
        try:
            array = array.astype(float)
        except ValueError:
            raise traitlets.TraitError(
                f"{where} holds a text that is not a number: "
                f"write numbers, or 'nan', 'inf' and '-inf'."
            ) from None
    if array.dtype.kind not in "biuf":
        raise traitlets.TraitError(
            f"{where} holds {array.dtype} values: give real numbers, int or float."
        )
    return array
