"""How training tells that it goes on: a bar and a curve in a notebook, lines elsewhere."""

from __future__ import annotations

import sys
import time
from html import escape
from typing import Any, Protocol

import numpy as np
from torch import Tensor

from .history import History

WARM = 2  # steps that wake the device up and say nothing about the others
FIRST, LAST = 5, 25  # steps after which the time is estimated: a slow run, a fast run
BLINK = 0.5  # seconds between two pictures in a notebook
LINES = 5  # lines in a terminal
SMOOTH = 0.9  # how much of the smoothed loss stays from step to step


class Progress(Protocol):
    """Whoever wants to see the training go on; `fit` calls these in this order."""

    def begin(self, steps: int, batch: int, device: str) -> None:
        """Before the first step."""

    def due(self, step: int) -> bool:
        """After each step: is it time for an update? This must cost nothing."""

    def update(
        self, step: int, losses: Tensor, validation: tuple[tuple[int, float], ...], seconds: float
    ) -> None:
        """When it was time."""

    def end(self, history: History) -> None:
        """After the last step."""


class Silent:
    """Says nothing."""

    def begin(self, steps: int, batch: int, device: str) -> None:
        """Say nothing."""

    def due(self, step: int) -> bool:  # noqa: ARG002 - it never is
        """Never."""
        return False

    def update(self, *args: object) -> None:
        """Say nothing."""

    def end(self, history: History) -> None:
        """Say nothing."""


