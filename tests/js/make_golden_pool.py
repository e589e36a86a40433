"""Make golden_pool.json: what torch computes, for js/maths/pool.mjs and field.mjs to agree with.

Run it as ``python tests/js/make_golden_pool.py``; tests/widgets/test_pooling_explorer.py runs it
too and compares.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import avg_pool2d, max_pool2d

PLACE = Path(__file__).with_name("golden_pool.json")

# Height and width of the map, window, stride: side by side, overlapping, gaps, rests, one window.
POOLS = [
    ((4, 4), 2, 2),
    ((5, 7), 2, 2),
    ((7, 5), 3, 2),
    ((6, 4), 3, 1),
    ((9, 8), 2, 3),
    ((3, 3), 3, 1),
    ((2, 6), 1, 2),
]

# Stacks of (kind, k, s, p): the field of one cell in a picture of so many pixels.
STACKS = [
    ([("conv", 3, 1, 0), ("conv", 3, 1, 0)], 12, 4),
    ([("conv", 3, 1, 0), ("pool", 2, 2, 0), ("conv", 3, 1, 0)], 20, 3),
    ([("conv", 5, 2, 2), ("conv", 3, 2, 1), ("pool", 3, 2, 1)], 33, 0),
    ([("conv", 1, 3, 0), ("conv", 2, 1, 0)], 14, 2),
    ([("conv", 3, 1, 1), ("conv", 3, 1, 1), ("conv", 4, 1, 1)], 10, 8),
]


def paths(stack: list[tuple[str, int, int, int]], n: int, cell: int) -> list[float]:
    """Count the paths from each of n pixels to one cell: the gradient when all weights are 1."""
    x = torch.zeros(1, 1, n, dtype=torch.double, requires_grad=True)
    y = x
    for _, k, s, p in stack:
        ones = torch.ones(1, 1, k, dtype=torch.double)
        y = nn.functional.conv1d(y, ones, stride=s, padding=p)
    (gradient,) = torch.autograd.grad(y[0, 0, cell], x)
    return gradient[0, 0].tolist()


def golden() -> dict[str, list[dict]]:
    """Compute the cases.

    Returns
    -------
    dict
        ``pools``: maps ``x`` of shape (H, W) with ``max`` and ``average``;
        ``stacks``: ``layers``, ``n`` pixels, a ``cell`` and the ``paths`` to it.
    """
    rng = torch.Generator().manual_seed(4)
    pools = []
    for shape, k, s in POOLS:
        x = torch.randint(-9, 10, shape, generator=rng).double() / 4
        pools.append(
            {
                "x": x.tolist(),
                "k": k,
                "s": s,
                "max": max_pool2d(x[None, None], k, s)[0, 0].tolist(),
                "average": avg_pool2d(x[None, None], k, s)[0, 0].tolist(),
            }
        )
    stacks = [
        {
            "layers": [list(layer) for layer in stack],
            "n": n,
            "cell": cell,
            "paths": paths(stack, n, cell),
        }
        for stack, n, cell in STACKS
    ]
    return {"pools": pools, "stacks": stacks}


def text() -> str:
    """Write the cases as they are committed.

    Returns
    -------
    str
    """
    return json.dumps(golden(), separators=(",", ":")) + "\n"


if __name__ == "__main__":
    PLACE.write_text(text())
