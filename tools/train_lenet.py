"""Train the network of the LeNet explorer, and write its weights in 8 bits.

``python -m tools.train_lenet``: half a minute on one core; the same file each time on one kind
of machine. A weight is stored as a whole number from -127 to 127 times the scale of its tensor,
so the file is a quarter as large; the network *is* what comes out of the rounded weights.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save
from torch import nn

from pixelup.datasets import GlyphDigits
from pixelup.training import evaluate, fit, set_seed
from tools.lenet import lenet

OUT = Path(__file__).parents[1] / "pixelup" / "widgets" / "weights" / "lenet.safetensors"
LEVELS = 127
IMAGES, EPOCHS, TEST_IMAGES = 24_000, 6, 10_000


def packed(net: nn.Module) -> dict[str, np.ndarray]:
    """Round a network's weights in place, and give them as whole numbers with their scales.

    Parameters
    ----------
    net : nn.Module

    Returns
    -------
    dict of str to ndarray
        ``NAME`` as int8 of the tensor's shape, ``NAME.scale`` as float32 of shape (1,).
    """
    tensors = {}
    for name, value in net.state_dict().items():
        scale = (value.abs().max() / LEVELS).to(torch.float32)
        whole = (value / scale).round()
        value.copy_(whole * scale)
        tensors[name] = whole.numpy().astype(np.int8)
        tensors[f"{name}.scale"] = scale.numpy().reshape(1)
    return tensors


def main() -> None:
    """Train, round, measure, write."""
    torch.set_num_threads(1)
    set_seed(0)
    net = lenet()
    test = GlyphDigits("test").draw(TEST_IMAGES, seed=0)
    fit(net, GlyphDigits().draw(IMAGES, seed=0), epochs=EPOCHS, seed=0)
    before = evaluate(net, test).accuracy
    tensors = packed(net)
    after = evaluate(net, test).accuracy
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_bytes(save(tensors))
    print(f"{TEST_IMAGES} new digits: {before:.2%} right, {after:.2%} with rounded weights")  # noqa: T201
    print(f"{OUT.name}: {OUT.stat().st_size:,} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
