"""Still pictures of the figures: matrices side by side, as one SVG."""

from __future__ import annotations

import base64
import math
import struct
import zlib
from dataclasses import dataclass
from html import escape

from pixelup.widgets.matrix import Rows, shape_text

CELL = 30  # one number, in SVG units
LARGEST_WITH_NUMBERS = 10
PICTURE = 200  # side of a picture without numbers
GAP = 34
HEAD = 24
LETTER = 8  # a wide letter of a heading

BLUE, ORANGE, GREY = (74, 146, 236), (240, 132, 60), (128, 128, 128)  # as in js/ui/colour.mjs


@dataclass(frozen=True)
class Panel:
    """One matrix of a still picture.

    Parameters
    ----------
    title : str
        Stands above it, followed by the shape.
    values : list of list of float
        Shape (H, W).
    signed : bool
        Blue for positive and orange for negative values; otherwise grey, as pixels are.
    sign_before : str
        A sign to stand before it, such as ``=``.
    """

    title: str
    values: Rows
    signed: bool
    sign_before: str = ""


def number(value: float) -> str:
    """Write a number as the live figure does: at most two decimals.

    Parameters
    ----------
    value : float

    Returns
    -------
    str

    Examples
    --------
    >>> number(1 / 9), number(-3.0), number(float("nan"))
    ('0.11', '−3', 'nan')
    """
    if not math.isfinite(value):
        return str(value).replace("-", "−")
    text = f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) < 1e5 else f"{value:.1e}"
    return "0" if text in {"-0", ""} else text.replace("-", "−")


def draw(panels: list[Panel], title: str, description: str) -> str:
    """Draw the panels in a row.

    Parameters
    ----------
    panels : list of Panel
    title : str
        Stands above them; may be empty.
    description : str
        What a screen reader says.

    Returns
    -------
    str
        One ``<svg>`` element.
    """
    parts, left, tallest = [], 1.0, 0.0
    top = HEAD
    if title:
        top += HEAD
        parts.append(
            f'<text y="14" font-size="13" font-weight="600" fill="currentColor">'
            f"{escape(title)}</text>"
        )
    for panel in panels:
        if panel.sign_before:
            parts.append(
                f'<text x="{left - GAP / 2:g}" y="{top + 1.2 * CELL:g}" font-size="18" '
                f'fill="currentColor" text-anchor="middle">{panel.sign_before}</text>'
            )
        body, width, height = _matrix(panel)
        heading = f"{panel.title} {shape_text(panel.values)}"
        parts.append(
            f'<g transform="translate({left:g} {top})"><text y="-8" font-size="12" '
            f'font-weight="600" fill="currentColor">{escape(heading)}</text>{body}</g>'
        )
        left += max(width, LETTER * len(heading)) + GAP
        tallest = max(tallest, height)
    width, height = max(left - GAP + 1, LETTER * len(title)), top + tallest + 1
    return svg("".join(parts), width, height, f"{title}: {description}" if title else description)


def outcome(
    name: str, y: Rows, expected: Rows, answer: Rows, sign: str = "=", *, signed: bool = True
) -> list[Panel]:
    """Make the panels of an output, or of expected and yours when there is an answer.

    Parameters
    ----------
    name : str
        Of the output.
    y, expected, answer : list of list of float
        What was computed, what a failing check expected (may be empty), what a student gave.
    sign : str
        Stands before the first of them.
    signed : bool

    Returns
    -------
    list of Panel
    """
    if answer:
        return [Panel("Expected", expected or y, signed, sign), Panel("Yours", answer, signed)]
    return [Panel(name, y, signed, sign)]


def rem(matrix: Rows) -> float:
    """Estimate how tall a live matrix is.

    Parameters
    ----------
    matrix : list of list of float
        Shape (H, W).

    Returns
    -------
    float
        In rem: a row of numbers takes 2, a picture without numbers at most 13.
    """
    largest = max(len(matrix), len(matrix[0]) if matrix else 0)
    if largest > LARGEST_WITH_NUMBERS:
        return 13.0 * len(matrix) / largest
    return 2.0 * len(matrix)


