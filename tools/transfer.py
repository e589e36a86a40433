"""Carry a network's knowledge from one task to another, in five ways: what chapter 9 compares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from pixelup import pretrained
from pixelup.datasets import GlyphLetters, Images, PhotoGlyphs, scikit_digits
from pixelup.networks import Conv3
from pixelup.training import History, evaluate, fit, set_seed
from tools.measure_augmentation import turned

USUAL = 0.05  # the rate of a new head, and of a network from scratch
STEPS, BATCH, SEEDS, TEST_IMAGES, CURVE_POINTS = 200, 50, 5, 2000, 10
AUGMENT = turned(12)  # as in chapter 8
LABELS = (1, 2, 5, 10, 20, 50)  # a class
RATES = (0.05, 0.01, 0.001)
GENTLY = 0.01  # the body's rate after a probe, as a part of the head's
LAST_BLOCK = 8  # the first layer of the last block of `Conv3.features`


@dataclass(frozen=True)
class Pair:
    """A task A whose network we have, and a task B with few labels.

    Attributes
    ----------
    title, target
        In words.
    network
        The name of the pretrained network.
    draw
        ``draw(k, seed)`` gives `k` labels a class of task B.
    test
        ``test()`` gives the pictures on which all are measured.
    """

    title: str
    network: str
    target: str
    draw: Callable[[int, int], Images]
    test: Callable[[], Images]

    @property
    def classes(self) -> int:
        """How many classes task B has."""
        return len(self.draw(1, 0).classes)


def _drawn(data: Any) -> Callable[[int, int], Images]:
    return lambda k, seed: data.draw(k * len(data.classes), seed=seed)


PAIRS = {
    "letters-to-digits": Pair(
        "letters on photographs to digits on photographs",
        "letters-on-photos",
        "digits on photographs",
        _drawn(PhotoGlyphs()),
        lambda: PhotoGlyphs(split="test").draw(TEST_IMAGES, seed=0),
    ),
    "latin-to-georgian": Pair(
        "Latin letters to Georgian letters",
        "latin-letters",
        "printed Georgian letters",
        _drawn(GlyphLetters("georgian")),
        lambda: GlyphLetters("georgian", "test").draw(TEST_IMAGES, seed=0),
    ),
    "printed-to-real": Pair(
        "printed digits to real digits",
        "printed-digits",
        "digits written with a pen",
        lambda k, seed: scikit_digits().per_class(k, seed),
        lambda: scikit_digits("test"),
    ),
}
MAIN = "letters-to-digits"
METHODS = {
    "scratch": "from scratch",
    "frozen": "frozen features, new head",
    "top": "last block and head",
    "full": "everything at once",
    "probe-then-full": "head first, then everything, the body at a hundredth of the rate",
}


class Still(nn.Sequential):
    """Layers that never go into training mode: their batch norm keeps its statistics."""

    def train(self, mode: bool = True) -> Still:  # noqa: ARG002
        """Stay as it is."""
        return super().train(False)


@torch.no_grad()
def features(net: Conv3, x: Tensor) -> Tensor:
    """Return what the head of a network would see, (N, 4 * width), in eval mode."""
    net.eval()
    return torch.cat([net.features(part) for part in x.split(500)])


def renewed(pair: Pair, seed: int, pretrain: bool = True) -> Conv3:
    """Make a network for task B: pretrained features, or new ones, and a new head."""
    set_seed(seed)
    net = pretrained.load(pair.network)
    if not pretrain:
        net = pretrained.NETWORKS[pair.network].network()
    net.head = nn.Linear(net.head.in_features, pair.classes)
    return net.to(memory_format=torch.channels_last)  # 1.4 times as fast on a CPU


def train(net: nn.Module, few: Any, rate: float, seed: int, **options: Any) -> History:
    """Train as everywhere in this file."""
    options = {"steps": STEPS, **options}
    return fit(net, few, batch=BATCH, lr=rate, seed=seed, progress=False, **options)


def probe(net: Conv3, few: Images, seed: int, **options: Any) -> History:
    """Train the head alone, on features that are worked out once."""
    return train(net.head, (features(net, few.x), few.y), USUAL, seed, **options)


def by_layer(net: Conv3, rate: float, share: float) -> list[dict[str, Any]]:
    """Group the parameters: the head at a rate, the body at a part of it."""
    return [
        {"params": list(net.features.parameters()), "lr": share * rate},
        {"params": list(net.head.parameters()), "lr": rate},
    ]


def adapted(
    method: str,
    pair: Pair,
    few: Images,
    rate: float,
    seed: int,
    watch: Images | None = None,
    share: float = GENTLY,
) -> tuple[Conv3, History]:
    """Train one network for task B.

    Parameters
    ----------
    method : str
        One of `METHODS`.
    pair, few, rate, seed
        The task, its few labelled pictures, the learning rate, the seed of everything else.
    watch : Images, optional
        On which to measure `CURVE_POINTS` times on the way.
    share : float, optional
        Of the rate, for the body after a probe.

    Returns
    -------
    Conv3, History
    """
    net = renewed(pair, seed, pretrain=method != "scratch")
    options: dict[str, Any] = {}
    if watch is not None:
        seen = (features(net, watch.x), watch.y) if method == "frozen" else watch
        options = {"validation": seen, "validate_every": STEPS // CURVE_POINTS}
    if method == "frozen":
        return net, probe(net, few, seed, **options)
    if method == "probe-then-full":
        probe(net, few, seed)
        options["parameters"] = by_layer(net, rate, share)
    if method == "top":
        below, above = net.features[:LAST_BLOCK], net.features[LAST_BLOCK:]
        net.features = nn.Sequential(Still(*below.requires_grad_(False)), *above)
    return net, train(net, few, rate, seed, augment=AUGMENT, **options)


def accuracy(
    method: str, pair: Pair, test: Images, rate: float, k: int, share: float = GENTLY
) -> Callable[[int], float]:
    """Return what adapts a network with a seed, and says which part of the test it gets right."""

    def run(seed: int) -> float:
        net, _ = adapted(method, pair, pair.draw(k, seed), rate, seed, share=share)
        return evaluate(net, test).accuracy

    return run


def summary(accuracies: Sequence[float]) -> dict[str, float | int]:
    """Mean, spread and worst in percent."""
    a = 100 * np.array(accuracies)
    return {
        "mean": round(float(a.mean()), 1),
        "std": round(float(a.std()), 1),
        "worst": round(float(a.min()), 1),
        "seeds": len(a),
    }


def over_seeds(run: Callable[[int], float], seeds: int = SEEDS) -> dict[str, float | int]:
    """Run with other pictures, other heads, another order each time."""
    return summary([run(seed) for seed in range(seeds)])


@torch.no_grad()
def untrained(pair: Pair) -> Conv3:
    """Make a network that learned nothing, but whose batch norm knows its statistics."""
    net = renewed(pair, 0, pretrain=False)
    for part in pair.draw(100, 0).x[:1000].split(BATCH):
        net(part)
    return net.eval()
