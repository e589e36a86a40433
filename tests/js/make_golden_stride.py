"""Make golden_stride.json: padding, stride, dilation and layers as torch computes them.

Run it as ``python tests/js/make_golden_stride.py``; the tests of the figures compare.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import conv2d, pad

PLACE = Path(__file__).with_name("golden_stride.json")
MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "replicate"}

# Picture, kernel, padding (top, bottom, left, right), mode, stride, dilation.
SLIDES = [
    ((7, 7), (3, 3), (0, 0, 0, 0), "zeros", 2, 1),
    ((5, 8), (2, 3), (1, 1, 1, 1), "zeros", 1, 1),
    ((5, 8), (2, 3), (1, 2, 0, 3), "zeros", 2, 1),
    ((4, 6), (3, 2), (3, 1, 2, 5), "reflect", 1, 1),
    ((4, 6), (3, 2), (2, 3, 4, 1), "replicate", 3, 1),
    ((9, 7), (3, 2), (0, 0, 0, 0), "zeros", 1, 3),
    ((6, 9), (2, 3), (1, 1, 2, 2), "reflect", 2, 2),
    ((1, 4), (1, 1), (2, 2, 2, 2), "replicate", 4, 1),
    ((3, 3), (3, 3), (0, 0, 0, 0), "zeros", 5, 1),
]

STACKS = [
    ((3, 39, 39), ["conv 10 3 1 0", "conv 20 5 2 0", "conv 40 5 2 0"]),
    ((3, 100, 90), ["conv 100 5 3 0", "pool 2 2", "conv 8 3 1 1"]),
    ((1, 28, 28), ["conv 6 5 1 2", "pool 2 2", "conv 16 5 1 0", "pool 2 2", "dense 9", "dense 4"]),
    ((2, 9, 13), ["conv 4 4 3 2", "pool 3 2", "dense 7"]),
    ((3, 6, 6), ["conv 10 3 1 0"]),
]


def slides() -> list[dict]:
    """Compute padded picture, map and counts of windows.

    Returns
    -------
    list of dict
    """
    rng = torch.Generator().manual_seed(3)
    cases = []
    for x_shape, w_shape, pads, mode, stride, dilation in SLIDES:
        top, bottom, left, right = pads
        x = torch.randint(-9, 10, x_shape, generator=rng).double() / 4
        w = torch.randint(-9, 10, w_shape, generator=rng).double() / 8
        padded = pad(x[None, None], (left, right, top, bottom), mode=MODES[mode])
        padded.requires_grad_()
        steps = {"stride": stride, "dilation": dilation}
        conv2d(padded, torch.ones(1, 1, *w_shape).double(), **steps).sum().backward()
        cases.append(
            {
                "x": x.tolist(),
                "w": w.tolist(),
                "pads": pads,
                "mode": mode,
                **steps,
                "padded": padded[0, 0].tolist(),
                "y": conv2d(padded, w[None, None], **steps)[0, 0].tolist(),
                "usage": padded.grad[0, 0].tolist(),
            }
        )
    return cases


def stacks() -> list[dict]:
    """Send a picture through torch's layers and count.

    Returns
    -------
    list of dict
    """
    cases = []
    for shape, texts in STACKS:
        x, rows, layers = torch.zeros(1, *shape), [], []
        for text in texts:
            kind, *numbers = text.split()
            n = [int(v) for v in numbers]
            if kind == "conv":
                layer = nn.Conv2d(x.shape[1], n[0], n[1], stride=n[2], padding=n[3])
                names = ("filters", "kernel", "stride", "padding")
            elif kind == "pool":
                layer, names = nn.MaxPool2d(n[0], n[1]), ("kernel", "stride")
            else:
                x = x.flatten(1)
                layer, names = nn.Linear(x.shape[1], n[0]), ("units",)
            inputs = x.numel()
            x = layer(x)
            weight = getattr(layer, "weight", None)
            rows.append(
                {
                    "shape": list(x.shape[1:]),
                    "parameters": sum(p.numel() for p in layer.parameters()),
                    "products": 0 if weight is None else x.numel() * weight[0].numel(),
                    "dense": (inputs + 1) * x.numel(),
                }
            )
            layers.append({"kind": kind, **dict(zip(names, n, strict=True))})
        cases.append({"input": shape, "layers": layers, "rows": rows})
    return cases


def text() -> str:
    """Write the cases as they are committed.

    Returns
    -------
    str
    """
    made = {"slides": slides(), "stacks": stacks()}
    parts = (
        f'"{name}": [\n' + ",\n".join(map(json.dumps, cases)) + "\n]"
        for name, cases in made.items()
    )
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    PLACE.write_text(text())
