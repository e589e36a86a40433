"""Write golden_augment.json: what torch makes of small pictures, in double."""

from __future__ import annotations

import json
import math
from pathlib import Path

import torch
from torch.nn import functional as F

PLACE = Path(__file__).with_name("golden_augment.json")
SHAPES = ((5, 7, 1), (6, 4, 3), (8, 8, 3))
MOVES = (  # angle, zoom, right, down, flip
    (0, 1, 0, 0, False),
    (90, 1, 0, 0, False),
    (15, 1, 0, 0, False),
    (-40, 1.25, 1, -2, False),
    (180, 0.5, -1.5, 0.25, True),
    (0, 2, 0, 0, False),
    (0, 1, 2, 1, False),
    (0, 1, 0, 0, True),
    (73, 0.75, 0.5, 3, True),
    (0, 1, 9, 0, False),
)
LUMA = torch.tensor([0.299, 0.587, 0.114], dtype=torch.float64)


def matrix(angle: float, zoom: float, right: float, down: float, flip: bool) -> torch.Tensor:
    """Say where places go, in pixels from the centre, shape (2, 3)."""
    a = math.radians(angle)
    turn = torch.tensor(
        [[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]], dtype=torch.float64
    )
    mirror = torch.diag(torch.tensor([-1.0 if flip else 1.0, 1.0], dtype=torch.float64))
    shift = torch.tensor([[right], [down]], dtype=torch.float64)
    return torch.cat([zoom * turn @ mirror, shift], 1)


def warp(x: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
    """Move pictures of shape (H, W, C) by torch's own grid."""
    height, width, _ = x.shape
    whole = torch.cat([a, torch.tensor([[0, 0, 1]], dtype=torch.float64)])
    size = torch.diag(torch.tensor([width / 2, height / 2, 1], dtype=torch.float64))
    theta = (size.inverse() @ whole.inverse() @ size)[None, :2]  # torch counts from -1 to 1
    batch = x.permute(2, 0, 1)[None]
    grid = F.affine_grid(theta, batch.shape, align_corners=False)
    moved = F.grid_sample(batch, grid, "bilinear", "zeros", align_corners=False)
    return moved[0].permute(1, 2, 0)


def moved_box(box: torch.Tensor, a: torch.Tensor, height: int, width: int) -> list[float]:
    """Give the upright box around the moved corners, cut off at the border; empty without rest."""
    x0, y0, w, h = box
    centre = torch.tensor([width / 2, height / 2], dtype=torch.float64)
    corners = torch.stack(
        [x0 + w * torch.tensor([0, 1, 0, 1]), y0 + h * torch.tensor([0, 0, 1, 1])]
    )
    places = a[:, :2] @ (corners.double() - centre[:, None]) + a[:, 2:] + centre[:, None]
    low = places.amin(1).clamp(min=torch.zeros(2).double(), max=2 * centre)
    high = places.amax(1).clamp(min=torch.zeros(2).double(), max=2 * centre)
    return _rounded(torch.cat([low, high - low])) if bool((high > low).all()) else []


def jittered(x: torch.Tensor, b: float, c: float, s: float) -> torch.Tensor:
    """Change brightness, contrast and saturation."""
    x = (b * x).clamp(0, 1)
    grey = x @ LUMA if x.shape[2] == 3 else x[:, :, 0]
    x = (c * x + (1 - c) * grey.mean()).clamp(0, 1)
    grey = (x @ LUMA if x.shape[2] == 3 else x[:, :, 0])[:, :, None]
    return (s * x + (1 - s) * grey).clamp(0, 1)


def golden() -> list[dict]:
    """Make the cases.

    Returns
    -------
    list of dict
        ``x``, ``other`` and ``noise``, shape (H, W, C); what becomes of `x`.
    """
    generator = torch.Generator().manual_seed(8)

    def draw(shape: tuple[int, ...], low: int, high: int) -> torch.Tensor:
        return torch.randint(low, high + 1, shape, generator=generator).double() / 8

    cases = []
    for shape in SHAPES:
        height, width, _ = shape
        x, other, noise = draw(shape, 0, 8), draw(shape, 0, 8), draw(shape, -16, 16)
        box = torch.tensor([1.0, 2.0, 2.5, 1.5], dtype=torch.float64)
        moves = []
        for settings in MOVES:
            a = matrix(*settings)
            moves.append(
                dict(zip(("angle", "zoom", "right", "down", "flip"), settings, strict=True))
                | {"matrix": _rounded(a), "y": _rounded(warp(x, a))}
                | {"box": moved_box(box, a, height, width)}
            )
        padded = F.pad(x.permute(2, 0, 1), (2, 2, 2, 2)).permute(1, 2, 0)
        erased = x.clone()
        erased[2:4, 1:3] = 0
        cases.append(
            {"shape": shape, "x": _rounded(x), "other": _rounded(other), "noise": _rounded(noise)}
            | {"box": box.tolist(), "moves": moves, "flipped": _rounded(x.flip(1))}
            | {"cropped": _rounded(padded[3 : 3 + height, 1 : 1 + width])}
            | {"noisy": _rounded((x + 0.25 * noise).clamp(0, 1))}
            | {"jittered": _rounded(jittered(x, 1.25, 1.5, 0.25))}
            | {"erased": _rounded(erased), "mixed": _rounded(0.75 * x + 0.25 * other)}
        )
    return cases


def text() -> str:
    """Write the cases as they are committed.

    Returns
    -------
    str
    """
    return json.dumps(golden(), separators=(",", ":")) + "\n"


def _rounded(values: torch.Tensor) -> list[float]:
    return [round(v, 10) + 0.0 for v in values.flatten().tolist()]


if __name__ == "__main__":
    PLACE.write_text(text())
