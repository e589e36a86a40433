"""What all tests share: where the course is, and when a skip is a failure."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parents[1]
REQUIRE = "PIXELUP_REQUIRE"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# what a shell runs in the background ignores Ctrl-C, and hands that on to all that it starts
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def missing(what: str, how: str) -> NoReturn:
    """Skip a test for the lack of something, or fail where it is required.

    Parameters
    ----------
    what
        ``browser``, ``node``, ``root`` or a sandbox; named in the variable PIXELUP_REQUIRE it must
        be there.
    how
        How to get it.
    """
    required = os.environ.get(REQUIRE, "").replace(",", " ").split()
    if what in required:
        pytest.fail(f"{what} is required ({REQUIRE}) and missing: {how}")
    pytest.skip(f"needs {what}: {how}")


@pytest.fixture(scope="session")
def root() -> Path:
    """The course's folder."""
    return ROOT


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser; CHROMIUM names another one."""
    for candidate in (os.environ.get("CHROMIUM"), *map(shutil.which, BROWSERS)):
        if candidate:
            return candidate
    return missing("browser", "install Chromium or set CHROMIUM to its path")


@pytest.fixture(scope="module")
def browser(chromium):
    """A headless browser, started once a module.

    Not once a session: while it is there an event loop runs in this thread, which other tests
    need for themselves.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield instance
        instance.close()
