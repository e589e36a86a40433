"""Pictures and data sets that work without a network."""

from pixelup.datasets.photographs import PHOTOGRAPHS, Photograph, photograph

__all__ = ["PHOTOGRAPHS", "Photograph", "photograph"]
