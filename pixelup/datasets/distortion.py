"""How a clean glyph becomes one of endlessly many: the random numbers and the warp they drive.

All random numbers come from the CPU's generator, whatever the device: only the rendering
differs there, by rounding.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, fields

import torch
from torch import Tensor
from torch.nn import functional as F

CORNERS = 4  # the random field that bends a glyph has 4 × 4 nodes


@dataclass(frozen=True)
class Distortion:
    """How far a glyph may be moved from its clean, centred shape.

    Parameters
    ----------
    rotate : float
        Largest turn, in degrees, to either side.
    zoom : (float, float)
        Smallest and largest factor; at 1 a glyph's longer side is 0.69 of the picture's.
    stretch : float
        Largest change of the width against the height, as a fraction.
    shear : float
        Largest slant, in pixels sideways for each pixel of height.
    shift : float
        Largest move in each direction, in pixels.
    elastic : float
        Standard deviation of a smooth random displacement, in pixels.
    noise : float
        Largest standard deviation of the noise, 1 being the whole range of brightness.
        Grey glyphs also lose up to 40 % of their brightness, unless it is 0.
    strokes : bool
        Draw thinner and thicker strokes too.
    """

    rotate: float = 15.0
    zoom: tuple[float, float] = (0.75, 1.15)
    stretch: float = 0.15
    shear: float = 0.25
    shift: float = 2.0
    elastic: float = 1.2
    noise: float = 0.08
    strokes: bool = True

    @classmethod
    def none(cls) -> Distortion:
        """Return the distortion that leaves a clean, centred glyph.

        Returns
        -------
        Distortion
        """
        return cls(0.0, (1.0, 1.0), 0.0, 0.0, 0.0, 0.0, 0.0, False)


@dataclass(frozen=True)
class Numbers:
    """The random numbers of B pictures, the same ones whatever the distortion.

    Parameters
    ----------
    face, stroke, flip : torch.Tensor
        Shape (B,), from 0 to 1: choices.
    turn, zoom, stretch, shear, dim, grain : torch.Tensor
        Shape (B,), from 0 to 1.
    shift : torch.Tensor
        Shape (B, 2), from 0 to 1.
    bend : torch.Tensor
        Shape (B, 2, 4, 4), normal.
    noise : torch.Tensor
        Shape (B, C, H, W), normal.
    colour : torch.Tensor
        Shape (B, 4, 3), from 0 to 1: tries for a colour.
    place : torch.Tensor
        Shape (B, 2, 4), from 0 to 1: which photograph, scale, row and column; twice.
    """

    face: Tensor
    stroke: Tensor
    flip: Tensor
    turn: Tensor
    zoom: Tensor
    stretch: Tensor
    shear: Tensor
    dim: Tensor
    grain: Tensor
    shift: Tensor
    bend: Tensor
    noise: Tensor
    colour: Tensor
    place: Tensor

    def to(self, device: torch.device) -> Numbers:
        """Return the same numbers on another device."""
        return Numbers(*(getattr(self, f.name).to(device) for f in fields(self)))


def generator(*words: object) -> torch.Generator:
    """Return the CPU generator that belongs to some words, the same one everywhere.

    Parameters
    ----------
    *words : object
        What the random numbers are for; other words give unrelated numbers.
    """
    digest = hashlib.blake2b(repr(words).encode(), digest_size=8).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest, "big") >> 1)


def numbers(count: int, channels: int, size: int, g: torch.Generator) -> Numbers:
    """Draw the random numbers of some pictures.

    Parameters
    ----------
    count, channels, size : int
        Shape of the pictures: (count, channels, size, size).
    g : torch.Generator
        A generator of the CPU.
    """
    singles = torch.rand(9, count, generator=g)
    return Numbers(
        *singles,
        shift=torch.rand(count, 2, generator=g),
        bend=torch.randn(count, 2, CORNERS, CORNERS, generator=g),
        noise=torch.randn(count, channels, size, size, generator=g),
        colour=torch.rand(count, 4, 3, generator=g),
        place=torch.rand(count, 2, 4, generator=g),
    )


def warp(glyphs: Tensor, r: Numbers, how: Distortion, size: int) -> Tensor:
    """Turn, scale, slant, shift and bend each glyph in its own way.

    Parameters
    ----------
    glyphs : torch.Tensor
        Shape (B, 1, S, S).
    r : Numbers
        The random numbers of B pictures, on the same device.
    how : Distortion
        How far.
    size : int
        Height and width of the result.

    Returns
    -------
    torch.Tensor
        Shape (B, 1, size, size): how much ink covers each pixel, 0 to 1.
    """
    pixel = 2 / size  # in the coordinates of grid_sample, where a picture reaches from -1 to 1
    angle = math.radians(how.rotate) * _both(r.turn)
    zoom = how.zoom[0] + (how.zoom[1] - how.zoom[0]) * r.zoom
    aspect = 1 + how.stretch * _both(r.stretch)
    slant = how.shear * _both(r.shear)
    cos, sin = torch.cos(angle) / zoom, torch.sin(angle) / zoom
    middle = how.shift * pixel * _both(r.shift)  # (B, 2)
    at = (torch.arange(size, device=glyphs.device) + 0.5) * pixel - 1
    x = at.view(1, 1, -1) - middle[:, 0].view(-1, 1, 1)  # (B, 1, W)
    y = at.view(1, -1, 1) - middle[:, 1].view(-1, 1, 1)  # (B, H, 1)
    # From a pixel of the result back to the glyph. Written out, term by term: a matrix product
    # may round differently with another number of pictures.
    a, b, c, d = (
        v.view(-1, 1, 1)
        for v in (cos * aspect, slant * cos - sin, sin * aspect, cos / aspect + slant * sin)
    )
    grid = torch.stack([a * x + b * y, c * x + d * y], dim=3)  # (B, H, W, 2)
    if how.elastic:
        bend = F.interpolate(r.bend, size=(size, size), mode="bilinear", align_corners=True)
        grid = grid + (how.elastic * pixel) * bend.permute(0, 2, 3, 1)
    return F.grid_sample(glyphs, grid, padding_mode="zeros", align_corners=False)


def _both(u: Tensor) -> Tensor:
    """Stretch numbers from (0, 1) to (-1, 1)."""
    return 2 * u - 1
