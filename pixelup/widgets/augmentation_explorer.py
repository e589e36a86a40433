"""Turn, zoom, flip and change a picture, sixteen samples at once: the figure of chapter 8."""

from __future__ import annotations

import base64
import io
from html import escape
from typing import Any, ClassVar

import numpy as np
import traitlets
from PIL import Image

from pixelup.widgets import augment, still
from pixelup.widgets.augment import PICTURES, SAMPLES, Box, Settings
from pixelup.widgets.base import STATIC, Figure
from pixelup.widgets.matrix import Matrix
from pixelup.widgets.pixels import Pixels, to_json
from pixelup.widgets.traits import Real, Whole, Word

LARGEST = 64
SIDE = 150  # of a large picture in the still, in SVG units
SMALL = 64
GAP = 8
HEAD = 24
BOX = "#c2255c"
SLIDERS = (
    "angle", "zoom", "right", "down", "flip", "noise", "brightness", "contrast", "saturation",
    "erase", "lam",
)  # fmt: skip
# What a figure begins with that is told nothing: the first example of js/widgets/.
START = {
    "angle": 15, "zoom": 1.2, "right": 4, "down": 3, "flip": True, "noise": 0.04,
    "brightness": 1.2, "contrast": 1.2, "saturation": 1.3, "erase": 8,
}  # fmt: skip


