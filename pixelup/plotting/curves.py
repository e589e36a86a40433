"""Curves over the steps of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from .picture import LINES, WIDTH, Picture, style


def show_curves(
    curves: Mapping[str, np.ndarray], *, xlabel: str, ylabel: str, log: bool = False
) -> Picture:
    """Show how something changed over the steps of several runs: the median and the range.

    Parameters
    ----------
    curves : mapping of str to array_like
        Label to values of shape (runs, steps), or (steps,) for one run.
    xlabel, ylabel : str
        What the axes show, with units.
    log : bool, optional
        Use a logarithmic vertical axis.

    Returns
    -------
    Picture
        The line is the median of the runs; the band reaches from the smallest to the largest.
    """
    with style():
        figure = Figure(figsize=(WIDTH, 2.9), layout="constrained")
        ax = figure.add_subplot()
        for n, (label, values) in enumerate(curves.items()):
            runs = np.atleast_2d(np.asarray(values, dtype=float))
            steps = np.arange(runs.shape[1])
            colour = LINES[n % len(LINES)]
            ax.plot(steps, np.median(runs, axis=0), color=colour, lw=2, label=label)
            ax.fill_between(
                steps, runs.min(axis=0), runs.max(axis=0), color=colour, alpha=0.25, lw=0
            )
        ax.set(xlabel=xlabel, ylabel=ylabel)
        if log:
            ax.set_yscale("log")
        ax.grid(axis="y")
        ax.legend()
    return Picture(figure)


def show_history(
    loss: np.ndarray, validation: Sequence[tuple[int, float]] = (), *, smooth: int = 25
) -> Picture:
    """Show one training run: the loss of its batches, and what it got right.

    Parameters
    ----------
    loss : array_like
        Shape (steps,).
    validation : sequence of (int, float), optional
        After how many steps which part (0 to 1) of the validation set was right.
    smooth : int, optional
        The dark line is the mean over so many steps; the pale one is every step.

    Returns
    -------
    Picture
    """
    loss = np.asarray(loss, dtype=float)
    width = max(1, min(smooth, len(loss)))
    mean = np.convolve(loss, np.ones(width) / width, mode="valid")
    with style():
        figure = Figure(figsize=(WIDTH, 2.9), layout="constrained")
        left, *right = figure.subplots(1, 2 if validation else 1, squeeze=False)[0]
        left.plot(np.arange(1, len(loss) + 1), loss, color=LINES[0], lw=0.7, alpha=0.35)
        left.plot(np.arange(len(mean)) + (width + 1) / 2, mean, color=LINES[0], lw=2)
        left.set(xlabel="step", ylabel="loss of a batch")
        left.set_ylim(bottom=0)
        left.grid(axis="y")
        for ax in right:
            steps, parts = zip(*validation, strict=True)
            ax.plot(steps, 100 * np.array(parts), color=LINES[1], lw=2, marker="o", ms=4)
            ax.set(xlabel="step", ylabel="validation, % right")
            ax.grid(axis="y")
    return Picture(figure)
