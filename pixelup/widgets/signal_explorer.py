"""Send a signal through fifty layers and a gradient back: the figure of chapter 7."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import traitlets

from pixelup.widgets import still
from pixelup.widgets.base import STATIC, Figure
from pixelup.widgets.mulberry import normals
from pixelup.widgets.traits import Whole, Word

# The same as in js/maths/signal.mjs.
DEEPEST = 50
WIDTH = 40
BATCH = 20
EPSILON = 1e-5
WEIGHTS = {
    "small": 0.01,
    "glorot": math.sqrt(1 / WIDTH),
    "he": math.sqrt(2 / WIDTH),
    "large": 1.0,
}
NAMES = {"small": "std 0.01", "glorot": "Glorot", "he": "He", "large": "std 1"}
SHOWN = 8  # layers in the still


@dataclass(frozen=True)
class Signal:
    """What is behind each layer, the first layer first.

    Attributes
    ----------
    activations, gradients : list of ndarray
        Shape (BATCH, WIDTH) each.
    """

    activations: list[np.ndarray]
    gradients: list[np.ndarray]


class SignalExplorer(Figure):
    """See what becomes of activations and gradients in a deep stack of dense layers.

    Attributes
    ----------
    depth : int
        Layers, 2 to 50.
    activation : {'relu', 'tanh'}
        The activation function.
    init : {'small', 'glorot', 'he', 'large'}
        The weights' standard deviation: 0.01, sqrt(1 / n), sqrt(2 / n) for n = 40 units, or 1.
    norm : {'none', 'batch', 'layer'}
        Normalisation between the weights and the activation function.
    skips : {'none', 'identity'}
        Whether a layer's input is added before its activation function.
    seed : int
        Of the random numbers, 1 to 9999.
    layer : int
        The layer that is looked at, counted from 1.
    activation_std, gradient_std : list of float
        Standard deviation behind each layer. Written by JavaScript.

    Raises
    ------
    traitlets.TraitError
        When a trait has a value that cannot be drawn; one line: what, where, how to mend it.

    Examples
    --------
    >>> SignalExplorer(init="he").signal().activations[-1].shape
    (20, 40)
    """

    _esm = STATIC / "signal_explorer.js"
    fragment_key: ClassVar[str] = "signal"
    shared: ClassVar[tuple[str, ...]] = (
        "depth",
        "activation",
        "init",
        "norm",
        "skips",
        "seed",
        "layer",
    )

    depth = Whole(DEEPEST, 2, DEEPEST, "layers")
    activation = Word("relu", "tanh")
    init = Word(*WEIGHTS)
    norm = Word("none", "batch", "layer")
    skips = Word("none", "identity")
    seed = Whole(1, 1, 9999, "as the seed")
    layer = Whole(DEEPEST, 1, DEEPEST, "as the layer")
    activation_std = traitlets.List().tag(sync=True)
    gradient_std = traitlets.List().tag(sync=True)

    def signal(self) -> Signal:
        """Compute everything, as JavaScript does for the live figure.

        Returns
        -------
        Signal
        """
        size = BATCH * WIDTH
        weights = WEIGHTS[self.init] * normals(3 * self.seed, self.depth * WIDTH**2).reshape(
            self.depth, WIDTH, WIDTH
        )
        a = normals(3 * self.seed + 1, size).reshape(BATCH, WIDTH)
        d = normals(3 * self.seed + 2, size).reshape(BATCH, WIDTH)
        axis = 0 if self.norm == "batch" else 1
        steps = []
        for w in weights:
            z, inverse = a @ w.T, 1.0
            if self.norm != "none":
                inverse = 1 / np.sqrt(z.var(axis, keepdims=True) + EPSILON)
                z = (z - z.mean(axis, keepdims=True)) * inverse
            before = z + a if self.skips == "identity" else z
            a = np.maximum(before, 0) if self.activation == "relu" else np.tanh(before)
            steps.append((z, inverse, a))
        gradients = [d]
        for w, (z, inverse, out) in zip(weights[:0:-1], steps[:0:-1], strict=True):
            before = d * ((out > 0) if self.activation == "relu" else 1 - out**2)
            dz = before
            if self.norm != "none":
                along = (before * z).mean(axis, keepdims=True)
                dz = inverse * (before - before.mean(axis, keepdims=True) - z * along)
            d = dz @ w + (before if self.skips == "identity" else 0)
            gradients.append(d)
        return Signal([out for *_, out in steps], gradients[::-1])

    def describe(self) -> str:
        """Say what is shown."""
        found = self.signal()
        norm = "no norm" if self.norm == "none" else f"{self.norm} norm"
        skips = "skips" if self.skips == "identity" else "no skips"
        return (
            f"{self.depth} layers, {self.activation}, weights {NAMES[self.init]}, {norm}, {skips}: "
            f"activations from {found.activations[0].std():.1e} in layer 1 to "
            f"{found.activations[-1].std():.1e} in layer {self.depth}, gradients from "
            f"{found.gradients[-1].std():.1e} in layer {self.depth} to "
            f"{found.gradients[0].std():.1e} in layer 1"
        )

    def height(self) -> tuple[float, float]:
        """Estimate the height of the live figure, in rem, on a desk and on a phone."""
        label = 2.0 * bool(self.label)
        return 54.4 + label, 73.2 + label

    def still(self) -> str:
        """Draw a table of standard deviations by depth."""
        found = self.signal()
        lines = [("layer", "std of activations", "zeros", "std of gradients")]
        for n in np.unique(np.linspace(0, self.depth - 1, SHOWN).round().astype(int)):
            a, d = found.activations[n], found.gradients[n]
            zeros = f"{100 * (a == 0).mean():.0f} %"
            lines.append((str(n + 1), f"{a.std():.2g}", zeros, f"{d.std():.2g}"))
        text = f"{self.label or 'Signal explorer'}: {self.describe()}"
        return still.svg(
            still.table(lines, (0, 220, 300, 450)),
            460,
            22 * len(lines) + 10,
            text,
            ' font-size="13" fill="currentColor"',
        )
