"""A trained network is not judged by equal answers, but by how often it is right.

Images go in, logits come out; the labels stay with the judge, who counts, and looks for what
can be seen in the answers when too few are right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .compare import Difference
from .plain import describe, is_tensor
from .weights import Weights

BATCH = 500  # images of one question
MOST_PAIRS = 3  # confused pairs that are told
_ENOUGH = 0.99  # share of the images that is as good as all

# What can be seen in the answers beyond doubt, in the order in which it is looked for.
SIGNS = {
    "batch-dependent": "the answer to an image depends on the other images of its batch",
    "wrong-scale": "the answers are right for pixels from 0 to 255",
    "probabilities": "the answers are probabilities, not logits",
    "renamed-classes": "the classes are told apart, but carry each other's names",
    "guessing": "the answers are no better than guessing",
}


@dataclass(frozen=True)
class Score:
    """How a trained network is judged.

    Attributes
    ----------
    data
        Name of the data set: a class of :mod:`pixelup.datasets` that draws images.
    settings
        Pairs of one of its arguments and the value.
    images
        How many images are drawn.
    classes
        How many classes there are.
    thresholds
        Shares of right answers, rising; each that is reached is worth the same.
    weights
        The file of weights that is handed in; None for none.
    budget
        Seconds that the cell with the training may take where no file is handed in.
    """

    data: str
    images: int
    classes: int
    thresholds: tuple[float, ...]
    settings: tuple[tuple[str, Any], ...] = ()
    weights: Weights | None = None
    budget: float = 60.0


@dataclass(frozen=True)
class Pair:
    """Images of one class that were taken for another.

    Attributes
    ----------
    examples
        Indices of the first of them.
    """

    label: int
    taken_for: int
    count: int
    examples: tuple[int, ...]


@dataclass(frozen=True)
class Measured:
    """How a network did on the images.

    Attributes
    ----------
    sign
        One of :data:`SIGNS`, or empty.
    fact
        What else can be seen in the answers, a sentence, or empty.
    """

    right: int
    count: int
    pairs: tuple[Pair, ...] = ()
    sign: str = ""
    fact: str = ""

    @property
    def accuracy(self) -> float:
        """Share of the images whose class is right."""
        return self.right / self.count


def form(score: Score, count: int, got: Any) -> Difference | None:
    """What is wrong with the form of an answer to `count` images; None if it can be counted."""
    wanted = f"an array of shape ({count}, {score.classes}), a row of logits an image,"
    if not (isinstance(got, np.ndarray) or is_tensor(got)):
        return Difference("type", f"{describe(got)}, where {wanted} is expected")
    if tuple(got.shape) != (count, score.classes):
        said = f"the shape is {tuple(got.shape)}, where {(count, score.classes)} is expected"
        if tuple(got.shape) == (count,):
            said += ": return the logits of all classes, not the class"
        return Difference("shape", said)
    if not np.isfinite(_array(got)).all():
        return Difference("nan", "there are logits that are no finite numbers")
    return None


def measure(
    score: Score,
    asked: tuple[tuple[np.ndarray, np.ndarray], ...],
    answers: tuple[Any, ...],
) -> Measured:
    """Count what is right, and look for what explains what is not.

    Parameters
    ----------
    score
        The task's.
    asked
        Pairs of images and labels, and the extra questions, as :mod:`pixelup.trained` draws them.
    answers
        Logits (n, classes) to each; None for an extra question without an answer.
    """
    main = -(-score.images // BATCH)
    labels = np.concatenate([y for _, y in asked[:main]])
    logits = np.concatenate([_array(a) for a in answers[:main]]).astype(float)
    guesses = logits.argmax(axis=1)
    right = int((guesses == labels).sum())
    confusion = np.zeros((score.classes, score.classes), dtype=int)
    np.add.at(confusion, (labels, guesses), 1)
    pairs = _pairs(confusion, labels, guesses)
    if right >= score.thresholds[-1] * len(labels):
        return Measured(right, len(labels), pairs)
    extra = [None if a is None else _array(a).astype(float) for a in answers[main:]]
    found = {
        "batch-dependent": _depends(logits, extra[0]),
        "wrong-scale": _scaled(score, asked[-1][1], extra[-1], right / len(labels)),
        "probabilities": bool((logits >= 0).all() and np.allclose(logits.sum(axis=1), 1)),
        "renamed-classes": _renamed(score, confusion),
        "guessing": _guessing(score, right, len(labels)),
    }
    sign = next((name for name in SIGNS if found[name]), "")
    return Measured(right, len(labels), pairs, sign, _fact(guesses))


def _array(value: Any) -> np.ndarray:
    return value.detach().cpu().numpy() if is_tensor(value) else np.asarray(value)


def _pairs(confusion: np.ndarray, labels: np.ndarray, guesses: np.ndarray) -> tuple[Pair, ...]:
    off = confusion - np.diag(np.diag(confusion))
    order = np.argsort(-off, axis=None, kind="stable")[:MOST_PAIRS]
    found = []
    for label, guess in zip(*np.unravel_index(order, off.shape), strict=True):
        where = np.flatnonzero((labels == label) & (guesses == guess))
        if len(where):
            first = tuple(int(i) for i in where[:4])
            found.append(Pair(int(label), int(guess), len(where), first))
    return tuple(found)


def _depends(logits: np.ndarray, alone: np.ndarray | None) -> bool:
    """Whether the same images got other logits in a small batch."""
    if alone is None:
        return False
    scale = np.abs(logits[: len(alone)]).max(initial=0.0)
    return bool(np.abs(logits[: len(alone)] - alone).max(initial=0.0) > 0.01 * scale)


def _scaled(score: Score, labels: np.ndarray, large: np.ndarray | None, accuracy: float) -> bool:
    """Whether the network is right on pixels from 0 to 255, and not as they are."""
    if large is None:
        return False
    on_large = float((large.argmax(axis=1) == labels).mean())
    return on_large >= score.thresholds[0] > accuracy


def _renamed(score: Score, confusion: np.ndarray) -> bool:
    """Whether one other name for each class makes the answers good enough."""
    best = confusion.argmax(axis=0)  # the true class behind each guess
    one_each = len(set(best.tolist())) == score.classes
    return one_each and bool(confusion.max(axis=0).sum() >= score.thresholds[-1] * confusion.sum())


def _guessing(score: Score, right: int, count: int) -> bool:
    """Within five standard deviations of what the toss of a die gives."""
    chance = 1 / score.classes
    return right / count < chance + 5 * (chance * (1 - chance) / count) ** 0.5


def _fact(guesses: np.ndarray) -> str:
    classes, counts = np.unique(guesses, return_counts=True)
    if counts.max() >= _ENOUGH * len(guesses):
        which = int(classes[counts.argmax()])
        return f"{int(counts.max())} of {len(guesses)} images are taken for class {which}."
    return ""
