"""Look into a LeNet: kernels, maps, favourites, and what decided. The figure of chapter 10."""

from __future__ import annotations

from typing import Any, ClassVar

from pixelup.widgets import inside, lenet, still
from pixelup.widgets.base import STATIC
from pixelup.widgets.digit import DigitFigure
from pixelup.widgets.matrix import Matrix
from pixelup.widgets.traits import Place, Real, Whole, Word

CLASSES = tuple(map(str, range(10)))
CAM = (4, 2)  # its first cell sees pixels -2 to 11, the next one two more to the right


class InsideExplorer(DigitFigure):
    """Draw a digit, and look for what the network's answer hangs on.

    Attributes
    ----------
    strokes, image, placing, layer, position, weights, scores, predicted
        As in `DigitFigure`. Scores and the predicted digit are those of the network as it is
        shown, random where it is.
    view : {'layers', 'evidence'}
        Kernels, maps and favourites of the layers, or the maps that say what decided.
    target : {'winner', '0', ..., '9'}
        The class that is asked about; whole numbers are read too.
    size, stride : int
        Of the square that hides a part, in pixels.
    fill : float
        What it is filled with, 0 to 1.
    random : {'none', 'output', 'f6', 'c5', 'c3', 'all'}
        Down to which layer the weights are random.
    seed : int
        Of the random weights.
    pixel : int
        Where the maps are read, counted row by row from 0.
    occlusion, saliency, cam : list of list of float
        How much the score falls for each place of the square; the absolute gradient, 28 × 28;
        Grad-CAM of C3, 10 × 10. Written by JavaScript when they are shown and finished.

    Raises
    ------
    traitlets.TraitError
        When a trait has a value that cannot be drawn; one line: what, where, how to mend it.

    Examples
    --------
    >>> InsideExplorer().describe()
    'A drawing of 14 points; LeNet says 3 with 100 %.'
    """

    _esm = STATIC / "inside_explorer.js"
    fragment_key: ClassVar[str] = "inside"
    shared: ClassVar[tuple[str, ...]] = (
        "strokes", "image", "placing", "layer", "position", "view", "target", "size", "stride",
        "fill", "random", "seed", "pixel",
    )  # fmt: skip

    view = Word("layers", "evidence")
    target = Word("winner", *CLASSES)
    size = Whole(7, 3, 14, "pixels")
    stride = Whole(3, 1, 7, "pixels")
    fill = Real(0.0, 0.0, 1.0)
    random = Word(*inside.RANDOM)
    seed = Whole(1, 1, 9999, "as a seed")
    pixel = Place("pixels are counted from 0, row by row")
    occlusion = Matrix([], lenet.SIDE)
    saliency = Matrix([], lenet.SIDE)
    cam = Matrix([], lenet.SIDE)

    def __init__(self, **traits: Any) -> None:
        traits = {"pixel": 14 * lenet.SIDE + 14} | traits
        if "target" in traits:
            traits["target"] = str(traits["target"])
        super().__init__(**traits)

    def asked(self) -> int:
        """Give the class that is asked about.

        Returns
        -------
        int
        """
        return int(self.shares().argmax() if self.target == "winner" else self.target)

    def describe(self) -> str:
        """Say what is shown.

        Returns
        -------
        str
        """
        if not self.strokes and not self.image:
            return "Inside explorer: nothing is drawn yet."
        what = f"A drawing of {len(self.strokes)} points" if self.strokes else "A picture"
        shares = self.shares()
        says = f"{what}; LeNet says {shares.argmax()} with {shares.max():.0%}"
        if self.view == "layers":
            return f"{says}.".replace("%", " %")
        random = "" if self.random == "none" else f", and with random weights down to {self.random}"
        return f"{says}. What decided for the {self.asked()}{random}.".replace("%", " %")

    def height(self) -> tuple[float, float]:
        """Estimate the height of the live figure.

        Returns
        -------
        wide, narrow : float
            In rem.
        """
        if self.view == "layers":
            return 101.0, 183.0
        return (52.0, 98.0) if self.random == "none" else (70.0, 125.0)

    def still(self) -> str:
        """Draw the picture, and feature maps or three maps of evidence.

        Returns
        -------
        str
            One ``<svg>`` element.
        """
        x, w = self.picture(), inside.randomised(lenet.trained(), self.random, self.seed)
        if self.view == "layers":
            kept = inside.forward(x, w)
            maps = {"C1": inside.mosaic(kept["c1"], 3), "C3": inside.mosaic(kept["c3"], 4)}
        else:
            saliency, cam = inside.gradients(x, w, self.asked())
            falls = inside.occlusion(x, w, self.asked(), self.size, self.stride, self.fill)
            maps = {
                "Occlusion": inside.laid(falls, (self.size - self.stride) // 2, self.stride),
                "Saliency": saliency,
                "Grad-CAM": inside.laid(cam, *CAM),
            }
        panels = [still.Panel("What LeNet sees", x.round(3).tolist(), signed=False)]
        panels += [still.Panel(name, y.round(4).tolist(), True) for name, y in maps.items()]
        return still.draw(panels, self.label or "Inside explorer", self.describe())
