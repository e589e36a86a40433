"""The questions that chapter 9 asks beside the comparison: one function each, a few rows each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from torch import nn

from pixelup import pretrained
from pixelup.datasets import Images
from pixelup.networks import Conv3
from pixelup.training import evaluate, fit, set_seed

from .transfer import (
    AUGMENT,
    LABELS,
    MAIN,
    PAIRS,
    RATES,
    STEPS,
    USUAL,
    Pair,
    accuracy,
    by_layer,
    features,
    over_seeds,
    probe,
    renewed,
    train,
    untrained,
)


def running_statistics() -> list[dict[str, Any]]:
    """Freeze the parameters, and let batch norm's statistics run on."""
    rows = []
    for name, pair in PAIRS.items():
        test = pair.test()
        for k in (1, 10):

            def run(seed: int, way: tuple = (pair, test, k)) -> float:
                pair, test, k = way
                net = renewed(pair, seed)
                net.features.requires_grad_(False)
                train(net, pair.draw(k, seed), USUAL, seed)
                return evaluate(net, test).accuracy

            rows.append({"pair": name, "labels": k} | over_seeds(run))
    return rows


def layer_rates() -> list[dict[str, Any]]:
    """Train a new head and everything below it, the latter at a smaller rate."""
    pair, k = PAIRS[MAIN], 10
    test = pair.test()
    rows = []
    for share in (1, 0.1, 0.01):

        def run(seed: int, share: float = share) -> float:
            net, few = renewed(pair, seed), pair.draw(k, seed)
            groups = by_layer(net, USUAL, share)
            train(net, few, USUAL, seed, augment=AUGMENT, parameters=groups)
            return evaluate(net, test).accuracy

        rows.append({"pair": MAIN, "labels": k, "share": share} | over_seeds(run))
    return rows


def one_rate() -> list[dict[str, Any]]:
    """Train the head first, and then everything at one rate."""
    pair = PAIRS[MAIN]
    test = pair.test()
    return [
        {"pair": MAIN, "method": "probe-then-full", "rate": rate, "labels": k}
        | over_seeds(accuracy("probe-then-full", pair, test, rate, k, share=1))
        for rate in RATES
        for k in LABELS
    ]


def source_sizes() -> list[dict[str, Any]]:
    """Pretrain on fewer letters, for equally many steps; then a probe with 10 labels a class."""
    pair, k = PAIRS[MAIN], 10
    source, test = pretrained.NETWORKS[pair.network], pair.test()
    rows = []
    for letters in (10, 100, 1000):
        set_seed(0)
        trained = source.network().to(memory_format=torch.channels_last)
        many = source.train.draw(letters * len(source.classes), seed=0)
        fit(trained, many, steps=1000, lr=0.1, seed=0, progress=False)
        rows.append({"letters": letters} | probed(trained, pair, k, test))
    return rows


def other_inputs() -> list[dict[str, Any]]:
    """Probe features of networks that saw something else, or nothing."""
    pair, k = PAIRS[MAIN], 10
    test = pair.test()
    grey = replace(
        pair,
        draw=lambda k, seed: _grey(pair.draw(k, seed)),
        network="latin-letters",
    )
    alike = probed(pretrained.load(pair.network), pair, k, test)
    other = probed(pretrained.load(grey.network), grey, k, _grey(test))
    nothing = probed(untrained(pair), pair, k, test)
    return [
        {"saw": "letters on photographs"} | alike,
        {"saw": "letters on black paper"} | other,
        {"saw": "nothing: random weights"} | nothing,
    ]


def _grey(images: Images) -> Images:
    return replace(images, x=images.x.mean(1, keepdim=True))


def probed(net: Conv3, pair: Pair, k: int, test: Images) -> dict[str, float | int]:
    """Train heads on a network's features, with several seeds."""
    seen = features(net, test.x), test.y

    def run(seed: int) -> float:
        set_seed(seed)
        few = pair.draw(k, seed)
        head = nn.Linear(net.head.in_features, pair.classes)
        train(head, (features(net, few.x), few.y), USUAL, seed)
        return evaluate(head, seen).accuracy

    return over_seeds(run)


def plenty() -> list[dict[str, Any]]:
    """Have many labels in task B: 500 a class, and five times as many steps."""
    pair, k = PAIRS[MAIN], 500
    test, steps = pair.test(), 5 * STEPS
    rows = []
    for method, rate in (("scratch", USUAL), ("frozen", USUAL), ("full", USUAL)):

        def run(seed: int, method: str = method, rate: float = rate) -> float:
            net, few = renewed(pair, seed, pretrain=method != "scratch"), pair.draw(k, seed)
            if method == "frozen":
                probe(net, few, seed, steps=steps)
            else:
                train(net, few, rate, seed, augment=AUGMENT, steps=steps)
            return evaluate(net, test).accuracy

        row = {"pair": MAIN, "method": method, "rate": rate, "labels": k, "steps": steps}
        rows.append(row | over_seeds(run, 3))
    return rows


def patient() -> list[dict[str, Any]]:
    """Give networks from scratch five times as many steps."""
    rows, steps = [], 5 * STEPS
    for name, k in ((MAIN, 10), ("latin-to-georgian", 5), ("printed-to-real", 10)):
        pair = PAIRS[name]
        test = pair.test()

        def run(seed: int, way: tuple = (pair, test, k)) -> float:
            pair, test, k = way
            net = renewed(pair, seed, pretrain=False)
            few = pair.draw(k, seed)
            train(net, few, USUAL, seed, augment=AUGMENT, steps=steps)
            return evaluate(net, test).accuracy

        row = {"pair": name, "method": "scratch", "labels": k, "steps": steps}
        rows.append(row | over_seeds(run, 3))
    return rows


QUESTIONS = {
    "batch-norm": running_statistics,
    "layer-rates": layer_rates,
    "one-rate": one_rate,
    "source-size": source_sizes,
    "input": other_inputs,
    "plenty": plenty,
    "patient": patient,
}
