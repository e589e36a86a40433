"""Networks that have seen much already: small, trained by `tools/pretrain.py`, shipped with us.

The weights lie beside this file as safetensors and are checked before they are loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch

from pixelup.datasets import GlyphDigits, GlyphLetters, PhotoGlyphs
from pixelup.datasets.glyphs import Generated
from pixelup.networks import Conv3
from pixelup.training import load_weights

__all__ = ["NETWORKS", "Source", "load"]

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Source:
    """What a network was trained on: task A.

    Attributes
    ----------
    title
        In words, for tables and figures.
    train, test
        Pictures to train on, and pictures that it never saw.
    width
        Of `Conv3`; it has four times as many features.
    """

    title: str
    train: Generated
    test: Generated
    width: int

    @property
    def classes(self) -> tuple[str, ...]:
        """The characters that the network tells apart."""
        return self.train.classes

    def network(self) -> Conv3:
        """Make the network, untrained.

        Returns
        -------
        Conv3
        """
        return Conv3(self.train.shape[0], len(self.classes), self.width)


NETWORKS: dict[str, Source] = {
    "letters-on-photos": Source(
        "Latin letters on photographs", PhotoGlyphs("latin"), PhotoGlyphs("latin", "test"), 16
    ),
    "latin-letters": Source(
        "printed Latin letters", GlyphLetters("latin"), GlyphLetters("latin", "test"), 16
    ),
    "printed-digits": Source("printed digits", GlyphDigits(), GlyphDigits("test"), 16),
}


def load(name: str, device: torch.device | str = "cpu") -> Conv3:
    """Load a pretrained network.

    Parameters
    ----------
    name : str
        ``"letters-on-photos"`` takes (N, 3, 32, 32), ``"latin-letters"`` and
        ``"printed-digits"`` take (N, 1, 28, 28): pictures of `PhotoGlyphs`, `GlyphLetters`
        and `GlyphDigits`.
    device : torch.device or str, optional
        Where the network goes.

    Returns
    -------
    Conv3
        A new copy each time, ready to predict (``eval()``): `features` gives (N, 4 * width),
        and `head` scores for the 37 letters or the 10 digits.

    Raises
    ------
    ValueError
        No network has this name.
    """
    if name not in NETWORKS:
        raise ValueError(f"there is no network called {name!r}; there are {', '.join(NETWORKS)}")
    net = NETWORKS[name].network()
    return load_weights(net, FOLDER / f"{name}.safetensors").eval().to(device)
