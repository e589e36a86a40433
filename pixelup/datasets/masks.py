"""Glyphs on photographs together with their masks: which pixels are glyph, and which are not."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from typing import NamedTuple

import torch
from torch import Tensor

from .distortion import Distortion, Numbers
from .images import as_float
from .photo_glyphs import PhotoGlyphs

# Smaller than in PhotoGlyphs, and nearly anywhere: the place alone shall not tell.
ANYWHERE = Distortion(zoom=(0.7, 1.1), shift=6.0, noise=0.03)
COVERED = 128  # of 255: from here on a pixel belongs to the glyph


class Masked(NamedTuple):
    """Pictures and masks, resident on a device; `fit` takes it as it is.

    Parameters
    ----------
    x : torch.Tensor
        Shape (N, 3, H, W), float32 from 0 to 1.
    y : torch.Tensor
        Shape (N, H, W), int64: 1 where a pixel is glyph, 0 elsewhere.
    """

    x: Tensor
    y: Tensor


@dataclass(frozen=True)
class GlyphMasks:
    """Coloured characters on crops of photographs, with their masks: 32 × 32, RGB.

    The training split crops the left halves of the photographs, the test split the right
    halves. A mask is rendered together with its picture: a pixel is glyph where ink covers at
    least half of it.

    Parameters
    ----------
    split : {"train", "test"}, optional
        The splits never share a random number, nor a pixel of a photograph.
    characters : str, optional
        ``"digits"`` or an alphabet of `GlyphLetters`.
    size : int, optional
        Height and width in pixels.
    distortion : Distortion, optional
        How far a glyph may be moved from its clean shape.
    device : torch.device or str, optional
        Where the pictures are rendered and stay.

    Raises
    ------
    ValueError
        No split or characters have this name, or the size is not from 8 to 64.

    Examples
    --------
    >>> from pixelup.datasets import GlyphMasks
    >>> GlyphMasks().draw(60, seed=1).y.shape
    torch.Size([60, 32, 32])
    """

    split: str = "train"
    _: KW_ONLY
    characters: str = "digits"
    size: int = 32
    distortion: Distortion = ANYWHERE
    device: torch.device | str = "cpu"

    def __post_init__(self) -> None:
        self._source()  # says what is wrong with the settings

    def draw(self, n: int, seed: int = 0) -> Masked:
        """Draw pictures and masks; repeatable as `GlyphDigits.draw` is.

        Parameters
        ----------
        n : int
            How many.
        seed : int, optional
            Another seed gives unrelated pictures.

        Returns
        -------
        Masked

        Raises
        ------
        ValueError
            `n` is negative.
        """
        planes = self._source().draw(n, seed, torch.uint8).x
        return Masked(as_float(planes[:, :3].contiguous()), (planes[:, 3] >= COVERED).long())

    def _source(self) -> _WithInk:
        return _WithInk(
            self.characters,
            self.split,
            size=self.size,
            distortion=self.distortion,
            device=self.device,
        )


@dataclass(frozen=True)
class _WithInk(PhotoGlyphs):
    """The pictures with a fourth plane that holds the ink: (n, 4, H, W)."""

    channels = 4

    def _paint(self, ink: Tensor, r: Numbers) -> Tensor:
        colours = super()._paint(ink, replace(r, noise=r.noise[:, :3]))
        return torch.cat([colours, ink], dim=1)
