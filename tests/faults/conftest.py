"""A class to do harm to, and what it is like unharmed."""

from __future__ import annotations

import pytest

from .driver import World, undisturbed


@pytest.fixture(scope="session")
def world():
    """A place for classes."""
    with World() as made:
        yield made


@pytest.fixture(scope="session")
def calm(world):
    """Rows and seconds of a run that nothing happened to."""
    return undisturbed(world)
