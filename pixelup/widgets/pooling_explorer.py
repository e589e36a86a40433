"""Pool a map and move it by one pixel: the first figure of chapter 4."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from pixelup.widgets import still
from pixelup.widgets.base import STATIC, Figure
from pixelup.widgets.matrix import Matrix, Rows, outcome_text, shape_text
from pixelup.widgets.traits import Place, Whole, Wholes, Word

LARGEST_IMAGE = 64
LARGEST_WINDOW = 64

# The 4 × 4 map that the lecture pools.
LECTURE_IMAGE = [[4, 3, 1, 5], [1, 3, 4, 8], [4, 5, 4, 3], [6, 5, 9, 4]]


class PoolingExplorer(Figure):
    """See what pooling keeps of each window, and what a shift by one pixel changes.

    Attributes
    ----------
    image : list of list of float
        The map x, shape (H, W), at most 64 × 64. Arrays and tensors are read too.
    size : int
        Height and width k of the window.
    stride : int
        The stride s.
    mode : {'max', 'average'}
        Which number of a window is kept: the largest, or the mean.
    moved : (int, int)
        How far the map is moved, down and to the right; what comes in is 0.
    position : int
        The cell of the output that the window stands on, counted row by row from 0.
    expected : list of list of float
        The right output of a failing check; empty: the output is computed.
    answer : list of list of float
        A student's output. When it is given, the figure shows expected, yours and difference.
    pooled : list of list of float
        The output, shape ((H - k) // s + 1, (W - k) // s + 1). Written by JavaScript.
    changes : list of int
        Inputs that the shift changed, all inputs, outputs that it changed, all outputs.
        Written by JavaScript.

    Raises
    ------
    traitlets.TraitError
        When a trait has a value that cannot be drawn; one line: what, where, how to mend it.

    Examples
    --------
    >>> explorer = PoolingExplorer(image=[[1, 3, 2, 5], [4, -1, 0, 2]])
    >>> explorer.output()
    [[4.0, 5.0]]
    """

    _esm = STATIC / "pooling_explorer.js"
    fragment_key: ClassVar[str] = "pooling"
    shared: ClassVar[tuple[str, ...]] = (
        "image",
        "size",
        "stride",
        "mode",
        "moved",
        "position",
        "expected",
        "answer",
    )

    image = Matrix(LECTURE_IMAGE, LARGEST_IMAGE)
    size = Whole(2, 1, LARGEST_WINDOW, "pixels")
    stride = Whole(2, 1, LARGEST_WINDOW, "pixels")
    mode = Word("max", "average")
    moved = Wholes(
        2,
        -LARGEST_IMAGE,
        LARGEST_IMAGE,
        f"give two whole numbers, down and to the right, from -{LARGEST_IMAGE} to {LARGEST_IMAGE}",
    )
    position = Place()
    expected = Matrix([], LARGEST_IMAGE)
    answer = Matrix([], 2 * LARGEST_IMAGE)
    pooled = Matrix([], LARGEST_IMAGE)
    changes = traitlets.List().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        if self.size > min(len(self.image), len(self.image[0])):
            raise traitlets.TraitError(
                f"PoolingExplorer.size is {self.size} and the image only "
                f"{shape_text(self.image)}: the window must fit inside the image."
            )

    def shifted(self) -> Rows:
        """Give the map as it lies there after the shift.

        Returns
        -------
        list of list of float
            Shape (H, W).
        """
        height, width = len(self.image), len(self.image[0])
        down, right = self.moved[0]
        return [
            [
                self.image[i - down][j - right]
                if 0 <= i - down < height and 0 <= j - right < width
                else 0.0
                for j in range(width)
            ]
            for i in range(height)
        ]

    def output(self) -> Rows:
        """Pool the map for the still picture, as JavaScript does for the live one.

        Returns
        -------
        list of list of float
            Shape ((H - k) // s + 1, (W - k) // s + 1); empty when no window fits.
        """
        x, k, s = np.array(self.shifted()), self.size, self.stride
        if k > min(x.shape):
            return []
        views = np.lib.stride_tricks.sliding_window_view(x, (k, k))[::s, ::s]
        return (views.max((2, 3)) if self.mode == "max" else views.mean((2, 3))).tolist()

    def describe(self) -> str:
        """Say what is shown."""
        down, right = self.moved[0]
        moved = f", moved by {down} down and {right} to the right" if down or right else ""
        said = (
            f"{self.mode}-pooling: map {shape_text(self.image)}{moved}, "
            f"windows of {self.size} × {self.size}, stride {self.stride}: "
        )
        return said + outcome_text("output", self.output(), self.expected, self.answer)

    def height(self) -> tuple[float, float]:
        """Estimate the height of the live figure, in rem, on a desk and on a phone."""
        image, y = still.rem(self.image), still.rem(self.output())
        window = 2.0 * min(self.size, 6)
        words = 26.0 + 2.0 * bool(self.label) + window
        maps = 3 if self.answer else 1
        return words + max(image, y), words + 8.0 + image + maps * (y + 2)

    def still(self) -> str:
        """Draw map and pooled map side by side (or expected and yours)."""
        panels = [still.Panel("Map", self.shifted(), signed=False)]
        panels += still.outcome(
            f"Pooled ({self.mode})", self.output(), self.expected, self.answer, "→", signed=False
        )
        return still.draw(panels, self.label or "Pooling explorer", self.describe())
