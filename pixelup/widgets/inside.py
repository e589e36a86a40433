"""What a LeNet's answer hangs on, without torch: the inside figure on paper.

The same arithmetic as ``js/maths/inside.mjs``; a test holds both to torch.
"""

from __future__ import annotations

import numpy as np

from pixelup.widgets.lenet import SIDE, Tensors, scores
from pixelup.widgets.mulberry import uniform

LAYERS = ("output", "f6", "c5", "c3", "c1")
#: What is random: how many of the layers, from the top.
RANDOM = {"none": 0, "output": 1, "f6": 2, "c5": 3, "c3": 4, "all": 5}


def randomised(w: Tensors, which: str, seed: int) -> Tensors:
    """Give some layers the weights that PyTorch begins with, as the browser does.

    Parameters
    ----------
    w : dict of str to ndarray
        As `lenet.trained` gives them.
    which : {'none', 'output', 'f6', 'c5', 'c3', 'all'}
        The lowest layer that becomes random; those above it do too.
    seed : int

    Returns
    -------
    dict of str to ndarray
    """
    drawn = dict(w)
    for stream, name in enumerate(LAYERS[: RANDOM[which]], 100 * seed):
        shape = w[f"{name}.weight"].shape
        count, bound = int(np.prod(shape)), np.prod(shape[1:]) ** -0.5
        numbers = bound * (2 * uniform(stream, np.arange(count + shape[0])) - 1)
        drawn[f"{name}.weight"] = numbers[:count].reshape(shape)
        drawn[f"{name}.bias"] = numbers[count:]
    return drawn


def forward(x: np.ndarray, w: Tensors) -> Tensors:
    """Run the network, and keep what its layers answer.

    Parameters
    ----------
    x : ndarray, shape (28, 28)
    w : dict of str to ndarray

    Returns
    -------
    dict of str to ndarray
        Behind their ReLU: ``c1`` (6, 28, 28), ``c3`` (16, 10, 10), ``c5`` (120,), ``f6`` (84,).
    """
    maps, kept = np.pad(x, 2)[None], {}
    for layer in ("c1", "c3"):
        patches = np.lib.stride_tricks.sliding_window_view(maps, (5, 5), axis=(1, 2))
        y = np.einsum("cijab,ocab->oij", patches, w[f"{layer}.weight"], optimize=True)
        kept[layer] = y = np.maximum(0, y + w[f"{layer}.bias"][:, None, None])
        maps = _windows(y).max(-1)
    h = maps.ravel()
    for layer in ("c5", "f6"):
        kept[layer] = h = np.maximum(0, w[f"{layer}.weight"] @ h + w[f"{layer}.bias"])
    return kept


def gradients(x: np.ndarray, w: Tensors, d: int) -> tuple[np.ndarray, np.ndarray]:
    """Go back from a score to the pixels and to the maps of C3.

    Parameters
    ----------
    x : ndarray, shape (28, 28)
    w : dict of str to ndarray
    d : int
        The class.

    Returns
    -------
    saliency : ndarray, shape (28, 28)
        Absolute gradient of the score.
    cam : ndarray, shape (10, 10)
        Grad-CAM (Selvaraju et al. 2017) of C3 behind its ReLU.
    """
    kept, g = forward(x, w), w["output.weight"][d]
    for layer in ("f6", "c5"):
        g = (g * (kept[layer] > 0)) @ w[f"{layer}.weight"]
    g3 = _unpooled(kept["c3"], g.reshape(16, 5, 5))
    cam = np.maximum(0, np.einsum("c,cij->ij", g3.mean((1, 2)), kept["c3"]))
    g1 = _unpooled(kept["c1"], _through(g3 * (kept["c3"] > 0), w["c3.weight"]))
    return np.abs(_through(g1 * (kept["c1"] > 0), w["c1.weight"])[0, 2:-2, 2:-2]), cam


def occlusion(x: np.ndarray, w: Tensors, d: int, size: int, stride: int, fill: float) -> np.ndarray:
    """Give how much a score falls for each place of a square.

    Parameters
    ----------
    x : ndarray, shape (28, 28)
    w : dict of str to ndarray
    d : int
        The class.
    size, stride : int
    fill : float

    Returns
    -------
    ndarray, shape (n, n)
        With n = (28 - size) // stride + 1.
    """
    tops = range(0, SIDE - size + 1, stride)
    whole, falls = scores(x, w)[d], np.zeros((len(tops), len(tops)))
    for i, top in enumerate(tops):
        for j, left in enumerate(tops):
            covered = x.copy()
            covered[top : top + size, left : left + size] = fill
            falls[i, j] = whole - scores(covered, w)[d]
    return falls


def laid(y: np.ndarray, start: int, step: int) -> np.ndarray:
    """Lay a small map on the drawing, each cell in the middle of what it looks at.

    Parameters
    ----------
    y : ndarray, shape (n, n)
    start, step : int
        The pixel on which its first cell begins, and how wide a cell is.

    Returns
    -------
    ndarray, shape (28, 28)
        0 where there is no cell.
    """
    cell = (np.arange(SIDE) - start) // step
    inside = (cell >= 0) & (cell < len(y))
    at = cell.clip(0, len(y) - 1)
    return y[np.ix_(at, at)] * np.outer(inside, inside)


def mosaic(maps: np.ndarray, columns: int) -> np.ndarray:
    """Put maps side by side, with a line of nan between them.

    Parameters
    ----------
    maps : ndarray, shape (C, n, n)
    columns : int
        Divides C.

    Returns
    -------
    ndarray, shape (H, W)
    """
    c, n, _ = maps.shape
    rows = np.pad(maps, ((0, 0), (0, 1), (0, 1)), constant_values=np.nan)
    rows = rows.reshape(c // columns, columns, n + 1, n + 1)
    return rows.swapaxes(1, 2).reshape(c // columns * (n + 1), -1)[:-1, :-1]


def _windows(y: np.ndarray) -> np.ndarray:
    """Cut maps into windows of 2 × 2: (C, H, W) to (C, H / 2, W / 2, 4)."""
    c, h, v = y.shape
    return y.reshape(c, h // 2, 2, v // 2, 2).swapaxes(2, 3).reshape(c, h // 2, v // 2, 4)


def _unpooled(y: np.ndarray, g: np.ndarray) -> np.ndarray:
    """Give the gradient of a window to its first largest number: to (C, H, W)."""
    first = np.arange(4) == _windows(y).argmax(-1)[..., None]
    c, h, v, _ = first.shape
    parts = (first * g[..., None]).reshape(c, h, v, 2, 2)
    return parts.swapaxes(2, 3).reshape(c, 2 * h, 2 * v)


def _through(g: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Go back through a convolution: (O, H, W) to (C, H + 4, W + 4)."""
    _, h, v = g.shape
    back = np.zeros((w.shape[1], h + 4, v + 4))
    for a in range(5):
        for b in range(5):
            back[:, a : a + h, b : b + v] += np.einsum("oij,oc->cij", g, w[:, :, a, b])
    return back
