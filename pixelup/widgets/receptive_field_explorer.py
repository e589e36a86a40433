"""Stack layers and see what a cell depends on: the second figure of chapter 4."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import traitlets

from pixelup.widgets import still
from pixelup.widgets.base import STATIC, Figure
from pixelup.widgets.traits import Whole, Wholes

MOST_LAYERS = 60
LARGEST_PICTURE = 160
# Window, stride, padding: smallest and largest; the same as in JavaScript.
LIMITS = {"window": (1, 31), "stride": (1, 16), "padding": (0, 15)}
KINDS = {"conv": "convolution", "pool": "pooling"}

Layer = list[Any]


@dataclass(frozen=True)
class Level:
    """The receptive fields of one map, along one axis.

    Attributes
    ----------
    n : int
        Cells of the map.
    size : int
        Pixels of a field.
    jump : int
        Pixels from one field to the next.
    start : int
        First pixel of the field of cell 0; below 0 with padding.
    """

    n: int
    size: int = 1
    jump: int = 1
    start: int = 0

    def field(self, cell: int) -> tuple[int, int]:
        """Give the first and the last pixel of a cell's field."""
        first = self.start + cell * self.jump
        return first, first + self.size - 1


def levels(layers: list[Layer], pixels: int) -> list[Level]:
    """Follow the fields through a stack, as far as its windows fit.

    Parameters
    ----------
    layers : list of (kind, window, stride, padding)
    pixels : int
        Height and width of the picture.

    Returns
    -------
    list of Level
        The picture first.
    """
    found = [Level(pixels)]
    for _, k, s, p in layers:
        below = found[-1]
        if below.n + 2 * p < k:
            break
        found.append(
            Level(
                (below.n + 2 * p - k) // s + 1,
                below.size + (k - 1) * below.jump,
                below.jump * s,
                below.start - p * below.jump,
            )
        )
    return found


