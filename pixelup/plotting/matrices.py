"""Matrices as numbers in coloured cells, alone or in a sum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .picture import GREY, INK, PAPER, SIGNED, TEXT, WIDTH, Box, Picture, contrast, frame, style


def show_matrix(
    matrices: np.ndarray | Sequence[np.ndarray],
    titles: Sequence[str] = (),
    *,
    between: Sequence[str] = (),
    numbers: bool = True,
    boxes: Sequence[Box | None] = (),
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
            _draw_cells(ax, a, left, above, cell, numbers)
            if n < len(boxes):
                frame(ax, boxes[n], left, above)
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


def _draw_cells(
    ax: Axes,
    a: np.ndarray,
    left: float,
    above: float,
    cell: float,
    numbers: bool,
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
            ink = INK if contrast(rgba, INK) > contrast(rgba, PAPER) else PAPER
            ax.text(
                left + j + 0.5, above + i + 0.5, labels[i][j],
                color=ink, fontsize=points, ha="center", va="center_baseline",
            )  # fmt: skip


def _short(value: float) -> str:
    """Write a number in at most a few characters, with a real minus sign."""
    text = str(value) if isinstance(value, np.integer | int) else f"{value:.2f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "\N{MINUS SIGN}")
