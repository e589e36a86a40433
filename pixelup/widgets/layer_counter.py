"""Build a stack of layers and count: the second figure of chapter 3."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar

import traitlets

from pixelup.widgets import still
from pixelup.widgets.base import STATIC, Figure

MOST_LAYERS = 24
LARGEST_INPUT = 4096
# For each kind: its fields, each with its smallest and largest value; the same as in JavaScript.
FIELDS: dict[str, dict[str, tuple[int, int]]] = {
    "conv": {"filters": (1, 4096), "kernel": (1, 31), "stride": (1, 31), "padding": (0, 31)},
    "pool": {"kernel": (1, 31), "stride": (1, 31)},
    "dense": {"units": (1, 1_000_000)},
}
FILLED_IN = {"stride": 1, "padding": 0}  # what a convolution has without being told

Layer = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """What is known of one layer.

    Attributes
    ----------
    layer : dict
    shape : tuple of int
        Of the output: (C, H, W), or (units,) behind a dense layer.
    parameters : int
        Weights and biases.
    multiplications : int
        Of a weight with a number of the input, for one picture.
    dense : int
        Parameters of a dense layer with the same input and output.
    """

    layer: Layer
    shape: tuple[int, ...]
    parameters: int
    multiplications: int
    dense: int


def walk(shape: tuple[int, ...], layers: list[Layer]) -> tuple[list[Row], str]:
    """Follow a shape through a stack, as far as it goes.

    Parameters
    ----------
    shape : tuple of int
        Of the input, (C, H, W).
    layers : list of dict

    Returns
    -------
    rows : list of Row
    problem : str
        Why the layer behind the last row cannot be; empty when all is well.
    """
    rows: list[Row] = []
    for layer in layers:
        inputs = prod(shape)
        if layer["kind"] == "dense":
            out: tuple[int, ...] = (layer["units"],)
            weights, parameters = inputs * layer["units"], (inputs + 1) * layer["units"]
        elif len(shape) != 3:
            return rows, "a dense layer's output is no picture any more"
        else:
            channels, height, width = shape
            k, s, p = layer["kernel"], layer["stride"], layer.get("padding", 0)
            if min(height, width) + 2 * p < k:
                return rows, f"the kernel, {k} × {k}, does not fit into {height} × {width}"
            h, w = ((n + 2 * p - k) // s + 1 for n in (height, width))
            filters = layer.get("filters", 0)
            out = (filters or channels, h, w)
            weights = filters * channels * k * k * h * w
            parameters = filters * (channels * k * k + 1)
        rows.append(Row(layer, out, parameters, weights, (inputs + 1) * prod(out)))
        shape = out
    return rows, ""


class LayerCounter(Figure):
    """Shapes, parameters, multiplications and memory of a stack that you build.

    Attributes
    ----------
    input : list of int
        Channels, height and width of the picture.
    layers : list of dict
        Each ``{"kind": "conv", "filters": 10, "kernel": 3, "stride": 1, "padding": 0}``,
        ``{"kind": "pool", "kernel": 2, "stride": 2}`` or ``{"kind": "dense", "units": 10}``.
        Without a stride a convolution takes steps of 1, and a pooling steps of its window.
    shapes : list of list of int
        The outputs, written by JavaScript.
    parameters, multiplications : int
        In all, written by JavaScript.

    Raises
    ------
    traitlets.TraitError
        When a layer is none of these; one line: what, where, how to mend it.

    Examples
    --------
    >>> counter = LayerCounter(input=[3, 6, 6], layers=[dict(kind="conv", filters=10, kernel=3)])
    >>> counter.rows()[0].parameters
    280
    """

    _esm = STATIC / "layer_counter.js"
    fragment_key: ClassVar[str] = "layers"
    shared: ClassVar[tuple[str, ...]] = ("input", "layers")

    input = traitlets.List(default_value=[3, 39, 39]).tag(sync=True)
    layers = traitlets.List(
        default_value=[
            {"kind": "conv", "filters": 10, "kernel": 3, "stride": 1, "padding": 0},
            {"kind": "conv", "filters": 20, "kernel": 5, "stride": 2, "padding": 0},
            {"kind": "conv", "filters": 40, "kernel": 5, "stride": 2, "padding": 0},
        ]
    ).tag(sync=True)
    shapes = traitlets.List().tag(sync=True)
    parameters = traitlets.Any(0).tag(sync=True)  # JavaScript writes a float where it is large
    multiplications = traitlets.Any(0).tag(sync=True)

    @traitlets.validate("input")
    def _input_is_a_shape(self, proposal: dict[str, Any]) -> list[int]:
        value = proposal["value"]
        if len(value) != 3 or not all(_whole(v, 1, LARGEST_INPUT) for v in value):
            raise traitlets.TraitError(
                f"LayerCounter.input is {value}: give channels, height and width, "
                f"each from 1 to {LARGEST_INPUT}."
            )
        return [int(v) for v in value]

    @traitlets.validate("layers")
    def _layers_are_known(self, proposal: dict[str, Any]) -> list[Layer]:
        value = proposal["value"]
        if len(value) > MOST_LAYERS:
            raise traitlets.TraitError(
                f"LayerCounter.layers has {len(value)} layers: {MOST_LAYERS} at most."
            )
        return [_checked(n, layer) for n, layer in enumerate(value)]

    def rows(self) -> list[Row]:
        """Count, as JavaScript does for the live figure.

        Returns
        -------
        list of Row
            One a layer, as far as the stack goes.
        """
        return walk(tuple(self.input), self.layers)[0]

    def describe(self) -> str:
        """Say what is shown."""
        rows, problem = walk(tuple(self.input), self.layers)
        shape = rows[-1].shape if rows else tuple(self.input)
        said = (
            f"{len(self.layers)} layers on {_shape_text(tuple(self.input))}: "
            f"output {_shape_text(shape)}, {sum(r.parameters for r in rows):,} parameters, "
            f"{sum(r.multiplications for r in rows):,} multiplications"
        )
        return f"{said}; layer {len(rows) + 1} cannot be, {problem}" if problem else said

    def fragment(self) -> str:
        """Write the state as the last part of a page's address.

        Returns
        -------
        str
            As in ``layers=input:3.39.39/layers:conv.10.3.1.0;dense.10``.
        """
        layers = (
            ".".join([layer["kind"], *(str(layer[name]) for name in FIELDS[layer["kind"]])])
            for layer in self.layers
        )
        return (
            f"{self.fragment_key}=input:{'.'.join(map(str, self.input))}/layers:{';'.join(layers)}"
        )

    def height(self) -> tuple[float, float]:
        """Estimate the height of the live figure, in rem, on a desk and on a phone."""
        n = len(self.layers)
        label = 2.0 * bool(self.label)
        return 18.5 + label + 6.8 * n, 29.1 + label + 15.5 * n

    def still(self) -> str:
        """Draw the table."""
        rows, problem = walk(tuple(self.input), self.layers)
        lines = [("layer", "output", "parameters", "multiplications", "parameters if dense")]
        lines.append(("input", _shape_text(tuple(self.input)), "", "", ""))
        lines += [
            (
                _layer_text(r.layer),
                _shape_text(r.shape),
                f"{r.parameters:,}",
                f"{r.multiplications:,}",
                f"{r.dense:,}",
            )
            for r in rows
        ]
        if problem:
            lines.append((f"{_layer_text(self.layers[len(rows)])}: {problem}", "", "", "", ""))
        totals = [sum(getattr(r, n) for r in rows) for n in ("parameters", "multiplications")]
        dense = sum(r.dense for r in rows)
        lines.append(("in all", "", *(f"{t:,}" for t in totals), f"{dense:,}"))
        body = still.table(lines, (0, 400, 510, 650, 830), bold=(0, len(lines) - 1))
        text = f"{self.label or 'Layer counter'}: {self.describe()}"
        return still.svg(
            body, 830, 22 * len(lines) + 10, text, ' font-size="13" fill="currentColor"'
        )


def _whole(value: Any, low: int, high: int) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and value == int(value) and low <= value <= high


def _checked(n: int, layer: Any) -> Layer:
    """Copy a layer with all its fields, or say what is wrong with it."""
    where = f"LayerCounter.layers[{n}]"
    kind = layer.get("kind") if isinstance(layer, dict) else None
    if kind not in FIELDS:
        raise traitlets.TraitError(
            f"{where} is {layer!r}: give a dict with the kind 'conv', 'pool' or 'dense'."
        )
    fields = FIELDS[kind]
    unknown = sorted(set(layer) - {"kind", *fields})
    if unknown:
        raise traitlets.TraitError(f"{where} has no {unknown[0]!r}: it knows {', '.join(fields)}.")
    filled = dict(layer)
    if kind == "pool" and "kernel" in layer:
        filled.setdefault("stride", layer["kernel"])
    checked: Layer = {"kind": kind}
    for name, (low, high) in fields.items():
        value = filled.get(name, FILLED_IN.get(name))
        if not _whole(value, low, high):
            raise traitlets.TraitError(
                f"{where}: {name} is {value!r}, give a whole number from {low} to {high}."
            )
        checked[name] = int(value)
    return checked


def _shape_text(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))


def _layer_text(layer: Layer) -> str:
    if layer["kind"] == "dense":
        return f"dense, {layer['units']} units"
    k, s = layer["kernel"], layer["stride"]
    if layer["kind"] == "pool":
        return f"pooling {k} × {k}, stride {s}"
    padding = f", padding {layer['padding']}" if layer["padding"] else ""
    return f"{layer['filters']} filters {k} × {k}, stride {s}{padding}"
