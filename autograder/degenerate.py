"""Cases that cannot tell right from wrong: square images, symmetric kernels, no remainder.

Each finding has a name; a task whose `allow` holds that name means it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from pixelup import plain
from pixelup.task import Task

KERNELS = frozenset({"k", "w", "kernel", "kernels", "weight", "weights"})
STRIDES = frozenset({"s", "stride", "strides"})
BIASES = frozenset({"b", "bias", "biases"})

FINDINGS: dict[str, str] = {
    "square": "every picture is square, so height and width can be swapped unseen",
    "square-kernel": "every kernel is square, so its height and width can be swapped unseen",
    "symmetric-kernel": "every kernel is symmetric, so a flip or a transpose stays unseen",
    "positive": "no input has a negative value, so signs can be lost unseen",
    "one-sample": "every batch has one sample, so all but the first can be lost unseen",
    "one-channel": "every input has one channel, so all but the first can be lost unseen",
    "zero-bias": "every bias is zero, so it can be forgotten unseen",
    "no-remainder": "every stride fits, so what is left over can be handled wrongly unseen",
    "one-answer": "all expected answers are the same, so a constant passes",
    "repeated": "two cases have the same arguments",
}


def findings(task: Task) -> Iterator[str]:
    """Names of what is degenerate in a task's cases."""
    for name, holds in _CHECKS.items():
        if holds(task):
            yield name


def _matrices(task: Task, kernels: bool) -> list[np.ndarray]:
    """All arrays of two or more axes that are kernels, or that are not."""
    return [
        a
        for case in task.cases
        for name, a in zip(task.parameters, case.args, strict=False)
        for a in [_array(a)]
        if a is not None and a.ndim >= 2 and (name in KERNELS) == kernels
    ]


def _array(value: Any) -> np.ndarray | None:
    if plain.is_tensor(value):
        value = value.detach().cpu().numpy()
    return value if isinstance(value, np.ndarray) else None


def _square(arrays: list[np.ndarray]) -> bool:
    return bool(arrays) and all(a.shape[-1] == a.shape[-2] for a in arrays)


def _symmetric(k: np.ndarray) -> bool:
    flips = (k[..., ::-1, ::-1], k[..., ::-1, :], k[..., :, ::-1])
    same = any(np.array_equal(k, f) for f in flips)
    return same or (k.shape[-1] == k.shape[-2] and np.array_equal(k, np.swapaxes(k, -1, -2)))


def _positive(task: Task) -> bool:
    arrays = [a for a in _matrices(task, True) + _matrices(task, False) if a.dtype.kind in "if"]
    return bool(arrays) and all(bool((a >= 0).all()) for a in arrays)


def _axis_is_one(axis: int) -> Callable[[Task], bool]:
    def holds(task: Task) -> bool:
        batches = [a for a in _matrices(task, False) if a.ndim == 4]
        return bool(batches) and all(a.shape[axis] == 1 for a in batches)

    return holds


def _named(task: Task, names: frozenset[str]) -> list[Any]:
    return [
        a
        for case in task.cases
        for name, a in zip(task.parameters, case.args, strict=False)
        if name in names and a is not None
    ]


def _zero_bias(task: Task) -> bool:
    biases = _named(task, BIASES)
    return bool(biases) and not any(np.any(np.asarray(b)) for b in biases)


def _no_remainder(task: Task) -> bool:
    if not any(name in STRIDES for name in task.parameters):
        return False
    for case in task.cases:
        given = dict(zip(task.parameters, case.args, strict=False))
        stride = next(v for n, v in given.items() if n in STRIDES)
        arrays = {n: a for n, v in given.items() if (a := _array(v)) is not None and a.ndim >= 2}
        images = [a for n, a in arrays.items() if n not in KERNELS]
        kernels = [a for n, a in arrays.items() if n in KERNELS]
        if not images or not isinstance(stride, int) or stride < 1:
            return False  # not a question this rule understands
        k = kernels[0].shape[-1] if kernels else given.get("k", given.get("f", 1))
        p = given.get("p", given.get("padding", 0))
        if isinstance(k, int) and isinstance(p, int) and (images[0].shape[-1] + 2 * p - k) % stride:
            return False
    return True


def _one_answer(task: Task) -> bool:
    first = task.cases[0].expected
    return len(task.cases) > 1 and all(c.expected.same_as(first, task.rules) for c in task.cases)


def _repeated(task: Task) -> bool:
    seen = [str([plain.encode(a) for a in case.args]) for case in task.cases]
    return len(set(seen)) < len(seen)


_CHECKS: dict[str, Callable[[Task], bool]] = {
    "square": lambda t: _square(_matrices(t, False)),
    "square-kernel": lambda t: _square(_matrices(t, True)),
    "symmetric-kernel": lambda t: bool(m := _matrices(t, True)) and all(map(_symmetric, m)),
    "positive": _positive,
    "one-sample": _axis_is_one(0),
    "one-channel": _axis_is_one(1),
    "zero-bias": _zero_bias,
    "no-remainder": _no_remainder,
    "one-answer": _one_answer,
    "repeated": _repeated,
}
