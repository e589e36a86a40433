"""The network of the LeNet explorer without torch: its weights, a drawing, the ten scores.

The same arithmetic as ``js/maths/lenet.mjs`` and ``js/maths/strokes.mjs``; a test holds both to
torch.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

SIDE = 28
FILE = Path(__file__).parent / "weights" / "lenet.safetensors"
DTYPES = {"F32": "<f4", "I8": "<i1", "U8": "<u1"}

Tensors = dict[str, np.ndarray]


def read(data: bytes) -> Tensors:
    """Read weights in the safetensors format; whole numbers are multiplied by their scales.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    dict of str to ndarray of float32
    """
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    stored = {}
    for name, about in header.items():
        start, end = (8 + length + offset for offset in about["data_offsets"])
        stored[name] = np.frombuffer(data[start:end], DTYPES[about["dtype"]]).reshape(
            about["shape"]
        )
    return {
        name: (value * stored.get(f"{name}.scale", np.ones(1, np.float32))[0]).astype(np.float32)
        for name, value in stored.items()
        if not name.endswith(".scale")
    }


@cache
def trained() -> Tensors:
    """Give the weights of our own network, 61,706 numbers in 10 tensors.

    Returns
    -------
    dict of str to ndarray of float32
        ``c1.weight`` (6, 1, 5, 5), ``c3.weight`` (16, 6, 5, 5), ``c5.weight`` (120, 400),
        ``f6.weight`` (84, 120), ``output.weight`` (10, 84), and a bias of each.
    """
    return read(FILE.read_bytes())


def rasterise(points: Sequence[Sequence[float]]) -> np.ndarray:
    """Draw strokes into pixels.

    Parameters
    ----------
    points : sequence of (stroke, row, column)
        Rows and columns from 0 to 28.

    Returns
    -------
    ndarray, shape (28, 28)
        Ink, 0 to 1.
    """
    rows, columns = np.indices((SIDE, SIDE)) + 0.5
    x = np.zeros((SIDE, SIDE))
    for n, (stroke, r1, c1) in enumerate(points):
        joined = n > 0 and points[n - 1][0] == stroke
        _, r0, c0 = points[n - 1] if joined else points[n]
        dr, dc = r1 - r0, c1 - c0
        along = ((rows - r0) * dr + (columns - c0) * dc) / (dr * dr + dc * dc or 1)
        t = along.clip(0, 1)
        far = np.hypot(rows - r0 - t * dr, columns - c0 - t * dc)
        x = np.maximum(x, (1.7 - far).clip(0, 1))
    return x


def centred(points: Sequence[Sequence[float]]) -> list[list[float]]:
    """Bring a drawing to the middle, and to the size of the digits of the training.

    Parameters
    ----------
    points : sequence of (stroke, row, column)

    Returns
    -------
    list of [stroke, row, column]
    """
    if not len(points):
        return []
    p = np.array(points, float)
    low, high = p[:, 1:].min(0), p[:, 1:].max(0)
    longest = (high - low).max()
    scale = min(3.0, 18 / longest) if longest else 1.0
    p[:, 1:] = SIDE / 2 + (p[:, 1:] - (low + high) / 2) * scale
    return p.tolist()


def scores(x: np.ndarray, w: Tensors) -> np.ndarray:
    """Run the network on one picture.

    Parameters
    ----------
    x : ndarray, shape (28, 28)
        Ink, 0 to 1.
    w : dict of str to ndarray
        As `trained` gives them.

    Returns
    -------
    ndarray, shape (10,)
        The scores before softmax.
    """
    maps = np.pad(x, 2)[None]
    for layer in ("c1", "c3"):
        patches = np.lib.stride_tricks.sliding_window_view(maps, (5, 5), axis=(1, 2))
        y = np.einsum("cijab,ocab->oij", patches, w[f"{layer}.weight"], optimize=True)
        y = np.maximum(0, y + w[f"{layer}.bias"][:, None, None])
        c, h, _ = y.shape
        maps = y.reshape(c, h // 2, 2, h // 2, 2).max((2, 4))
    h = maps.ravel()
    for layer in ("c5", "f6"):
        h = np.maximum(0, w[f"{layer}.weight"] @ h + w[f"{layer}.bias"])
    return w["output.weight"] @ h + w["output.bias"]
