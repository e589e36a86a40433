"""Draw a digit and watch every layer of LeNet answer: the figure of chapter 6."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import traitlets

from pixelup.widgets import lenet, still
from pixelup.widgets.base import STATIC, Figure
from pixelup.widgets.matrix import Matrix
from pixelup.widgets.traits import Place, Word

MOST_POINTS = 1000
LARGEST_FILE = 4_000_000  # bytes

# A 3, as somebody may draw it: stroke, row, column.
THREE = [
    [0, 7, 8.5], [0, 5.5, 11], [0, 5, 14], [0, 6, 16.5], [0, 8.5, 17.5], [0, 11, 16.5],
    [0, 13, 13], [0, 14, 16], [0, 16.5, 18.5], [0, 19.5, 18], [0, 22, 15.5], [0, 23, 12.5],
    [0, 22, 9.5], [0, 20.5, 8],
]  # fmt: skip
BUSY = 355  # a unit of C3 that answers to it: map 3, row 5, column 5


class LeNetExplorer(Figure):
    """Draw a digit, see all activations of LeNet-5, and what each of them is made of.

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

    Raises
    ------
    traitlets.TraitError
        When a trait has a value that cannot be drawn; one line: what, where, how to mend it.

    Examples
    --------
    >>> LeNetExplorer().describe()
    'A drawing of 14 points; LeNet says 3 with 100 %, then 5 with 0 %.'
    """

    _esm = STATIC / "lenet_explorer.js"
    fragment_key: ClassVar[str] = "lenet"
    shared: ClassVar[tuple[str, ...]] = ("strokes", "image", "placing", "layer", "position")

    strokes = Matrix([], MOST_POINTS)
    image = Matrix([], lenet.SIDE)
    placing = Word("centred", "as-drawn")
    layer = Word("c3", "c1", "s2", "s4", "c5", "f6", "output")
    position = Place("units of a layer are counted from 0")
    weights = traitlets.Unicode("").tag(sync=True)
    scores = Matrix([], 10)
    predicted = traitlets.Int(0).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        if "strokes" not in traits and "image" not in traits:
            traits = {"strokes": THREE, "layer": "c3", "position": BUSY} | traits
        if "image" in traits:
            traits["image"] = _picture(traits["image"])
        super().__init__(**traits)

    @traitlets.validate("strokes")
    def _strokes_are_points(self, proposal: dict[str, Any]) -> list[list[float]]:
        points = proposal["value"]
        if points and len(points[0]) != 3:
            raise traitlets.TraitError(
                f"LeNetExplorer.strokes has {len(points[0])} numbers a point: "
                f"give stroke, row and column."
            )
        if points and not np.isfinite(points).all():
            raise traitlets.TraitError(
                "LeNetExplorer.strokes has a point that is nowhere: give numbers from 0 to 28."
            )
        return points

    @traitlets.validate("image")
    def _image_has_the_size(self, proposal: dict[str, Any]) -> list[list[float]]:
        rows = proposal["value"]
        if rows and (len(rows), len(rows[0])) != (lenet.SIDE, lenet.SIDE):
            raise traitlets.TraitError(
                f"LeNetExplorer.image is {len(rows)} × {len(rows[0])}: give 28 × 28 pixels."
            )
        return rows

    @traitlets.validate("weights")
    def _weights_are_a_file(self, proposal: dict[str, Any]) -> str:
        text = proposal["value"]
        if not text.endswith(".safetensors"):
            return text
        path = Path(text)
        if not path.is_file():
            raise traitlets.TraitError(
                f"LeNetExplorer.weights: there is no file {text}; save your network first."
            )
        if path.stat().st_size > LARGEST_FILE:
            raise traitlets.TraitError(
                f"LeNetExplorer.weights: {path.name} has {path.stat().st_size / 1e6:.1f} MB, "
                f"and a LeNet has a quarter of one; is it another network?"
            )
        return base64.b64encode(path.read_bytes()).decode("ascii")

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

    def describe(self) -> str:
        """Say what is shown.

        Returns
        -------
        str
        """
        what = f"A drawing of {len(self.strokes)} points" if self.strokes else "A picture"
        if not self.strokes and not self.image:
            return "LeNet explorer: nothing is drawn yet."
        shares = self.shares()
        first, second = (int(d) for d in np.argsort(-shares)[:2])
        return (
            f"{what}; LeNet says {first} with {shares[first]:.0%}, "
            f"then {second} with {shares[second]:.0%}."
        ).replace("%", " %")

    def height(self) -> tuple[float, float]:
        """Estimate the height of the live figure.

        Returns
        -------
        wide, narrow : float
            In rem.
        """
        return 62.0, 118.0

    def still(self) -> str:
        """Draw the picture and the shares of the ten digits.

        Returns
        -------
        str
            One ``<svg>`` element.
        """
        panels = [
            still.Panel("What LeNet sees", self.picture().round(3).tolist(), signed=False),
            still.Panel("Per cent for 0 to 9", [(100 * self.shares()).round().tolist()], True, "→"),
        ]
        return still.draw(panels, self.label or "LeNet explorer", self.describe())


def _picture(value: Any) -> Any:
    """Drop the channel of a grey picture."""
    shape = getattr(value, "shape", ())
    return value.reshape(shape[-2:]) if len(shape) > 2 and np.prod(shape[:-2]) == 1 else value
