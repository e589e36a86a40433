"""LeNet-5 as it is written today; what the tools train."""

from __future__ import annotations

from collections import OrderedDict

from torch import nn


def lenet() -> nn.Sequential:
    """Make the network, from (N, 1, 28, 28) to scores (N, 10).

    Returns
    -------
    torch.nn.Sequential
        Layers by their names in LeCun et al. (1998).
    """
    return nn.Sequential(
        OrderedDict(
            c1=nn.Conv2d(1, 6, 5, padding=2), relu1=nn.ReLU(), s2=nn.MaxPool2d(2),
            c3=nn.Conv2d(6, 16, 5), relu3=nn.ReLU(), s4=nn.MaxPool2d(2), flat=nn.Flatten(),
            c5=nn.Linear(400, 120), relu5=nn.ReLU(),
            f6=nn.Linear(120, 84), relu6=nn.ReLU(),
            output=nn.Linear(84, 10),
        )
    )  # fmt: skip
