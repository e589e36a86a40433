"""Dice: how well masks agree with the truth, for networks that name a class for each pixel.

For a class c of a picture, with P the pixels that are taken for c and T those that are c,

    Dice = 2 |P and T| / (|P| + |T|)          (Dice, 1945),

and 1 where both are empty: nothing is there, and nothing was found. Where only one of them is
empty it is 0. A picture's Dice is the mean over the classes from 1 on (class 0 is background);
the score is the mean over pictures, so that a large thing counts no more than a small one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
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

SHOWN = 3  # pictures that are shown, the worst
REACH = 3  # pixels: how far a shift is looked for
BETTER = 0.05  # Dice that must be gained before another mask is said to fit better
GOOD = 0.6  # Dice that another mask must have before it is said to fit
CLEAR = 0.75  # the same for boxes: a blurred mask fits them a little as well
FEW = 0.01  # a share that is as good as none
BLOCKS = (8, 4, 2)  # pixels
TURNS = {
    "with left and right exchanged": lambda p: p[:, :, ::-1],
    "with top and bottom exchanged": lambda p: p[:, ::-1],
    "turned by 180 degrees": lambda p: p[:, ::-1, ::-1],
    "with rows and columns exchanged": lambda p: p.transpose(0, 2, 1),
}

SIGNS = {
    "batch-dependent": COMMON["batch-dependent"],
    "wrong-scale": COMMON["wrong-scale"],
    "all-background": "hardly any pixel is taken for anything but background",
    "no-background": "hardly any pixel is taken for background",
    "one-mask-for-all": "every picture gets the same mask",
    "inverted": "what is thing is taken for background, and background for thing",
    "blocks": "the masks are made of square blocks of equal pixels",
    "turned": "the masks fit better when they are turned over",
    "shifted": "the masks fit better when they are moved",
    "boxes": "the masks are more like the boxes around the things than like the things",
    "too-thick": "the masks are thicker than the things",
    "probabilities": COMMON["probabilities"],
}


def dice(guesses: np.ndarray, masks: np.ndarray, classes: int = 2) -> np.ndarray:
    """Dice of each picture; what it is, says the head of this file.

    Parameters
    ----------
    guesses, masks
        Shape (N, H, W): the class of each pixel, as it was answered and as it is.
    classes
        How many there are, with background.

    Returns
    -------
    ndarray
        Shape (N,).
    """
    each = []
    for c in range(1, classes):
        p, t = guesses == c, masks == c
        both = 2 * (p & t).sum(axis=(1, 2))
        all_of_them = p.sum(axis=(1, 2)) + t.sum(axis=(1, 2))
        each.append(np.where(all_of_them > 0, both / np.maximum(all_of_them, 1), 1.0))
    return np.mean(each, axis=0)


def measure(score: Score, asked: Asked, answers: tuple[Any, ...]) -> Measured:
    """Compare the masks, and look for what explains how they differ; see :class:`Kind`."""
    images, masks, logits = joined(score, asked, answers)
    few, large = answers[-2:]
    guesses = logits.argmax(axis=1)
    each = dice(guesses, masks, score.classes)
    value = float(each.mean())
    span = f"from {each.min():.2f} to {each.max():.2f}"
    measured = {
        "value": value,
        "told": f"Dice {value:.3f}: the mean of {len(each)} pictures, {span}.",
        "reached": f"the mean Dice of {len(each)} pictures is {value:.3f}",
        "title": "the worst masks",
        "columns": "picture, true mask, your mask",
        "examples": _worst(images, masks, guesses, each, score.classes),
    }
    depends = batch_dependent(logits, few)
    if value >= score.thresholds[-1]:
        return Measured(**measured, remark=FORGOTTEN_EVAL if depends else "")
    on_large = None
    if large is not None:
        on_large = float(dice(array(large).argmax(axis=1), asked[-1][1], score.classes).mean())
    seen = {
        "batch-dependent": depends,
        "wrong-scale": wrong_scale(score, value, on_large),
        "probabilities": probabilities(logits),
    }
    found = {name: "" for name, is_seen in seen.items() if is_seen}
    found |= dict(_seen(score, guesses, masks, value))
    sign = next((name for name in SIGNS if name in found), "")
    return Measured(**measured, sign=sign, fact=found.get(sign, ""))


def _worst(
    images: np.ndarray, masks: np.ndarray, guesses: np.ndarray, each: np.ndarray, classes: int
) -> tuple[Example, ...]:
    """The pictures with the lowest Dice: picture, true mask, answer."""

    def grey(mask: np.ndarray) -> np.ndarray:
        return mask[None] / (classes - 1)

    return tuple(
        Example(
            f"Dice {each[i]:.2f}",
            (
                ("the picture", images[i]),
                ("its true mask", grey(masks[i])),
                ("your mask", grey(guesses[i])),
            ),
        )
        for i in np.argsort(each, kind="stable")[:SHOWN]
    )


def _seen(
    score: Score, guesses: np.ndarray, masks: np.ndarray, value: float
) -> Iterator[tuple[str, str]]:
    """What can be seen in the masks: a sign, and a sentence that says more, or nothing."""

    def fits(sign: str, others: dict[str, np.ndarray]) -> Iterator[tuple[str, str]]:
        """Whether other masks than those of the answer fit better, and which."""
        reached = {how: float(dice(p, masks, score.classes).mean()) for how, p in others.items()}
        how = max(reached, key=reached.get)
        if reached[how] > max(GOOD, value + BETTER):
            yield sign, f"{how[0].upper()}{how[1:]}, they have a Dice of {reached[how]:.3f}."

    def agreement(other: np.ndarray) -> float:
        return float(dice(things, other).mean())

    things, true = guesses > 0, masks > 0
    if things.mean() < FEW * true.mean():
        yield "all-background", ""
        return
    if (~things).mean() < FEW:
        yield "no-background", ""
        return
    usual = np.broadcast_to(things.mean(axis=0) > 0.5, things.shape)
    if dice(things, usual).mean() > 1 - FEW:
        yield "one-mask-for-all", ""
    if score.classes == 2:
        yield from fits("inverted", {"with the classes exchanged": 1 - guesses})
    for side in BLOCKS:
        if _made_of_blocks(guesses, side):
            yield "blocks", f"The blocks are {side} pixels wide."
            break
    turned = {how: turn(guesses) for how, turn in TURNS.items()}
    yield from fits("turned", {how: p for how, p in turned.items() if p.shape == masks.shape})
    moves = product(range(-REACH, REACH + 1), repeat=2)
    yield from fits("shifted", {_in_words(*m): _moved(guesses, *m) for m in moves if any(m)})
    box, thick = agreement(_boxes(true)), max(agreement(t) for t in _thicker(true))
    if max(box, thick) > max(GOOD, value + BETTER):
        is_box = box > max(CLEAR, thick)
        sign, like = ("boxes", "the boxes") if is_box else ("too-thick", "thicker things")
        yield sign, f"Dice with {like} is {max(box, thick):.3f}."


def _moved(p: np.ndarray, down: int, right: int) -> np.ndarray:
    """Masks (N, H, W) moved by some pixels; background comes in."""
    _, h, w = p.shape
    y = np.zeros_like(p)
    y[:, max(0, down) : h + down, max(0, right) : w + right] = p[
        :, max(0, -down) : h - down, max(0, -right) : w - right
    ]
    return y


def _in_words(down: int, right: int) -> str:
    """``moved by 2 pixels down and 1 pixel to the left``."""

    def pixels(n: int, way: str) -> str:
        return f"{abs(n)} {'pixel' if abs(n) == 1 else 'pixels'} {way}"

    parts = [pixels(down, "down" if down > 0 else "up")] if down else []
    parts += [pixels(right, "to the right" if right > 0 else "to the left")] if right else []
    return f"moved by {' and '.join(parts)}"


def _made_of_blocks(p: np.ndarray, side: int) -> bool:
    """Whether the blocks of `side` by `side` pixels that hold anything are of one class each."""
    n, h, w = p.shape
    if h % side or w % side:
        return False
    blocks = p.reshape(n, h // side, side, w // side, side)
    low, high = blocks.min(axis=(2, 4)), blocks.max(axis=(2, 4))
    return bool((low != high).sum() <= FEW * (high > 0).sum())


def _thicker(true: np.ndarray) -> Iterator[np.ndarray]:
    """Masks (N, H, W) grown by 1, 2, ... pixels on all sides."""
    for _ in range(REACH):
        grown = true.copy()
        for down, right in product((-1, 0, 1), repeat=2):
            grown |= _moved(true, down, right)
        true = grown
        yield true


def _boxes(true: np.ndarray) -> np.ndarray:
    """The smallest box around each mask (N, H, W), filled; the same masks where it is empty."""
    rows, columns = true.any(axis=2), true.any(axis=1)  # (N, H), (N, W)

    def span(held: np.ndarray) -> np.ndarray:
        before = np.maximum.accumulate(held, axis=1)
        return before & np.maximum.accumulate(held[:, ::-1], axis=1)[:, ::-1]

    return span(rows)[:, :, None] & span(columns)[:, None, :]


DICE = Kind(
    classes=2,
    signs=SIGNS,
    row=lambda threshold: f"Dice of at least {threshold:.2f}",
    wanted=lambda threshold: f"{threshold:.2f} is asked for",
    shape=lambda score, masks: (len(masks), score.classes, *masks.shape[1:]),
    holds="logits of each class for each pixel",
    measure=measure,
)
