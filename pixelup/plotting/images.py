"""Pictures side by side, pixel by pixel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from .picture import GREY, MARK, SIGNED, WIDTH, Box, Picture, frame, style


def show_images(
    images: Sequence[np.ndarray],
    titles: Sequence[str] = (),
    *,
    columns: int | None = None,
    limit: float | None = None,
    boxes: Sequence[Box | None] = (),
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
            if n < len(boxes):
                frame(ax, boxes[n], -0.5, -0.5)  # a pixel's middle is a whole number
    return Picture(figure)


def show_batch(
    x: Any,
    labels: Any = None,
    predicted: Any = None,
    *,
    classes: Sequence[str] | None = None,
    columns: int | None = None,
    limit: int = 32,
) -> Picture:
    """Show a batch of small pictures with what they are and what a network called them.

    Parameters
    ----------
    x : pixelup.datasets.Images, torch.Tensor or array_like
        Shape (N, 1, H, W), (N, 3, H, W) or (N, H, W); uint8 from 0 to 255 or floats from
        0 to 1. `Images` bring labels and classes with them.
    labels : array_like of int, optional
        Shape (N,): what each picture is.
    predicted : array_like of int, optional
        Shape (N,): what it was called. A wrong one is written "7, not 1", in another colour.
    classes : sequence of str, optional
        The names of the classes; the numbers themselves without it.
    columns : int, optional
        Pictures in a row; 8 without it, or 10 for more than 32 pictures.
    limit : int, optional
        At most so many pictures are shown, the first ones.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        There is nothing to show, the shape is impossible, floats lie outside 0 to 1, or there
        are not as many labels as pictures.
    """
    if hasattr(x, "classes"):
        labels = x.y if labels is None else labels
        classes = x.classes if classes is None else classes
        x = x.x
    pictures = _pixels(_array(x))
    named = [
        _names(v, classes, len(pictures), w)
        for v, w in ((labels, "labels"), (predicted, "predictions"))
    ]
    shown = min(limit, len(pictures))
    if columns is None:
        columns = min(shown, 8 if shown <= 32 else 10)
    truth, called = named
    wrong = [False] * shown
    if truth and called:
        wrong = [t != c for t, c in zip(truth, called, strict=True)][:shown]
        titles = [
            f"{c}, not {t}" if w else t for t, c, w in zip(truth, called, wrong, strict=False)
        ]
    else:
        titles = (truth or called)[:shown]
    picture = show_images(list(pictures[:shown]), titles, columns=columns)
    for ax, w in zip(picture.figure.axes, wrong, strict=True):
        ax.title.set_fontsize(9 if columns > 8 else 10)
        if w:
            ax.title.set(color=MARK, fontweight="bold")
    return picture


def _array(values: Any) -> np.ndarray:
    """Return a numpy array; torch is not imported for it."""
    if hasattr(values, "detach"):
        values = values.detach().cpu()
    return np.asarray(values)


def _pixels(x: np.ndarray) -> np.ndarray:
    """Return pictures as uint8, shape (N, H, W) or (N, H, W, 3)."""
    if x.ndim == 4 and x.shape[1] in (1, 3):
        x = x[:, 0] if x.shape[1] == 1 else x.transpose(0, 2, 3, 1)
    elif x.ndim != 3:
        raise ValueError(
            f"a batch has shape (N, 1, H, W), (N, 3, H, W) or (N, H, W), not {x.shape}"
        )
    if len(x) == 0:
        raise ValueError("there is no picture to show")
    if x.dtype == np.uint8:
        return x
    least, most = float(x.min()), float(x.max())
    if not (least >= -0.001 and most <= 1.001):
        raise ValueError(
            f"pictures of floats lie from 0 to 1, these from {least:.3g} to {most:.3g}: "
            "undo the normalisation, or show maps with show_images"
        )
    return np.rint(255 * np.clip(x, 0, 1)).astype(np.uint8)


def _names(values: Any, classes: Sequence[str] | None, n: int, what: str) -> list[str]:
    """Return the words for labels."""
    if values is None:
        return []
    numbers = _array(values).tolist()
    if len(numbers) != n:
        raise ValueError(f"there are {n} pictures and {len(numbers)} {what}")
    return [str(v) if classes is None else str(classes[v]) for v in numbers]
