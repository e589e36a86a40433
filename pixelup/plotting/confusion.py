"""Which class is taken for which."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from .picture import INK, LINES, PAPER, TEXT, WIDTH, Picture, contrast, style

MOST_WITH_NUMBERS = 15  # classes: beyond it the numbers would be too small to read
BLUES = LinearSegmentedColormap.from_list("pixelup-counts", ["#f4f4f4", LINES[0], "#12396b"])
ORANGES = LinearSegmentedColormap.from_list("pixelup-errors", ["#f4f4f4", LINES[1], "#6b2f06"])


def show_confusion(matrix: np.ndarray, classes: Sequence[str] | None = None) -> Picture:
    """Show a confusion matrix: right ones blue on the diagonal, errors orange beside it.

    Parameters
    ----------
    matrix : array_like of int
        Shape (K, K): how often class "row" was called "column".
    classes : sequence of str, optional
        The K names; the numbers 0 to K - 1 without it.

    Returns
    -------
    Picture
        Both colours end at their own largest count, so that rare errors can be seen.

    Raises
    ------
    ValueError
        The matrix is not square, or there are not K names.
    """
    m = np.asarray(matrix)
    if m.ndim != 2 or m.shape[0] != m.shape[1] or m.size == 0:
        raise ValueError(f"a confusion matrix has shape (K, K), not {m.shape}")
    k = len(m)
    names = [str(i) for i in range(k)] if classes is None else list(classes)
    if len(names) != k:
        raise ValueError(f"the matrix has {k} classes and there are {len(names)} names")
    right = np.eye(k, dtype=bool)
    colours = np.where(
        right[..., None],
        BLUES(m / max(1, m[right].max())),
        ORANGES(m / max(1, m[~right].max(initial=0))),
    )
    side = min(WIDTH * 0.8, max(3.6, 0.42 * k + 0.8))
    with style():
        figure = Figure(figsize=(WIDTH, side), layout="constrained")
        ax = figure.add_subplot()
        ax.imshow(colours)
        small = 12 if k <= MOST_WITH_NUMBERS else 8
        ax.set_xticks(range(k), names, fontsize=small)
        ax.set_yticks(range(k), names, fontsize=small)
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        ax.set(xlabel="called", ylabel="is")
        for i, j in np.ndindex(m.shape) if k <= MOST_WITH_NUMBERS else ():
            if m[i, j]:
                ink = max((INK, PAPER), key=lambda ink, rgba=colours[i, j]: contrast(rgba, ink))
                ax.text(j, i, f"{m[i, j]}", color=ink, ha="center", va="center", fontsize=9)
        ax.set_xticks(np.arange(k + 1) - 0.5, minor=True)
        ax.set_yticks(np.arange(k + 1) - 0.5, minor=True)
        ax.grid(which="minor", color=TEXT, lw=0.5)
        ax.tick_params(which="minor", length=0)
    return Picture(figure)
