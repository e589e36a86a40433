"""Real digits, written with a pen: the 1,797 pictures that come with scikit-learn."""

from __future__ import annotations

import torch
from torch.nn import functional as F

from .images import Images

PART = 0.75  # of the file that is for training
WRITERS = 13  # of all 1,797 pictures, by the note that comes with them
SPLITS = ("train", "test", "all")


def scikit_digits(
    split: str = "train",
    *,
    by_writer: bool = True,
    size: int = 28,
    seed: int = 0,
    device: torch.device | str = "cpu",
) -> Images:
    """Load the pen digits of scikit-learn, split with or without regard to who wrote them.

    The 1,797 pictures come from 13 people, and the file holds them more or less one person
    after another. Cut at one place, the last quarter is by people that training never saw
    (but for one, at the cut). Shuffled first, every writer is in both parts: the test then
    asks an easier question, and the accuracy is too good by about five points.

    Parameters
    ----------
    split : {"train", "test", "all"}, optional
        The first three quarters, the last quarter, or everything.
    by_writer : bool, optional
        Keep the order of the file. False shuffles before the cut.
    size : int, optional
        Height and width in pixels. 8 is the original; for any other size from 16 on the
        digit is enlarged to six sevenths of it, smoothly, with a black margin.
    seed : int, optional
        Of the shuffle.
    device : torch.device or str, optional
        Where the pictures go.

    Returns
    -------
    Images
        x of shape (N, 1, size, size), float32 from 0 to 1, multiples of 1/255 but for size 8,
        where they are multiples of 1/16.

    Raises
    ------
    ValueError
        No split has this name, or the size is neither 8 nor at least 16.
    ModuleNotFoundError
        scikit-learn is not installed.

    References
    ----------
    E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits, UCI Machine Learning
    Repository, 1998, https://doi.org/10.24432/C50P49
    """
    if split not in SPLITS:
        raise ValueError(f'split is "train", "test" or "all", not {split!r}')
    if size != 8 and size < 16:
        raise ValueError(f"these digits come in 8 × 8, or enlarged from 16 × 16 on, not {size}")
    try:
        from sklearn.datasets import load_digits
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "these digits come with scikit-learn, which is not installed: "
            "pip install scikit-learn, or use GlyphDigits"
        ) from None
    raw = load_digits()
    x = torch.from_numpy(raw.images).float().div(16)[:, None]
    y = torch.from_numpy(raw.target).long()
    if size != 8:
        inner = size - 2 * round(size / 14)
        left = (size - inner) // 2
        right = size - inner - left
        x = F.interpolate(x, size=(inner, inner), mode="bilinear", align_corners=False)
        x = F.pad(x, (left, right, left, right)).mul(255).round().div(255)
    if not by_writer:
        mixed = torch.randperm(len(y), generator=torch.Generator().manual_seed(seed))
        x, y = x[mixed], y[mixed]
    cut = round(PART * len(y))
    part = {"train": slice(cut), "test": slice(cut, None), "all": slice(None)}[split]
    return Images(x[part], y[part], tuple("0123456789")).to(device)
