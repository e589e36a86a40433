"""Labelled pictures as two tensors on one device."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor


@dataclass(frozen=True)
class Images:
    """Pictures and their labels, resident on a device.

    Parameters
    ----------
    x : torch.Tensor
        Shape (N, C, H, W): float32 from 0 to 1, or uint8 from 0 to 255.
    y : torch.Tensor
        Shape (N,), int64: which of `classes`.
    classes : tuple of str
        The names of the classes.

    Raises
    ------
    ValueError
        There are not as many labels as pictures.
    """

    x: Tensor
    y: Tensor
    classes: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.x.ndim != 4 or len(self.x) != len(self.y):
            raise ValueError(
                f"pictures have shape (N, C, H, W) and one label each, "
                f"not {tuple(self.x.shape)} with {len(self.y)} labels"
            )

    def __len__(self) -> int:
        return len(self.y)

    def __getitem__(self, index: int | slice | list[int] | np.ndarray | Tensor) -> Images:
        """Return some of the pictures; a single number gives a batch of one."""
        if isinstance(index, int):
            index = [index]
        if isinstance(index, Tensor):
            index = index.to(self.y.device)
        return Images(self.x[index], self.y[index], self.classes)

    @property
    def device(self) -> torch.device:
        """The device that holds the pictures."""
        return self.x.device

    def to(self, device: torch.device | str) -> Images:
        """Return the same pictures on another device.

        Parameters
        ----------
        device : torch.device or str
            Where they go; pictures that are there already are not copied.

        Returns
        -------
        Images
        """
        return Images(self.x.to(device), self.y.to(device), self.classes)

    def float(self) -> Images:
        """Return the pictures as float32 from 0 to 1, four bytes a value."""
        return Images(as_float(self.x), self.y, self.classes)

    def bytes(self) -> Images:
        """Return the pictures as uint8 from 0 to 255, one byte a value."""
        return Images(as_bytes(self.x), self.y, self.classes)

    def counts(self) -> list[int]:
        """Count the pictures of each class.

        Returns
        -------
        list of int
            One number for each of `classes`.
        """
        return torch.bincount(self.y.cpu(), minlength=len(self.classes)).tolist()

    def per_class(self, k: int, seed: int = 0) -> Images:
        """Return `k` pictures of each class, drawn at random and shuffled.

        Parameters
        ----------
        k : int
            Pictures a class.
        seed : int, optional
            Another seed is another choice.

        Returns
        -------
        Images
            `k` times as many pictures as there are classes.

        Raises
        ------
        ValueError
            A class has fewer than `k` pictures.
        """
        least, scarce = min(zip(self.counts(), self.classes, strict=True))
        if least < k:
            raise ValueError(f"there are only {least} pictures of {scarce!r}, fewer than {k}")
        generator = torch.Generator().manual_seed(seed)
        order = torch.randperm(len(self), generator=generator)
        labels = self.y.cpu()[order]
        chosen = torch.cat([order[labels == c][:k] for c in range(len(self.classes))])
        return self[chosen[torch.randperm(len(chosen), generator=generator)]]


def as_float(x: Tensor) -> Tensor:
    """Return pictures as float32 from 0 to 1; uint8 is divided by 255."""
    return x.float().div(255) if x.dtype == torch.uint8 else x


def as_bytes(x: Tensor) -> Tensor:
    """Return pictures as uint8; floats from 0 to 1 are multiplied by 255 and rounded."""
    return x if x.dtype == torch.uint8 else x.clamp(0, 1).mul(255).round().to(torch.uint8)
