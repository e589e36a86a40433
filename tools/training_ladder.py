"""The rows of the training bench: the same training, made faster by one change a row."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from pixelup.datasets import GlyphDigits, Images, PhotoGlyphs
from pixelup.datasets.images import as_float
from pixelup.training import evaluate, set_seed
from pixelup.training.device import wait
from pixelup.training.fit import order, rate

from .lenet import lenet

WARM = 10  # steps that nobody counts
CHECKS = 24  # how often the accuracy is measured on the way


@dataclass(frozen=True)
class Rung:
    """How one row of the table trains.

    Parameters
    ----------
    name : str
        What is new in it.
    resident : bool
        The pictures are uint8 and on the device, instead of floats that a DataLoader collects.
    batched : bool
        A batch is augmented at once on the device, instead of picture by picture.
    lazy : bool
        The loss is not asked for after every step.
    batch : int
        Pictures a step.
    channels_last, bfloat16 : bool
        How numbers lie in memory, and how long they are.
    compiled : str
        Nothing, or the mode of torch.compile.
    cuda : bool
        Makes sense on CUDA alone.
    why : str
        Why not elsewhere.
    """

    name: str
    resident: bool = False
    batched: bool = False
    lazy: bool = False
    batch: int = 64
    channels_last: bool = False
    bfloat16: bool = False
    compiled: str = ""
    cuda: bool = False
    why: str = ""


def ladder(cuda: bool) -> tuple[Rung, ...]:
    """Return the rows: each is the one before with one change."""
    rungs = [Rung("naive: DataLoader, floats, picture by picture")]
    many = 512 if cuda else 128

    def then(name: str, **change: object) -> None:
        rungs.append(replace(rungs[-1], name=name, **change))

    then("pictures resident on the device, as uint8", resident=True)
    then("a batch is augmented at once, on the device", batched=True)
    then("no .item() a step", lazy=True)
    then(f"batches of {many} instead of 64", batch=many)
    then("channels_last", channels_last=True)
    then("bfloat16", bfloat16=True, cuda=True, why="most CPUs are slower in bfloat16")
    then("torch.compile", compiled="default", why="on a CPU the first step would take minutes")
    then("CUDA graphs", compiled="reduce-overhead", why="they are part of CUDA")
    return tuple(rungs)


@dataclass(frozen=True)
class Course:
    """What is trained.

    Parameters
    ----------
    name : str
        Network and pictures.
    make : callable
        Returns the network.
    train, test : callable
        ``train(n)`` draws n pictures as uint8 on the CPU.
    pictures, seen : int
        Pictures in the training set, and how many of them a run learns from.
    threshold : float
        The accuracy to reach.
    tested : int
        Pictures on which it is measured.
    lr : float
        The largest learning rate for batches of 64.
    """

    name: str
    make: Callable[[], nn.Module]
    train: Callable[[int], Images]
    test: Callable[[int], Images]
    pictures: int
    seen: int
    threshold: float
    tested: int = 2000
    lr: float = 0.05


@dataclass(frozen=True)
class Run:
    """One training: pictures a second, and seconds until the threshold, nan if never."""

    speed: float
    seconds: float
    accuracy: float


class Residual(nn.Module):
    """Two convolutions and a way around them."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.way = nn.Sequential(*_conv(channels, width, 3), nn.ReLU(), *_conv(width, width, 3))
        self.around = nn.Sequential(*(_conv(channels, width, 1) if channels != width else ()))

    def forward(self, x: Tensor) -> Tensor:
        """Add both and rectify."""
        return F.relu(self.way(x) + self.around(x))


def small_resnet(width: int = 16) -> nn.Module:
    """Return a ResNet of three blocks for 32 × 32 colour pictures."""
    return nn.Sequential(
        *_conv(3, width, 3), nn.ReLU(), nn.MaxPool2d(2),
        Residual(width, width), nn.MaxPool2d(2),
        Residual(width, 2 * width), nn.MaxPool2d(2),
        Residual(2 * width, 4 * width), nn.AdaptiveMaxPool2d(1),
        nn.Flatten(), nn.Linear(4 * width, 10),
    )  # fmt: skip


