"""Printed characters, distorted without end: GlyphDigits and GlyphLetters."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional as F

from .distortion import Distortion, Numbers, generator, numbers, warp
from .fonts import CHARACTERS, FACES, atlas
from .images import Images, as_float

CHUNK = 512  # pictures drawn at a time, about: memory stays small, prefixes stay equal
SPLITS = ("train", "test")
USUAL = Distortion()
# How often a glyph is drawn as it is, thicker, thicker still, and thinner.
STROKES = (0.35, 0.3, 0.2, 0.15)


class Generated:
    """What all generated data sets can do.

    A data set says what it draws (`characters`, `split`, `unseen_faces`, `distortion`) and on
    which `device`; `_paint` makes pictures of glyphs.
    """

    characters: str
    split: str
    size: int
    unseen_faces: bool
    distortion: Distortion
    device: torch.device | str
    channels = 1

    def __post_init__(self) -> None:
        if self.characters not in CHARACTERS:
            meant = (
                f": did you mean split={self.characters!r}?" if self.characters in SPLITS else ""
            )
            raise ValueError(
                f"there are no characters called {self.characters!r}; "
                f"there are {', '.join(CHARACTERS)}{meant}"
            )
        if self.split not in SPLITS:
            raise ValueError(f'split is "train" or "test", not {self.split!r}')
        if self.size < 8:
            raise ValueError(f"a glyph needs at least 8 × 8 pixels, not {self.size} × {self.size}")

    @property
    def classes(self) -> tuple[str, ...]:
        """The characters, one for each class."""
        return tuple(CHARACTERS[self.characters])

    @property
    def shape(self) -> tuple[int, int, int]:
        """Channels, height and width of a picture."""
        return (self.channels, self.size, self.size)

    def draw(self, n: int, seed: int = 0, dtype: torch.dtype = torch.float32) -> Images:
        """Draw pictures.

        Every consecutive block of as many pictures as there are classes holds each class
        once, in random order: any beginning of the set is balanced to within one picture.
        The beginning of a longer draw is the shorter draw.

        The same seed gives the same bytes on one kind of processor, whatever the number of
        threads. Another instruction set, or a GPU, gets the same random numbers and may round
        the rendering differently: without AVX2, six values in a million differ, by 1/255.

        Parameters
        ----------
        n : int
            How many.
        seed : int, optional
            Another seed gives unrelated pictures. The test split never shares random numbers
            with the training split, whatever the seeds.
        dtype : torch.dtype, optional
            ``torch.float32`` (multiples of 1/255, from 0 to 1) or ``torch.uint8`` (a quarter
            of the memory).

        Returns
        -------
        Images
            x of shape (n, C, H, W), y of shape (n,), both on the device of the data set.

        Raises
        ------
        ValueError
            `n` is negative, or `dtype` is neither float32 nor uint8.
        """
        if n < 0:
            raise ValueError(f"the number of pictures is 0 or more, not {n}")
        if dtype not in (torch.float32, torch.uint8):
            raise ValueError(f"pictures are torch.float32 or torch.uint8, not {dtype}")
        classes = len(self.classes)
        chunk = classes * -(-CHUNK // classes)  # whole blocks of all classes
        x = torch.empty((n, *self.shape), dtype=torch.uint8, device=self.device)
        y = torch.empty(n, dtype=torch.int64)
        with torch.no_grad():
            for start in range(0, n, chunk):
                g = generator(type(self).__name__, self.characters, self.split, seed, start)
                labels = torch.rand(chunk // classes, classes, generator=g).argsort(1).flatten()
                r = numbers(chunk, self.channels, self.size, g)
                end = min(start + chunk, n)
                y[start:end] = labels[: end - start]
                x[start:end] = self._chunk(labels, r)[: end - start]
        images = Images(x, y.to(self.device), self.classes)
        return images if dtype == torch.uint8 else images.float()

    def _chunk(self, labels: Tensor, r: Numbers) -> Tensor:
        """Draw some pictures from their labels, shape (B,), as uint8 (B, C, H, W)."""
        table, count = _choices(self.characters, self.split if self.unseen_faces else "all")
        glyph = table[labels, (r.face * count[labels]).long()]
        bounds = torch.tensor(STROKES).cumsum(0)[:-1]
        stroke = torch.bucketize(r.stroke, bounds) if self.distortion.strokes else 0
        device = torch.device(self.device)
        shapes = _strokes(self.characters, str(device))
        r = r.to(device)
        ink = warp(shapes[(4 * glyph + stroke).to(device)], r, self.distortion, self.size)
        return self._paint(ink, r).clamp(0, 1).mul(255).add(0.5).to(torch.uint8)

    def _paint(self, ink: Tensor, r: Numbers) -> Tensor:
        """Make pictures (B, C, H, W) of ink (B, 1, H, W): bright on black, some noise."""
        if not self.distortion.noise:
            return ink
        dim = (0.6 + 0.4 * r.dim).view(-1, 1, 1, 1)
        grain = (self.distortion.noise * r.grain).view(-1, 1, 1, 1)
        return ink * dim + r.noise * grain


@dataclass(frozen=True)
class GlyphDigits(Generated):
    """The digits 0 to 9 in 25 typefaces, distorted at random: 28 × 28, grey.

    Parameters
    ----------
    split : {"train", "test"}, optional
        The splits never share a random number.
    size : int, optional
        Height and width in pixels.
    unseen_faces : bool, optional
        The test split shows typefaces that the training split never does: 8 of 25.
    distortion : Distortion, optional
        How far a glyph may be moved from its clean shape.
    device : torch.device or str, optional
        Where the pictures are rendered and stay.

    Raises
    ------
    ValueError
        No split has this name, or the size is below 8.

    Examples
    --------
    >>> from pixelup.datasets import GlyphDigits
    >>> GlyphDigits().draw(60, seed=1).x.shape
    torch.Size([60, 1, 28, 28])
    """

    split: str = "train"
    _: KW_ONLY
    size: int = 28
    unseen_faces: bool = False
    distortion: Distortion = USUAL
    device: torch.device | str = "cpu"
    characters = "digits"


@dataclass(frozen=True)
class GlyphLetters(Generated):
    """The letters of an alphabet in up to 31 typefaces, distorted at random: 28 × 28, grey.

    Parameters
    ----------
    alphabet : str, optional
        ``"latin"`` (26 capitals and the 11 small letters that look different), ``"greek"``,
        ``"cyrillic"``, ``"armenian"`` or ``"georgian"``.
    split, size, unseen_faces, distortion, device
        As for `GlyphDigits`. Armenian and Georgian come in 12 typefaces.

    Raises
    ------
    ValueError
        No alphabet or split has this name, or the size is below 8.
    """

    alphabet: str = "latin"
    split: str = "train"
    _: KW_ONLY
    size: int = 28
    unseen_faces: bool = False
    distortion: Distortion = USUAL
    device: torch.device | str = "cpu"

    @property
    def characters(self) -> str:
        """The alphabet's name."""
        return self.alphabet


