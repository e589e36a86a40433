"""Draw the card that is shown when somebody shares a link: ``python tools/social_card.py``.

It shows a convolution and computes it: a stroke, a kernel that looks for it, the feature map.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

PLACE = Path(__file__).parents[1] / "extensions" / "static" / "social_card.png"
GROUND, INK, MUTED, BLUE, ORANGE = "#14181e", "#f2f4f7", "#a9b1ba", "#4a92ec", "#f0843c"
CELL = 0.55  # inches


def feature_map(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Slide a kernel over a picture, without padding.

    Parameters
    ----------
    x : ndarray, shape (H, W)
    w : ndarray, shape (h, w)

    Returns
    -------
    ndarray, shape (H - h + 1, W - w + 1)
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape)
    return np.einsum("ijmn,mn->ij", windows, w)


def grid(figure: Figure, values: np.ndarray, left: float, bottom: float, colour: str) -> None:
    """Draw a matrix as squares; the larger a number, the fuller the colour."""
    rows, columns = values.shape
    width, height = figure.get_size_inches()
    box = (left / width, bottom / height, columns * CELL / width, rows * CELL / height)
    axes = figure.add_axes(box, xlim=(0, columns), ylim=(rows, 0))
    axes.axis("off")
    for (i, j), value in np.ndenumerate(values):
        share = 0.12 + 0.88 * value / values.max()
        cell = Rectangle((j + 0.04, i + 0.04), 0.92, 0.92, facecolor=colour, alpha=share)
        axes.add_patch(cell)
        axes.text(j + 0.5, i + 0.5, str(value), color=INK, fontsize=13, ha="center", va="center")


def draw() -> Figure:
    """Draw the card, 1200 × 630 pixels."""
    figure = Figure(figsize=(12, 6.3), dpi=100, facecolor=GROUND)
    figure.text(0.065, 0.73, "Pixel Up", color=INK, fontsize=62, weight="bold")
    figure.text(0.068, 0.615, "Convolutional networks, built by hand,", color=INK, fontsize=25)
    figure.text(0.068, 0.535, "from the pixel up", color=INK, fontsize=25)
    x = np.eye(5, dtype=int)
    x[4, 0] = 1
    w = np.eye(3, dtype=int)
    y = feature_map(x, w)
    grid(figure, x, 0.8, 0.35, BLUE)
    grid(figure, w, 4.55, 0.9, ORANGE)
    grid(figure, y, 7.2, 0.9, BLUE)
    for left, sign in ((4.05, "⋆"), (6.7, "=")):
        figure.text(left / 12, 1.72 / 6.3, sign, color=MUTED, fontsize=30, va="center", ha="center")
    return figure


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("place", nargs="?", type=Path, default=PLACE)
    with mpl.rc_context({"font.family": "DejaVu Sans"}):
        draw().savefig(parser.parse_args().place, metadata={"Software": None})
