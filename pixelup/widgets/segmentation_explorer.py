"""A class for every pixel, and how good a mask is: the second figure of chapter 11."""

from __future__ import annotations

import base64
import io
from typing import Any, ClassVar

import numpy as np
import traitlets
from PIL import Image

from pixelup.widgets import segmenter, still
from pixelup.widgets.base import STATIC, Figure
from pixelup.widgets.lenet import read
from pixelup.widgets.matrix import Matrix, shape_text
from pixelup.widgets.pixels import Pixels
from pixelup.widgets.traits import Place, Real, WeightsFile, Whole, Word

LARGEST = 64
BLOCK = 4
EXAMPLES = 5
SIDE = 190  # of a picture in the still, in SVG units
GAP = 16
HEAD = 24
COLOURS = {"hit": "#4a92ec", "missed": "#b24a06", "invented": "#c2255c"}
PATTERNS = (
    '<defs><pattern id="pxu-missed" width="4" height="4" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path d="M1 0V4" stroke="#b24a06" stroke-width="2"/></pattern>'
    '<pattern id="pxu-invented" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<path d="M0 0H2V2H4V4H2V2H0Z" fill="#c2255c"/></pattern></defs>'
)
FILLS = {"hit": COLOURS["hit"], "missed": "url(#pxu-missed)", "invented": "url(#pxu-invented)"}


