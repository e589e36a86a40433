"""Lateness: how late work is, and what that costs."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from .settings import Late, Settings


def seconds_late(settings: Settings, unit: str, student: str, came: datetime | None) -> float:
    """Seconds after the deadline, 0 where it was kept; the grace does not count here."""
    due = settings.deadline(unit, student)
    if due is None or came is None:
        return 0.0
    return max(0.0, (came - due).total_seconds())


def penalty(late: Late, points: float, seconds: float) -> float:
    """Points that being late takes off.

    Parameters
    ----------
    points
        What was reached.
    seconds
        After the deadline.

    Returns
    -------
    float
        Between 0 and `points`.
    """
    if seconds <= late.grace_minutes * 60:
        return 0.0
    days = seconds / 86_400
    if late.days and days > late.days:
        return points
    return min(points, points * math.ceil(days) * late.percent_a_day / 100)


def words(seconds: float) -> str:
    """A span of time in words, rounded down: ``2 days 3 h``, ``4 min``."""
    minutes = int(seconds // 60)
    days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return f"{days} {'day' if days == 1 else 'days'}" + (f" {hours} h" if hours else "")
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def utc(stamp: datetime | None) -> datetime | None:
    """A time of the gradebook, which is UTC and does not say so."""
    return stamp.replace(tzinfo=UTC) if stamp else None
