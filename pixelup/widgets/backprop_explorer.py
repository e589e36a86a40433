"""Send a gradient back through a convolution and a short chain: the figure of chapter 5."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from pixelup.widgets import still
from pixelup.widgets.base import STATIC, Figure
from pixelup.widgets.matrix import Matrix, Rows, outcome_text, shape_text
from pixelup.widgets.traits import Place, Whole, Word

LARGEST_X = 10
LARGEST_W = 7
LARGEST_STRIDE = 4
LARGEST_PADDING = 3
LAST_STEP = 9

# The same as PLAIN in js/widgets/backprop_presets.mjs; a test compares.
X = [[3, 0, 2, 1, 0], [0, 3, 1, 0, 2], [2, 1, 0, 1, 1], [1, 0, 1, 2, 0], [0, 2, 1, 0, 3]]
W = [[1, -1], [2, 1]]
B = [[-2]]
TARGET = [[1, 3], [0, 2]]


class Map(Matrix):
    """A matrix; axes of length 1 in front of it, as of a batch of one, are dropped."""

    def validate(self, obj: object, value: Any) -> Rows:
        """Turn `value` into a new list of lists of float, or say what is wrong with it."""
        array = self._array(value, f"{type(obj).__name__}.{self.name}")
        while array.ndim > 2 and array.shape[0] == 1:
            array = array[0]
        return super().validate(obj, array)


class Target(Map):
    """A matrix with a default that may be empty."""

    def __init__(self, default: Rows, largest: int) -> None:
        super().__init__(default, largest)
        self.may_be_empty = True


class Scalar(Map):
    """One number, kept as a matrix of one cell; arrays with one number are read too."""

    def validate(self, obj: object, value: Any) -> Rows:
        """Turn `value` into ``[[value]]``, or say what is wrong with it."""
        where = f"{type(obj).__name__}.{self.name}"
        array = self._array(value, where)
        if array.size != 1:
            raise traitlets.TraitError(f"{where} has {array.size} numbers: give one.")
        return super().validate(obj, array.reshape(1, 1))


class BackpropExplorer(Figure):
    """See where the gradient of a convolution goes: to the picture, the kernel and the bias.

    Attributes
    ----------
    x : list of list of float
        The input, shape (H, W), at most 10 × 10. Arrays and tensors are read too; axes of length
        1 in front are dropped.
    w : list of list of float
        The weights, shape (kH, kW), at most 7 × 7. Where only `x` and `dy` are given it is zeros
        of the size that fits with stride 1: dW does not depend on them.
    b : float
        The bias; 0 where `x` or `w` are given.
    stride : int
        Length of a step, 1 to 4.
    padding : int
        Zeros on each side of x, 0 to 3.
    dy : list of list of float
        The gradient of the output, of y's shape. When it is empty it comes from the chain
        convolution, ReLU, pooling, half the sum of squares of p - t.
    pooling : {'max', 'average', 'none'}
        The chain's 2 × 2 pooling with stride 2; none, too, where no window fits.
    target : list of list of float
        t of the loss, of p's shape; empty: zeros.
    gradient : {'dx', 'dw'}
        Which gradient `expected` and `answer` are.
    part : {'dy', 'w', 'x'}
        What is pointed at: an output, a weight or a pixel (of the padded input).
    position : int
        Its cell, counted row by row from 0.
    step : int
        How far the chain has gone, 0 (only the input) to 9 (all gradients).
    expected : list of list of float
        The right gradient of a failing check; empty: it is computed.
    answer : list of list of float
        A student's gradient. When it is given, the figure shows expected, yours and difference.
    y, dx, dw : list of list of float
        Written by JavaScript.
    db : float
        Written by JavaScript.

    Raises
    ------
    traitlets.TraitError
        When a trait has a value that cannot be drawn; one line: what, where, how to mend it.

    Examples
    --------
    >>> explorer = BackpropExplorer(x=[[1, 2], [3, 4]], w=[[5, 6]], dy=[[1], [-1]])
    >>> explorer.gradients()["dw"]
    [[-2.0, -2.0]]
    """

    _esm = STATIC / "backprop_explorer.js"
    fragment_key: ClassVar[str] = "backprop"
    shared: ClassVar[tuple[str, ...]] = (
        "x",
        "w",
        "b",
        "stride",
        "padding",
        "dy",
        "pooling",
        "target",
        "gradient",
        "part",
        "position",
        "step",
        "expected",
        "answer",
    )

    x = Map(X, LARGEST_X)
    w = Map(W, LARGEST_W)
    b = Scalar(B, 1)
    stride = Whole(1, 1, LARGEST_STRIDE, "pixels")
    padding = Whole(0, 0, LARGEST_PADDING, "pixels")
    dy = Map([], LARGEST_X + 2 * LARGEST_PADDING)
    pooling = Word("max", "average", "none")
    target = Target(TARGET, LARGEST_X + 2 * LARGEST_PADDING)
    gradient = Word("dx", "dw")
    part = Word("dy", "w", "x")
    position = Place("cells are counted from 0, row by row")
    step = Whole(LAST_STEP, 0, LAST_STEP, "steps")
    expected = Map([], 2 * LARGEST_X)
    answer = Map([], 2 * LARGEST_X)
    y = Matrix([], 2 * LARGEST_X)
    dx = Matrix([], 2 * LARGEST_X)
    dw = Matrix([], 2 * LARGEST_X)
    db = traitlets.Float(0.0).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        if "w" not in traits and "x" in traits and "dy" in traits:
            sizes = zip(np.shape(traits["x"])[-2:], np.shape(traits["dy"])[-2:], strict=False)
            traits["w"] = np.zeros([max(1, n - places + 1) for n, places in sizes] or (1, 1))
        if traits.keys() & {"x", "w"}:  # another case than the default one
            traits = {"b": 0, "target": [], **traits}
        super().__init__(**traits)
        height, width = self.output_shape()
        if not height or not width:
            raise traitlets.TraitError(
                f"BackpropExplorer.w is {shape_text(self.w)} and x only {shape_text(self.x)}: "
                f"the kernel must fit inside the input."
            )
        if self.dy and (len(self.dy), len(self.dy[0])) != (height, width):
            raise traitlets.TraitError(
                f"BackpropExplorer.dy is {shape_text(self.dy)} and y is {height} × {width}: "
                f"they must have the same shape."
            )

    def output_shape(self) -> tuple[int, int]:
        """Give height and width of y.

        Returns
        -------
        int, int
            0 where the kernel does not fit.
        """
        height, width = (
            max(0, (n + 2 * self.padding - k) // self.stride + 1)
            for n, k in zip(np.shape(self.x), np.shape(self.w), strict=True)
        )
        return height, width

    def gradients(self) -> dict[str, Rows]:
        """Compute everything for the still picture, as JavaScript does for the live one.

        Returns
        -------
        dict
            ``y``, ``dy``, ``dx`` and ``dw``.
        """
        x, w, s = np.pad(np.array(self.x), self.padding), np.array(self.w), self.stride
        windows = np.lib.stride_tricks.sliding_window_view(x, w.shape)[::s, ::s]
        y = np.einsum("ijuv,uv->ij", windows, w) + self.b[0][0]
        dy = np.array(self.dy) if self.dy else self._from_the_chain(y)
        dx = np.zeros_like(x)
        for (i, j), d in np.ndenumerate(dy):
            dx[i * s : i * s + w.shape[0], j * s : j * s + w.shape[1]] += d * w
        p = self.padding
        dx = dx[p : x.shape[0] - p, p : x.shape[1] - p]
        dw = np.einsum("ijuv,ij->uv", windows, dy)
        return {"y": y.tolist(), "dy": dy.tolist(), "dx": dx.tolist(), "dw": dw.tolist()}

    def _from_the_chain(self, y: np.ndarray) -> np.ndarray:
        """Send half the sum of squares of p - t back through pooling and ReLU."""
        a = np.maximum(y, 0)
        rows, cols = (n // 2 for n in a.shape)
        whole = self.pooling == "none" or not rows * cols
        # Windows in rows: (rows, cols, 4); without pooling every cell is its own window.
        k = 1 if whole else 2
        rows, cols = a.shape if whole else (rows, cols)
        cut = a[: k * rows, : k * cols].reshape(rows, k, cols, k)
        windows = cut.swapaxes(1, 2).reshape(rows, cols, k * k)
        p = windows.mean(2) if self.pooling == "average" else windows.max(2)
        target = np.zeros(p.shape)
        given = np.array(self.target, ndmin=2)[: p.shape[0], : p.shape[1]]
        target[: given.shape[0], : given.shape[1]] = given
        dp = (p - target)[:, :, None]
        if self.pooling == "average":
            parts = np.repeat(dp / (k * k), k * k, axis=2)
        else:
            first = np.arange(k * k) == windows.argmax(2)[:, :, None]  # ties: the first has all
            parts = np.where(first, dp, 0.0)
        da = np.zeros_like(a)
        da[: k * rows, : k * cols] = (
            parts.reshape(rows, cols, k, k).swapaxes(1, 2).reshape(k * rows, k * cols)
        )
        return np.where(y > 0, da, 0.0)

    def describe(self) -> str:
        """Say what is shown."""
        found = self.gradients()
        padding = f", padding {self.padding}" if self.padding else ""
        source = "given" if self.dy else "from the chain"
        said = (
            f"backpropagation: x {shape_text(self.x)}, w {shape_text(self.w)}, "
            f"stride {self.stride}{padding}, dY {shape_text(found['dy'])} {source}: "
        )
        name = "dX" if self.gradient == "dx" else "dW"
        if self.answer:
            yours = outcome_text(name, found[self.gradient], self.expected, self.answer)
            return f"{said}{name} {yours}"
        return f"{said}dX {shape_text(found['dx'])}, dW {shape_text(found['dw'])}"

    def height(self) -> tuple[float, float]:
        """Estimate the height of the live figure, in rem, on a desk and on a phone."""
        label, chain = 2.0 * bool(self.label), not self.dy
        x, w = 2.0 * (len(self.x) + 2 * self.padding), 2.0 * len(self.w)
        y = 2.0 * self.output_shape()[0]
        # A matrix has a title; each stands above its gradient.
        board = max(2 * x + 3.5, 2 * w + 9.0, 2 * y + 3.5)
        detail = max(x + 2 * w + 1.6, y + 1.4)
        answer = still.rem(self.answer) + 5.0 if self.answer else 0.0
        below = 2 * y + 3.0 if chain and x + w + y > 20 else 0.0  # there is no room for it beside
        wide = 20.2 + below + label + 6.6 * chain + board + detail + answer
        pairs = board + 2 * y + 3.5 + (1.5 * y + 6.0 if chain else 0.0)
        return wide, 25.6 + label + 8.5 * chain + pairs + detail + 2 * answer

    def still(self) -> str:
        """Draw x, w, dY, dX and dW side by side (or expected and yours)."""
        found = self.gradients()
        panels = [
            still.Panel("x", self.x, signed=True),
            still.Panel("w", self.w, signed=True),
            still.Panel("dY", found["dy"], signed=True),
        ]
        if self.answer:
            name = "dX" if self.gradient == "dx" else "dW"
            panels += still.outcome(
                name, found[self.gradient], self.expected, self.answer, sign="→"
            )
        else:
            panels.append(still.Panel("dX", found["dx"], True, "→"))
            panels.append(still.Panel("dW", found["dw"], True))
        return still.draw(panels, self.label or "Backpropagation explorer", self.describe())
