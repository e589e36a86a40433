"""The figures of the course: pictures, numbers in cells, a convolution, learning curves.

Every function returns a `Picture`, which notebooks show as SVG. Its background is transparent
and its text is a middle grey, so one figure serves a light and a dark page. A figure is always
as wide as a column of text: the same font size means the same size everywhere.
"""

from .confusion import show_confusion
from .curves import show_curves, show_history
from .images import show_batch, show_images
from .matrices import show_convolution, show_matrix
from .picture import (
    GREY,
    INK,
    LINES,
    MARK,
    PAPER,
    PHOTOGRAPH,
    SIGNED,
    STYLE,
    TEXT,
    WIDTH,
    Picture,
    contrast,
    style,
)

__all__ = [
    "GREY",
    "INK",
    "LINES",
    "MARK",
    "PAPER",
    "PHOTOGRAPH",
    "SIGNED",
    "STYLE",
    "TEXT",
    "WIDTH",
    "Picture",
    "contrast",
    "show_batch",
    "show_confusion",
    "show_convolution",
    "show_curves",
    "show_history",
    "show_images",
    "show_matrix",
    "style",
]
