"""The training loop of the course: short, seeded, and the same on every device.

Pictures and labels stay on the device. A step asks the device for nothing: losses are kept
there and fetched a few times a second for the eye.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import LambdaLR

from pixelup.datasets.images import as_float

from . import device as devices
from .evaluation import Data, evaluate, pair
from .history import History
from .progress import Progress, progress_for

SCHEDULES = ("cosine", "one-cycle", "constant")
FLOOR = 0.01  # a schedule never falls below this part of the learning rate


def fit(
    net: nn.Module,
    data: Data,
    *,
    steps: int | None = None,
    epochs: float | None = None,
    batch: int = 64,
    lr: float = 0.05,
    optimizer: str = "sgd",
    momentum: float = 0.9,
    weight_decay: float = 5e-4,
    schedule: str = "cosine",
    warmup: float = 0.15,
    loss: Callable[[Tensor, Tensor], Tensor] | None = None,
    label_smoothing: float = 0.0,
    augment: Callable[[Tensor], Tensor] | None = None,
    mix: Callable[[Tensor, Tensor], tuple[Tensor, Tensor]] | None = None,
    parameters: Iterable[Any] | None = None,
    validation: Data | None = None,
    validate_every: int | None = None,
    seed: int = 0,
    progress: bool | Progress | None = None,
) -> History:
    """Train a network in place.

    The order of the pictures comes from the CPU's generator: it is the same on every device.
    torch is seeded with `seed`, so that dropout and augmentation repeat too.

    Parameters
    ----------
    net : torch.nn.Module
        On the device of the data. It is left in the mode (train or eval) it came in.
    data : Images or (torch.Tensor, torch.Tensor)
        Pictures and labels; uint8 pictures are divided by 255, batch by batch.
    steps, epochs : int or float, optional
        How long: give one of the two. An epoch has as many steps as there are whole batches;
        what is left over changes with every shuffle.
    batch : int, optional
        Pictures a step.
    lr : float, optional
        The largest learning rate.
    optimizer : {"sgd", "adamw"}, optional
        Stochastic gradient descent with Nesterov's momentum, or AdamW.
    momentum, weight_decay : float, optional
        For the optimizer. AdamW ignores `momentum`.
    schedule : {"cosine", "one-cycle", "constant"}, optional
        ``"cosine"`` rises linearly during `warmup`, then falls along half a cosine.
        ``"one-cycle"`` rises and falls linearly, with the top in the middle.
    warmup : float, optional
        Which part of the steps the rise takes, from 0 to below 1.
    loss : callable, optional
        ``loss(scores, y)``; cross-entropy without it.
    label_smoothing : float, optional
        For the cross-entropy.
    augment : callable, optional
        ``augment(x)`` returns a changed batch (N, C, H, W) of floats; called without gradients.
    mix : callable, optional
        ``mix(x, y)`` returns a changed batch and its labels, after `augment`.
    parameters : iterable, optional
        What to train: parameters, or torch's parameter groups, each with a learning rate of
        its own. Without it, all that require a gradient.
    validation : Images or (torch.Tensor, torch.Tensor), optional
        On which to measure the accuracy, without augmentation.
    validate_every : int, optional
        Steps between two measurements; about ten in all without it. The last step is
        always measured.
    seed : int, optional
        Of the order of the pictures, and of torch.
    progress : bool, optional
        False is silent. Without it a notebook shows a bar and the loss, a terminal a few lines.

    Returns
    -------
    History

    Raises
    ------
    ValueError
        Not exactly one of `steps` and `epochs` is given, an option is unknown, there is no
        picture, nothing can be trained, or network and pictures are on different devices.
    """
    x, y = pair(data)
    where = devices.of(net)
    groups = _trainable(net, parameters)
    _check(x, where, groups, steps, epochs, schedule, warmup)
    batch = min(batch, len(y))
    steps = max(1, round(epochs * (len(y) // batch))) if steps is None else steps
    every = validate_every or math.ceil(steps / 10)
    measure = _cross_entropy(label_smoothing) if loss is None else loss

    torch.manual_seed(seed)
    optim = _optimizer(optimizer, groups, lr, momentum, weight_decay)
    rates = LambdaLR(optim, lambda step: rate(schedule, step, steps, warmup))
    losses = torch.zeros(steps, device=where)
    lrs, validated = [], []
    show = progress_for(progress)
    show.begin(steps, batch, devices.describe(where))
    was_training = net.training
    clock = _Clock(where)
    for step, index in enumerate(order(len(y), batch, steps, seed, where)):
        xb, yb = as_float(x[index]), y[index]
        with torch.no_grad():
            if augment is not None:
                xb = augment(xb)
            if mix is not None:
                xb, yb = mix(xb, yb)
        net.train()
        optim.zero_grad()
        batch_loss = measure(net(xb), yb)
        batch_loss.backward()
        optim.step()
        losses[step] = batch_loss.detach()
        lrs.append(rates.get_last_lr()[0])
        rates.step()
        done = step + 1
        if validation is not None and (done % every == 0 or done == steps):
            with clock.paused():
                validated.append((done, evaluate(net, validation).accuracy))
        if show.due(done):
            show.update(done, losses[:done], tuple(validated), clock.seconds())
    net.train(was_training)
    seconds = clock.seconds()
    history = History(
        loss=losses.cpu().numpy(),
        lr=np.array(lrs),
        validation=tuple(validated),
        seconds=seconds,
        images_per_second=steps * batch / seconds,
        device=devices.describe(where),
    )
    show.end(history)
    return history


def order(
    n: int, batch: int, steps: int, seed: int, device: torch.device | str = "cpu"
) -> Iterator[Tensor]:
    """Yield the pictures of each step: every picture once, shuffled, then again, shuffled anew.

    Parameters
    ----------
    n, batch, steps, seed : int
        Pictures in all, pictures a step (at most `n`), how many steps, and the seed.
    device : torch.device or str, optional
        Where the indexes go, an epoch at a time; they are the same on every device.

    Yields
    ------
    torch.Tensor
        Shape (batch,), int64. A batch never holds a picture twice.
    """
    generator = torch.Generator().manual_seed(seed)
    whole = n // batch  # what does not fill a batch waits for another epoch's shuffle
    for step in range(steps):
        if step % whole == 0:
            shuffled = torch.randperm(n, generator=generator).to(device)
        at = step % whole * batch
        yield shuffled[at : at + batch]


def rate(schedule: str, step: int, steps: int, warmup: float) -> float:
    """Return which part of the largest learning rate a step takes.

    Parameters
    ----------
    schedule : {"cosine", "one-cycle", "constant"}
        The shape of the curve.
    step, steps : int
        Which step, from 0, of how many.
    warmup : float
        Which part of the steps the cosine's linear rise takes.

    Returns
    -------
    float
        From 0.01 to 1.
    """
    if schedule == "constant":
        return 1.0
    rise = (warmup if schedule == "cosine" else 0.5) * steps
    if step + 1 < rise:
        return max(FLOOR, (step + 1) / rise)
    part = (step - rise) / max(1.0, steps - rise)
    part = min(1.0, max(0.0, part))
    down = 0.5 * (1 + math.cos(math.pi * part)) if schedule == "cosine" else 1 - part
    return max(FLOOR, down)


class _Clock:
    """The seconds since it was made, less the pauses."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        devices.wait(device)
        self._start = time.perf_counter()

    def seconds(self) -> float:
        """Return the seconds until all work given to the device so far is done."""
        devices.wait(self._device)
        return time.perf_counter() - self._start

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Do not count what happens inside."""
        before = self.seconds()
        yield
        devices.wait(self._device)
        self._start = time.perf_counter() - before


def _cross_entropy(label_smoothing: float) -> Callable[[Tensor, Tensor], Tensor]:
    return nn.CrossEntropyLoss(label_smoothing=label_smoothing)


def _trainable(net: nn.Module, parameters: Iterable[Any] | None) -> list[Any]:
    """Return what an optimizer takes: parameters, or groups of them."""
    if parameters is None:
        return [p for p in net.parameters() if p.requires_grad]
    return list(parameters)


def _optimizer(
    name: str, groups: list[Any], lr: float, momentum: float, weight_decay: float
) -> torch.optim.Optimizer:
    if name == "sgd":
        return torch.optim.SGD(
            groups, lr=lr, momentum=momentum, nesterov=momentum > 0, weight_decay=weight_decay
        )
    if name == "adamw":
        return torch.optim.AdamW(groups, lr=lr, weight_decay=weight_decay)
    raise ValueError(f'the optimizer is "sgd" or "adamw", not {name!r}')


def _check(
    x: Tensor,
    where: torch.device,
    groups: list[Any],
    steps: int | None,
    epochs: float | None,
    schedule: str,
    warmup: float,
) -> None:
    """Say in one sentence why this cannot be trained."""
    if (steps is None) == (epochs is None):
        raise ValueError("say how long to train: give steps or epochs, one of the two")
    if (steps if epochs is None else epochs) <= 0:
        raise ValueError("training takes at least one step")
    if len(x) == 0:
        raise ValueError("there is no picture to learn from")
    if schedule not in SCHEDULES:
        raise ValueError(f"the schedule is one of {', '.join(SCHEDULES)}, not {schedule!r}")
    if not 0 <= warmup < 1:
        raise ValueError(f"warmup is a part of the steps, from 0 to below 1, not {warmup}")
    if not groups:
        raise ValueError("nothing is left to train: no parameter requires a gradient")
    if x.device != where:
        raise ValueError(
            f"the network is on {where} and the pictures are on {x.device}: "
            f"move one of them, as in net.to({str(x.device)!r})"
        )
