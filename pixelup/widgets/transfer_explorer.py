"""Carry a network's knowledge to a new task, and see what was measured: the figure of chapter 9."""

from __future__ import annotations

import math
from html import escape
from typing import Any, ClassVar

import traitlets

from pixelup.widgets import still, transfer
from pixelup.widgets.base import STATIC, Figure
from pixelup.widgets.matrix import Matrix
from pixelup.widgets.traits import Word
from pixelup.widgets.transfer import Run

# How a method reads within a sentence; the same as in js/widgets/transfer_words.mjs.
HOW = {
    "scratch": "from scratch",
    "frozen": "with the kernels frozen",
    "top": "with the top layers fine-tuned",
    "full": "with everything fine-tuned",
    "probe-then-full": "with the head first, then everything",
}
LABELS = 10  # what a figure begins with, where it was measured
WIDE, HIGH, LEFT, TOP = 330, 200, 40, 40  # the chart of the still, in SVG units
# On a button, and in the legend.
NAMES = {
    "scratch": "From scratch",
    "frozen": "Kernels frozen",
    "top": "Top layers",
    "full": "Everything",
    "probe-then-full": "Head first, then everything",
}
COLOURS = ("#0268a5", "#bc0002", "#3b8209", "#9608ba", "#9d5d03")
DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 4")


class TransferExplorer(Figure):
    """Choose what is carried over, how much is labelled and what is trained; read what came out.

    Nothing is trained here: every number was measured over several seeds and committed.

    Attributes
    ----------
    pair : {'letters-to-digits', 'latin-to-georgian', 'printed-to-real'}
        From what the network comes, and what it is to do now.
    labels : int
        Labelled pictures a class.
    method : {'frozen', 'scratch', 'full', 'probe-then-full'}
        Which parameters are trained; there may be more of them.
    rate : float
        Learning rate; when it is not given, the best one of those that were measured.
    shown : {'after', 'before'}
        Which map of the features is shown.
    measured : list of list of float
        Mean, standard deviation, worst of the seeds (per cent) and their number, in one row; empty
        where no run was measured. Written by JavaScript.
    trainable : int
        Parameters that are trained. Written by JavaScript.

    Raises
    ------
    traitlets.TraitError
        When a trait has a value that cannot be shown; one line: what, where, how to mend it.

    Examples
    --------
    >>> explorer = TransferExplorer(method="scratch", labels=5)
    >>> explorer.run().seeds > 1
    True
    """

    _esm = STATIC / "transfer_explorer.js"
    fragment_key: ClassVar[str] = "transfer"
    shared: ClassVar[tuple[str, ...]] = ("pair", "labels", "method", "rate", "shown")

    pair = Word(*transfer.records()["pairs"])
    labels = traitlets.Int(LABELS).tag(sync=True)
    method = Word(*sorted(transfer.records()["methods"], key=lambda name: name != "frozen"))
    rate = traitlets.Float(0.0).tag(sync=True)
    shown = Word("after", "before")
    measured = Matrix([], 4)
    trainable = traitlets.Int(0).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        if "rate" not in traits:
            best = transfer.best_rate(self.pair, self.method)
            self.rate = best if best is not None else next(iter(transfer.rates()), 0.0)

    @traitlets.validate("labels")
    def _labels_are_offered(self, proposal: dict[str, Any]) -> int:
        return _one_of("labels", proposal["value"], transfer.records()["labels"])

    @traitlets.validate("rate")
    def _rate_is_offered(self, proposal: dict[str, Any]) -> float:
        return _one_of("rate", proposal["value"], transfer.rates())

    def run(self) -> Run | None:
        """Find what was measured of this choice.

        Returns
        -------
        Run or None
            None where nothing was measured.
        """
        return transfer.find(self.pair, self.method, self.rate, self.labels)

    def lines(self) -> dict[str, list[Run]]:
        """Give the lines of the chart: the chosen rate of the chosen method, else the best ones.

        Returns
        -------
        dict of str to list of Run
            By method; without those of which nothing was measured.
        """
        found = {}
        for method in transfer.records()["methods"]:
            rate = self.rate if method == self.method else transfer.best_rate(self.pair, method)
            if rate is not None and (line := transfer.line(self.pair, method, rate)):
                found[method] = line
        return found

    def describe(self) -> str:
        """Say what is shown."""
        return f"{self._title()}: {self._result()}"

    def _title(self) -> str:
        title = transfer.records()["pairs"][self.pair]["title"]
        return title[0].upper() + title[1:]

    def _result(self) -> str:
        """Say what came out, in the words of the live figure."""
        chosen = self.run()
        many = f"{self.labels} label{'s' * (self.labels != 1)} a class"
        how = HOW.get(self.method, self.method)
        if chosen is None:
            return f"{many}, {how}, learning rate {self.rate:g}: no run was measured."
        said = [f"{percent(chosen)} {how}"]
        others = [
            run
            for method, line in self.lines().items()
            if method != self.method
            for run in line
            if run.labels == self.labels
        ]
        other = next((run for run in others if run.method == "scratch"), None)
        if self.method == "scratch" and others:
            other = max(others, key=lambda run: run.mean)
        if other:
            said.append(f"{percent(other)} {HOW.get(other.method, other.method)}")
        return f"{many}: {', '.join(said)}."

    def height(self) -> tuple[float, float]:
        """Estimate the height of the live figure, in rem, on a desk and on a phone."""
        label = 2.0 * bool(self.label)
        return 80.0 + label, 138.0 + label

    def still(self) -> str:
        """Draw accuracy over labels, a line a method with its spread, and their numbers."""
        lines = self.lines()
        parts = [_axes(lines)]
        for n, method in enumerate(transfer.records()["methods"]):
            if method in lines:
                parts.append(_line(lines[method], n, _scale(lines), chosen=method == self.method))
        every = transfer.records()["labels"]
        head = ("labels a class", *map(str, every))
        rows = [
            (
                NAMES.get(method, method),
                *(next((percent(r, "") for r in line if r.labels == m), "–") for m in every),
            )
            for method, line in lines.items()
        ]
        ends = (0, *(250 + 90 * n for n in range(len(every))))
        top = TOP + HIGH + 50
        table = still.table([head, *rows], ends, bold=(0,))
        parts.append(f'<g transform="translate(0 {top})">{table}</g>')
        title = escape(self._title())
        parts.append(f'<text y="14" font-weight="600">{title}: accuracy in %</text>')
        text = f"{self.label or 'Transfer explorer'}: {self.describe()}"
        height = top + 22 * (len(rows) + 1) + 10
        return still.svg(
            "".join(parts), ends[-1] + 4, height, text, ' font-size="13" fill="currentColor"'
        )


