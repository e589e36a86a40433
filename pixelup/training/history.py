"""What a training run leaves behind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pixelup.plotting import Picture, show_history


@dataclass(frozen=True)
class History:
    """The course of one training run.

    Parameters
    ----------
    loss : numpy.ndarray
        Shape (steps,), float32: the loss of each batch, before its step.
    lr : numpy.ndarray
        Shape (steps,), float64: the learning rate of each step, of the first parameter group.
    validation : tuple of (int, float)
        After how many steps which part of the validation set was right.
    seconds : float
        How long the steps took, without validation.
    images_per_second : float
        How many pictures were learned from in a second.
    device : str
        Where, in words.
    """

    loss: np.ndarray
    lr: np.ndarray
    validation: tuple[tuple[int, float], ...]
    seconds: float
    images_per_second: float
    device: str

    @property
    def accuracy(self) -> float:
        """The last validation accuracy, nan if there was no validation."""
        return self.validation[-1][1] if self.validation else float("nan")

    def picture(self) -> Picture:
        """Draw the loss, smoothed, and the validation accuracy over the steps.

        Returns
        -------
        pixelup.plotting.Picture
        """
        return show_history(self.loss, self.validation)
