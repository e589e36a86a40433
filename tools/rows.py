"""What the benches print: a measured number a line, beside its bar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measured quantity, and its bar if it has one.

    Attributes
    ----------
    most
        Whether the bar is an upper one.
    """

    name: str
    value: float
    unit: str
    bar: float | None = None
    most: bool = True

    @property
    def missed(self) -> bool:
        """Whether the bar is missed."""
        if self.bar is None:
            return False
        return self.value > self.bar if self.most else self.value < self.bar

    def __str__(self) -> str:
        bar = "" if self.bar is None else f"{'<=' if self.most else '>='} {self.bar:g} {self.unit}"
        said = "" if self.bar is None else "MISSED" if self.missed else "ok"
        return f"{self.name:<64}{f'{self.value:.4g} {self.unit}':>14}{bar:>14}  {said}".rstrip()


def report(rows: Iterable[Row], *, strict: bool) -> int:
    """Print rows as they come; give the exit status, 1 if strict and a bar was missed."""
    missed = 0
    for row in rows:
        print(row, flush=True)  # noqa: T201
        missed += row.missed
    return 1 if strict and missed else 0
