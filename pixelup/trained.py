"""The images that a trained network is asked for: drawn anew from a seed wherever it is judged.

`check` draws from a seed that all students share, the grader from one that nobody knows.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from functools import lru_cache

import numpy as np

from . import datasets
from .score import BATCH, Score
from .task import Answer, Case, Task

ALONE = 8  # images that are asked for a second time, in a small batch
LARGE = 200  # images that are asked for a second time, with pixels from 0 to 255


def drawn(task: Task, seed: int) -> Task:
    """The task with images as its cases, where it is one of a trained network.

    Parameters
    ----------
    task
        Any task.
    seed
        What the images are drawn from.

    Returns
    -------
    Task
        A case a batch: images (n, C, H, W) in float32, labels (n,) as the expected answer. The
        last two cases do not count: some images once more, alone, and some with large pixels.
    """
    if task.score is None:
        return task
    images, labels = _draw(task.score, (seed, zlib.crc32(task.name.encode())))
    parts = [("images", slice(i, i + BATCH), 1) for i in range(0, task.score.images, BATCH)]
    parts.append(("a few of them alone", slice(ALONE), 1))
    parts.append(("pixels from 0 to 255", slice(LARGE), 255))
    cases = tuple(
        Case(group, (scale * images[part],), Answer(value=labels[part]))
        for group, part, scale in parts
    )
    return replace(task, cases=cases)


@lru_cache(maxsize=4)
def _draw(score: Score, seed: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    source = getattr(datasets, score.data)(**dict(score.settings))
    found = source.draw(score.images, seed=int(rng.integers(2**31)))
    # a data set may give its classes in turn: no neighbour may tell what an image is not
    order = rng.permutation(score.images)
    images, labels = found.x.cpu().numpy()[order], found.y.cpu().numpy()[order]
    return images.astype(np.float32), labels.astype(np.int64)
