"""Measure what augmentation brings, for chapter 8: few labels, many, the right one, a wrong one.

``python -m tools.measure_augmentation`` writes ``book/records/augmentation.json``; ten minutes
on one core. The page reads the file, so that nobody waits for 110 trainings.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from pixelup.datasets import GlyphDigits, Images, scikit_digits
from pixelup.training import evaluate, fit, set_seed
from tools.lenet import lenet

OUT = Path(__file__).parents[1] / "book" / "records" / "augmentation.json"
LABELS, SEEDS, STEPS = (5, 10, 20, 50, 100), range(5), 400
Change = Callable[[Tensor], Tensor]


def turned(degrees: float, zoom: float = 0.12, shift: float = 2.0) -> Change:
    """Turn, zoom and shift each picture of a batch by numbers of its own."""

    def change(x: Tensor) -> Tensor:
        def u(*shape: int) -> Tensor:
            return 2 * torch.rand(*shape, device=x.device) - 1

        n = len(x)
        angle = torch.deg2rad(degrees * u(n))
        size = 1 + zoom * u(n)
        c, s = angle.cos() / size, angle.sin() / size
        theta = torch.stack([torch.stack([c, -s], 1), torch.stack([s, c], 1)], 1)
        theta = torch.cat([theta, 2 * shift / x.shape[-1] * u(n, 2, 1)], 2)
        grid = F.affine_grid(theta, list(x.shape), align_corners=False)
        return F.grid_sample(x, grid, align_corners=False)

    return change


def flipped(axis: int) -> Change:
    """Flip half of a batch."""

    def change(x: Tensor) -> Tensor:
        chosen = torch.rand(len(x), device=x.device) < 0.5
        return torch.where(chosen[:, None, None, None], x.flip(axis), x)

    return change


CHANGES: dict[str, Change | None] = {
    "none": None,
    "turn, zoom, shift": turned(12),
    "flip left to right": flipped(3),
    "turn by up to 180 degrees": turned(180, 0, 0),
}


def accuracy(train: Images, test: Images, change: Change | None, seed: int) -> float:
    """Train once, and measure."""
    set_seed(seed)
    net = lenet()
    fit(net, train, steps=STEPS, batch=64, augment=change, seed=seed, progress=False)
    return round(evaluate(net, test).accuracy, 4)


def main() -> None:
    """Measure everything, and write it down."""
    torch.set_num_threads(1)
    test = GlyphDigits("test").draw(4000, seed=0)
    record: dict[str, dict] = {"glyphs": {}, "pen digits": {}, "steps": STEPS}
    for name, change in CHANGES.items():
        for k in LABELS:
            runs = [
                accuracy(GlyphDigits().draw(10 * k, seed=seed), test, change, seed)
                for seed in SEEDS
            ]
            record["glyphs"].setdefault(name, {})[str(k)] = runs
            print(f"{name:26} {k:4} labels a class: {runs}", flush=True)  # noqa: T201
    pen_train, pen_test = scikit_digits(), scikit_digits("test")
    for name in ("none", "turn, zoom, shift"):
        runs = [
            accuracy(pen_train.per_class(20, seed), pen_test, CHANGES[name], seed) for seed in SEEDS
        ]
        record["pen digits"][name] = runs
        print(f"{name:26} pen digits, 20 a class: {runs}", flush=True)  # noqa: T201
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
