"""What the figures that look at a LeNet share: a drawn digit, the unit looked at, the weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets

from pixelup.widgets import lenet
from pixelup.widgets.base import Figure
from pixelup.widgets.matrix import Matrix
from pixelup.widgets.traits import Place, WeightsFile, Word

MOST_POINTS = 1000

# A 3, as somebody may draw it: stroke, row, column.
THREE = [
    [0, 7, 8.5], [0, 5.5, 11], [0, 5, 14], [0, 6, 16.5], [0, 8.5, 17.5], [0, 11, 16.5],
    [0, 13, 13], [0, 14, 16], [0, 16.5, 18.5], [0, 19.5, 18], [0, 22, 15.5], [0, 23, 12.5],
    [0, 22, 9.5], [0, 20.5, 8],
]  # fmt: skip
BUSY = 355  # a unit of C3 that answers to it: map 3, row 5, column 5


class DigitFigure(Figure):
    """A figure on whose easel a digit is drawn, and that looks at a LeNet.

    Attributes
    ----------
    strokes : list of [stroke, row, column]
        A drawing: points with the number of their stroke; rows and columns from 0 to 28.
    image : list of list of float
        A picture of 28 × 28, 0 to 1, that is shown while nothing is drawn. Arrays and tensors of
        shape (28, 28) or (1, 28, 28) are read too.
    placing : {'centred', 'as-drawn'}
        Whether a drawing is brought to the middle and to the size of the training's digits.
    layer : {'c3', 'c1', 's2', 's4', 'c5', 'f6', 'output'}
        The layer that is looked at.
    position : int
        The unit of that layer, counted map by map and row by row from 0.
    weights : str
        Empty for our own network; give the path of a ``.safetensors`` file with a LeNet of
        yours. (It is kept as text in base 64.)
    scores : list of list of float
        The ten scores before softmax, in one row. Written by JavaScript.
    predicted : int
        The digit with the highest score. Written by JavaScript.
    """

    strokes = Matrix([], MOST_POINTS)
    image = Matrix([], lenet.SIDE)
    placing = Word("centred", "as-drawn")
    layer = Word("c3", "c1", "s2", "s4", "c5", "f6", "output")
    position = Place("units of a layer are counted from 0")
    weights = WeightsFile("a LeNet has a quarter of one")
    scores = Matrix([], 10)
    predicted = traitlets.Int(0).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        if "strokes" not in traits and "image" not in traits:
            traits = {"strokes": THREE, "position": BUSY} | traits
        if "image" in traits:
            traits["image"] = _picture(traits["image"])
        super().__init__(**traits)

    @traitlets.validate("strokes")
    def _strokes_are_points(self, proposal: dict[str, Any]) -> list[list[float]]:
        points = proposal["value"]
        if points and len(points[0]) != 3:
            raise traitlets.TraitError(
                f"{type(self).__name__}.strokes has {len(points[0])} numbers a point: "
                f"give stroke, row and column."
            )
        if points and not np.isfinite(points).all():
            raise traitlets.TraitError(
                f"{type(self).__name__}.strokes has a point that is nowhere: "
                f"give numbers from 0 to 28."
            )
        return points

    @traitlets.validate("image")
    def _image_has_the_size(self, proposal: dict[str, Any]) -> list[list[float]]:
        rows = proposal["value"]
        if rows and (len(rows), len(rows[0])) != (lenet.SIDE, lenet.SIDE):
            raise traitlets.TraitError(
                f"{type(self).__name__}.image is {len(rows)} × {len(rows[0])}: give 28 × 28 pixels."
            )
        return rows

    def picture(self) -> np.ndarray:
        """Give what the network sees.

        Returns
        -------
        ndarray, shape (28, 28)
            Ink, 0 to 1.
        """
        if self.image and not self.strokes:
            return np.array(self.image)
        points = lenet.centred(self.strokes) if self.placing == "centred" else self.strokes
        return lenet.rasterise(points)

    def shares(self) -> np.ndarray:
        """Work out what our own network says of the picture, for paper.

        Returns
        -------
        ndarray, shape (10,)
            Softmax of the scores.
        """
        s = lenet.scores(self.picture(), lenet.trained())
        e = np.exp(s - s.max())
        return e / e.sum()


def _picture(value: Any) -> Any:
    """Drop the channel of a grey picture."""
    shape = getattr(value, "shape", ())
    return value.reshape(shape[-2:]) if len(shape) > 2 and np.prod(shape[:-2]) == 1 else value
