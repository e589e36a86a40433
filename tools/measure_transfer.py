"""Measure what transfer brings, for chapter 9 and its figure, with few labels and with many.

``python -m tools.measure_transfer`` writes ``pixelup/widgets/transfer.json``; forty minutes
on one core. ``python -m tools.measure_transfer PIECE ...`` measures only these pieces again and
leaves the rest of the file as it is. The page and the figure read the file, so that nobody waits
for six hundred trainings.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pixelup import pretrained
from pixelup.networks import count_parameters

from .transfer import (
    BATCH,
    LABELS,
    LAST_BLOCK,
    MAIN,
    METHODS,
    PAIRS,
    RATES,
    SEEDS,
    STEPS,
    USUAL,
    Pair,
    accuracy,
    adapted,
    features,
    over_seeds,
    renewed,
    untrained,
)
from .transfer_questions import QUESTIONS

OUT = Path(__file__).parents[1] / "pixelup" / "widgets" / "transfer.json"
# The rates of the main pair; on the others the first one is measured.
TRIED = {"full": (0.01, 0.05, 0.001), "probe-then-full": (0.05, 0.01)}
MORE_SEEDS = 10  # of the main pair with 10 labels a class
MAP_IMAGES, SHOWN = 150, 10  # pictures and classes on the map


def compared(name: str, method: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Measure a method on a pair: rows of the record, one for each rate and number of labels."""
    pair = PAIRS[name]
    test = pair.test()
    for rate in rates(name, method):
        for k in LABELS:
            many = MORE_SEEDS if name == MAIN and k == 10 else SEEDS
            row = {"pair": name, "method": method, "rate": rate, "labels": k}
            yield "runs", row | over_seeds(accuracy(method, pair, test, rate, k), many)
    yield "curves", watched(name, method)


def methods(name: str) -> list[str]:
    """Return the methods with which a pair is measured."""
    return [method for method in METHODS if method != "top" or name == MAIN]


def rates(name: str, method: str) -> tuple[float, ...]:
    """Return the rates with which a method is measured on a pair."""
    return TRIED.get(method, (USUAL,))[: None if name == MAIN else 1]


def watched(name: str, method: str) -> dict[str, Any]:
    """Watch the accuracy while a method trains, with 10 labels a class."""
    pair = PAIRS[name]
    test, k = pair.test()[:1000], 10
    rate = rates(name, method)[0]
    history = [
        adapted(method, pair, pair.draw(k, seed), rate, seed, watch=test)[1]
        for seed in range(SEEDS)
    ]
    steps = [step for step, _ in history[0].validation]
    right = 100 * np.array([[a for _, a in h.validation] for h in history])
    return {
        "pair": name,
        "method": method,
        "rate": rate,
        "labels": k,
        "epochs": [round(step * min(1, BATCH / (k * pair.classes)), 1) for step in steps],
        "mean": right.mean(0).round(1).tolist(),
        "std": right.std(0).round(1).tolist(),
    }


def drawn_map(pair: Pair) -> dict[str, list[list[float]]]:
    """Put test pictures on a plane: the two directions in which their features differ most."""
    few = pair.test()[:MAP_IMAGES]
    if pair.classes > SHOWN:
        few = pair.test()
        few = few[few.y < SHOWN][:MAP_IMAGES]
    places = {}
    for when, net in (("before", untrained(pair)), ("after", renewed(pair, 0))):
        f = features(net, few.x)
        f = f - f.mean(0)
        xy = f @ torch.linalg.svd(f, full_matrices=False)[2][:2].T
        xy = xy / xy.abs().max()
        places[when] = [
            [round(x, 2), round(y, 2), label]
            for (x, y), label in zip(xy.tolist(), few.y.tolist(), strict=True)
        ]
    return places


def described() -> dict[str, Any]:
    """What the record says of itself: labels, rates, methods, pairs."""
    net = renewed(PAIRS[MAIN], 0)
    total = count_parameters(net)
    changed = dict.fromkeys(METHODS, total) | {"frozen": count_parameters(net.head)}
    changed["top"] = count_parameters(net.features[LAST_BLOCK:]) + count_parameters(net.head)
    return {
        "labels": LABELS,
        "rates": RATES,
        "steps": STEPS,
        "batch": BATCH,
        "methods": {
            name: {"title": title, "trainable": changed[name], "total": total}
            for name, title in METHODS.items()
        },
        "pairs": {
            name: {
                "title": pair.title,
                "source": pretrained.NETWORKS[pair.network].title,
                "target": pair.target,
                "classes": pair.classes,
            }
            for name, pair in PAIRS.items()
        },
    }


def write(record: dict[str, Any]) -> None:
    """Write the record, a row a line."""
    parts = []
    for key, value in record.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            rows = ",\n  ".join(json.dumps(row) for row in value)
            parts.append(f'"{key}": [\n  {rows}\n]')
        else:
            parts.append(f'"{key}": {json.dumps(value)}')
    OUT.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def main() -> None:
    """Measure the pieces that are asked for, or all, and write each as soon as it is there."""
    torch.set_num_threads(1)
    known = [*(f"{pair}:{method}" for pair in PAIRS for method in methods(pair)), *QUESTIONS]
    pieces = sys.argv[1:] or known
    unknown = [piece for piece in pieces if piece not in known]
    if unknown:
        sys.exit(f"there is no piece called {unknown[0]!r}; there are {', '.join(known)}")
    record: dict[str, Any] = {"runs": [], "curves": [], "extra": {}}
    if OUT.exists():
        record = json.loads(OUT.read_text(encoding="utf-8"))
    record["map"] = {name: drawn_map(pair) for name, pair in PAIRS.items()}
    for piece in pieces:
        print(f"{piece}:", flush=True)  # noqa: T201
        if piece in QUESTIONS:
            record["extra"][piece] = QUESTIONS[piece]()
            print(*record["extra"][piece], sep="\n", flush=True)  # noqa: T201
        else:
            name, method = piece.split(":")
            for kind in ("runs", "curves"):
                record[kind] = [
                    row for row in record[kind] if (row["pair"], row["method"]) != (name, method)
                ]
            for kind, row in compared(name, method):
                record[kind].append(row)
                print(row, flush=True)  # noqa: T201
        write(described() | {key: record[key] for key in ("runs", "curves", "map", "extra")})


if __name__ == "__main__":
    main()