class Lines:
    """A sentence about the time after a few steps, then a handful of lines."""

    def begin(self, steps: int, batch: int, device: str) -> None:
        """Remember what is to come."""
        self.steps, self.batch, self.device = steps, batch, device
        self.warm: tuple[int, float] | None = None  # steps and seconds of the warm-up
        self.estimated = False
        self.last = time.perf_counter()

    def due(self, step: int) -> bool:
        """Say when the time can be estimated, and at each fifth of the way."""
        if not self.estimated:
            return self.due_first(step)
        return step % max(1, self.steps // LINES) == 0 and step < self.steps

    def due_first(self, step: int) -> bool:
        """Tell when the warm-up is over, then when the time can be estimated."""
        if self.warm is None:
            return step >= WARM
        return step >= LAST or (step >= FIRST and time.perf_counter() - self.last > BLINK)

    def learn(self, step: int, seconds: float) -> str:
        """Return the sentence about the time as soon as it can be said, else nothing."""
        if self.warm is None:
            self.warm = (step, seconds)
            return ""
        self.estimated = True
        each = (seconds - self.warm[1]) / (step - self.warm[0])
        return estimate(each, self.steps, self.batch, self.device)

    def update(
        self, step: int, losses: Tensor, validation: tuple[tuple[int, float], ...], seconds: float
    ) -> None:
        """Write one line."""
        if not self.estimated:
            if said := self.learn(step, seconds):
                self.say(said)
            return
        line = f"step {step:,} of {self.steps:,}: loss {_mean_of_last(losses):.3f}"
        self.say(line + (f", {100 * validation[-1][1]:.1f} % right" if validation else ""))

    def end(self, history: History) -> None:
        """Write the last line."""
        self.say(summary(history))

    def say(self, line: str) -> None:
        """Write a line at once."""
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


class Notebook(Lines):
    """One output that changes in place: the sentence, a bar, the loss as a curve."""

    def begin(self, steps: int, batch: int, device: str) -> None:
        """Show an empty bar."""
        from IPython.display import HTML, display

        super().begin(steps, batch, device)
        self.sentence = f"The first steps on {device} show how long this takes."
        self.html = HTML
        self.handle: Any = display(HTML(self.picture(0, (), ())), display_id=True)

    def due(self, step: int) -> bool:
        """Twice a second is as often as anybody looks."""
        if not self.estimated:
            return self.due_first(step)
        return time.perf_counter() - self.last > BLINK

    def update(
        self, step: int, losses: Tensor, validation: tuple[tuple[int, float], ...], seconds: float
    ) -> None:
        """Draw again."""
        self.last = time.perf_counter()
        if not self.estimated:
            self.sentence = self.learn(step, seconds) or self.sentence
        self.handle.update(self.html(self.picture(step, losses.tolist(), validation)))

    def end(self, history: History) -> None:
        """Draw for the last time."""
        self.sentence = summary(history)
        picture = self.picture(self.steps, history.loss.tolist(), history.validation)
        self.handle.update(self.html(picture))

    def picture(
        self, step: int, losses: list[float] | tuple[()], validation: tuple[tuple[int, float], ...]
    ) -> str:
        """Return the bar and the curve as HTML; the text takes the page's colour."""
        said = f", {100 * validation[-1][1]:.1f} % right" if validation else ""
        mean = f": loss {np.mean(losses[-20:]):.3f}{said}" if losses else ""
        bar = (
            f'<progress max="{self.steps}" value="{step}" aria-label="training" '
            'style="width:100%"></progress>'
        )
        return (
            f'<div class="pixelup-fit" style="max-width:34em"><p>{escape(self.sentence)}</p>{bar}'
            f"<p>step {step:,} of {self.steps:,}{mean}</p>{curve(losses, self.steps)}</div>"
        )


def progress_for(wish: bool | Progress | None) -> Progress:
    """Return what shows the progress.

    Parameters
    ----------
    wish : bool, Progress or None
        False is silent, True writes lines, None chooses by where this runs.
    """
    if wish is False:
        return Silent()
    if wish is True:
        return Lines()
    if wish is None:
        return Notebook() if in_notebook() else Lines()
    return wish


def in_notebook() -> bool:
    """Tell whether the code runs in a Jupyter kernel."""
    shell = sys.modules.get("IPython") and sys.modules["IPython"].get_ipython()
    return shell is not None and hasattr(shell, "kernel")


def estimate(each: float, steps: int, batch: int, device: str) -> str:
    """Say how long all steps will take, from how long one takes."""
    return (
        f"On {device}, a step of {batch} pictures takes {1000 * each:.3g} ms; "
        f"all {steps:,} steps will take about {duration(each * steps)}."
    )


def summary(history: History) -> str:
    """Say what a run came to, and where the loss stopped being a number."""
    right = f", {100 * history.accuracy:.1f} % of the validation set right"
    lost = np.flatnonzero(~np.isfinite(history.loss))
    said = (
        f"{len(history.loss):,} steps on {history.device} in {duration(history.seconds)} "
        f"({history.images_per_second:,.0f} pictures a second): "
        f"loss {np.mean(history.loss[-20:]):.3f}{right if history.validation else ''}."
    )
    if len(lost):
        said += f" From step {lost[0] + 1:,} on the loss is no number: take a smaller lr."
    return said


def duration(seconds: float) -> str:
    """Write a time as people say it: 0.4 s, 12 s, 3 min, 2.5 h."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < 99.5:
        return f"{seconds:.0f} s"
    if seconds < 5_970:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def curve(losses: list[float] | tuple[()], steps: int) -> str:
    """Draw the smoothed loss as a small SVG, from no knowledge at the top to 0 at the bottom."""
    if len(losses) < 2:
        return ""
    smooth, mean = [], losses[0]
    for value in losses:
        mean = SMOOTH * mean + (1 - SMOOTH) * value if np.isfinite(value) else mean
        smooth.append(mean)
    top = max(smooth) or 1.0
    every = max(1, len(smooth) // 200)
    points = " ".join(
        f"{400 * k / max(1, steps - 1):.1f},{5 + 90 * (1 - v / top):.1f}"
        for k, v in list(enumerate(smooth))[::every]
    )
    return (
        '<svg viewBox="0 0 400 100" style="width:100%" role="img" '
        f'aria-label="the loss falls from {smooth[0]:.2f} to {smooth[-1]:.2f}">'
        '<path d="M0 95H400" stroke="currentColor" stroke-opacity=".4"/>'
        f'<polyline points="{points}" fill="none" stroke="#2b7fd0" stroke-width="2"/></svg>'
    )


def _mean_of_last(losses: Tensor) -> float:
    return losses[-20:].mean().item()