def _conv(channels: int, width: int, kernel: int) -> tuple[nn.Module, nn.Module]:
    convolution = nn.Conv2d(channels, width, kernel, padding=kernel // 2, bias=False)
    return convolution, nn.BatchNorm2d(width)


COURSES = (
    Course(
        "LeNet on GlyphDigits (28 × 28, grey)",
        lenet,
        lambda n: GlyphDigits().draw(n, dtype=torch.uint8),
        lambda n: GlyphDigits("test").draw(n, dtype=torch.uint8),
        pictures=12_000,
        seen=48_000,
        threshold=0.95,
    ),
    Course(
        "small ResNet on PhotoGlyphs (32 × 32, colour)",
        small_resnet,
        lambda n: PhotoGlyphs().draw(n, dtype=torch.uint8),
        lambda n: PhotoGlyphs(split="test").draw(n, dtype=torch.uint8),
        pictures=12_000,
        seen=48_000,
        threshold=0.85,
    ),
)


def shift_and_zoom(x: Tensor) -> Tensor:
    """Move each picture by up to a pixel and scale it by up to 5 %, in one grid_sample.

    Zeros as padding and no gradient: all that MPS can do.

    Parameters
    ----------
    x : torch.Tensor
        Shape (N, C, H, W), float.
    """
    n, size = len(x), x.shape[3]
    u = torch.rand(3, n, device=x.device) * 2 - 1
    matrix = torch.zeros(n, 2, 3, device=x.device)
    matrix[:, 0, 0] = matrix[:, 1, 1] = 1 + 0.05 * u[0]
    matrix[:, :, 2] = (u[1:] * 2 / size).T
    grid = F.affine_grid(matrix, list(x.shape), align_corners=False)
    return F.grid_sample(x, grid, padding_mode="zeros", align_corners=False)


class OneByOne(Dataset):
    """What a first program does: convert and augment a picture whenever it is asked for."""

    def __init__(self, images: Images) -> None:
        self.x, self.y = images.x.cpu(), images.y.cpu()

    def __len__(self) -> int:
        return len(self.y)

    def __getitem__(self, i: int) -> tuple[Tensor, Tensor]:
        """Return one picture (C, H, W) and its label."""
        return shift_and_zoom(as_float(self.x[i : i + 1]))[0], self.y[i]


def batches(rung: Rung, data: Images, steps: int, device: torch.device) -> Iterator[tuple]:
    """Yield augmented batches on the device, as the rung makes them."""
    if not rung.resident:
        loader = DataLoader(OneByOne(data), rung.batch, shuffle=True, drop_last=True)
        for epoch in range(math.ceil(steps / len(loader))):
            for _, (x, y) in zip(range(epoch * len(loader), steps), loader, strict=False):
                yield x.to(device), y.to(device)
        return
    layout = torch.channels_last if rung.channels_last else torch.contiguous_format
    for index in order(len(data), rung.batch, steps, 0, device):
        x = as_float(data.x[index])
        if rung.batched:
            x = shift_and_zoom(x)
        else:
            x = torch.cat([shift_and_zoom(one) for one in x.split(1)])
        yield x.contiguous(memory_format=layout), data.y[index]


def train(course: Course, rung: Rung, data: Images, test: Images, steps: int | None = None) -> Run:
    """Train one network as a rung does, and take its time.

    Parameters
    ----------
    course, rung
        What, and how.
    data, test : Images
        On the device, uint8.
    steps : int, optional
        Another number than the course says.

    Returns
    -------
    Run
    """
    device = data.device
    steps = steps or course.seen // rung.batch
    set_seed(0)
    net = course.make().to(device)
    if rung.channels_last:
        net = net.to(memory_format=torch.channels_last)
    forward = torch.compile(net, mode=rung.compiled) if rung.compiled else net
    # The usual rule of thumb for larger batches: the square root, for a short run.
    lr = course.lr * (rung.batch / 64) ** 0.5
    sgd = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9, nesterov=True, weight_decay=5e-4)
    warm_up(net, forward, batches(rung, data, WARM, device), rung.bfloat16)
    reached, paused, accuracy = math.nan, 0.0, 0.0
    total = torch.zeros((), device=device)
    wait(device)
    started = time.perf_counter()
    for step, (x, y) in enumerate(batches(rung, data, steps, device), start=1):
        for group in sgd.param_groups:
            group["lr"] = lr * rate("cosine", step - 1, steps, 0.15)
        sgd.zero_grad()
        value = learn(forward, x, y, rung.bfloat16)
        sgd.step()
        total += value.detach() if rung.lazy else value.item()
        if step % max(1, steps // CHECKS) == 0 or step == steps:
            wait(device)
            now = time.perf_counter()
            accuracy = evaluate(net, test).accuracy
            if math.isnan(reached) and accuracy >= course.threshold:
                reached = now - started - paused
            wait(device)
            paused += time.perf_counter() - now
    wait(device)
    seconds = time.perf_counter() - started - paused
    return Run(steps * rung.batch / seconds, reached, accuracy)


def learn(forward: nn.Module, x: Tensor, y: Tensor, bfloat16: bool) -> Tensor:
    """Return the loss of a batch, with its gradients in the parameters."""
    with torch.autocast(x.device.type, torch.bfloat16, enabled=bfloat16):
        value = F.cross_entropy(forward(x), y)
    value.backward()
    return value


def warm_up(net: nn.Module, forward: nn.Module, few: Iterable, bfloat16: bool) -> None:
    """Let compilers compile and caches fill, and leave the network as it was."""
    kept = {key: value.clone() for key, value in net.state_dict().items()}
    for x, y in few:
        learn(forward, x, y, bfloat16)
    net.load_state_dict(kept)
