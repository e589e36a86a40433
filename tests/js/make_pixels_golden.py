"""Make pixels_golden.json: what torch makes of pictures, for the JavaScript to agree with.

Run it as ``python tests/js/make_pixels_golden.py``; tests/widgets/test_pixel_inspector.py runs it
too and compares.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch

PLACE = Path(__file__).with_name("pixels_golden.json")
SHAPES = [(2, 3, 3), (5, 2, 3), (3, 4, 1), (4, 3, 4), (1, 6, 3), (3, 3, 2)]


def golden() -> list[dict]:
    """Compute the cases.

    Returns
    -------
    list of dict
        ``x`` of shape (H, W, C) and what follows from it.
    """
    rng = torch.Generator().manual_seed(1)
    cases = []
    for shape in SHAPES:
        x = torch.randint(0, 256, shape, generator=rng).double()
        height, width, channels = shape
        std, mean = torch.std_mean(x, dim=(0, 1), correction=0)
        index = [int(torch.randint(n, (1,), generator=rng)) for n in shape]
        i, j, c = index
        cases.append(
            {
                "x": x.int().tolist(),
                "chw": x.permute(2, 0, 1).int().tolist(),
                "reshaped": x.reshape(channels, height, width).int().tolist(),
                "normalised": (x / 255 - 0.5).tolist(),
                "mean": mean.tolist(),
                "std": std.tolist(),
                "index": index,
                "offset": int(torch.arange(x.numel()).reshape(shape)[i, j, c]),
                "first_offset": int(
                    torch.arange(x.numel()).reshape(channels, height, width)[c, i, j]
                ),
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