class SegmentationExplorer(Figure):
    """Turn a network's probabilities into a mask, and see what it hits, misses and invents.

    Attributes
    ----------
    example : int
        One of five pictures, 0 (easy) to 4 (very hard).
    image : list of list of list of float
        A picture of your own, (H, W) or (H, W, 3), at most 64 × 64 with sides that 4 divides:
        bytes, or numbers from 0 to 1. While it is there, it is shown.
    truth : list of list of float
        Which pixels of your own picture are digit, shape (H, W), 0 or 1; empty: none.
    probability : list of list of float
        What a network of yours says about your own picture, shape (H, W), 0 to 1; empty: the
        figure's own network is asked.
    threshold : float
        A pixel with a larger probability is digit, 0 to 1.
    maker : {'network', 'no shortcut', 'coarse', 'background', 'painted'}
        Whose mask is judged: the network's, that of the network whose shortcut is cut, the mean
        of each block of 4 × 4 pixels, nobody's, or one that was painted by hand.
    painted : list of list of float
        The mask that was painted, shape (H, W), 0 or 1.
    layer : {'middle', 'down1', 'down2', 'up2'}
        Whose feature maps are shown.
    position : int
        The pixel that is looked at, counted row by row from 0.
    weights : str
        Empty for our own network; give the path of a ``.safetensors`` file with a segmenter of
        yours. (It is kept as text in base 64.)
    mask : list of list of float
        The mask that is judged, shape (H, W). Written by JavaScript.
    scores : list of float
        Pixels hit, missed, invented and left alone, then accuracy, IoU and Dice. Written by
        JavaScript.

    Raises
    ------
    traitlets.TraitError
        When a trait has a value that cannot be drawn; one line: what, where, how to mend it.

    Examples
    --------
    >>> SegmentationExplorer(maker="background")
    picture 0 of 32 × 32, nobody's mask: 0 hit, 158 missed, 0 invented; Dice 0
    """

    _esm = STATIC / "segmentation_explorer.js"
    fragment_key: ClassVar[str] = "segmentation"
    shared: ClassVar[tuple[str, ...]] = (
        "example",
        "threshold",
        "maker",
        "painted",
        "layer",
        "position",
    )

    example = Whole(0, 0, EXAMPLES - 1, "as the example")
    image = Pixels([], LARGEST)
    truth = Matrix([], LARGEST)
    probability = Matrix([], LARGEST)
    threshold = Real(0.5, 0.0, 1.0)
    maker = Word("network", "no shortcut", "coarse", "background", "painted")
    painted = Matrix([], LARGEST)
    layer = Word("middle", "down1", "down2", "up2")
    position = Place("pixels are counted from 0, row by row")
    weights = WeightsFile("a segmenter has a tenth of one")
    mask = Matrix([], LARGEST)
    scores = traitlets.List().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        size = self.picture().shape[1:]
        for name in ("truth", "probability", "painted"):
            rows = getattr(self, name)
            if rows and name != "painted" and not self.image:
                raise traitlets.TraitError(
                    f"SegmentationExplorer.{name} comes without an image: give both."
                )
            if rows and np.shape(rows) != size:
                raise traitlets.TraitError(
                    f"SegmentationExplorer.{name} is {shape_text(rows)} and the picture "
                    f"{size[0]} × {size[1]}: both must have one size."
                )

    @traitlets.validate("image")
    def _image_can_be_halved_twice(self, proposal: dict[str, Any]) -> list[Any]:
        image = proposal["value"]
        if not image:
            return image
        height, width, channels = np.shape(image)
        if channels not in {1, 3}:
            raise traitlets.TraitError(
                f"SegmentationExplorer.image has {channels} channels: give 1 or 3."
            )
        if height % BLOCK or width % BLOCK:
            raise traitlets.TraitError(
                f"SegmentationExplorer.image is {height} × {width}: the network halves it twice, "
                f"so give sides that {BLOCK} divides."
            )
        if not (np.min(image) >= 0 and np.max(image) <= 255):
            raise traitlets.TraitError(
                "SegmentationExplorer.image has numbers that are no pixels: "
                "give bytes, 0 to 255, or numbers from 0 to 1."
            )
        return image

    @traitlets.validate("weights")
    def _weights_are_a_segmenter(self, proposal: dict[str, Any]) -> str:
        text, ours = proposal["value"], segmenter.stored()
        if not text:
            return text
        try:
            given = read(base64.b64decode(text))
        except (ValueError, KeyError, TypeError):
            given = {}
        for name in (f"{n}.{part}" for n in segmenter.LAYERS for part in ("weight", "bias")):
            if given.get(name, np.zeros(0)).shape != ours[name].shape:
                raise traitlets.TraitError(
                    f"SegmentationExplorer.weights has no {name} of "
                    f"{' × '.join(map(str, ours[name].shape))}: save the Segmenter of the exercise."
                )
        return text

    @traitlets.validate("probability", "truth", "painted")
    def _shares_are_shares(self, proposal: dict[str, Any]) -> list[list[float]]:
        rows = proposal["value"]
        if rows and not (np.min(rows) >= 0 and np.max(rows) <= 1):
            raise traitlets.TraitError(
                f"SegmentationExplorer.{proposal['trait'].name} goes from {np.min(rows):g} to "
                f"{np.max(rows):g}: give numbers from 0 to 1."
            )
        return rows

    def picture(self) -> np.ndarray:
        """Give the picture.

        Returns
        -------
        ndarray, shape (3, H, W)
            0 to 1.
        """
        if not self.image:
            return segmenter.examples()[0][self.example]
        x = np.array(self.image, np.float32).transpose(2, 0, 1)
        return np.broadcast_to(x / (255 if x.max() > 1 else 1), (3, *x.shape[1:]))

    def true_mask(self) -> np.ndarray:
        """Say which pixels are digit.

        Returns
        -------
        ndarray of bool, shape (H, W)
        """
        if not self.image:
            return segmenter.examples()[1][self.example] > 0
        size = self.picture().shape[1:]
        return np.array(self.truth) > 0 if self.truth else np.zeros(size, bool)

    def probabilities(self) -> np.ndarray:
        """Ask the network for the still picture, as JavaScript does for the live one.

        Returns
        -------
        ndarray, shape (H, W)
            0 to 1.
        """
        if self.probability and self.maker != "no shortcut":
            p = np.array(self.probability)
        else:
            shortcut = self.maker != "no shortcut"
            w = read(base64.b64decode(self.weights)) if self.weights else segmenter.stored()
            background, digit = segmenter.forward(self.picture(), w, shortcut=shortcut)["up1"]
            p = 1 / (1 + np.exp(background - digit))
        if self.maker != "coarse":
            return p
        height, width = p.shape
        blocks = p.reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK).mean((1, 3))
        return blocks.repeat(BLOCK, 0).repeat(BLOCK, 1)

    def judged_mask(self) -> np.ndarray:
        """Give the mask that is judged.

        Returns
        -------
        ndarray of bool, shape (H, W)
        """
        p = self.probabilities()
        if self.maker == "background":
            return np.zeros(p.shape, bool)
        if self.maker == "painted":
            return np.array(self.painted) > 0 if self.painted else np.zeros(p.shape, bool)
        return p > self.threshold

    def counts(self) -> dict[str, int]:
        """Count the pixels that are hit, missed and invented.

        Returns
        -------
        dict of str to int
        """
        mask, true = self.judged_mask(), self.true_mask()
        return {
            "hit": int((mask & true).sum()),
            "missed": int((~mask & true).sum()),
            "invented": int((mask & ~true).sum()),
        }

    def describe(self) -> str:
        """Say what is shown."""
        height, width = self.picture().shape[1:]
        whose = {
            "network": "the network's mask",
            "no shortcut": "the mask without the shortcut",
            "coarse": "a mask of blocks",
            "background": "nobody's mask",
            "painted": "a painted mask",
        }[self.maker]
        found = self.counts()
        size = 2 * found["hit"] + found["missed"] + found["invented"]
        score = still.number(2 * found["hit"] / size if size else 1.0)
        whose += " (of your weights)" if self.weights and self.maker != "background" else ""
        name = "a picture" if self.image else f"picture {self.example}"
        told = ", ".join(f"{n} {kind}" for kind, n in found.items())
        return f"{name} of {height} × {width}, {whose}: {told}; Dice {score}"

    def height(self) -> tuple[float, float]:
        """Estimate the height of the live figure, in rem, on a desk and on a phone."""
        label = 2.0 * bool(self.label)
        maps = {"down1": 19.5, "down2": 17.5, "middle": 17.5, "up2": 19.5}[self.layer]
        return 46.5 + maps + label, 95.0 + 0.75 * maps + label

    def still(self) -> str:
        """Draw the picture, the probabilities, and the mask against the truth."""
        x = self.picture()
        height, width = x[0].shape
        p = self.probabilities()
        blue = 1 - p[:, :, None] * (1 - np.array([74, 146, 236]) / 255)
        scale = SIDE / max(height, width)
        high = scale * height
        parts = [PATTERNS]
        for n, (title, pixels) in enumerate(
            (("Picture", x.transpose(1, 2, 0)), ("Probability of digit", blue))
        ):
            parts.append(
                f'<g transform="translate({n * (SIDE + GAP)} {HEAD})">'
                f'<text y="-8" font-weight="600">{title}</text>'
                f'<image width="{scale * width:g}" height="{high:g}" '
                f'style="image-rendering:pixelated" preserveAspectRatio="none" '
                f'href="data:image/png;base64,{_png(pixels)}"/></g>'
            )
        parts.append(
            f'<g transform="translate({2 * (SIDE + GAP)} {HEAD})">'
            f'<text y="-8" font-weight="600">Mask against truth</text>'
            f'<rect width="{scale * width:g}" height="{high:g}" fill="none" stroke="#8b929b"/>'
            f"{self._runs(scale)}</g>"
        )
        left, top = 0, HEAD + high + 26
        for kind, count in self.counts().items():
            parts.append(
                f'<rect x="{left}" y="{top - 12:g}" width="14" height="14" fill="{FILLS[kind]}" '
                f'stroke="#8b929b"/><text x="{left + 20}" y="{top:g}">{count} {kind}</text>'
            )
            left += 110
        text = f"{self.label or 'Segmentation explorer'}: {self.describe()}"
        body = "".join(parts)
        return still.svg(
            body, 3 * SIDE + 2 * GAP + 2, top + 8, text, ' font-size="13" fill="currentColor"'
        )

    def _runs(self, scale: float) -> str:
        """Rectangles for neighbours in a row that are hit, missed or invented together."""
        mask, true = self.judged_mask(), self.true_mask()
        kinds = {"hit": mask & true, "missed": ~mask & true, "invented": mask & ~true}
        parts = []
        for kind, pixels in kinds.items():
            for i, row in enumerate(pixels):
                edges = np.flatnonzero(np.diff(np.concatenate([[0], row, [0]]).astype(int)))
                for start, end in edges.reshape(-1, 2):
                    parts.append(
                        f'<rect x="{scale * start:.1f}" y="{scale * i:.1f}" '
                        f'width="{scale * (end - start):.1f}" height="{scale:.1f}" '
                        f'fill="{FILLS[kind]}"/>'
                    )
        return "".join(parts)


def _png(pixels: np.ndarray) -> str:
    """Pack a picture of shape (H, W, 3), 0 to 1, as base64 of a PNG."""
    file = io.BytesIO()
    Image.fromarray(np.rint(255 * pixels).astype(np.uint8)).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()
