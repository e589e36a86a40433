"""Glyphs painted onto crops of photographs: small colour pictures that are not easy."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional as F

from .distortion import Distortion, Numbers
from .glyphs import Generated
from .photographs import Photograph, read

# The backgrounds: colour photographs that come with scikit-image and may be used freely.
BACKGROUNDS: tuple[Photograph, ...] = (
    Photograph("astronaut.png", "Eileen Collins, an astronaut", "NASA", "public domain"),
    Photograph("chelsea.png", "Chelsea, a cat", "Stefan van der Walt"),
    Photograph("coffee.png", "a cup of coffee", "Rachel Michetti, Pikolo Espresso Bar"),
    Photograph("hubble_deep_field.jpg", "galaxies", "NASA", "public domain"),
    Photograph("retina.jpg", "the retina of an eye", "Mikael Häggström"),
    Photograph("rocket.jpg", "the start of a rocket", "SpaceX", "public domain"),
)
SCALES = 3  # a crop shows the photograph at its full, half or third size
LARGER = Distortion(zoom=(0.8, 1.3), shift=3.0, noise=0.03)
CONTRAST = 0.35  # least mean difference between the glyph's colour and the background's


@dataclass(frozen=True)
class PhotoGlyphs(Generated):
    """Coloured characters on crops of photographs: 32 × 32, RGB.

    The training split crops the left halves of the photographs, the test split the right
    halves.

    Parameters
    ----------
    characters : str, optional
        ``"digits"`` or an alphabet of `GlyphLetters`.
    split, size, unseen_faces, distortion, device
        As for `GlyphDigits`.

    Raises
    ------
    ValueError
        No characters or split have this name, or the size is not from 8 to 64.
    """

    characters: str = "digits"
    split: str = "train"
    _: KW_ONLY
    size: int = 32
    unseen_faces: bool = False
    distortion: Distortion = LARGER
    device: torch.device | str = "cpu"
    channels = 3

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.size > 64:
            raise ValueError(f"the photographs are too small for pictures of {self.size} pixels")

    def _paint(self, ink: Tensor, r: Numbers) -> Tensor:
        """Blend a colour with a little texture over a crop, by how much ink there is."""
        back = self._crops(r.place[:, 0], slice(3))
        back = torch.where((r.flip < 0.5).view(-1, 1, 1, 1), back.flip(3), back)
        texture = self._crops(r.place[:, 1], slice(3, 4)).sub_(0.5)
        far = (r.colour - back.mean((2, 3))[:, None]).abs().mean(2)  # (B, 4)
        # The first try that is far enough from the background, or else the last one.
        enough = far >= CONTRAST
        first = torch.where(enough.any(1), enough.int().argmax(1), 3)
        colour = r.colour[torch.arange(len(ink), device=ink.device), first].view(-1, 3, 1, 1)
        front = (colour + 0.25 * texture).clamp_(0, 1)
        painted = front.sub_(back).mul_(ink).add_(back)
        return painted.add_(r.noise, alpha=self.distortion.noise)

    def _crops(self, place: Tensor, planes: slice) -> Tensor:
        """Cut a square out of a photograph for each row of (B, 4) numbers from 0 to 1.

        Returns
        -------
        torch.Tensor
            Shape (B, planes, size, size), from 0 to 1.
        """
        photos = _photographs(str(torch.device(self.device)))
        which = (place[:, 0] * len(BACKGROUNDS)).long() * SCALES + (place[:, 1] * SCALES).long()
        h, w = photos.height[which], photos.width[which]
        # Test crops begin at the middle, so that no pixel is in both splits.
        left, right = (0, w // 2) if self.split == "train" else (w // 2, w)
        row = (place[:, 2] * (h - self.size + 1)).long()
        column = left + (place[:, 3] * (right - left - self.size + 1)).long()
        step = torch.arange(self.size, device=place.device)
        at = (photos.start[which] + row * w + column).view(-1, 1, 1)
        at = (at + step.view(1, -1, 1) * w.view(-1, 1, 1) + step).flatten()  # (B * size * size,)
        shape = (len(place), self.size, self.size)
        found = [plane.index_select(0, at).view(shape) for plane in photos.planes[planes]]
        return torch.stack(found, dim=1).float().div_(255)


@dataclass(frozen=True)
class _Photographs:
    """The pixels of all photographs at all scales, one after another.

    Parameters
    ----------
    planes : tuple of torch.Tensor
        Red, green, blue and grey, each of shape (P,), uint8.
    start, height, width : torch.Tensor
        Shape (photographs * scales,), int64.
    """

    planes: tuple[Tensor, ...]
    start: Tensor
    height: Tensor
    width: Tensor


@lru_cache
def _photographs(device: str) -> _Photographs:
    """Read the photographs, once a device."""
    pixels, shapes = [], []
    for background in BACKGROUNDS:
        whole = torch.tensor(read(background.file)).permute(2, 0, 1).float()
        whole = torch.cat([whole, whole.mean(0, keepdim=True)])  # (4, H, W)
        for scale in range(1, SCALES + 1):
            small = F.avg_pool2d(whole, scale).round().to(torch.uint8)
            pixels.append(small.flatten(1))
            shapes.append(small.shape[1:])
    height, width = torch.tensor(shapes).T
    start = torch.cat([torch.zeros(1, dtype=torch.int64), (height * width).cumsum(0)[:-1]])
    planes = tuple(plane.contiguous().to(device) for plane in torch.cat(pixels, dim=1))
    return _Photographs(planes, start.to(device), height.to(device), width.to(device))