def table(lines: list[tuple[str, ...]], ends: tuple[int, ...], bold: tuple[int, ...] = (0,)) -> str:
    """Set a table: the first column to the left, the others to the right.

    Parameters
    ----------
    lines : list of tuple of str
        The head first.
    ends : tuple of int
        Where each column ends, in SVG units; the first begins at its number.
    bold : tuple of int
        Lines in bold.

    Returns
    -------
    str
        ``<text>`` elements, 22 units a line.
    """
    parts = []
    for n, line in enumerate(lines):
        weight = 600 if n in bold else 400
        for m, (text, x) in enumerate(zip(line, ends, strict=True)):
            anchor = "end" if m else "start"
            parts.append(
                f'<text x="{x}" y="{20 + 22 * n}" text-anchor="{anchor}" '
                f'font-weight="{weight}">{escape(text)}</text>'
            )
    return "".join(parts)


def svg(body: str, width: float, height: float, text: str, more: str = "") -> str:
    """Wrap a drawing as a picture that shrinks with the page.

    Parameters
    ----------
    body : str
    width, height : float
    text : str
        What a screen reader says.
    more : str
        More attributes.

    Returns
    -------
    str
        One ``<svg>`` element.
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" style="max-width:100%;height:auto" role="img" '
        f'aria-label="{escape(text, quote=True)}" font-family="system-ui,sans-serif"{more}>'
        f"{body}</svg>"
    )


def _matrix(panel: Panel) -> tuple[str, float, float]:
    """Draw one matrix; give its SVG, width and height."""
    rows = panel.values
    if not rows:
        return '<text y="16" font-size="12" fill="currentColor">empty</text>', CELL, CELL
    height, width = len(rows), len(rows[0])
    finite = [v for row in rows for v in row if math.isfinite(v)]
    largest = max(map(abs, finite), default=0.0) or 1.0
    grey = not panel.signed and min(finite, default=0.0) >= 0
    colours = [[_colour(v / largest, grey) for v in row] for row in rows]
    if max(height, width) > LARGEST_WITH_NUMBERS:
        side = PICTURE / max(height, width)
        w, h = side * width, side * height
        image = base64.b64encode(_png(colours)).decode()
        return (
            f'<image width="{w:g}" height="{h:g}" style="image-rendering:pixelated" '
            f'preserveAspectRatio="none" href="data:image/png;base64,{image}"/>',
            w,
            h,
        )
    cells = []
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            red, green, blue = colours[i][j]
            ink = "#fff" if _luminance(colours[i][j]) < 0.179 else "#000"
            x, y = j * CELL, i * CELL
            cells.append(
                f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" '
                f'fill="#{red:02x}{green:02x}{blue:02x}" stroke="#888"/>'
                f'<text x="{x + CELL / 2:g}" y="{y + 19}" text-anchor="middle" font-size="11" '
                f'fill="{ink}">{number(value)}</text>'
            )
    return "".join(cells), width * CELL, height * CELL


def _colour(share: float, grey: bool) -> tuple[int, int, int]:
    """Mix black with white for pixels, or white with blue (positive) and orange (negative)."""
    if not math.isfinite(share):
        return GREY
    if grey:
        level = round(255 * share)
        return level, level, level
    red, green, blue = (
        round(255 + abs(share) * (c - 255)) for c in (BLUE if share > 0 else ORANGE)
    )
    return red, green, blue


def _luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance as WCAG defines it, 0 to 1."""
    linear = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _png(colours: list[list[tuple[int, int, int]]]) -> bytes:
    """Write an 8-bit RGB picture, shape (H, W, 3), as PNG."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    raw = b"".join(b"\0" + bytes(c for pixel in row for c in pixel) for row in colours)
    header = struct.pack(">IIBBBBB", len(colours[0]), len(colours), 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(raw, 9))
        + chunk(b"IEND", b"")
    )
