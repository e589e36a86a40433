"""Write golden_boxes.json: overlaps of boxes by counting little squares, and greedy suppression."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

PLACE = Path(__file__).with_name("golden_boxes.json")
FINE = 4  # little squares along a unit; boxes have quarters
SIDE = 24 * FINE

PAIRS = (
    ([4, 4, 12, 12], [8, 4, 16, 12]),
    ([4, 4, 12, 12], [4, 4, 12, 12]),
    ([4, 4, 12, 12], [12, 6, 18, 12]),
    ([2, 2, 9, 7], [13, 9, 22, 14]),
    ([2, 2, 9, 7], [13, 3, 22, 6]),
    ([4, 2, 16, 14], [7, 5, 13, 11]),
    ([2, 6, 22, 10], [10, 1, 14, 15]),
    ([4, 4, 14, 12], [9, 2, 9, 14]),
    ([3, 3, 3, 3], [3, 3, 3, 3]),
    ([3.5, 3, 12, 10.5], [6, 5.25, 15.5, 13]),
)
CROWDS = 12


def painted(box: list[float]) -> np.ndarray:
    """Paint a box into little squares, shape (96, 96)."""
    mask = np.zeros((SIDE, SIDE), dtype=bool)
    left, top, right, bottom = (round(FINE * v) for v in box)
    mask[top:bottom, left:right] = True
    return mask


def counted(one: list[float], other: list[float]) -> dict[str, float]:
    """Count what two boxes share and cover."""
    a, b = painted(one), painted(other)
    shared, covered = int((a & b).sum()), int((a | b).sum())
    return {
        "shared": shared / FINE**2,
        "covered": covered / FINE**2,
        "iou": round(shared / covered, 10) if covered else 0,
    }


def by_rule(boxes: list[list[int]], scores: list[float], threshold: float) -> dict[str, list]:
    """Suppress by counted overlaps: who is kept, and who made each of the others fall."""
    masks = np.array([painted(box).ravel() for box in boxes]).astype(int)
    shared = masks @ masks.T
    sizes = masks.sum(1)
    covered = sizes[:, None] + sizes[None] - shared
    alive, by = set(range(len(boxes))), [-1] * len(boxes)
    kept = []
    while alive:
        best = min(alive, key=lambda n: (-scores[n], n))
        kept.append(best)
        alive.discard(best)
        for n in sorted(alive):
            if shared[best, n] > threshold * covered[best, n]:
                alive.discard(n)
                by[n] = best
    return {"kept": kept, "by": by}


def golden() -> dict[str, list]:
    """Make the cases.

    Returns
    -------
    dict
        ``pairs``: two boxes, what they share and cover, and the three spellings of the first;
        ``crowds``: boxes, scores with ties, a threshold, who is kept, and who fell to whom.
    """
    rng = np.random.default_rng(11)
    pairs = []
    for a, b in PAIRS:
        w, h = a[2] - a[0], a[3] - a[1]
        spelled = {"xywh": [a[0], a[1], w, h], "xyxy": a}
        spelled["cxcywh"] = [(a[0] + a[2]) / 2, (a[1] + a[3]) / 2, w, h]
        pairs.append({"a": a, "b": b, **counted(a, b), "spelled": spelled})
    crowds = []
    for n in range(CROWDS):
        corner = rng.integers(0, 10 + n, (9, 2))
        boxes = np.concatenate([corner, corner + rng.integers(3, 13 - n // 2, (9, 2))], 1)
        boxes = boxes.clip(0, SIDE // FINE).tolist()
        scores = (rng.integers(1, 7, 9) / 8).tolist()
        threshold = [0, 0.125, 0.25, 0.5, 0.75, 1][n % 6]  # exact in binary
        crowd = {"boxes": boxes, "scores": scores, "threshold": threshold}
        crowds.append(crowd | by_rule(boxes, scores, threshold))
    return {"pairs": pairs, "crowds": crowds}


def text() -> str:
    """Write the cases as they are committed.

    Returns
    -------
    str
    """
    return json.dumps(golden(), separators=(",", ":")) + "\n"


if __name__ == "__main__":
    PLACE.write_text(text())
