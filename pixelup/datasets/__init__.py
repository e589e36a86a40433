"""Pictures and data sets that work without a network.

What needs torch is imported when it is first used: the photographs do without.
"""

from importlib import import_module
from typing import Any

from pixelup.datasets.photographs import PHOTOGRAPHS, Photograph, photograph

_LAZY = {
    "Distortion": "distortion",
    "GlyphDigits": "glyphs",
    "GlyphLetters": "glyphs",
    "GlyphMasks": "masks",
    "Images": "images",
    "PhotoGlyphs": "photo_glyphs",
    "load_online": "online",
    "DownloadError": "online",
    "scikit_digits": "pen_digits",
}
__all__ = [
    "PHOTOGRAPHS",
    "Photograph",
    "photograph",
    *_LAZY,
]


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
