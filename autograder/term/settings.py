"""The settings of a class: what `class.toml` says besides where the course lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SETTINGS_TEXT = """\
# Settings of this class. Edit them by hand; `python -m autograder init` leaves them alone.

# Version of this file; not yours to change.
format = {format}

# Name of the course, as nbgrader and the pages for students show it.
course = "pixel-up"

# Hidden cases are drawn from this secret, the student and the task.
# Keep it to yourself. With another secret every submission is graded anew.
secret = "{secret}"

# Folder of the course's own files (solutions/ and so on), from here or absolute.
solutions = "{solutions}"

# Units that this class uses, such as ["01-images", "02-convolution"]; [] stands for all.
units = []

# Time zone of the dates below and of files that do not say their own, such as "Europe/Paris".
timezone = "UTC"

# Address of the course's site, for links in feedback: "https://example.org/pixel-up".
# "" leaves the links out.
site = ""

# Whether feedback shows the expected values of the smallest failing case.
# With false it shows the input and the student's own output, and no link that could tell more.
show_expected = true

[deadlines]
# When a unit is due: a date and time in the time zone above, or with an offset of its own.
# A date alone means the last second of that day. A unit without a line is never late.
# "02-convolution" = 2026-10-05T23:59:00

[extensions]
# Other deadlines for some: one line a unit, the students in braces.
# "02-convolution" = {{ ada = 2026-10-12T23:59:00 }}

[late]
# So many minutes late count as in time.
grace_minutes = 0
# Percent of the points reached that each day takes off; a day begun is a day.
percent_a_day = 0
# After so many days late nothing counts; 0: work is taken whenever it comes.
days = 0

[points]
# What a unit counts in the total; without a line, as many as the unit itself has.
# "02-convolution" = 10
"""

_KEYS = (
    *("format", "course", "secret", "solutions", "units", "timezone", "site", "show_expected"),
    *("deadlines", "extensions", "late", "points"),
)


class SettingError(ValueError):
    """A setting that cannot be used; the message says which, why and what to write."""


@dataclass(frozen=True)
class Late:
    """What being late costs.

    Attributes
    ----------
    grace_minutes
        So late is not late.
    percent_a_day
        Of the points reached, 0 to 100, for each day begun.
    days
        After so many nothing counts; 0 for never.
    """

    grace_minutes: float = 0.0
    percent_a_day: float = 0.0
    days: float = 0.0


@dataclass(frozen=True)
class Settings:
    """What an instructor may set, checked.

    Attributes
    ----------
    units
        Units in use; empty for all.
    timezone
        Of dates that do not say their own.
    site
        Address of the site without a slash at its end, or empty.
    show_expected
        Whether feedback shows expected values.
    deadlines
        By unit; with a time zone.
    extensions
        By unit and student; with a time zone.
    late
        What being late costs.
    points
        What a unit counts in the total, where it is not the unit's own maximum.
    """

    units: tuple[str, ...] = ()
    timezone: tzinfo = UTC
    site: str = ""
    show_expected: bool = True
    deadlines: dict[str, datetime] = field(default_factory=dict)
    extensions: dict[tuple[str, str], datetime] = field(default_factory=dict)
    late: Late = field(default_factory=Late)
    points: dict[str, float] = field(default_factory=dict)

    def uses(self, unit: str) -> bool:
        """Whether the class uses a unit."""
        return not self.units or unit in self.units

    def deadline(self, unit: str, student: str) -> datetime | None:
        """When a student's work is due; None when it never is."""
        return self.extensions.get((unit, student)) or self.deadlines.get(unit)


def read_settings(data: dict[str, Any]) -> Settings:
    """Check what `class.toml` holds; what is not there has the value of a fresh file.

    Raises
    ------
    SettingError
        One sentence: which setting, what is wrong with it, what to write.
    """
    _known(data, _KEYS, "it")
    zone = _zone(data.get("timezone", "UTC"))

    def moment(value: Any, where: str) -> datetime:
        match value:
            case datetime():
                return value if value.tzinfo else value.replace(tzinfo=zone)
            case date():
                return datetime.combine(value, time(23, 59, 59), zone)
        raise SettingError(
            f"{where} is {value!r}, which is no date; write 2026-10-05T23:59:00, without quotes"
        )

    late = _table(data, "late")
    _known(late, ("grace_minutes", "percent_a_day", "days"), "[late]")
    settings = Settings(
        units=_units(data.get("units", [])),
        timezone=zone,
        site=_site(data.get("site", "")),
        show_expected=_truth(data, "show_expected"),
        deadlines=_each(data, "deadlines", moment),
        extensions={
            (unit, student): moment(when, f"[extensions] {unit} {student}")
            for unit, students in _table(data, "extensions").items()
            for student, when in _inner(students, unit).items()
        },
        late=Late(**{k: _number(v, f"[late] {k}") for k, v in late.items()}),
        points=_each(data, "points", _number),
    )
    if settings.late.percent_a_day > 100:
        raise SettingError("[late] percent_a_day is over 100; write a number from 0 to 100")
    return settings


def _zone(name: Any) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError, AttributeError):
        raise SettingError(
            f'timezone is {name!r}, which is no time zone; write one such as "Europe/Paris"'
        ) from None


def _units(value: Any) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(u, str) for u in value):
        return tuple(value)
    raise SettingError(f'units is {value!r}; write a list such as ["01-images"], or []')


def _site(value: Any) -> str:
    if value == "" or (isinstance(value, str) and value.startswith(("https://", "http://"))):
        return value.rstrip("/")
    raise SettingError(f'site is {value!r}; write an address that starts with https://, or ""')


def _truth(data: dict[str, Any], key: str) -> bool:
    value = data.get(key, True)
    if isinstance(value, bool):
        return value
    raise SettingError(f"{key} is {value!r}; write true or false, without quotes")


def _number(value: Any, where: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e6:
        return float(value)
    raise SettingError(f"{where} is {value!r}; write a number of at least 0, without quotes")


def _each(data: dict[str, Any], name: str, read: Callable[[Any, str], Any]) -> dict[str, Any]:
    return {k: read(v, f"[{name}] {k}") for k, v in _table(data, name).items()}


def _table(data: dict[str, Any], name: str) -> dict[str, Any]:
    table = data.get(name, {})
    if isinstance(table, dict):
        return table
    raise SettingError(f"{name} is {table!r}; write it as a table, [{name}], one line a setting")


def _inner(students: Any, unit: str) -> dict[str, Any]:
    if isinstance(students, dict):
        return students
    raise SettingError(
        f"[extensions] {unit} names no student; write {{ STUDENT = 2026-10-12T23:59:00 }}"
    )


def _known(table: dict[str, Any], names: tuple[str, ...], where: str) -> None:
    for name in table:
        if name not in names:
            raise SettingError(f"{where} has {name!r}, which is not known; {', '.join(names)} are")