class ReceptiveFieldExplorer(Figure):
    """Stack layers, choose a cell of the last map, and see its receptive field.

    Attributes
    ----------
    layers : list of (kind, window, stride, padding)
        The kind is ``'conv'`` or ``'pool'``; the rest are whole numbers.
    pixels : int
        Height and width of the picture, at most 160.
    cell : (int, int)
        Row and column of the chosen cell of the last map.
    fields : list of (size, jump, start)
        Of each layer, as far as its windows fit. Written by JavaScript.

    Raises
    ------
    traitlets.TraitError
        When a trait has a value that cannot be drawn; one line: what, where, how to mend it.

    Examples
    --------
    >>> explorer = ReceptiveFieldExplorer(layers=[("conv", 3, 1, 0), ("conv", 3, 1, 0)])
    >>> explorer.levels()[-1].size
    5
    """

    _esm = STATIC / "receptive_field_explorer.js"
    fragment_key: ClassVar[str] = "field"
    shared: ClassVar[tuple[str, ...]] = ("pixels", "layers", "cell")

    layers = traitlets.List(
        default_value=[["conv", 3, 1, 0], ["conv", 3, 1, 0], ["pool", 2, 2, 0], ["conv", 3, 1, 0]]
    ).tag(sync=True)
    pixels = Whole(24, 1, LARGEST_PICTURE, "pixels a side")
    cell = Wholes(2, 0, 10**6, "give a row and a column, counted from 0")
    fields = traitlets.List().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        if "cell" not in traits:
            middle = (self.levels()[-1].n - 1) // 2
            self.cell = (middle, middle)

    @traitlets.validate("layers")
    def _layers_are_known(self, proposal: dict[str, Any]) -> list[Layer]:
        value = proposal["value"]
        if len(value) > MOST_LAYERS:
            raise traitlets.TraitError(
                f"ReceptiveFieldExplorer.layers has {len(value)} layers: {MOST_LAYERS} at most."
            )
        return [_checked(n, layer) for n, layer in enumerate(value)]

    def levels(self) -> list[Level]:
        """Give size, jump and start of all maps, the picture first.

        Returns
        -------
        list of Level
            As far as the windows fit.
        """
        return levels(self.layers, self.pixels)

    def chosen(self) -> tuple[int, int]:
        """Give the chosen cell, brought into the last map.

        Returns
        -------
        int, int
        """
        n = self.levels()[-1].n
        row, column = (min(v, n - 1) for v in self.cell[0])
        return row, column

    def describe(self) -> str:
        """Say what is shown."""
        found = self.levels()
        last, (row, column) = found[-1], self.chosen()
        said = (
            f"{len(self.layers)} layers on {self.pixels} × {self.pixels} pixels: "
            f"a map of {last.n} × {last.n}, fields of {last.size} × {last.size}, jump {last.jump}; "
            f"cell {row}, {column} sees rows {last.field(row)[0]} to {last.field(row)[1]} "
            f"and columns {last.field(column)[0]} to {last.field(column)[1]}"
        )
        if len(found) <= len(self.layers):
            said += f"; the window of layer {len(found)} does not fit"
        return said

    def fragment(self) -> str:
        """Write the state as the last part of a page's address.

        Returns
        -------
        str
            As in ``field=pixels:24/layers:conv.3.1.0;pool.2.2.0/cell:3.4``.
        """
        layers = ";".join(".".join(map(str, layer)) for layer in self.layers)
        row, column = self.chosen()
        return f"{self.fragment_key}=pixels:{self.pixels}/layers:{layers}/cell:{row}.{column}"

    def height(self) -> tuple[float, float]:
        """Estimate the height of the live figure, in rem, on a desk and on a phone."""
        n = len(self.layers)
        label = 2.0 * bool(self.label)
        side = min(19.0, 2.3 * (n + 1))
        stack = min(22.0, 2.0 + 2.4 * n), min(22.0, 5.2 * n)
        return 31.0 + label + stack[0] + side, 54.0 + label + stack[1] + side / 2

    def still(self) -> str:
        """Draw the table, and the field on the picture."""
        found = self.levels()
        lines = [("layer", "map", "size", "jump", "start")]
        lines.append(("picture", f"{self.pixels} × {self.pixels}", "1", "1", "0"))
        for n, (layer, level) in enumerate(zip(self.layers, found[1:], strict=False), 1):
            if n > 10 and n < len(self.layers):
                continue  # a long stack is told by its first layers and its last
            lines.append(
                (
                    f"{n}. {_layer_text(layer)}",
                    f"{level.n} × {level.n}",
                    str(level.size),
                    str(level.jump),
                    str(level.start).replace("-", "−"),
                )
            )
        side, scale = 200, 200 / self.pixels
        rows, columns = (found[-1].field(v) for v in self.chosen())
        (top, bottom), (left, right) = (
            (max(0, first), min(self.pixels - 1, last)) for first, last in (rows, columns)
        )
        box = (
            f'<rect x="560" y="6" width="{side}" height="{side}" fill="none" stroke="#888"/>'
            f'<rect x="{560 + scale * left:g}" y="{6 + scale * top:g}" '
            f'width="{scale * max(0, right - left + 1):g}" '
            f'height="{scale * max(0, bottom - top + 1):g}" '
            f'fill="#4a92ec" fill-opacity="0.4" stroke="#c2255c" stroke-width="2"/>'
        )
        return still.svg(
            still.table(lines, (0, 330, 390, 450, 510)) + box,
            766,
            max(22 * len(lines) + 10, side + 12),
            f"{self.label or 'Receptive field explorer'}: {self.describe()}",
            ' font-size="13" fill="currentColor"',
        )


def _checked(n: int, layer: Any) -> Layer:
    """Copy a layer, or say what is wrong with it."""
    where = f"ReceptiveFieldExplorer.layers[{n}]"
    if not isinstance(layer, list | tuple) or len(layer) != 4 or layer[0] not in KINDS:
        raise traitlets.TraitError(
            f"{where} is {layer!r}: give a kind, 'conv' or 'pool', a window, a stride "
            f"and a padding, as in ('conv', 3, 1, 0)."
        )
    for value, (name, (low, high)) in zip(layer[1:], LIMITS.items(), strict=True):
        number = isinstance(value, int | float | np.integer) and not isinstance(value, bool)
        if not number or value != int(value) or not low <= value <= high:
            raise traitlets.TraitError(
                f"{where}: {name} is {value!r}, give a whole number from {low} to {high}."
            )
    return [layer[0], *(int(v) for v in layer[1:])]


def _layer_text(layer: Layer) -> str:
    kind, k, s, p = layer
    padding = f", padding {p}" if p else ""
    return f"{KINDS[kind]} {k} × {k}, stride {s}{padding}"
