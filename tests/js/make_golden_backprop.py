"""Write golden_backprop.json: gradients of a convolution and of a short chain, by torch."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from torch.nn import functional as F

PLACE = Path(__file__).with_name("golden_backprop.json")

# picture, kernel, stride: rectangles, every remainder, strides as wide as the kernel and wider
SIZES = [
    ((5, 5), (2, 2), 1),
    ((5, 6), (3, 2), 1),
    ((6, 5), (2, 3), 2),
    ((7, 8), (3, 3), 2),
    ((8, 9), (2, 3), 3),
    ((9, 7), (1, 1), 4),
    ((3, 4), (3, 4), 1),
]


def whole(generator: torch.Generator, size: tuple[int, ...], low: int, high: int) -> torch.Tensor:
    """Whole numbers: their gradients are exact in double."""
    return torch.randint(low, high + 1, size, generator=generator).double()


def layers() -> list[dict]:
    """Give dx, dw and db of single layers for a dy of whole numbers."""
    found = []
    generator = torch.Generator().manual_seed(5)
    for picture, kernel, stride in SIZES:
        x = whole(generator, picture, -4, 5).requires_grad_()
        w = whole(generator, kernel, -3, 3).requires_grad_()
        b = whole(generator, (1,), -2, 2).requires_grad_()
        y = F.conv2d(x[None, None], w[None, None], b, stride=stride)[0, 0]
        dy = whole(generator, tuple(y.shape), -3, 3)
        y.backward(dy)
        found.append(
            {name: value.tolist() for name, value in (("x", x), ("w", w), ("dy", dy), ("y", y))}
            | {"b": b.item(), "stride": stride}
            | {"dx": x.grad.tolist(), "dw": w.grad.tolist(), "db": b.grad.item()}
        )
    return found


def chains() -> list[dict]:
    """Give everything of conv, ReLU, pooling and half a squared loss; small numbers make ties."""
    found = []
    generator = torch.Generator().manual_seed(6)
    for picture, kernel, stride in SIZES[:4]:
        for pooling in ("max", "average"):
            x = whole(generator, picture, -1, 2).requires_grad_()
            w = whole(generator, kernel, -1, 1).requires_grad_()
            y = F.conv2d(x[None, None], w[None, None], stride=stride)
            a = F.relu(y)
            p = F.max_pool2d(a, 2) if pooling == "max" else F.avg_pool2d(a, 2)
            t = whole(generator, tuple(p.shape), -2, 2)
            loss = ((p - t) ** 2).sum() / 2
            for value in (y, a, p):
                value.retain_grad()
            loss.backward()
            maps = {"y": y, "a": a, "p": p, "t": t, "dy": y.grad, "da": a.grad, "dp": p.grad}
            found.append(
                {name: value[0, 0].tolist() for name, value in maps.items()}
                | {"x": x.tolist(), "w": w.tolist(), "dx": x.grad.tolist(), "dw": w.grad.tolist()}
                | {"stride": stride, "pooling": pooling, "loss": loss.item()}
            )
    return found


def text() -> str:
    """Give the file's text."""
    return json.dumps({"layers": layers(), "chains": chains()}, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    PLACE.write_text(text())
