"""What a reader does on a page: press Tab, go offline, print."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.site.axe import axe_findings


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


def status(page, rest: int = 250) -> str:
    """Give what a screen reader is told, once the reader rests for so many milliseconds."""
    page.wait_for_timeout(rest)
    return page.locator(".pxu-status").first.text_content()


def assert_bad_links_are_told(page, key: str, bad: tuple[str, ...], good: str) -> None:
    """Follow links that cannot be drawn, each time a good one after it.

    Parameters
    ----------
    page
    key
        Of the figure in the address.
    bad, good
        States behind the key.
    """
    note = page.locator(".pxu-note")
    for state in bad:
        page.evaluate("hash => { location.hash = hash }", f"{key}={state}")
        expect(note).to_contain_text("not understood")
        page.evaluate("hash => { location.hash = hash }", f"{key}={good}")
        expect(note).to_have_text("")


def assert_accessible(page, width: int) -> None:
    """Nothing sticks out of the page, and axe finds nothing in its figures."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe_findings(page, ".pxu") == []