@lru_cache
def _choices(characters: str, faces: str) -> tuple[Tensor, Tensor]:
    """Return which glyphs of the atlas each class has.

    Returns
    -------
    (torch.Tensor, torch.Tensor)
        Indexes, shape (K, most), padded with 0; and how many of a row count, shape (K,).
    """
    a = atlas(CHARACTERS[characters])
    rows = [
        [
            i
            for i, (c, f) in enumerate(zip(a.classes, a.faces, strict=True))
            if c == k and (faces == "all" or FACES[f].held_out == (faces == "test"))
        ]
        for k in range(len(CHARACTERS[characters]))
    ]
    table = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.int64)
    for k, row in enumerate(rows):
        table[k, : len(row)] = torch.tensor(row)
    return table, torch.tensor([len(row) for row in rows])


@lru_cache
def _strokes(characters: str, device: str) -> Tensor:
    """Return each glyph as it is, thicker, thicker still, and thinner, one after another.

    Returns
    -------
    torch.Tensor
        Shape (4 G, 1, 32, 32), float32, on the device.
    """
    x = as_float(torch.from_numpy(atlas(CHARACTERS[characters]).bitmaps))[:, None]
    thick = F.max_pool2d(x, 3, stride=1, padding=1)
    thicker = F.max_pool2d(thick, 3, stride=1, padding=1)
    thin = -F.max_pool2d(-x, 3, stride=1, padding=1)
    # A face that is thin already would break into pieces.
    thin = torch.where(x.mean((1, 2, 3), keepdim=True) > 0.12, thin, x)
    return (
        F.avg_pool2d(torch.cat([x, thick, thicker, thin], dim=1), 2).view(-1, 1, 32, 32).to(device)
    )
