"""Make golden_inside.json: what torch says of a score's reasons, for js/maths/inside.mjs.

Run it as ``python tests/js/make_golden_inside.py``; tests/widgets/test_inside_explorer.py runs it
too and compares. The pictures are those of golden_lenet.json.
"""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import torch
from threadpoolctl import threadpool_limits
from torch import nn
from torch.nn import functional as F

HERE = Path(__file__).parent
PLACE = HERE / "golden_inside.json"
#: Which picture, about which class, and the square: size, stride, fill.
CASES = [(3, 3, 7, 3, 0.0), (7, 2, 9, 4, 0.25), (8, 8, 4, 5, 1.0), (0, 6, 12, 8, 0.5)]


def gradient(net: nn.Sequential, x: torch.Tensor, d: int) -> torch.Tensor:
    """Give the gradient of a score with respect to the pixels, shape (28, 28)."""
    x = x.clone().requires_grad_()
    return torch.autograd.grad(net(x)[0, d], x)[0][0, 0]


def guided(net: nn.Sequential, x: torch.Tensor, d: int) -> torch.Tensor:
    """Give the gradient with negative parts dropped at every ReLU, shape (28, 28)."""
    hooks = [
        layer.register_full_backward_hook(lambda _l, given, _o: (given[0].clamp(min=0),))
        for layer in net
        if isinstance(layer, nn.ReLU)
    ]
    found = gradient(net, x, d)
    for hook in hooks:
        hook.remove()
    return found


def grad_cam(net: nn.Sequential, x: torch.Tensor, d: int) -> torch.Tensor:
    """Give the class activation map of C3 behind its ReLU, shape (10, 10)."""
    y = net[:5](x).detach().requires_grad_()
    (g,) = torch.autograd.grad(net[5:](y)[0, d], y)
    return F.relu((g.mean((2, 3), keepdim=True) * y).sum(1))[0].detach()


@torch.no_grad()
def occlusion(
    net: nn.Sequential, x: torch.Tensor, d: int, size: int, stride: int, fill: float
) -> torch.Tensor:
    """Give how much the score falls for each place of a square, shape (n, n)."""
    tops = range(0, 28 - size + 1, stride)
    falls = torch.zeros(len(tops), len(tops))
    for i, top in enumerate(tops):
        for j, left in enumerate(tops):
            hidden = x.clone()
            hidden[..., top : top + size, left : left + size] = fill
            falls[i, j] = net(x)[0, d] - net(hidden)[0, d]
    return falls


@threadpool_limits.wrap(limits=1)  # many small passes: threads would wait for each other
def golden() -> list[dict]:
    """Explain four answers.

    Returns
    -------
    list of dict
        ``picture``: which one; ``d``, ``size``, ``stride``, ``fill``; ``gradient``, ``guided``:
        every third pixel of 784; ``cam``: 100 numbers; ``occlusion``: a number a place.
    """
    net = runpy.run_path(str(HERE / "make_golden_lenet.py"))["network"]()
    pictures = json.loads((HERE / "golden_lenet.json").read_text())
    cases = []
    for picture, d, size, stride, fill in CASES:
        x = torch.tensor(pictures[picture]["x"]).float().reshape(1, 1, 28, 28) / 255
        found = {
            "gradient": gradient(net, x, d).flatten()[::3],
            "guided": guided(net, x, d).flatten()[::3],
            "cam": grad_cam(net, x, d),
            "occlusion": occlusion(net, x, d, size, stride, fill),
        }
        numbers = {name: [round(v, 5) for v in y.flatten().tolist()] for name, y in found.items()}
        about = {"picture": picture, "d": d, "size": size, "stride": stride, "fill": fill}
        cases.append(about | numbers)
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
