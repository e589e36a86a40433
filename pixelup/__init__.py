"""Pixel Up: the course on convolutional networks, built from the pixel up."""

from .check import checker

__version__ = "0.1.0"
__all__ = ["checker"]
