"""Train the network of the segmentation explorer, and write its weights in 8 bits.

``python -m tools.train_segmenter``: three minutes on one core; the same file each time on one
kind of machine. The first of the trainings is written, with example pictures; the others say how
far Dice depends on luck. How the file is laid out: ``pixelup/widgets/segmenter.py``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save
from torch import Tensor, nn
from torch.nn import functional as F

from pixelup.datasets import GlyphMasks
from pixelup.training import fit, predict, set_seed
from tools.train_lenet import packed

OUT = Path(__file__).parents[1] / "pixelup" / "widgets" / "weights" / "segmenter.safetensors"
IMAGES, STEPS, BATCH, TEST_IMAGES = 24_000, 8_000, 32, 2_000
SEEDS = 3
WIDTH = 12
SHOWN = (0.95, 0.7, 0.45, 0.2, 0.03)  # examples: quantiles of Dice, from easy to hard


class Segmenter(nn.Module):
    """From pictures (N, 3, H, W) to scores (N, 2, H, W); H and W are multiples of 4.

    Parameters
    ----------
    width : int
        Feature maps at half the size; there are twice as many at a quarter.
    """

    def __init__(self, width: int = WIDTH) -> None:
        super().__init__()
        self.down1 = nn.Conv2d(3, width, 4, stride=2, padding=1)
        self.down2 = nn.Conv2d(width, 2 * width, 4, stride=2, padding=1)
        self.middle = nn.Conv2d(2 * width, 2 * width, 3, padding=1)
        self.up2 = nn.ConvTranspose2d(2 * width, width, 4, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(width, 2, 4, stride=2, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores of background and glyph for each pixel."""
        half = F.relu(self.down1(x))
        quarter = F.relu(self.middle(F.relu(self.down2(half))))
        return self.up1(F.relu(self.up2(quarter) + half))


def dice(p: Tensor, y: Tensor) -> Tensor:
    """Dice of the glyph's pixels, picture by picture.

    Parameters
    ----------
    p, y : torch.Tensor
        Shape (N, H, W), 0 or 1: the guess and the truth, which is never empty here.

    Returns
    -------
    torch.Tensor
        Shape (N,).
    """
    both = 2 * (p * y).sum((1, 2))
    return both / (p.sum((1, 2)) + y.sum((1, 2)))


def main() -> None:
    """Train, round, measure, write."""
    torch.set_num_threads(1)
    train = GlyphMasks().draw(IMAGES, seed=0)
    test = GlyphMasks("test").draw(TEST_IMAGES, seed=0)
    for seed in range(SEEDS):
        set_seed(seed)
        net = Segmenter()
        fit(net, train, steps=STEPS, batch=BATCH, optimizer="adamw", lr=5e-3, seed=seed)
        before = dice(predict(net, test.x).argmax(1), test.y).mean()
        tensors = packed(net)
        each = dice(predict(net, test.x).argmax(1), test.y)
        print(f"seed {seed}: Dice {before:.3f}, {each.mean():.3f} with rounded weights")  # noqa: T201
        if seed == 0:
            OUT.write_bytes(save(tensors | examples(test.x, test.y, each)))
    print(f"{OUT.name}: {OUT.stat().st_size:,} bytes")  # noqa: T201


def examples(x: Tensor, y: Tensor, each: Tensor) -> dict[str, np.ndarray]:
    """Choose some pictures by their Dice, and pack them.

    Parameters
    ----------
    x : torch.Tensor
        Shape (N, 3, H, W).
    y : torch.Tensor
        Shape (N, H, W).
    each : torch.Tensor
        Shape (N,), Dice of each picture.

    Returns
    -------
    dict of str to ndarray of uint8
        ``examples.x`` of shape (5, 3, H, W); ``examples.y`` of shape (5, H, W / 8), eight
        pixels a byte, the leftmost in the highest bit.
    """
    chosen = each.argsort()[[int(q * (len(each) - 1)) for q in SHOWN]]
    return {
        "examples.x": x[chosen].mul(255).round().numpy().astype(np.uint8),
        "examples.y": np.packbits(y[chosen].numpy().astype(np.uint8), axis=2),
    }


if __name__ == "__main__":
    main()
