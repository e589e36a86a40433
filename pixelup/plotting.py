"""The figures of the course: pictures, numbers in cells, a convolution, learning curves.

Every function returns a `Picture`, which notebooks show as SVG. Its background is transparent
and its text is a middle grey, so one figure serves a light and a dark page. A figure is always
as wide as a column of text: the same font size means the same size everywhere.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize
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


def show_images(
    images: Sequence[np.ndarray],
    titles: Sequence[str] = (),
    *,
    columns: int | None = None,
    limit: float | None = None,
    boxes: Sequence[tuple[int, int, int, int] | None] = (),
) -> Picture:
    """Show pictures side by side, pixel by pixel, without smoothing.

    Parameters
    ----------
    images : sequence of array_like
        Each (H, W) or (H, W, 3). An array of uint8 is a photograph, 0 black and 255 white.
        Any other (H, W) array is a feature map: zero is almost white, above zero blue,
        below zero orange.
    titles : sequence of str, optional
        One for each image.
    columns : int, optional
        Images in a row; all of them without it.
    limit : float, optional
        The value at which the colours of feature maps end. Without it, the largest
        absolute value of all the maps, so that one colour is one number in the figure.
    boxes : sequence of (top, left, height, width) or None, optional
        A frame to draw on each image, in pixels.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        There is nothing to show, or an image has an impossible shape.
    """
    arrays = [np.asarray(image) for image in images]
    if not arrays:
        raise ValueError("there is no image to show")
    for a in arrays:
        if not (a.ndim == 2 or (a.ndim == 3 and a.shape[2] == 3)) or a.size == 0:
            raise ValueError(f"an image has shape (H, W) or (H, W, 3), not {a.shape}")
    maps = [a for a in arrays if a.dtype != np.uint8 and a.ndim == 2]
    top = limit or max((np.abs(a).max() for a in maps), default=1.0) or 1.0
    columns = columns or len(arrays)
    rows = -(-len(arrays) // columns)
    gap, head = 0.12, 0.32 if any(titles) else 0.06  # inches
    wide = (WIDTH - gap * (columns - 1)) / columns
    tall = wide * max(a.shape[0] / a.shape[1] for a in arrays)
    height = rows * (tall + head)
    with style():
        figure = Figure(figsize=(WIDTH, height))
        for n, a in enumerate(arrays):
            row, column = divmod(n, columns)
            left, bottom = column * (wide + gap), height - (row + 1) * (tall + head)
            ax = figure.add_axes((left / WIDTH, bottom / height, wide / WIDTH, tall / height))
            if a.ndim == 3:
                ax.imshow(a)
            elif a.dtype == np.uint8:
                ax.imshow(a, cmap=GREY, vmin=0, vmax=255)
            else:
                ax.imshow(a, cmap=SIGNED, vmin=-top, vmax=top)
            ax.set_axis_off()
            if n < len(titles):
                ax.set_title(titles[n], pad=5)
            if n < len(boxes) and boxes[n] is not None:
                y, x, h, w = boxes[n]
                ax.add_patch(Rectangle((x - 0.5, y - 0.5), w, h, fill=False, ec=MARK, lw=2))
    return Picture(figure)


def show_matrix(
    matrices: np.ndarray | Sequence[np.ndarray],
    titles: Sequence[str] = (),
    *,
    between: Sequence[str] = (),
    numbers: bool = True,
    boxes: Sequence[tuple[int, int, int, int] | None] = (),
) -> Picture:
    """Show one matrix or a row of them, a cell for each number, coloured by its sign.

    Parameters
    ----------
    matrices : array_like or sequence of array_like
        Each (H, W); the colours of a matrix end at its own largest absolute value.
        A uint8 matrix is shown as pixels, 0 black and 255 white.
    titles : sequence of str, optional
        One above each matrix.
    between : sequence of str, optional
        What stands between neighbours, such as ``"="``.
    numbers : bool, optional
        Write the numbers into the cells.
    boxes : sequence of (top, left, height, width) or None, optional
        A frame to draw on each matrix, in cells.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        A matrix is empty or not two-dimensional.
    """
    if isinstance(matrices, np.ndarray) and matrices.ndim == 2:
        matrices = [matrices]
    arrays = [np.asarray(matrix) for matrix in matrices]
    for a in arrays:
        if a.ndim != 2 or a.size == 0:
            raise ValueError(f"a matrix has shape (H, W) with at least one cell, not {a.shape}")
    gap = 1.2  # cells between two matrices
    tall = max(a.shape[0] for a in arrays)
    wide = sum(a.shape[1] for a in arrays) + gap * (len(arrays) - 1)
    cell = min(WIDTH / wide, 0.5)  # inches
    head = 0.34 if any(titles) else 0.05
    height = tall * cell + head + 0.05
    with style():
        figure = Figure(figsize=(WIDTH, height))
        ax = figure.add_axes((0, 0, 1, 1))
        spare = WIDTH / cell - wide
        ax.set(xlim=(-spare / 2, wide + spare / 2), ylim=(tall + 0.05 / cell, -head / cell))
        ax.set_axis_off()
        left = 0.0
        for n, a in enumerate(arrays):
            above = (tall - a.shape[0]) / 2
            box = boxes[n] if n < len(boxes) else None
            _draw_cells(ax, a, left, above, cell, numbers, box)
            if n < len(titles):
                middle = left + a.shape[1] / 2
                ax.text(middle, above - 0.09 / cell, titles[n], ha="center", va="bottom")
            left += a.shape[1]
            if n < len(arrays) - 1:
                sign = between[n] if n < len(between) else ""
                ax.text(left + gap / 2, tall / 2, sign, ha="center", va="center", fontsize=20)
            left += gap
    return Picture(figure)


def show_convolution(
    x: np.ndarray,
    w: np.ndarray,
    y: np.ndarray,
    *,
    at: tuple[int, int] | None = None,
    sign: str = "⋆",
    titles: Sequence[str] = ("input", "kernel", "feature map"),
) -> Picture:
    """Show input, kernel and feature map side by side.

    Parameters
    ----------
    x, w, y : array_like
        Input (H, W), kernel (k_H, k_W) and output.
    at : (int, int), optional
        Row and column of an output cell to frame, with the patch that it came from.
    sign : str, optional
        ``"⋆"`` for cross-correlation, ``"∗"`` for convolution.
    titles : sequence of str, optional
        One above each matrix.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        A matrix is empty or not two-dimensional.
    """
    x, w, y = np.asarray(x), np.asarray(w), np.asarray(y)
    boxes = () if at is None else ((*at, *w.shape), None, (*at, 1, 1))
    return show_matrix([x, w, y], titles, between=(sign, "="), boxes=boxes)


def show_curves(
    curves: Mapping[str, np.ndarray], *, xlabel: str, ylabel: str, log: bool = False
) -> Picture:
    """Show how something changed over the steps of several runs: the median and the range.

    Parameters
    ----------
    curves : mapping of str to array_like
        Label to values of shape (runs, steps), or (steps,) for one run.
    xlabel, ylabel : str
        What the axes show, with units.
    log : bool, optional
        Use a logarithmic vertical axis.

    Returns
    -------
    Picture
        The line is the median of the runs; the band reaches from the smallest to the largest.
    """
    with style():
        figure = Figure(figsize=(WIDTH, 2.9), layout="constrained")
        ax = figure.add_subplot()
        for n, (label, values) in enumerate(curves.items()):
            runs = np.atleast_2d(np.asarray(values, dtype=float))
            steps = np.arange(runs.shape[1])
            colour = LINES[n % len(LINES)]
            ax.plot(steps, np.median(runs, axis=0), color=colour, lw=2, label=label)
            ax.fill_between(
                steps, runs.min(axis=0), runs.max(axis=0), color=colour, alpha=0.25, lw=0
            )
        ax.set(xlabel=xlabel, ylabel=ylabel)
        if log:
            ax.set_yscale("log")
        ax.grid(axis="y")
        ax.legend()
    return Picture(figure)


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


def _draw_cells(
    ax: Axes,
    a: np.ndarray,
    left: float,
    above: float,
    cell: float,
    numbers: bool,
    box: tuple[int, int, int, int] | None,
) -> None:
    """Draw one matrix with its top left corner at (left, above); `cell` is in inches."""
    pixels = a.dtype == np.uint8
    top = float(np.abs(a).max()) or 1.0
    scale = Normalize(0, 255) if pixels else Normalize(-top, top)
    colours = (GREY if pixels else SIGNED)(scale(a))
    labels = [[_short(v) for v in row] for row in a]
    longest = max(len(t) for row in labels for t in row)
    points = 72 * cell * min(0.42, 1.25 / longest)
    for (i, j), _ in np.ndenumerate(a):
        rgba = colours[i, j]
        ax.add_patch(Rectangle((left + j, above + i), 1, 1, facecolor=rgba, edgecolor=TEXT, lw=0.5))
        if numbers:
            ink = INK if _contrast(rgba, INK) > _contrast(rgba, PAPER) else PAPER
            ax.text(
                left + j + 0.5, above + i + 0.5, labels[i][j],
                color=ink, fontsize=points, ha="center", va="center_baseline",
            )  # fmt: skip
    if box is not None:
        y, x, h, w = box
        ax.add_patch(Rectangle((left + x, above + y), w, h, fill=False, ec=MARK, lw=2.5))


def _short(value: float) -> str:
    """Write a number in at most a few characters, with a real minus sign."""
    text = str(value) if isinstance(value, np.integer | int) else f"{value:.2f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "\N{MINUS SIGN}")


def _contrast(one: object, other: object) -> float:
    """Return the contrast of two colours by WCAG, from 1 (none) to 21."""
    light = sorted(_luminance(c) for c in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


def _luminance(colour: object) -> float:
    """Return the relative luminance of an sRGB colour, from 0 to 1."""
    rgb = np.array(mpl.colors.to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])
