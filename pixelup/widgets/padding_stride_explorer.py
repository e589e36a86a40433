"""Border, stride and dilation, and the size of what comes out: the figure of chapter 3."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from pixelup.widgets import still
from pixelup.widgets.base import STATIC, Figure
from pixelup.widgets.matrix import Matrix, Rows, outcome_text, shape_text
from pixelup.widgets.traits import Place, Whole, Wholes, Word

LARGEST_IMAGE = 16
LARGEST_KERNEL = 7
LARGEST_PADDING = 6
LARGEST_STEP = 9
MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "edge"}  # numpy's names

# The 7 × 7 picture and the kernel of the lecture's strided example.
LECTURE_IMAGE = [
    [2, 3, 7, 4, 6, 2, 9],
    [6, 6, 9, 8, 7, 4, 3],
    [3, 4, 8, 3, 8, 9, 7],
    [7, 8, 3, 6, 6, 3, 4],
    [4, 2, 1, 8, 3, 4, 6],
    [3, 2, 4, 1, 9, 8, 3],
    [0, 1, 3, 9, 2, 1, 4],
]
LECTURE_KERNEL = [[3, 4, 4], [1, 0, 2], [-1, 0, 3]]


class PaddingStrideExplorer(Figure):
    """See what padding, stride and dilation do to the size of a map, and which pixels are used.

    Attributes
    ----------
    image : list of list of float
        The input x, shape (H, W), at most 16 × 16. Arrays and tensors are read too.
    kernel : list of list of float
        The weights w, shape (kH, kW), at most 7 × 7.
    padding : int or four ints
        Pixels added on each side, or at the top, bottom, left and right; at most 6.
    mode : {'zeros', 'reflect', 'replicate'}
        What the added pixels hold.
    stride : int
        Length of a step, 1 to 9.
    dilation : int
        Distance of neighbouring weights, 1 to 9; 1 is a kernel without gaps.
    show : {'values', 'counts'}
        What stands in the cells of the input: their values, or in how many windows they lie.
    position : int
        The cell of the output that the window stands on, counted row by row from 0.
    expected : list of list of float
        The right output of a failing check; empty: the output is computed.
    answer : list of list of float
        A student's output. When it is given, the figure shows expected, yours and difference.
    feature_map : list of list of float
        The output, written by JavaScript.
    usage : list of list of float
        In how many windows each cell of the padded input lies, written by JavaScript.

    Raises
    ------
    traitlets.TraitError
        When a trait has a value that cannot be drawn; one line: what, where, how to mend it.

    Examples
    --------
    >>> PaddingStrideExplorer(stride=2).output()
    [[91.0, 100.0, 88.0], [69.0, 91.0, 117.0], [44.0, 72.0, 74.0]]
    """

    _esm = STATIC / "padding_stride_explorer.js"
    fragment_key: ClassVar[str] = "padding"
    shared: ClassVar[tuple[str, ...]] = (
        "image",
        "kernel",
        "padding",
        "mode",
        "stride",
        "dilation",
        "show",
        "position",
        "expected",
        "answer",
    )

    image = Matrix(LECTURE_IMAGE, LARGEST_IMAGE)
    kernel = Matrix(LECTURE_KERNEL, LARGEST_KERNEL)
    padding = Wholes(
        4,
        0,
        LARGEST_PADDING,
        "give one whole number, or four: top, bottom, left, right",
        limits=f"each side can have 0 to {LARGEST_PADDING} pixels",
        one_for_all=True,
    )
    mode = Word(*MODES)
    stride = Whole(1, 1, LARGEST_STEP, "pixels")
    dilation = Whole(1, 1, LARGEST_STEP, "pixels")
    show = Word("values", "counts")
    position = Place()
    expected = Matrix([], 2 * LARGEST_IMAGE)
    answer = Matrix([], 2 * LARGEST_IMAGE)
    feature_map = Matrix([], 2 * LARGEST_IMAGE)
    usage = Matrix([], 2 * LARGEST_IMAGE)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        if self.mode == "reflect":
            top, bottom, left, right = self.padding[0]
            height, width = len(self.image), len(self.image[0])
            if max(top, bottom) >= height or max(left, right) >= width:
                raise traitlets.TraitError(
                    f"PaddingStrideExplorer.padding is {self.padding[0]} and the image "
                    f"{shape_text(self.image)}: with reflect it must be smaller than the image."
                )

    def padded(self) -> Rows:
        """Give the input with its border.

        Returns
        -------
        list of list of float
            Shape (top + H + bottom, left + W + right).
        """
        top, bottom, left, right = self.padding[0]
        return np.pad(
            np.array(self.image), ((top, bottom), (left, right)), mode=MODES[self.mode]
        ).tolist()

    def places(self) -> tuple[int, int]:
        """Count the places of the window, down and to the right.

        Returns
        -------
        int, int
            0 where the kernel does not fit.
        """
        x, w = self.padded(), self.kernel
        free = [
            n - self.dilation * (f - 1) - 1 for n, f in ((len(x), len(w)), (len(x[0]), len(w[0])))
        ]
        down, right = (0 if room < 0 else room // self.stride + 1 for room in free)
        return down, right

    def output(self) -> Rows:
        """Compute the map for the still picture, as JavaScript does for the live one.

        Returns
        -------
        list of list of float
            Empty when the kernel does not fit.
        """
        x, w = self.padded(), self.kernel
        down, right = self.places()
        if not down or not right:
            return []
        s, d = self.stride, self.dilation
        return [
            [
                float(
                    sum(
                        x[i * s + u * d][j * s + v * d] * w[u][v]
                        for u in range(len(w))
                        for v in range(len(w[0]))
                    )
                )
                for j in range(right)
            ]
            for i in range(down)
        ]

    def counts(self) -> Rows:
        """Count for each cell of the padded input in how many windows it lies.

        Returns
        -------
        list of list of float
            Shape of `padded`.
        """
        x = self.padded()
        lines = []
        for n, f, places in zip(
            (len(x), len(x[0])), (len(self.kernel), len(self.kernel[0])), self.places(), strict=True
        ):
            line = np.zeros(n)
            for t in range(places):
                line[t * self.stride : t * self.stride + self.dilation * f : self.dilation] += 1
            lines.append(line)
        return np.outer(*lines).tolist()

    def describe(self) -> str:
        """Say what is shown."""
        sides = self.padding[0]
        padding = str(sides[0]) if len(set(sides)) == 1 else ", ".join(map(str, sides))
        said = (
            f"image {shape_text(self.image)}, kernel {shape_text(self.kernel)}, padding {padding} "
            f"({self.mode}), stride {self.stride}, dilation {self.dilation}: "
        )
        return said + outcome_text("output", self.output(), self.expected, self.answer)

    def height(self) -> tuple[float, float]:
        """Estimate the height of the live figure, in rem, on a desk and on a phone."""
        image, kernel = 2.0 * len(self.padded()), 2.0 * len(self.kernel)
        y = 2.0 * len(self.output())
        words = 22.6 + 2.0 * bool(self.label)
        maps = 3 if self.answer else 1
        below = y - 4.2 if image + kernel + y > 36 else 0.0  # there is no room for it beside
        wide = words + max(image + 2, kernel, y) + below
        return wide, words + 10.4 + image + kernel + maps * (y + 2)

    def still(self) -> str:
        """Draw input, kernel and feature map side by side (or expected and yours)."""
        if self.show == "counts":
            first = still.Panel("Windows a cell lies in", self.counts(), signed=True)
        else:
            name = "Padded input" if any(self.padding[0]) else "Input"
            first = still.Panel(name, self.padded(), signed=False)
        panels = [first, still.Panel("Kernel", self.kernel, signed=True, sign_before="⋆")]
        panels += still.outcome("Feature map", self.output(), self.expected, self.answer)
        return still.draw(panels, self.label or "Padding and stride explorer", self.describe())
