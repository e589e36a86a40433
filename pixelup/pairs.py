"""How well a trained network did, for people: a number, and pictures of what it gets wrong."""

from __future__ import annotations

import base64
import struct
import zlib
from html import escape
from typing import Any

import numpy as np

from .judge import Verdict
from .score import Example, Measured

SIDE = 48  # px of an image on the page


def score_lines(measured: Measured) -> list[str]:
    """What was measured, what is worst, and what is to be mended all the same, line by line."""
    lines = [measured.told]
    if measured.examples:
        told = "; ".join(e.words for e in measured.examples)
        lines.append(f"{measured.title[0].upper()}{measured.title[1:]}: {told}.")
    return [*lines, measured.remark] if measured.remark else lines


def score_html(verdict: Verdict) -> str:
    """The same with pictures."""
    measured = verdict.measured
    if measured is None:
        return ""
    rows = "".join(
        f'<tr><th scope="row" style="text-align:left;font-weight:normal">{escape(e.words)}</th>'
        f'<td style="text-align:left">{_pictures(e)}</td></tr>'
        for e in measured.examples
    )
    said = f"<p>{escape(measured.told)}</p>"
    if rows:
        said += (
            '<table><thead><tr><th scope="col" style="text-align:left">'
            f"{escape(measured.title)}</th>"
            f'<th scope="col" style="text-align:left">{escape(measured.columns)}</th></tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )
    if measured.remark:
        said += f"<p>{_code(measured.remark)}</p>"
    return said


def score_data(measured: Measured) -> dict[str, Any]:
    """The examples as JSON: words, and pairs of an alternative text and a PNG file in base 64."""
    return {
        "title": measured.title,
        "columns": measured.columns,
        "rows": [
            [e.words, [[alt, _base64(p)] for alt, p in e.pictures]] for e in measured.examples
        ],
    }


def image_html(alt: str, data: str) -> str:
    """A PNG file in base 64 as a picture of a page."""
    return (
        f'<img src="data:image/png;base64,{escape(data)}" width="{SIDE}" height="{SIDE}" '
        f'style="image-rendering:pixelated;margin:2px" alt="{escape(alt)}">'
    )


def _code(sentence: str) -> str:
    """Escape a sentence of ours and turn its backticks into code."""
    pieces = escape(sentence).split("`")
    return "".join(f"<code>{p}</code>" if i % 2 else p for i, p in enumerate(pieces))


def _pictures(example: Example) -> str:
    return "".join(image_html(alt, _base64(picture)) for alt, picture in example.pictures)


def _base64(image: np.ndarray) -> str:
    return base64.b64encode(_png(image)).decode()


def _png(image: np.ndarray) -> bytes:
    """An image (C, H, W) in [0, 1], of one channel or three, as a PNG file."""
    channels, height, width = image.shape
    pixels = np.round(255 * np.clip(image, 0, 1)).astype(np.uint8).transpose(1, 2, 0)
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    head = struct.pack(">IIBBBBB", width, height, 8, 0 if channels == 1 else 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
