"""Random numbers that are the same for a seed, here and in js/maths/random.mjs."""

from __future__ import annotations

import numpy as np

STEP = 0x6D2B79F5
LOW = 0xFFFFFFFF  # of 64 bits


def uniform(seed: int, places: np.ndarray) -> np.ndarray:
    """Give the numbers of [0, 1) at some places of the mulberry32 sequence, as the browser does.

    Parameters
    ----------
    seed : int
    places : ndarray of int

    Returns
    -------
    ndarray
        Shape of `places`.
    """
    state = (seed + (places.astype(np.uint64) + 1) * STEP) & LOW
    t = ((state ^ (state >> 15)) * (1 | state)) & LOW
    t = ((t + (((t ^ (t >> 7)) * (61 | t)) & LOW)) & LOW) ^ t
    return (t ^ (t >> 14)) / 2**32


def normals(seed: int, count: int) -> np.ndarray:
    """Draw from a standard normal distribution as the browser does.

    Parameters
    ----------
    seed, count : int

    Returns
    -------
    ndarray
        Shape (count,). Places of a mulberry32 sequence, paired as in Box and Muller (1958).
    """
    u = uniform(seed, np.arange(count + count % 2))
    radius = np.sqrt(-2 * np.log1p(-u[::2]))
    angle = 2 * np.pi * u[1::2]
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).ravel()[:count]
