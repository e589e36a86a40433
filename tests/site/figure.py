"""What the tests of figures read and press: a matrix's cells, a choice, the words below."""

from __future__ import annotations

ROWS = "rows => rows.map(row => [...row.children].map(cell => cell.textContent))"


def grid(page, name: str, nth: int = 0):
    """The matrix of a name in the nth figure of a page."""
    return page.locator(".pxu").nth(nth).locator(f"[role=grid][aria-label^='{name},']")


def numbers(page, name: str, nth: int = 0) -> list[list[str]]:
    """Its cells as they are written, row by row."""
    return grid(page, name, nth).locator("[role=row]").evaluate_all(ROWS)


def values(page, name: str, nth: int = 0) -> list[list[float]]:
    """Its cells as numbers, row by row."""
    shown = numbers(page, name, nth)
    return [[float(v.replace("\N{MINUS SIGN}", "-")) for v in row] for row in shown]


def choose(page, label: str, option: str) -> None:
    """Select an option of the first control with this label."""
    page.get_by_label(label, exact=True).first.select_option(option)


def words(page, nth: int = 0) -> str:
    """What the nth figure says in words."""
    return page.locator(".pxu-words").nth(nth).text_content()
