"""What all tests share: where the course is, and when a skip is a failure."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
REQUIRE = "PIXELUP_REQUIRE"


def missing(what: str, how: str) -> None:
    """Skip a test for the lack of something, or fail where it is required.

    Parameters
    ----------
    what
        ``browser`` or ``node``; named in the variable PIXELUP_REQUIRE it must be there.
    how
        How to get it.
    """
    required = os.environ.get(REQUIRE, "").replace(",", " ").split()
    if what in required:
        pytest.fail(f"{what} is required ({REQUIRE}) and missing: {how}")
    pytest.skip(f"needs a {what}: {how}")


@pytest.fixture(scope="session")
def root() -> Path:
    """The course's folder."""
    return ROOT
