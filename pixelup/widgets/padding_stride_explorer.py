"""Border, stride and dilation, and the size of what comes out: the figure of chapter 3."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from pixelup.widgets import still
from pixelup.widgets.base import STATIC, Figure
from pixelup.widgets.matrix import Matrix, Rows, shape_text

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


class Pads(traitlets.TraitType):
    """Four counts of pixels: top, bottom, left, right; one number stands for all four.

    The value is kept as one row of a matrix, ``[[top, bottom, left, right]]``.

    Raises
    ------
    traitlets.TraitError
        When it is neither one whole number nor four of them, or out of range.
    """

    def __init__(self) -> None:
        super().__init__([[0, 0, 0, 0]])
        self.tag(sync=True)

    def validate(self, obj: object, value: Any) -> list[list[int]]:
        """Turn `value` into four whole numbers in one row."""
        where = f"{type(obj).__name__}.{self.name}"
        try:
            array = np.asarray(value)
            numbers = np.broadcast_to(array.ravel(), 4) if array.size == 1 else array.reshape(4)
            whole = [int(v) for v in numbers]
            if any(w != v for w, v in zip(whole, numbers, strict=True)):
                raise ValueError
        except (TypeError, ValueError):
            raise traitlets.TraitError(
                f"{where} is {value!r}: give one whole number, or four: top, bottom, left, right."
            ) from None
        if min(whole) < 0 or max(whole) > LARGEST_PADDING:
            raise traitlets.TraitError(
                f"{where} is {value!r}: each side can have 0 to {LARGEST_PADDING} pixels."
            )
        return [whole]


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
    padding = Pads()
    mode = traitlets.Unicode("zeros").tag(sync=True)
    stride = traitlets.Int(1).tag(sync=True)
    dilation = traitlets.Int(1).tag(sync=True)
    show = traitlets.Unicode("values").tag(sync=True)
    position = traitlets.Int(0).tag(sync=True)
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

    @traitlets.validate("mode", "show")
    def _word_is_known(self, proposal: dict[str, Any]) -> str:
        name, value = proposal["trait"].name, proposal["value"]
        known = tuple(MODES) if name == "mode" else ("values", "counts")
        if value not in known:
            said = ", ".join(map(repr, known[:-1])) + f" or {known[-1]!r}"
            raise traitlets.TraitError(f"PaddingStrideExplorer.{name} is {value!r}: say {said}.")
        return value

    @traitlets.validate("stride", "dilation")
    def _step_is_possible(self, proposal: dict[str, Any]) -> int:
        name, value = proposal["trait"].name, proposal["value"]
        if not 1 <= value <= LARGEST_STEP:
            raise traitlets.TraitError(
                f"PaddingStrideExplorer.{name} is {value}: give 1 to {LARGEST_STEP} pixels."
            )
        return value

    @traitlets.validate("position")
    def _position_counts_from_0(self, proposal: dict[str, Any]) -> int:
        if proposal["value"] < 0:
            raise traitlets.TraitError(
                f"PaddingStrideExplorer.position is {proposal['value']}: "
                f"cells of the output are counted from 0, row by row."
            )
        return proposal["value"]

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
        """Say what is shown.

        Returns
        -------
        str
        """
        sides = self.padding[0]
        padding = str(sides[0]) if len(set(sides)) == 1 else ", ".join(map(str, sides))
        said = (
            f"image {shape_text(self.image)}, kernel {shape_text(self.kernel)}, padding {padding} "
            f"({self.mode}), stride {self.stride}, dilation {self.dilation}: "
        )
        if self.answer:
            expected = shape_text(self.expected or self.output())
            return f"{said}expected {expected}, yours {shape_text(self.answer)}"
        return f"{said}output {shape_text(self.output())}"

    def height(self) -> tuple[float, float]:
        """Estimate the height of the live figure.

        Returns
        -------
        wide, narrow : float
            In rem: a row of numbers takes 2.
        """
        image, kernel = 2.0 * len(self.padded()), 2.0 * len(self.kernel)
        y = 2.0 * len(self.output())
        words = 29.0 + 2.0 * bool(self.label)
        maps = 3 if self.answer else 1
        return words + max(image + 2, kernel, y), words + 15.0 + image + kernel + maps * (y + 2)

    def still(self) -> str:
        """Draw input, kernel and feature map side by side (or expected and yours).

        Returns
        -------
        str
            One ``<svg>`` element.
        """
        if self.show == "counts":
            first = still.Panel("Windows a cell lies in", self.counts(), signed=True)
        else:
            name = "Padded input" if any(self.padding[0]) else "Input"
            first = still.Panel(name, self.padded(), signed=False)
        panels = [first, still.Panel("Kernel", self.kernel, signed=True, sign_before="⋆")]
        y = self.output()
        if self.answer:
            panels.append(still.Panel("Expected", self.expected or y, True, "="))
            panels.append(still.Panel("Yours", self.answer, True))
        else:
            panels.append(still.Panel("Feature map", y, True, "="))
        return still.draw(panels, self.label or "Padding and stride explorer", self.describe())
