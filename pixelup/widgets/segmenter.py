"""The network of the segmentation explorer without torch: every layer, and example pictures.

A small fully convolutional network says for each pixel of a picture whether it belongs to the
digit. ``python -m tools.train_segmenter`` trains it on `pixelup.datasets.GlyphMasks`, and writes
``weights/segmenter.safetensors``. On 2,000 new pictures its mean Dice is 0.886; two other
trainings gave 0.887 and 0.879. Layer by layer, for a picture of 32 × 32 (any size that four
divides will do):

=========  =====================================================  ==================
name       what is computed                                       shape
=========  =====================================================  ==================
x          the picture, 0 to 1                                    3 × 32 × 32
down1      convolution 4 × 4, stride 2, padding 1; ReLU           12 × 16 × 16
down2      convolution 4 × 4, stride 2, padding 1; ReLU           24 × 8 × 8
middle     convolution 3 × 3, stride 1, padding 1; ReLU           24 × 8 × 8
up2        transposed convolution 4 × 4, stride 2, padding 1;     12 × 16 × 16
           plus the maps of ``down1`` (the shortcut); ReLU
up1        transposed convolution 4 × 4, stride 2, padding 1      2 × 32 × 32
mask       1 where the second map of ``up1`` is the larger one    32 × 32
=========  =====================================================  ==================

Every layer has a bias. Weights are stored as whole numbers, ``NAME.weight`` and ``NAME.bias``
as int8, times ``NAME.weight.scale`` and ``NAME.bias.scale``. A convolution's weights are
(out, in, 4, 4), a transposed one's (in, out, 4, 4), as in torch; neither is flipped:

- a convolution: ``y[o, i, j] = bias[o] + sum x[c, 2 i + a - 1, 2 j + b - 1] * w[o, c, a, b]``,
- a transposed convolution adds ``x[c, i, j] * w[c, o, a, b]`` to
  ``y[o, 2 i + a - 1, 2 j + b - 1]``, which begins as ``bias[o]``,

and what lies outside is 0 or thrown away. The same file holds five test pictures with their
masks, from one that the network does well to one that it does badly: ``examples.x``, uint8,
(5, 3, 32, 32), to be divided by 255; ``examples.y``, uint8, (5, 32, 4), eight pixels a byte, the
leftmost in the highest bit.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from pixelup.widgets.lenet import Tensors, read

FILE = Path(__file__).parent / "weights" / "segmenter.safetensors"
LAYERS = ("down1", "down2", "middle", "up2", "up1")


@cache
def stored() -> Tensors:
    """Read the whole file.

    Returns
    -------
    dict of str to ndarray of float32
        ``NAME.weight`` and ``NAME.bias`` of all `LAYERS`, and the two tensors of examples.
    """
    return read(FILE.read_bytes())


def examples() -> tuple[np.ndarray, np.ndarray]:
    """Give the pictures that come with the network, and which pixels are digit.

    Returns
    -------
    x : ndarray of float32, shape (5, 3, 32, 32)
        Colours, 0 to 1.
    masks : ndarray of uint8, shape (5, 32, 32)
        1 where a pixel belongs to the digit, 0 elsewhere.
    """
    w = stored()
    return w["examples.x"] / 255, np.unpackbits(w["examples.y"].astype(np.uint8), axis=2)


def forward(x: np.ndarray, w: Tensors, *, shortcut: bool = True) -> dict[str, np.ndarray]:
    """Run the network on one picture.

    Parameters
    ----------
    x : ndarray, shape (3, H, W)
        Colours, 0 to 1; 4 divides H and W.
    w : dict of str to ndarray
        As `stored` gives them.
    shortcut : bool, optional
        Whether the maps of ``down1`` are added to ``up2``.

    Returns
    -------
    dict of str to ndarray
        The maps behind each layer, by its name, as the table at the top says; ``up1`` are the
        scores of background and digit, shape (2, H, W).
    """
    down1 = np.maximum(0, _convolve(x, w, "down1", stride=2))
    down2 = np.maximum(0, _convolve(down1, w, "down2", stride=2))
    middle = np.maximum(0, _convolve(down2, w, "middle", stride=1))
    up2 = np.maximum(0, _transposed(middle, w, "up2") + (down1 if shortcut else 0))
    up1 = _transposed(up2, w, "up1")
    return {"down1": down1, "down2": down2, "middle": middle, "up2": up2, "up1": up1}


def _convolve(x: np.ndarray, w: Tensors, layer: str, stride: int) -> np.ndarray:
    kernels = w[f"{layer}.weight"]  # (out, in, k, k)
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
    patches = np.lib.stride_tricks.sliding_window_view(padded, kernels.shape[2:], axis=(1, 2))
    y = np.einsum("cijab,ocab->oij", patches[:, ::stride, ::stride], kernels, optimize=True)
    return y + w[f"{layer}.bias"][:, None, None]


def _transposed(x: np.ndarray, w: Tensors, layer: str) -> np.ndarray:
    kernels = w[f"{layer}.weight"]  # (in, out, 4, 4)
    height, width = x[0].shape
    painted = np.einsum("cij,coab->oabij", x, kernels, optimize=True)
    y = np.zeros((kernels.shape[1], 2 * height + 2, 2 * width + 2), painted.dtype)
    for a in range(4):
        for b in range(4):
            y[:, a : a + 2 * height : 2, b : b + 2 * width : 2] += painted[:, a, b]
    return y[:, 1:-1, 1:-1] + w[f"{layer}.bias"][:, None, None]
