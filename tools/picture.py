"""Make book/figures/convolution-explorer.png, the README's picture, from the built site.

Run ``make picture`` (or ``python tools/picture.py [SITE]``) after the site is built; it needs
Chromium.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "book" / "figures" / "convolution-explorer.png"
LARGEST = 300_000  # bytes


def chromium() -> str:
    """Find the browser.

    Returns
    -------
    str
        Its path.

    Raises
    ------
    SystemExit
        When there is none.
    """
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    for candidate in (os.environ.get("CHROMIUM"), *map(shutil.which, names)):
        if candidate:
            return candidate
    raise SystemExit("picture: no Chromium; install it or set CHROMIUM to its path")


def take(page_file: Path, picture: Path) -> None:
    """Photograph the first figure of a page.

    Parameters
    ----------
    page_file : Path
        A page of the built site.
    picture : Path
        The PNG to write.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(
            viewport={"width": 1280, "height": 1000},
            device_scale_factor=2,
            color_scheme="light",
            reduced_motion="reduce",
        )
        page.goto(page_file.resolve().as_uri())
        figure = page.locator(".pxu").first
        figure.wait_for()
        picture.parent.mkdir(parents=True, exist_ok=True)
        figure.screenshot(path=picture)
        browser.close()


def main() -> None:
    """Take the picture; refuse one that is too heavy for a README."""
    site = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "_build" / "html"
    page_file = site / "index.html"
    if not page_file.exists():
        raise SystemExit(f"picture: {page_file} is missing; build the site first (make book)")
    take(page_file, PICTURE)
    size = PICTURE.stat().st_size
    if size > LARGEST:
        raise SystemExit(f"picture: {PICTURE} has {size} bytes, more than {LARGEST}")


if __name__ == "__main__":
    main()
