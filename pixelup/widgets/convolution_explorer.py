"""Slide a kernel over a picture: the figure of chapter 2."""

from __future__ import annotations

from typing import Any, ClassVar

import traitlets

from pixelup.widgets import still
from pixelup.widgets.base import STATIC, Figure
from pixelup.widgets.matrix import Matrix, Rows, outcome_text, shape_text
from pixelup.widgets.traits import Place, Word

LARGEST_IMAGE = 64
LARGEST_KERNEL = 15

# The 5 × 5 picture and the kernel that the lecture slides over it.
LECTURE_IMAGE = [
    [1, 0, 0, 1, 2],
    [0, 0, 0, 3, 0],
    [0, 1, 2, 1, 1],
    [1, 1, 3, 0, 0],
    [3, 0, 0, 0, 1],
]
LECTURE_KERNEL = [[0, 0, 1], [0, 2, 0], [1, 1, 0]]


class ConvolutionExplorer(Figure):
    """See every product of a convolution.

    Attributes
    ----------
    image : list of list of float
        The input x, shape (H, W), at most 64 × 64. Arrays and tensors are read too.
    kernel : list of list of float
        The weights w, shape (kH, kW), any odd or even rectangular size up to 15 × 15.
    operation : {'cross-correlation', 'convolution'}
        Whether the kernel slides as it is, or turned by 180 degrees.
    position : int
        The cell of the output that the window stands on, counted row by row from 0.
    expected : list of list of float
        The right output of a failing check; empty: the output is computed.
    answer : list of list of float
        A student's output. When it is given, the figure shows expected, yours and difference.
    feature_map : list of list of float
        The output y, shape (H - kH + 1, W - kW + 1). Written by JavaScript.

    Raises
    ------
    traitlets.TraitError
        When a trait has a value that cannot be drawn; one line: what, where, how to mend it.

    Examples
    --------
    >>> explorer = ConvolutionExplorer(image=[[0, 1, 2], [3, 4, 5], [6, 7, 8]],
    ...                                kernel=[[0, 1], [2, 3]])
    >>> explorer.output()
    [[19.0, 25.0], [37.0, 43.0]]
    """

    _esm = STATIC / "convolution_explorer.js"
    fragment_key: ClassVar[str] = "explorer"
    shared: ClassVar[tuple[str, ...]] = (
        "image",
        "kernel",
        "operation",
        "position",
        "expected",
        "answer",
    )

    image = Matrix(LECTURE_IMAGE, LARGEST_IMAGE)
    kernel = Matrix(LECTURE_KERNEL, LARGEST_KERNEL)
    operation = Word("cross-correlation", "convolution")
    position = Place()
    expected = Matrix([], 2 * LARGEST_IMAGE)
    answer = Matrix([], 2 * LARGEST_IMAGE)
    feature_map = Matrix([], LARGEST_IMAGE)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        kh, kw = len(self.kernel), len(self.kernel[0])
        if kh > len(self.image) or kw > len(self.image[0]):
            raise traitlets.TraitError(
                f"ConvolutionExplorer.kernel is {shape_text(self.kernel)} and the image only "
                f"{shape_text(self.image)}: the kernel must fit inside the image."
            )

    def output(self) -> Rows:
        """Compute the feature map for the still picture, as JavaScript does for the live one.

        Returns
        -------
        list of list of float
            Shape (H - kH + 1, W - kW + 1); empty when the kernel does not fit.
        """
        x, w = self.image, self.sliding_kernel()
        kh, kw = len(w), len(w[0])
        return [
            [
                float(sum(x[i + u][j + v] * w[u][v] for u in range(kh) for v in range(kw)))
                for j in range(len(x[0]) - kw + 1)
            ]
            for i in range(len(x) - kh + 1)
        ]

    def sliding_kernel(self) -> Rows:
        """Give the kernel as it lies on the picture: turned by 180 degrees for a convolution.

        Returns
        -------
        list of list of float
            Shape (kH, kW).
        """
        if self.operation == "convolution":
            return [row[::-1] for row in self.kernel[::-1]]
        return self.kernel

    def describe(self) -> str:
        """Say what is shown."""
        shapes = f"image {shape_text(self.image)}, kernel {shape_text(self.kernel)}"
        said = outcome_text("feature map", self.output(), self.expected, self.answer)
        return f"{self.operation}: {shapes}, {said}"

    def height(self) -> tuple[float, float]:
        """Estimate the height of the live figure, in rem, on a desk and on a phone."""
        image, kernel, y = map(still.rem, (self.image, self.kernel, self.output()))
        words = 25.0 + 2.0 * bool(self.label) + 1.3 * bool(self.answer)
        maps = 3 if self.answer else 1
        return (
            words + max(image, kernel, y) + kernel,
            words + 19.0 + image + maps * max(kernel, y) + 1.7 * kernel,
        )

    def still(self) -> str:
        """Draw input, kernel and feature map side by side (or expected and yours)."""
        panels = [
            still.Panel("Input", self.image, signed=False),
            still.Panel("Kernel", self.kernel, signed=True, sign_before="∗"),
        ]
        if self.operation == "convolution":
            panels.append(still.Panel("Kernel, turned", self.sliding_kernel(), signed=True))
        panels += still.outcome("Feature map", self.output(), self.expected, self.answer)
        return still.draw(panels, self.label, self.describe())
