"""A trained network is not judged by equal answers, but by how good they are on the whole.

Images go in, logits come out; what is true stays with the judge, who measures, and looks for what
can be seen in the answers when they are not good enough. The ways to measure are in
:mod:`pixelup.scores`; here is what they have in common.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .compare import Difference
from .plain import describe, is_tensor
from .weights import Weights

BATCH = 500  # images of one question
Asked = tuple[tuple[np.ndarray, np.ndarray], ...]


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
        Between 0 and 1, rising; each that is reached is worth the same.
    weights
        The file of weights that is handed in; None for none.
    budget
        Seconds that the cell with the training may take where no file is handed in.
    kind
        What is measured: a name of :data:`pixelup.scores.SCORES`.
    """

    data: str
    images: int
    classes: int
    thresholds: tuple[float, ...]
    settings: tuple[tuple[str, Any], ...] = ()
    weights: Weights | None = None
    budget: float = 60.0
    # not in the repr: records of trainings hold a hash of it, and `data` says it already
    kind: str = field(default="accuracy", repr=False)


@dataclass(frozen=True, eq=False)
class Example:
    """Something that the network gets wrong.

    Attributes
    ----------
    words
        What it is.
    pictures
        Pairs of an alternative text and a picture (C, H, W), 0 to 1, of one channel or three.
    """

    words: str
    pictures: tuple[tuple[str, np.ndarray], ...]


@dataclass(frozen=True, eq=False)
class Measured:
    """How a network did on the images.

    Attributes
    ----------
    value
        What the score measures, 0 to 1.
    told, reached
        The same in a sentence, and as the beginning of one.
    title, columns
        What the examples are, and what the pictures beside them show.
    examples
        A few of the worst.
    sign
        One of the score's signs, or empty; looked for where a threshold is missed.
    fact
        What else can be seen in the answers, a sentence, or empty.
    remark
        What should be mended though all thresholds are reached, a sentence, or empty.
    """

    value: float
    told: str
    reached: str
    title: str = ""
    columns: str = ""
    examples: tuple[Example, ...] = ()
    sign: str = ""
    fact: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Kind:
    """One way to judge a trained network.

    Attributes
    ----------
    classes
        How many there are where a task does not say it.
    signs
        What can be seen in the answers beyond doubt, in words, in the order in which it is
        looked for.
    row
        What a threshold is called: ``row(0.85)`` is "at least 85% right".
    wanted
        The same behind what was reached: ``wanted(0.85)`` is "85% are asked for".
    shape
        ``shape(score, labels)`` is the shape of the logits where `labels` are true.
    holds
        What the logits are, after "an array of shape ...".
    measure
        ``measure(score, asked, answers)``; `asked` has pairs of images and labels, the extra
        questions last, as :mod:`pixelup.trained` draws them; `answers` has the logits to each,
        None for an extra question without an answer.
    """

    classes: int
    signs: dict[str, str]
    row: Callable[[float], str]
    wanted: Callable[[float], str]
    shape: Callable[[Score, np.ndarray], tuple[int, ...]]
    holds: str
    measure: Callable[[Score, Asked, tuple[Any, ...]], Measured]


def form(kind: Kind, score: Score, labels: np.ndarray, got: Any) -> Difference | None:
    """What is wrong with the form of an answer; None if it can be measured.

    Parameters
    ----------
    kind, score
        How it is judged.
    labels
        What is true of the images.
    got
        What came back.
    """
    shape = kind.shape(score, labels)
    if not (isinstance(got, np.ndarray) or is_tensor(got)):
        wanted = f"an array of shape {shape}, {kind.holds},"
        return Difference("type", f"{describe(got)}, where {wanted} is expected")
    if tuple(got.shape) != shape:
        said = f"the shape is {tuple(got.shape)}, where {shape} is expected"
        if tuple(got.shape) == labels.shape:
            said += ": return the logits of all classes, not the class"
        return Difference("shape", said)
    if not np.isfinite(array(got)).all():
        return Difference("nan", "there are logits that are no finite numbers")
    return None


def array(value: Any) -> np.ndarray:
    """A tensor or an array as an array."""
    return value.detach().cpu().numpy() if is_tensor(value) else np.asarray(value)


def joined(score: Score, asked: Asked, answers: tuple[Any, ...]) -> tuple[np.ndarray, ...]:
    """Images, labels and logits of the questions that count, each as one array."""
    main = -(-score.images // BATCH)
    images, labels = (np.concatenate(parts) for parts in zip(*asked[:main], strict=True))
    return images, labels, np.concatenate([array(a) for a in answers[:main]]).astype(float)


def batch_dependent(logits: np.ndarray, few: Any) -> bool:
    """Whether the same images got other logits in a small batch.

    Parameters
    ----------
    logits
        To all images.
    few
        To the first of them, asked once more; None for no answer.
    """
    if few is None:
        return False
    few = array(few)
    same = logits[: len(few)]
    return bool(np.abs(same - few).max(initial=0.0) > 0.01 * np.abs(same).max(initial=0.0))


def wrong_scale(score: Score, value: float, on_large: float | None) -> bool:
    """Whether the lowest threshold is reached on pixels from 0 to 255, and not as they are.

    Parameters
    ----------
    score
        The task's.
    value, on_large
        What is measured on pixels as they are, and on large ones; None for no answer.
    """
    return on_large is not None and on_large >= score.thresholds[0] > value


def probabilities(logits: np.ndarray) -> bool:
    """Whether the numbers of each image, or pixel, are positive and add up to 1."""
    return bool((logits >= 0).all() and np.allclose(logits.sum(axis=1), 1))


# Signs that every score looks for, in these words.
COMMON = {
    "batch-dependent": "the answer to an image depends on the other images of its batch",
    "wrong-scale": "the answers are right for pixels from 0 to 255",
    "probabilities": "the answers are probabilities, not logits",
}
FORGOTTEN_EVAL = (
    "A remark that costs no points: the answer to an image depends on the other images of its "
    "batch. Does the network answer in training mode? `network.eval()` changes that."
)
