"""Networks that several chapters share and no exercise asks for."""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn


def mlp(inputs: int, *hidden: int, classes: int) -> nn.Sequential:
    """Return a multi-layer perceptron: dense layers with ReLU between them.

    Parameters
    ----------
    inputs : int
        Values of a picture, C * H * W; pictures (N, C, H, W) are flattened.
    *hidden : int
        Units of each hidden layer.
    classes : int
        Scores that come out.

    Returns
    -------
    torch.nn.Sequential
        From (N, C, H, W) to (N, classes).
    """
    widths = (inputs, *hidden)
    layers = [nn.Flatten()]
    for before, after in pairwise(widths):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(widths[-1], classes))


class Conv3(nn.Module):
    """Three blocks of convolution, batch norm and ReLU, then the mean over the picture.

    Between the blocks, max-pooling halves height and width; any size from 4 × 4 works.

    Parameters
    ----------
    channels : int
        Of the pictures.
    classes : int
        Scores that come out.
    width : int, optional
        Feature maps of the first block; the second has twice, the third four times as many.

    Attributes
    ----------
    features : torch.nn.Sequential
        From (N, channels, H, W) to (N, 4 * width).
    head : torch.nn.Linear
        From there to (N, classes).
    """

    def __init__(self, channels: int, classes: int, width: int = 16) -> None:
        super().__init__()
        self.features = nn.Sequential(
            *_block(channels, width),
            nn.MaxPool2d(2),
            *_block(width, 2 * width),
            nn.MaxPool2d(2),
            *_block(2 * width, 4 * width),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
        )
        self.head = nn.Linear(4 * width, classes)

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores, (N, classes), of pictures (N, channels, H, W)."""
        return self.head(self.features(x))


def count_parameters(net: nn.Module) -> int:
    """Return how many numbers training can change.

    Parameters
    ----------
    net : torch.nn.Module
        Parameters that are frozen (``requires_grad`` is False) do not count.

    Returns
    -------
    int
    """
    return sum(p.numel() for p in net.parameters() if p.requires_grad)


def _block(channels: int, width: int) -> tuple[nn.Module, ...]:
    convolution = nn.Conv2d(channels, width, 3, padding=1, bias=False)  # batch norm has a bias
    return convolution, nn.BatchNorm2d(width), nn.ReLU()
