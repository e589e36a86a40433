"""Train the network of the LeNet explorer, and write its weights in 8 bits.

``python tools/train_lenet.py``: half a minute on one core; the same file each time on one kind
of machine. A weight is stored as a whole number from -127 to 127 times the scale of its tensor,
so the file is a quarter as large; the network *is* what comes out of the rounded weights.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save
from torch import nn

from pixelup.datasets import GlyphDigits
from pixelup.training import evaluate, fit, set_seed

OUT = Path(__file__).parents[1] / "pixelup" / "widgets" / "weights" / "lenet.safetensors"
LEVELS = 127
IMAGES, EPOCHS, TEST_IMAGES = 24_000, 6, 10_000


def lenet() -> nn.Sequential:
    """Make LeNet-5 as it is written today, from (N, 1, 28, 28) to scores (N, 10).

    Returns
    -------
    nn.Sequential
    """
    return nn.Sequential(
        OrderedDict(
            c1=nn.Conv2d(1, 6, 5, padding=2), relu1=nn.ReLU(), s2=nn.MaxPool2d(2),
            c3=nn.Conv2d(6, 16, 5), relu3=nn.ReLU(), s4=nn.MaxPool2d(2), flat=nn.Flatten(),
            c5=nn.Linear(400, 120), relu5=nn.ReLU(),
            f6=nn.Linear(120, 84), relu6=nn.ReLU(),
            output=nn.Linear(84, 10),
        )
    )  # fmt: skip


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
