"""How good a network is, measured without touching it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from pixelup.datasets.images import Images, as_float

from . import device as devices

Data = Images | tuple[Tensor, Tensor]


@dataclass(frozen=True)
class Evaluation:
    """What a network made of N pictures of K classes.

    Parameters
    ----------
    accuracy : float
        Which part was right, from 0 to 1.
    loss : float
        The mean cross-entropy, in nats.
    labels, predicted : numpy.ndarray
        Shape (N,), int64: the truth, and the class with the highest score.
    confusion : numpy.ndarray
        Shape (K, K), int64: how often class "row" was called "column".
    """

    accuracy: float
    loss: float
    labels: np.ndarray
    predicted: np.ndarray
    confusion: np.ndarray

    @property
    def wrong(self) -> np.ndarray:
        """Indexes of the pictures that were called something else, int64."""
        return np.flatnonzero(self.labels != self.predicted)


def predict(net: nn.Module, x: Tensor | Images, batch: int = 1000) -> Tensor:
    """Return a network's answer to pictures, in eval mode and without gradients.

    Parameters
    ----------
    net : torch.nn.Module
        It is left in the mode that it came in.
    x : torch.Tensor or Images
        Shape (N, C, H, W); uint8 is divided by 255. Moved to the network's device.
    batch : int, optional
        Pictures at a time.

    Returns
    -------
    torch.Tensor
        What the network gives, such as scores (N, K), on its device.
    """
    if isinstance(x, Images):
        x = x.x
    where = devices.of(net)
    modes = [(m, m.training) for m in net.modules()]
    net.eval()
    try:
        with torch.no_grad():
            return torch.cat([net(as_float(part.to(where))) for part in x.split(batch)])
    finally:
        for module, mode in modes:
            module.training = mode


def evaluate(net: nn.Module, data: Data, batch: int = 1000) -> Evaluation:
    """Measure a classifier on pictures that it has not learned from.

    Parameters
    ----------
    net : torch.nn.Module
        From (N, C, H, W) to scores (N, K).
    data : Images or (torch.Tensor, torch.Tensor)
        Pictures and labels.
    batch : int, optional
        Pictures at a time.

    Returns
    -------
    Evaluation

    Raises
    ------
    ValueError
        There is no picture.
    """
    x, y = pair(data)
    if len(y) == 0:
        raise ValueError("there is no picture to measure on")
    scores = predict(net, x, batch).cpu()  # once: all that follows is small
    y = y.cpu()
    called = scores.argmax(dim=1)
    kinds = scores.shape[1]
    # (K, N) times (N, K): each picture adds one to its row and column.
    table = F.one_hot(y, kinds).T.double() @ F.one_hot(called, kinds).double()
    return Evaluation(
        accuracy=(called == y).sum().item() / len(y),
        loss=F.cross_entropy(scores, y).item(),
        labels=y.numpy(),
        predicted=called.numpy(),
        confusion=table.long().numpy(),
    )


def pair(data: Data) -> tuple[Tensor, Tensor]:
    """Return pictures and labels of either way to pass them."""
    return (data.x, data.y) if isinstance(data, Images) else data
