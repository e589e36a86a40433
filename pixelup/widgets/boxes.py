"""The detection figure's boxes for paper, as ``js/maths/boxes.mjs`` has them alive.

A box is left, top, right, bottom; coordinates lie between pixels.
"""

from __future__ import annotations

from collections.abc import Sequence

Box = Sequence[float]

#: Columns and rows of a scene, and its digits: which, where its field begins (x, y), and the scale.
#: The same in js/widgets/detection_presets.mjs.
SCENES: dict[str, tuple[int, int, tuple[tuple[str, float, float, float], ...]]] = {
    "none": (24, 16, ()),
    "apart": (48, 30, (("6", 2, 2, 0.9), ("9", 24, 2, 0.9))),
    "close": (48, 30, (("6", 7, 2, 0.9), ("9", 13, 2, 0.9))),
}


def common(one: Box, other: Box) -> Box | None:
    """Give what both boxes hold.

    Parameters
    ----------
    one, other : (left, top, right, bottom)

    Returns
    -------
    (left, top, right, bottom) or None
        None where that is nothing.
    """
    corner = [max(pair) for pair in zip(one[:2], other[:2], strict=True)]
    end = [min(pair) for pair in zip(one[2:], other[2:], strict=True)]
    return (*corner, *end) if corner[0] < end[0] and corner[1] < end[1] else None


def agreement(one: Box, other: Box) -> tuple[float, float, float]:
    """Say how well two boxes agree.

    Parameters
    ----------
    one, other : (left, top, right, bottom)

    Returns
    -------
    shared, covered : float
        Areas of the intersection and of the union.
    quotient : float
        One divided by the other; 0 where nothing is covered.
    """
    inner = common(one, other)
    shared = _size(inner) if inner else 0.0
    covered = _size(one) + _size(other) - shared
    return shared, covered, shared / covered if covered else 0.0


def survivors(boxes: Sequence[Box], scores: Sequence[float], threshold: float) -> list[int]:
    """Say which candidates are left, for the still picture.

    Parameters
    ----------
    boxes : sequence of (left, top, right, bottom)
    scores : sequence of float
    threshold : float

    Returns
    -------
    list of int
        The highest score first; of equal scores, the box that comes first.
    """
    found: list[int] = []
    for n in sorted(range(len(boxes)), key=lambda n: -scores[n]):  # a stable sort
        meets = (agreement(boxes[n], boxes[m])[2] for m in found)
        if not any(quotient > threshold for quotient in meets):
            found.append(n)
    return found


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
