"""Accuracy: which share of the images gets the right class."""

from __future__ import annotations

from typing import Any

import numpy as np

from .score import (
    COMMON,
    FORGOTTEN_EVAL,
    Asked,
    Example,
    Kind,
    Measured,
    Score,
    array,
    batch_dependent,
    joined,
    probabilities,
    wrong_scale,
)

MOST_PAIRS = 3  # confused pairs that are told
SHOWN = 4  # images of each
_ENOUGH = 0.99  # share of the images that is as good as all

SIGNS = COMMON | {
    "renamed-classes": "the classes are told apart, but carry each other's names",
    "guessing": "the answers are no better than guessing",
}


def measure(score: Score, asked: Asked, answers: tuple[Any, ...]) -> Measured:
    """Count what is right, and look for what explains what is not; see :class:`Kind`."""
    images, labels, logits = joined(score, asked, answers)
    few, large = answers[-2:]
    guesses = logits.argmax(axis=1)
    right, count = int((guesses == labels).sum()), len(labels)
    confusion = np.zeros((score.classes, score.classes), dtype=int)
    np.add.at(confusion, (labels, guesses), 1)
    measured = {
        "value": right / count,
        "told": f"Accuracy {right / count:.1%}: {right} of {count} images.",
        "reached": f"{right} of {count} images are right ({right / count:.1%})",
        "title": "most often confused",
        "columns": "some of them",
        "examples": _confused(confusion, images, labels, guesses),
    }
    depends = batch_dependent(logits, few)
    if right >= score.thresholds[-1] * count:
        return Measured(**measured, remark=FORGOTTEN_EVAL if depends else "")
    on_large = None if large is None else float((array(large).argmax(1) == asked[-1][1]).mean())
    found = {
        "batch-dependent": depends,
        "wrong-scale": wrong_scale(score, right / count, on_large),
        "probabilities": probabilities(logits),
        "renamed-classes": _renamed(score, confusion),
        "guessing": _guessing(score, right, count),
    }
    sign = next((name for name in SIGNS if found[name]), "")
    return Measured(**measured, sign=sign, fact=_fact(guesses))


def _confused(
    confusion: np.ndarray, images: np.ndarray, labels: np.ndarray, guesses: np.ndarray
) -> tuple[Example, ...]:
    """The pairs of classes that are most often taken for each other."""
    off = confusion - np.diag(np.diag(confusion))
    order = np.argsort(-off, axis=None, kind="stable")[:MOST_PAIRS]
    found = []
    for label, guess in zip(*np.unravel_index(order, off.shape), strict=True):
        where = np.flatnonzero((labels == label) & (guesses == guess))
        if len(where):
            times = "once" if len(where) == 1 else f"{len(where)} times"
            alt = f"class {label}, taken for class {guess}"
            pictures = tuple((alt, images[i]) for i in where[:SHOWN])
            found.append(Example(f"{label} taken for {guess}, {times}", pictures))
    return tuple(found)


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


ACCURACY = Kind(
    classes=10,
    signs=SIGNS,
    row=lambda threshold: f"at least {threshold:.0%} right",
    wanted=lambda threshold: f"{threshold:.0%} are asked for",
    shape=lambda score, labels: (len(labels), score.classes),
    holds="a row of logits an image",
    measure=measure,
)