class AugmentationExplorer(Figure):
    """Move and change a picture, and draw sixteen samples with the settings as ranges.

    Attributes
    ----------
    picture : {'cat', 'camera', '6', '9', 'b', 'd'}
        A picture that is built in.
    image : list of list of list of float
        A picture of your own, (H, W) or (H, W, C), at most 64 × 64 with 1 or 3 channels: bytes,
        or numbers from 0 to 1. Arrays and tensors are read too. While it is there, it is shown.
    box : list of list of float
        Around the object, ``[[x0, y0, width, height]]`` in pixels, pixel j being from j to j + 1;
        empty: around the object of a picture that is built in, or the middle of your own.
    other : {'camera', 'cat', '6', '9', 'b', 'd'}
        The second picture of mixup, scaled to fit.
    angle : int
        Degrees counter-clockwise about the centre, -180 to 180.
    zoom : float
        A factor, 0.5 to 2.
    right, down : int
        Shift in pixels, -32 to 32.
    flip : bool
        Whether left becomes right, before everything else.
    noise : float
        Standard deviation of the noise, 0 to 0.5; pixels are 0 to 1.
    brightness, contrast, saturation : float
        Factors, 0 to 2; 1 changes nothing.
    erase : int
        Side of a square that is erased, 0 to 32 pixels.
    lam : float
        Mixup's lambda, the picture's share, 0 to 1; 1 changes nothing.
    seed : int
        Of the samples, 1 to 9999.
    sample : int
        The sample that is shown large, 1 to 16; 0 shows exactly what the settings say.
    matrix : list of list of float
        What was applied to the picture that is shown large, shape (2, 3), in pixels from the
        centre, the flip included. Written by JavaScript.
    moved : list of list of float
        Where the box is then; empty when it has left the picture. Written by JavaScript.

    Raises
    ------
    traitlets.TraitError
        When a trait has a value that cannot be drawn; one line: what, where, how to mend it.

    Examples
    --------
    >>> AugmentationExplorer(picture="6", angle=180)
    a 6 of 28 × 28: turned by 180°; sixteen samples with this as range
    """

    _esm = STATIC / "augmentation_explorer.js"
    fragment_key: ClassVar[str] = "augmentation"
    shared: ClassVar[tuple[str, ...]] = ("picture", "box", "other", *SLIDERS, "seed", "sample")

    picture = Word(*PICTURES)
    image = Pixels([], LARGEST)
    box = Matrix([], 4)
    other = Word("camera", "cat", "6", "9", "b", "d")
    angle = Whole(0, -180, 180, "degrees")
    zoom = Real(1.0, 0.5, 2.0)
    right = Whole(0, -32, 32, "pixels")
    down = Whole(0, -32, 32, "pixels")
    flip = traitlets.Bool(False).tag(sync=True)
    noise = Real(0.0, 0.0, 0.5)
    brightness = Real(1.0, 0.0, 2.0)
    contrast = Real(1.0, 0.0, 2.0)
    saturation = Real(1.0, 0.0, 2.0)
    erase = Whole(0, 0, 32, "pixels")
    lam = Real(1.0, 0.0, 1.0)
    seed = Whole(1, 1, 9999, "as the seed")
    sample = Whole(0, 0, SAMPLES, "as the sample")
    matrix = Matrix([], 3)
    moved = Matrix([], 4)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**(traits if {*SLIDERS, "sample"} & {*traits} else START | traits))

    @traitlets.validate("image")
    def _image_is_grey_or_colour(self, proposal: dict[str, Any]) -> list[Any]:
        image = proposal["value"]
        if image and len(image[0][0]) not in {1, 3}:
            raise traitlets.TraitError(
                f"AugmentationExplorer.image has {len(image[0][0])} channels: give 1 or 3."
            )
        if image and not (np.min(image) >= 0 and np.max(image) <= 255):
            raise traitlets.TraitError(
                "AugmentationExplorer.image has numbers that are no pixels: "
                "give bytes, 0 to 255, or numbers from 0 to 1."
            )
        return image

    @traitlets.validate("box")
    def _box_is_one_box(self, proposal: dict[str, Any]) -> list[list[float]]:
        box = proposal["value"]
        good = np.shape(box) == (1, 4) and np.isfinite(box).all() and min(box[0][2:]) > 0
        if box and not good:
            raise traitlets.TraitError(
                "AugmentationExplorer.box is no box: give [[x0, y0, width, height]] in pixels."
            )
        return box

    def original(self) -> tuple[np.ndarray, Box]:
        """Give the picture and the box of its object.

        Returns
        -------
        x : ndarray, shape (H, W, C)
            0 to 1.
        box : (x0, y0, width, height)
        """
        if not self.image:
            x, box = augment.picture(self.picture)
        else:
            x = np.array(self.image)
            x = x / 255 if x.max() > 1 else x
            height, width, _ = x.shape
            box = (width / 4, height / 4, width / 2, height / 2)
        return x, tuple(self.box[0]) if self.box else box

    def settings(self) -> list[Settings]:
        """Give what is done to the sliders' own picture and to each of the samples.

        Returns
        -------
        list of Settings
            17 of them.
        """
        exact = Settings(**{name: getattr(self, name) for name in SLIDERS})
        return [exact, *(augment.drawn(exact, self.seed, n) for n in range(SAMPLES))]

    def pictures(self) -> list[np.ndarray]:
        """Make the sliders' own picture and the samples, as JavaScript does for the live figure.

        Returns
        -------
        list of ndarray, shape (H, W, C)
            17 of them, 0 to 1.
        """
        x, _ = self.original()
        other = augment.fitted(augment.picture(self.other)[0], x)
        noise = augment.noises(self.seed, x.shape)
        return [
            augment.augment(x, s, other, e) for s, e in zip(self.settings(), noise, strict=True)
        ]

    def describe(self) -> str:
        """Say what is shown."""
        height, width, _ = self.original()[0].shape
        names = {"cat": "a cat", "camera": "a cameraman"}
        name = "a picture" if self.image else names.get(self.picture, f"a {self.picture}")
        done = [
            self.flip and "flipped",
            self.angle and f"turned by {self.angle}°",
            self.zoom != 1 and f"zoomed by {self.zoom:g}",
            (self.right or self.down) and f"shifted by {self.right} right, {self.down} down",
            self.brightness != 1 and f"brightness {self.brightness:g}",
            self.contrast != 1 and f"contrast {self.contrast:g}",
            self.saturation != 1 and f"saturation {self.saturation:g}",
            self.noise and f"noise {self.noise:g}",
            self.erase and f"a square of {self.erase} erased",
            self.lam != 1 and f"mixed with lambda {self.lam:g}",
        ]
        said = ", ".join(text for text in done if text) or "nothing changed"
        return f"{name} of {height} × {width}: {said}; sixteen samples with this as range"

    def height(self) -> tuple[float, float]:
        """Estimate the height of the live figure, in rem, on a desk and on a phone."""
        label = 2.0 * bool(self.label)
        colour = self.original()[0].shape[2] == 3  # a slider more
        return 45.3 + 1.8 * colour + label, 90.0 + 3.3 * colour + label

    def fragment(self) -> str:
        """Write the state as the last part of a page's address.

        Returns
        -------
        str
            As in ``augmentation=picture:6/other:9/angle:180/...``; a picture of your own comes as
            rows of its numbers, `depth` says how many belong to a pixel.
        """
        text = super().fragment()
        if not self.image:
            return text
        rows = ";".join(
            ",".join(str(v) for pixel in row for v in pixel) for row in to_json(self.image)
        )
        head, rest = text.split("=", 1)
        return f"{head}=depth:{len(self.image[0][0])}/image:{rows}/{rest}"

    def still(self) -> str:
        """Draw the original, the result, the matrix and the sixteen samples."""
        x, box = self.original()
        made, settings = self.pictures(), self.settings()
        matrices = [augment.matrix(s) for s in settings]
        boxes = [augment.move_box(box, a, *x.shape[:2]) for a in matrices]
        name = f"Sample {self.sample}" if self.sample else "Result"
        parts = [
            _picture(x, box, 0, HEAD, SIDE, "Original"),
            _picture(made[self.sample], boxes[self.sample], SIDE + GAP, HEAD, SIDE, name),
        ]
        rows = [[still.number(round(v, 4)) for v in row] for row in matrices[self.sample].tolist()]
        for i, row in enumerate([["A =", "", ""], *rows]):
            for j, text in enumerate(row):
                parts.append(
                    f'<text x="{2 * (SIDE + GAP) + 50 + 60 * j}" y="{HEAD + 40 + 22 * i}" '
                    f'text-anchor="end">{text}</text>'
                )
        top = SIDE + 2 * HEAD + GAP
        for n in range(SAMPLES):
            left, down = (SMALL + GAP) * (n % 8), (SMALL + GAP) * (n // 8)
            parts.append(_picture(made[n + 1], boxes[n + 1], left, top + down, SMALL))
        text = f"{self.label or 'Augmentation explorer'}: {self.describe()}"
        width, height = 8 * (SMALL + GAP), top + 2 * (SMALL + GAP)
        return still.svg("".join(parts), width, height, text, ' font-size="13" fill="currentColor"')


def _picture(
    x: np.ndarray, box: Box | None, left: float, top: float, side: float, title: str = ""
) -> str:
    """Draw one picture with its box, at a place of the SVG."""
    levels = np.rint(255 * x).astype(np.uint8)
    file = io.BytesIO()
    # Noise makes a PNG four times as large.
    Image.fromarray(levels if x.shape[2] == 3 else levels[:, :, 0]).save(file, "JPEG", quality=80)
    data = base64.b64encode(file.getvalue()).decode()
    scale = side / max(x.shape[:2])
    parts = [
        f'<image width="{scale * x.shape[1]:g}" height="{scale * x.shape[0]:g}" '
        f'style="image-rendering:pixelated" preserveAspectRatio="none" '
        f'href="data:image/jpeg;base64,{data}"/>'
    ]
    if box:
        x0, y0, w, h = (f"{scale * v:.1f}" for v in box)
        parts.append(
            f'<rect x="{x0}" y="{y0}" width="{w}" height="{h}" fill="none" stroke="{BOX}" '
            f'stroke-width="2"/>'
        )
    if title:
        parts.append(f'<text y="-8" font-weight="600">{escape(title)}</text>')
    return f'<g transform="translate({left:g} {top:g})">{"".join(parts)}</g>'
