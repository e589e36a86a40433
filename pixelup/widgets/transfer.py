"""What was measured of transfer learning: the committed runs behind the TransferExplorer."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "transfer.json"


@dataclass(frozen=True)
class Run:
    """Trainings that differ in their seed alone.

    Attributes
    ----------
    pair, method : str
        From what to what, and which parameters are trained.
    rate : float
        Learning rate.
    labels : int
        Labelled pictures a class.
    mean, std, worst : float
        Accuracy on test pictures over the seeds, per cent.
    seeds : int
    """

    pair: str
    method: str
    rate: float
    labels: int
    mean: float
    std: float
    worst: float
    seeds: int


@cache
def records() -> dict[str, Any]:
    """Read what was committed.

    Returns
    -------
    dict
        `labels`, `rates`, `methods`, `pairs`, `runs`, `curves` and `map`, as
        ``tools/measure_transfer.py`` writes them.
    """
    return json.loads(FILE.read_text(encoding="utf-8"))


@cache
def runs() -> tuple[Run, ...]:
    """Give all runs, in the file's order.

    Returns
    -------
    tuple of Run
    """
    names = [field.name for field in fields(Run)]
    return tuple(Run(*(run[name] for name in names)) for run in records()["runs"])


def rates() -> list[float]:
    """Give the learning rates that somebody can choose, from small to large.

    Returns
    -------
    list of float
    """
    return sorted({*map(float, records()["rates"]), *(float(run.rate) for run in runs())})


def find(pair: str, method: str, rate: float, labels: int) -> Run | None:
    """Find one run.

    Parameters
    ----------
    pair, method : str
    rate : float
    labels : int

    Returns
    -------
    Run or None
        None where nothing was measured.
    """
    wanted = (pair, method, rate, labels)
    return next((r for r in runs() if (r.pair, r.method, r.rate, r.labels) == wanted), None)


def line(pair: str, method: str, rate: float) -> list[Run]:
    """Give the runs of a method with one rate, from few labels to many.

    Parameters
    ----------
    pair, method : str
    rate : float

    Returns
    -------
    list of Run
    """
    found = [r for r in runs() if (r.pair, r.method, r.rate) == (pair, method, rate)]
    return sorted(found, key=lambda run: run.labels)


def best_rate(pair: str, method: str) -> float | None:
    """Give the rate whose line is the highest: on average, among those with the most points.

    Parameters
    ----------
    pair, method : str

    Returns
    -------
    float or None
        None where nothing was measured.
    """
    lines = [found for rate in rates() if (found := line(pair, method, rate))]
    if not lines:
        return None
    return max(lines, key=lambda one: (len(one), sum(run.mean for run in one)))[0].rate
