"""Write golden_signal.json: activations and gradients of small stacks, by torch in double."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import torch
from torch.nn import functional as F

PLACE = Path(__file__).with_name("golden_signal.json")
DEPTH, WIDTH, BATCH, STD = 4, 3, 5, 0.75


def eighths(generator: torch.Generator, *size: int) -> torch.Tensor:
    """Give numbers that are short in JSON."""
    return torch.randint(-16, 17, size, generator=generator).double() / 8


def text() -> str:
    """Give the file's text."""
    generator = torch.Generator().manual_seed(7)
    weights = eighths(generator, DEPTH, WIDTH, WIDTH)
    x, gradient = eighths(generator, BATCH, WIDTH), eighths(generator, BATCH, WIDTH)
    cases = []
    for activation, norm, skips in product(
        ("relu", "tanh"), ("none", "batch", "layer"), (False, True)
    ):
        a, kept = x, []
        for w in weights:
            z = a @ (STD * w).T
            if norm == "batch":
                z = F.batch_norm(z, None, None, training=True)
            elif norm == "layer":
                z = F.layer_norm(z, (WIDTH,))
            a = getattr(torch, activation)(z + a if skips else z).requires_grad_()
            a.retain_grad()
            kept.append(a)
        a.backward(gradient)
        cases.append(
            {"activation": activation, "norm": norm, "skips": skips}
            | {"activations": [_rounded(v) for v in kept]}
            | {"gradients": [_rounded(v.grad) for v in kept]}
        )
    given = {"weights": weights.flatten().tolist(), "x": x.flatten().tolist()}
    given |= {"gradient": gradient.flatten().tolist(), "depth": DEPTH, "width": WIDTH, "std": STD}
    return json.dumps(given | {"cases": cases}, separators=(",", ":")) + "\n"


def _rounded(values: torch.Tensor) -> list[float]:
    return [round(v, 10) for v in values.flatten().tolist()]


if __name__ == "__main__":
    PLACE.write_text(text())