def percent(run: Run, unit: str = " %") -> str:
    """Write a mean with its spread: a decimal only where the spread is below 1.

    Parameters
    ----------
    run : Run
    unit : str

    Returns
    -------
    str
        As in ``83 ± 2 %``.
    """
    digits = 1 if run.std < 1 else 0
    return f"{_rounded(run.mean, digits)} ± {_rounded(run.std, digits)}{unit}"


def _rounded(value: float, digits: int) -> str:
    """Round halves up, as JavaScript does."""
    return f"{math.floor(value * 10**digits + 0.5) / 10**digits:.{digits}f}"


def _one_of(name: str, value: float, offered: list[Any]) -> Any:
    if value not in offered:
        *others, last = (f"{v:g}" for v in offered)
        raise traitlets.TraitError(
            f"TransferExplorer.{name} is {value:g}: give {', '.join(others)} or {last}."
        )
    return value


def _scale(lines: dict[str, list[Run]]) -> tuple[float, float]:
    """Choose tens of per cent around all points and their spread."""
    runs = [run for line in lines.values() for run in line]
    low = min((run.mean - run.std for run in runs), default=0)
    high = max((run.mean + run.std for run in runs), default=100)
    return max(0, 10 * math.floor(low / 10)), min(100, 10 * math.ceil(high / 10))


def _x(labels: int) -> float:
    first, *_, last = transfer.records()["labels"]
    return LEFT + WIDE * math.log(labels / first) / math.log(last / first)


def _y(value: float, scale: tuple[float, float]) -> float:
    low, high = scale
    return TOP + HIGH * (1 - (value - low) / (high - low))


def _axes(lines: dict[str, list[Run]]) -> str:
    low, high = scale = _scale(lines)
    step = 10 if high - low <= 50 else 20
    parts = []
    for value in range(int(low), int(high) + 1, step):
        y = f"{_y(value, scale):.1f}"
        parts.append(
            f'<path d="M{LEFT} {y}h{WIDE}" stroke="currentColor" stroke-opacity=".2"/>'
            f'<text x="{LEFT - 6}" y="{y}" dy="4" text-anchor="end">{value}</text>'
        )
    for labels in transfer.records()["labels"]:
        x = f"{_x(labels):.1f}"
        parts.append(f'<text x="{x}" y="{TOP + HIGH + 18}" text-anchor="middle">{labels}</text>')
    return "".join(parts)


def _line(line: list[Run], n: int, scale: tuple[float, float], *, chosen: bool) -> str:
    """Draw one line with a bar of a standard deviation to either side of each point."""
    points = [(_x(run.labels), _y(run.mean, scale), run) for run in line]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y, _ in points)
    bars = "".join(
        f"M{x:.1f} {_y(min(run.mean + run.std, scale[1]), scale):.1f}"
        f"V{_y(max(run.mean - run.std, scale[0]), scale):.1f}"
        for x, _, run in points
    )
    name = escape(NAMES.get(line[0].method, line[0].method))
    top = TOP + 22 * n + 10
    return (
        f'<g fill="none" stroke="{COLOURS[n % 5]}" stroke-width="{3 if chosen else 1.5}">'
        f'<path d="M{path}" stroke-dasharray="{DASHES[n % 5]}"/><path d="{bars}"/>'
        f'<path d="M{LEFT + WIDE + 24} {top}h34" stroke-dasharray="{DASHES[n % 5]}"/></g>'
        f'<text x="{LEFT + WIDE + 66}" y="{top + 4}" font-weight="{600 if chosen else 400}">'
        f"{name}, rate {line[0].rate:g}</text>"
    )
