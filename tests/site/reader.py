"""What a reader does on a page: press Tab, go offline, print."""

from __future__ import annotations


def tab_to(page, predicate: str, most: int = 80) -> None:
    """Press Tab until the focus is where it should be.

    Parameters
    ----------
    page
    predicate
        JavaScript about `e`, the element with the focus.
    most
        Presses before it is given up.
    """
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"(() => {{ const e = document.activeElement; return {predicate} }})()"):
            return
    raise AssertionError(f"Tab never reached {predicate}")


def assert_alive_offline(visit, folder, names) -> None:
    """Open pages from their folder without network: their figures live and nobody complains."""
    for name in names:
        one = visit((folder / f"{name}.html").as_uri(), wait=None, offline=True)
        one.page.wait_for_selector(".pxu-embed.pxu-alive")
        assert one.foreign("file:") == []
        assert one.complaints == []


def assert_still_on_paper(page) -> None:
    """On paper the still picture stands where the figure was."""
    page.emulate_media(media="print")
    assert page.locator(".pxu-still svg").is_visible()
    assert not page.locator(".pxu").is_visible()
