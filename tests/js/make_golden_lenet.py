"""Make golden_lenet.json: what torch answers to digits, for js/maths/lenet.mjs to agree with.

Run it as ``python tests/js/make_golden_lenet.py``; tests/widgets/test_lenet_explorer.py runs it
too and compares.
"""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import torch
from torch import nn

from pixelup.datasets import GlyphDigits
from pixelup.widgets import lenet

ROOT = Path(__file__).parents[2]
PLACE = Path(__file__).with_name("golden_lenet.json")
LAYERS = ("relu1", "s2", "relu3", "s4", "relu5", "relu6", "output")
IMAGES = 10


def network() -> nn.Sequential:
    """Load the committed weights into the network that they were trained in."""
    net = runpy.run_path(str(ROOT / "tools" / "train_lenet.py"))["lenet"]()
    net.load_state_dict({name: torch.tensor(value) for name, value in lenet.trained().items()})
    return net.eval()


@torch.no_grad()
def golden() -> list[dict]:
    """Answer ten digits, one of each class.

    Returns
    -------
    list of dict
        ``x``: 784 bytes; ``sums``: for each layer the sum of its activations, and of their
        squares; ``scores``: ten numbers.
    """
    net = network()
    images = GlyphDigits("test").draw(IMAGES, seed=7).bytes()
    cases = []
    for picture in images.x:
        h, sums = picture[None].float() / 255, []
        for name, layer in net.named_children():
            h = layer(h)
            if name in LAYERS:
                sums.append([round(h.sum().item(), 4), round((h**2).sum().item(), 4)])
        scores = [round(v, 5) for v in h[0].tolist()]
        cases.append({"x": picture.flatten().tolist(), "sums": sums, "scores": scores})
    return cases


def text() -> str:
    """Write the cases as they are committed.

    Returns
    -------
    str
    """
    return json.dumps(golden(), separators=(",", ":")) + "\n"


if __name__ == "__main__":
    PLACE.write_text(text())
