"""Make golden.json: what torch computes, for the JavaScript to agree with.

Run it as ``python tests/js/make_golden.py``; tests/widgets/test_golden.py runs it too and compares.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from torch.nn.functional import conv2d

PLACE = Path(__file__).with_name("golden.json")

# Height and width of the picture and of the kernel: square, wide, tall, even, odd, as large as
# the picture, one cell.
SHAPES = [
    ((5, 5), (3, 3)),
    ((4, 7), (2, 3)),
    ((7, 4), (3, 2)),
    ((6, 6), (2, 2)),
    ((3, 8), (1, 4)),
    ((8, 3), (5, 1)),
    ((4, 5), (4, 5)),
    ((2, 3), (1, 1)),
    ((12, 9), (7, 6)),
]


def golden() -> list[dict]:
    """Compute the cases.

    Returns
    -------
    list of dict
        ``x`` of shape (H, W), ``w`` of shape (kH, kW), and of shape (H - kH + 1, W - kW + 1)
        ``correlated`` and ``convolved``.
    """
    rng = torch.Generator().manual_seed(2)
    cases = []
    for x_shape, w_shape in SHAPES:
        x = torch.randint(-9, 10, x_shape, generator=rng).double() / 4
        w = torch.randint(-9, 10, w_shape, generator=rng).double() / 8
        cases.append(
            {
                "x": x.tolist(),
                "w": w.tolist(),
                "correlated": conv2d(x[None, None], w[None, None])[0, 0].tolist(),
                "convolved": conv2d(x[None, None], w.flip(0, 1)[None, None])[0, 0].tolist(),
            }
        )
    return cases


def text() -> str:
    """Write the cases as they are committed.

    Returns
    -------
    str
    """
    return "[\n" + ",\n".join(json.dumps(case) for case in golden()) + "\n]\n"


if __name__ == "__main__":
    PLACE.write_text(text())
