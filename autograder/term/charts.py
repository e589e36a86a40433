"""Bar charts of the report, as inline SVG with the numbers in their text alternative."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta, tzinfo
from html import escape

from .standing import Standings
from .statistics import BINS, UnitFacts

_HEIGHT, _FOOT, _HEAD = 120, 18, 16
MOST_DAYS = 60  # more than so many days are shown as weeks


def histogram(u: UnitFacts) -> str:
    """Submissions of a unit by share of the points."""
    said = ", ".join(
        f"{10 * i} to {10 * i + 10} percent: {count}" for i, count in enumerate(u.bins) if count
    )
    ticks = ((0, "start", "0 %"), (150, "middle", "50"), (300, "end", "100 %"))
    return _bars(list(u.bins), 300 / BINS, ticks, said or "nothing graded")


def handed_in(table: Standings, zone: tzinfo) -> str:
    """Submissions that count by the day, or the week, of their time; empty without any."""
    cells = table.cells.values()
    days = Counter(c.grade.came.astimezone(zone).date() for c in cells if c.grade and c.grade.came)
    if not days:
        return ""
    step = 1 if (max(days) - min(days)).days < MOST_DAYS else 7
    first = min(days) - timedelta(days=min(days).weekday() if step == 7 else 0)
    counts = [0] * ((max(days) - first).days // step + 1)
    for day, count in days.items():
        counts[(day - first).days // step] += count
    what = "day" if step == 1 else "week from Monday"
    starts = [first + timedelta(days=step * i) for i in range(len(counts))]
    said = ", ".join(f"{d}: {c}" for d, c in zip(starts, counts, strict=True) if c)
    width = max(12.0, min(30.0, 640 / len(counts)))
    end = width * len(counts)
    ticks = [(0.0, "start", f"{starts[0]:%d %b}")]
    if end > 120:
        ticks.append((end, "end", f"{_last(starts[-1], step):%d %b}"))
    chart = _bars(counts, width, tuple(ticks), said)
    return (
        f"<figure><figcaption>Submissions that count, by the {what} when they were handed in"
        f'</figcaption><div class="scroll" tabindex="0" role="region" '
        f'aria-label="Chart of submissions by {what}">{chart}</div></figure>'
    )


def _last(start: date, step: int) -> date:
    return start + timedelta(days=step - 1)


def _bars(
    counts: list[int], step: float, ticks: tuple[tuple[float, str, str], ...], said: str
) -> str:
    width, most = step * len(counts), max(counts, default=0) or 1
    bars = []
    for i, count in enumerate(counts):
        tall = (_HEIGHT - _FOOT - _HEAD) * count / most
        y = _HEIGHT - _FOOT - tall
        bars.append(
            f'<rect class="bar" x="{i * step + 1:g}" y="{y:.1f}" width="{step - 2:g}" '
            f'height="{tall:.1f}"/>'
        )
        if count:
            x = (i + 0.5) * step
            bars.append(f'<text x="{x:g}" y="{y - 3:.1f}" text-anchor="middle">{count}</text>')
    below = "".join(
        f'<text x="{x:g}" y="{_HEIGHT - 4}" text-anchor="{anchor}">{escape(label)}</text>'
        for x, anchor, label in ticks
    )
    return (
        f'<svg viewBox="0 0 {width:g} {_HEIGHT}" width="{width:g}" height="{_HEIGHT}" role="img" '
        f'font-size="11" fill="currentColor" aria-label="{escape(said)}">{"".join(bars)}'
        f'<path d="M0 {_HEIGHT - _FOOT}H{width:g}" stroke="currentColor"/>{below}</svg>'
    )
