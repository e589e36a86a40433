"""What all figures share: the column, the colours, the SVG that a notebook shows."""

from __future__ import annotations

import base64
import io
import re
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

WIDTH = 7.2  # inches: a column of text
TEXT = "#7a7f87"  # a grey with contrast above 4 to 1 on white and on the dark page
INK, PAPER = "#16191d", "#ffffff"
MARK = "#d6298a"  # the frame around a patch: a hue that no colour map below has
LINES = ("#2b7fd0", "#cf6a1e", "#2a9d6f", "#8e63c7")

# Below zero orange, zero almost white, above zero blue: told apart by the colour-blind too.
SIGNED = LinearSegmentedColormap.from_list(
    "pixelup-signed", ["#a8480b", "#f0a36b", "#f4f4f4", "#79b1ec", "#17549c"], N=65
)
# 64 shades look like 256 at this size, and a picture of them is a third smaller.
GREY = LinearSegmentedColormap.from_list("pixelup-grey", ["#000000", "#ffffff"], N=64)

PHOTOGRAPH = 64 * 64  # pixels from which on a picture may be packed with a loss nobody sees
STYLE = {
    "font.family": "sans-serif",
    "font.size": 12,
    "axes.titlesize": 12,
    "axes.labelsize": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "legend.frameon": False,
    "grid.alpha": 0.3,
    "image.interpolation": "none",
    "svg.fonttype": "none",  # text stays text: small files, sharp at any size
    "svg.hashsalt": "pixelup",  # the same figure is the same file, byte for byte
    **dict.fromkeys(
        ("text.color", "axes.labelcolor", "axes.titlecolor", "axes.edgecolor", "xtick.color",
         "ytick.color", "grid.color"), TEXT,
    ),
}  # fmt: skip


Box = tuple[int, int, int, int]  # top, left, height, width of a patch, in cells


@dataclass(frozen=True)
class Picture:
    """A finished figure; a notebook that ends a cell with it shows it.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The drawing, for whoever wants to add to it.
    """

    figure: Figure

    def _repr_svg_(self) -> str:
        """Return what a notebook shows."""
        with style():
            text = io.StringIO()
            self.figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
        return _smaller(text.getvalue())

    def save(self, path: str | Path, dpi: int = 200) -> None:
        """Write the figure to a file; the ending of `path` chooses the format."""
        with style():
            self.figure.savefig(path, dpi=dpi)


def style() -> AbstractContextManager[None]:
    """Return a context in which matplotlib draws in the style of the course."""
    return mpl.rc_context(STYLE)


def frame(ax: Axes, box: Box | None, left: float = 0.0, above: float = 0.0) -> None:
    """Draw a frame around a patch of a picture or matrix whose corner is at (left, above)."""
    if box is not None:
        y, x, height, width = box
        corner = (left + x, above + y)
        ax.add_patch(Rectangle(corner, width, height, fill=False, edgecolor=MARK, linewidth=2.5))


def contrast(one: object, other: object) -> float:
    """Return the contrast of two colours by WCAG.

    Parameters
    ----------
    one, other : colour
        Anything that matplotlib takes for a colour; transparency is ignored.

    Returns
    -------
    float
        From 1 (none) to 21.
    """
    light = sorted(_luminance(c) for c in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


def _smaller(svg: str) -> str:
    """Shorten numbers and pack pictures of few colours, so that pages with figures stay light."""

    def shorter(number: re.Match[str]) -> str:
        return f"{float(number[0]):.3f}"  # a thousandth of a point: finer than any screen

    def packed(png: re.Match[str]) -> str:
        picture = Image.open(io.BytesIO(base64.b64decode(png[1]))).convert("RGB")
        colours = picture.getcolors(256)
        out = io.BytesIO()
        if colours is not None:
            kind = "png"
            picture.quantize(len(colours), dither=Image.Dither.NONE).save(out, kind, optimize=True)
        elif picture.width * picture.height >= PHOTOGRAPH:
            kind = "webp"
            picture.save(out, kind, quality=88, method=6)
        else:  # small enough for its pixels to be looked at one by one
            return png[0]
        return f"data:image/{kind};base64,{base64.b64encode(out.getvalue()).decode()}"

    svg = re.sub(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)", packed, svg)
    return re.sub(r"(?<![\w/+])\d+\.\d{4,}", shorter, svg)


def _luminance(colour: object) -> float:
    """Return the relative luminance of an sRGB colour, from 0 to 1."""
    rgb = np.array(mpl.colors.to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])
