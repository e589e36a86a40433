"""The augmentation figure's arithmetic for paper, as ``js/maths/augment.mjs`` does it alive.

Places are measured in pixels from the picture's centre, x to the right and y down.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from pixelup.widgets.lenet import SIDE, rasterise
from pixelup.widgets.mulberry import normals, uniform

SAMPLES = 16
DRAWS = 12  # random numbers for one sample
LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601
PICTURES = ("cat", "camera", "6", "9", "b", "d")
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Settings:
    """What is done to a picture, in this order.

    Attributes
    ----------
    flip : bool
        Left becomes right.
    angle, zoom, right, down : float
        Degrees counter-clockwise, a factor, and pixels.
    brightness, contrast, saturation : float
        Factors; 1 changes nothing.
    noise : float
        Standard deviation.
    erase : int
        Side of a black square in pixels.
    lam : float
        The picture's share when another one is mixed in.
    at : (float, float)
        Where the square lies, down and to the right, 0 to 1.
    """

    flip: bool = False
    angle: float = 0.0
    zoom: float = 1.0
    right: float = 0.0
    down: float = 0.0
    brightness: float = 1.0
    contrast: float = 1.0
    saturation: float = 1.0
    noise: float = 0.0
    erase: int = 0
    lam: float = 1.0
    at: tuple[float, float] = (0.5, 0.5)


@cache
def picture(name: str) -> tuple[np.ndarray, Box]:
    """Make one of the figure's own pictures.

    Parameters
    ----------
    name : str
        One of `PICTURES`.

    Returns
    -------
    x : ndarray, shape (H, W, C)
        0 to 1.
    box : (x0, y0, width, height)
        Around its object.
    """
    from pixelup.datasets import photograph  # brings SciPy: not before a photograph is drawn

    if name == "cat":
        crop = photograph("chelsea")[6:294, 108:396].reshape(48, 6, 48, 6, 3)
        return crop.mean((1, 3)).round() / 255, (4.0, 12.0, 36.0, 32.0)
    if name == "camera":
        crop = photograph("camera")[56:248, 176:368, :1].reshape(48, 4, 48, 4, 1)
        return crop.mean((1, 3)).round() / 255, (0.0, 2.0, 24.0, 34.0)
    x = rasterise(strokes(name))[:, :, None]
    return x, ink_box(x)


def strokes(name: str) -> list[list[float]]:
    """Draw a digit or a letter.

    Parameters
    ----------
    name : {'6', '9', 'b', 'd'}

    Returns
    -------
    list of [stroke, row, column]
        Points in a field of 28 × 28.
    """

    def circle(n: int, r: float, c: float, high: float, wide: float, start: float) -> list:
        a = 2 * np.pi * (start + np.arange(25) / 24)
        return [[n, *p] for p in zip(r - high * np.cos(a), c + wide * np.sin(a), strict=True)]

    if name in {"b", "d"}:
        points = [[0, 5, 10], [0, 23, 10], *circle(1, 17.5, 14.5, 5.5, 5, 0)]
        return [[n, r, c if name == "b" else SIDE - c] for n, r, c in points]
    if name == "6":
        points = [[0, 5, 18], [0, 9, 11], [0, 15, 8.5], *circle(0, 18, 14, 5.2, 5.6, 0.75)]
    else:
        points = [*circle(0, 10, 14, 5.2, 5.2, 0.25), [0, 16, 18.5], [0, 23, 16]]
    return [[n, math.floor(10 * r + 0.5) / 10, math.floor(10 * c + 0.5) / 10] for n, r, c in points]


def matrix(s: Settings) -> np.ndarray:
    """Say where places go: flip, then turn, then zoom, then shift.

    Parameters
    ----------
    s : Settings

    Returns
    -------
    ndarray, shape (2, 3)
        In pixels from the centre.
    """
    a = math.radians(s.angle)
    cos, sin = s.zoom * math.cos(a), s.zoom * math.sin(a)
    x = -1 if s.flip else 1
    return np.array([[x * cos, sin, s.right], [-x * sin, cos, s.down]])


def warp(x: np.ndarray, a: np.ndarray) -> np.ndarray:
    """Move a picture; what comes in is 0.

    Parameters
    ----------
    x : ndarray, shape (H, W, C)
    a : ndarray, shape (2, 3)

    Returns
    -------
    ndarray, shape (H, W, C)
        Bilinear between the centres of pixels.
    """
    height, width, _ = x.shape
    middle = np.array([[width - 1], [height - 1]]) / 2
    to = np.indices((height, width))[::-1].reshape(2, -1) - middle
    column, row = np.linalg.solve(a[:, :2], to - a[:, 2:]) + middle
    padded = np.pad(x, ((1, 1), (1, 1), (0, 0)))
    top, left = np.floor(row), np.floor(column)
    y = np.zeros((height * width, x.shape[2]))
    for i in (0, 1):
        for j in (0, 1):
            share = np.abs(1 - i - row + top) * np.abs(1 - j - column + left)
            p = (top + i + 1).clip(0, height + 1).astype(int)
            q = (left + j + 1).clip(0, width + 1).astype(int)
            y += share[:, None] * padded[p, q]
    return y.reshape(x.shape)


def move_box(box: Box, a: np.ndarray, height: int, width: int) -> Box | None:
    """Give the smallest upright box around the moved corners, cut off at the border.

    Parameters
    ----------
    box : (x0, y0, width, height)
    a : ndarray, shape (2, 3)
    height, width : int
        Of the picture.

    Returns
    -------
    tuple or None
        None when nothing of it is left.
    """
    x0, y0, w, h = box
    centre = np.array([width / 2, height / 2])[:, None]
    corners = np.array([[x0, x0 + w, x0, x0 + w], [y0, y0, y0 + h, y0 + h]]) - centre
    places = (a[:, :2] @ corners + a[:, 2:] + centre).clip(0, 2 * centre)
    low, high = places.min(1), places.max(1)
    return (*low.tolist(), *(high - low).tolist()) if (high > low).all() else None


def ink_box(x: np.ndarray) -> Box:
    """Give the box around what is not black.

    Parameters
    ----------
    x : ndarray, shape (H, W, C)

    Returns
    -------
    (x0, y0, width, height)
    """
    rows, columns = np.nonzero(_grey(x) > 0.1)
    top, left = float(rows.min()), float(columns.min())
    return left, top, float(columns.max()) + 1 - left, float(rows.max()) + 1 - top


def fitted(x: np.ndarray, like: np.ndarray) -> np.ndarray:
    """Give a picture the shape of another one, by its nearest pixels.

    Parameters
    ----------
    x, like : ndarray, shape (H, W, C)

    Returns
    -------
    ndarray
        Shape of `like`.
    """
    height, width, channels = like.shape
    rows = ((np.arange(height) + 0.5) * x.shape[0] / height).astype(int)
    columns = ((np.arange(width) + 0.5) * x.shape[1] / width).astype(int)
    if x.shape[2] != channels:
        x = np.repeat(_grey(x)[:, :, None], channels, 2)
    return x[np.ix_(rows, columns)]


def drawn(ranges: Settings, seed: int, n: int) -> Settings:
    """Draw one sample's settings, with the sliders as ranges.

    Parameters
    ----------
    ranges : Settings
    seed, n : int
        Of all samples, and which of them.

    Returns
    -------
    Settings
    """
    u = uniform(2 * seed, DRAWS * n + np.arange(DRAWS)).tolist()
    around = [2 * v - 1 for v in u]
    return Settings(
        angle=ranges.angle * around[0],
        zoom=ranges.zoom ** around[1],
        right=ranges.right * around[2],
        down=ranges.down * around[3],
        flip=ranges.flip and u[4] < 0.5,
        brightness=1 + (ranges.brightness - 1) * around[5],
        contrast=1 + (ranges.contrast - 1) * around[6],
        saturation=1 + (ranges.saturation - 1) * around[7],
        noise=ranges.noise,
        erase=ranges.erase,
        at=(u[8], u[9]),
        lam=1 - (1 - ranges.lam) * u[10],
    )


def noises(seed: int, shape: tuple[int, ...]) -> np.ndarray:
    """Draw the noise of the sliders' own picture and of every sample.

    Parameters
    ----------
    seed : int
    shape : tuple of int
        Of a picture.

    Returns
    -------
    ndarray
        Shape (1 + SAMPLES, *shape), standard normal.
    """
    return normals(2 * seed + 1, (SAMPLES + 1) * math.prod(shape)).reshape(-1, *shape)


def augment(x: np.ndarray, s: Settings, other: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Do everything to a picture: geometry, colours, noise, the erased square, mixup.

    Parameters
    ----------
    x, other, noise : ndarray, shape (H, W, C)
    s : Settings

    Returns
    -------
    ndarray, shape (H, W, C)
        0 to 1.
    """
    y = (s.brightness * warp(x, matrix(s))).clip(0, 1)
    y = (s.contrast * y + (1 - s.contrast) * _grey(y).mean()).clip(0, 1)
    if x.shape[2] == 3:
        y = (s.saturation * y + (1 - s.saturation) * _grey(y)[:, :, None]).clip(0, 1)
    y = (y + s.noise * noise).clip(0, 1)
    high, wide = min(s.erase, x.shape[0]), min(s.erase, x.shape[1])
    top = math.floor(s.at[0] * (x.shape[0] - high) + 0.5)
    left = math.floor(s.at[1] * (x.shape[1] - wide) + 0.5)
    y[top : top + high, left : left + wide] = 0
    return s.lam * y + (1 - s.lam) * other


def _grey(x: np.ndarray) -> np.ndarray:
    """How bright each pixel is, shape (H, W)."""
    return x @ LUMA if x.shape[2] == 3 else x[:, :, 0]
