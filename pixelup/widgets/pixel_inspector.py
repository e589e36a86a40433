"""Move over a picture and see its numbers, its channels and its memory: the figure of chapter 1."""

from __future__ import annotations

import base64
import io
from html import escape
from typing import ClassVar

import numpy as np
import traitlets
from PIL import Image

from pixelup.widgets import still
from pixelup.widgets.base import STATIC, Figure
from pixelup.widgets.pixels import Pixels, shape_text, to_json
from pixelup.widgets.traits import Place, Word

LARGEST = 64
PHOTOGRAPH = 20  # pixels a side, and more: for paper, nobody looks at them one by one

VALUES = ("bytes", "normalised", "standardised")
SPLITS = ("transpose", "reshape")
COUNTED = "pixels, row by row, and channels are counted from 0"
CHANNELS = {1: ("grey",), 3: ("red", "green", "blue"), 4: ("red", "green", "blue", "opacity")}

# A cat of 7 × 8 pixels; the letters stand for colours.
CAT_COLOURS = {
    " ": (110, 170, 240),  # sky
    "o": (240, 150, 40),  # fur
    "g": (60, 200, 90),  # eyes
    "p": (255, 120, 160),  # nose
    "w": (255, 255, 255),  # chin
}
CAT_ROWS = (
    "o      o",
    "oo    oo",
    "oooooooo",
    "oogoogoo",
    "oooppooo",
    "owwoowwo",
    " wwwwww ",
)
CAT = [[list(CAT_COLOURS[letter]) for letter in row] for row in CAT_ROWS]


