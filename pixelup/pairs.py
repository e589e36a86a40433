"""How well a trained network did, for people: a number, and what it takes for what."""

from __future__ import annotations

import base64
import struct
import zlib
from html import escape

import numpy as np

from .judge import Verdict
from .score import BATCH, Measured, Pair
from .task import Task

SIDE = 48  # px of an image on the page


def score_lines(measured: Measured) -> list[str]:
    """The accuracy and the most frequent confusions, as lines of text."""
    lines = [_accuracy(measured)]
    if measured.pairs:
        told = "; ".join(_pair(p) for p in measured.pairs)
        lines.append(f"Most often confused: {told}.")
    return lines


def score_html(verdict: Verdict) -> str:
    """The same with pictures of what was confused."""
    measured = verdict.measured
    if measured is None:
        return ""
    rows = "".join(
        f'<tr><th scope="row" style="text-align:left;font-weight:normal">{_pair(p)}</th>'
        f'<td style="text-align:left">{_examples(p, verdict.task)}</td></tr>'
        for p in measured.pairs
    )
    said = f"<p>{escape(_accuracy(measured))}</p>"
    if not rows:
        return said
    return (
        f'{said}<table><thead><tr><th scope="col" style="text-align:left">most often confused</th>'
        f'<th scope="col" style="text-align:left">some of them</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _accuracy(measured: Measured) -> str:
    return f"Accuracy {measured.accuracy:.1%}: {measured.right} of {measured.count} images."


def _pair(pair: Pair) -> str:
    times = "once" if pair.count == 1 else f"{pair.count} times"
    return f"{pair.label} taken for {pair.taken_for}, {times}"


def _examples(pair: Pair, task: Task) -> str:
    images = (task.cases[i // BATCH].args[0][i % BATCH] for i in pair.examples)
    return "".join(
        f'<img src="data:image/png;base64,{base64.b64encode(_png(image)).decode()}" '
        f'width="{SIDE}" height="{SIDE}" style="image-rendering:pixelated;margin:2px" '
        f'alt="class {pair.label}, taken for class {pair.taken_for}">'
        for image in images
    )


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
