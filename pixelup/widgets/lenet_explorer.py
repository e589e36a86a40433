"""Draw a digit and watch every layer of LeNet answer: the figure of chapter 6."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from pixelup.widgets import still
from pixelup.widgets.base import STATIC
from pixelup.widgets.digit import DigitFigure


class LeNetExplorer(DigitFigure):
    """Draw a digit, see all activations of LeNet-5, and what each of them is made of.

    Its attributes are those of `DigitFigure`.

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
        return 72.5, 137.0

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