class PixelInspector(Figure):
    """See the numbers of a picture, and where they lie in memory.

    Attributes
    ----------
    image : list of list of list of float
        The picture, shape (H, W, C) with at most 64 × 64 pixels and 4 channels; a grey one,
        (H, W), is read too, as are arrays and tensors. Bytes are 0 to 255; other numbers are
        shown as they are.
    position : int
        The pixel that is looked at, counted row by row from 0.
    channel : int
        The channel whose neighbours in memory are shown.
    values : {'bytes', 'normalised', 'standardised'}
        The numbers as they are, x / 255 - 0.5, or (x - mean) / std of each channel.
    split : {'transpose', 'reshape'}
        How the channels are taken apart: rightly, or by reading the same memory as (C, H, W).
    shown : list of int
        The channels that the picture is put together from again.
    expected : list
        The right answer of a failing check, (H, W) or (H, W, C).
    answer : list
        A student's answer. When it is given, the figure shows expected and yours.

    Raises
    ------
    traitlets.TraitError
        When a trait has a value that cannot be drawn; one line: what, where, how to mend it.

    Examples
    --------
    >>> inspector = PixelInspector(image=[[[255, 0, 0], [0, 255, 0]]], position=1)
    >>> inspector
    picture 1 × 2 × 3, row 0, column 1: red 0, green 255, blue 0
    """

    _esm = STATIC / "pixel_inspector.js"
    fragment_key: ClassVar[str] = "pixels"
    shared: ClassVar[tuple[str, ...]] = ("position", "channel", "values", "split")

    image = Pixels(CAT, LARGEST)
    position = Place(COUNTED)
    channel = Place(COUNTED)
    values = Word(*VALUES)
    split = Word(*SPLITS)
    shown = traitlets.List(traitlets.Int(), [0, 1, 2, 3]).tag(sync=True)
    expected = Pixels([], 2 * LARGEST)
    answer = Pixels([], 2 * LARGEST)

    def pixel(self) -> tuple[int, int, list[float]]:
        """Give row, column and channels of the pixel that is looked at.

        Returns
        -------
        tuple
            Row, column, and one number a channel; the last pixel when `position` is too large.
        """
        height, width = len(self.image), len(self.image[0])
        row, column = divmod(min(self.position, height * width - 1), width)
        return row, column, self.image[row][column]

    def describe(self) -> str:
        """Say what is shown."""
        row, column, pixel = self.pixel()
        names = CHANNELS.get(len(pixel), tuple(f"channel {c}" for c in range(len(pixel))))
        said = ", ".join(f"{name} {still.number(v)}" for name, v in zip(names, pixel, strict=True))
        text = f"picture {shape_text(self.image)}, row {row}, column {column}: {said}"
        if self.answer:
            text += f"; expected {shape_text(self.expected)}, yours {shape_text(self.answer)}"
        return text

    def height(self) -> tuple[float, float]:
        """Estimate the height of the live figure, in rem, on a desk and on a phone."""
        height, width, channels = np.shape(self.image)
        in_numbers = max(height, width) <= 10
        plane = 1.5 * height if in_numbers else 9.5 * min(1.0, height / width)
        rows = 2 if in_numbers and width > 8 else 1
        together = 12.0 if channels > 1 else 0.0
        wide = 38.6 + rows * (plane + 4) + together + (13.0 if self.answer else 0.0)
        narrow_rows = channels if in_numbers else -(-channels // 2)
        return wide, wide + (narrow_rows - rows) * (plane + 4) + 11 + 1.3 * together

    def fragment(self) -> str:
        """Write the state as the last part of a page's address.

        Returns
        -------
        str
            As in ``pixels=depth:3/image:255,0,0,0,255,0/position:1``: a row of the picture is a
            row of its numbers, `depth` says how many belong to a pixel.
        """
        text = super().fragment()
        if self.image == self.traits()["image"].default_value:
            return text
        rows = ";".join(
            ",".join(str(v) for pixel in row for v in pixel) for row in to_json(self.image)
        )
        head, rest = text.split("=", 1)
        parts = [f"depth:{len(self.image[0][0])}", f"image:{rows}", *filter(None, [rest])]
        return f"{head}={'/'.join(parts)}"

    def still(self) -> str:
        """Draw the picture and its channels side by side (or expected and yours)."""
        image = np.array(self.image)
        pictures = [(f"Picture {shape_text(self.image)}", _bytes(image))]
        if self.answer:
            for title, x in (("Expected", self.expected), ("Yours", self.answer)):
                pictures.append((f"{title} {shape_text(x)}", _bytes(np.array(x))))
        elif image.shape[2] > 1:
            names = CHANNELS.get(image.shape[2], ("one", "two"))
            for c, name in enumerate(names):
                pictures.append((name.capitalize(), _bytes(image[:, :, c])))
        title = self.label or "Pixel inspector"
        return _draw(pictures, f"{title}: {self.describe()}")


def _bytes(x: np.ndarray) -> np.ndarray:
    """Make numbers visible, shape (H, W) or (H, W, C): bytes as they are, others stretched."""
    if x.ndim == 3 and x.shape[2] in (1, 2):
        x = x[:, :, 0]
    x = np.nan_to_num(x, posinf=255.0, neginf=0.0)
    if x.min() < 0 or (x != np.round(x)).any():
        most = np.abs(x).max()
        x = 127.5 + 127.5 * x / most
    return np.rint(x.clip(0, 255)).astype(np.uint8)


def _draw(pictures: list[tuple[str, np.ndarray]], text: str) -> str:
    """Draw pictures with titles in a row, as one SVG."""
    side, gap, head = 150, 24, 24
    parts = []
    for n, (title, x) in enumerate(pictures):
        file = io.BytesIO()
        photograph = max(x.shape[:2]) >= PHOTOGRAPH  # a third of the bytes, the same to the eye
        kind, options = ("webp", {"quality": 95, "method": 6}) if photograph else ("png", {})
        Image.fromarray(x[:, :, :3] if x.ndim == 3 else x).save(file, kind, **options)
        data = base64.b64encode(file.getvalue()).decode()
        scale = side / max(x.shape[:2])
        width, height = scale * x.shape[1], scale * x.shape[0]
        parts.append(
            f'<g transform="translate({n * (side + gap)} {head})"><text y="-8" font-size="12" '
            f'font-weight="600" fill="currentColor">{escape(title)}</text>'
            f'<image width="{width:g}" height="{height:g}" style="image-rendering:pixelated" '
            f'preserveAspectRatio="none" href="data:image/{kind};base64,{data}"/></g>'
        )
    width, height = len(pictures) * (side + gap) - gap, head + side
    return still.svg("".join(parts), width, height, text)
