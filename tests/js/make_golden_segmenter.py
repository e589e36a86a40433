"""Write golden_segmenter.json: what torch says of the example pictures, and measures of masks."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from pixelup.widgets import segmenter

PLACE = Path(__file__).with_name("golden_segmenter.json")
SOME = 101  # every so many numbers of a layer are kept


def maps(x: torch.Tensor, shortcut: bool) -> dict[str, torch.Tensor]:
    """Run the network as it is described, with torch's own layers, on (1, 3, H, W)."""
    w = {name: torch.from_numpy(v) for name, v in segmenter.stored().items()}

    def layer(operation, y, name, **more):
        return operation(y, w[f"{name}.weight"], w[f"{name}.bias"], padding=1, **more)

    down1 = F.relu(layer(F.conv2d, x, "down1", stride=2))
    down2 = F.relu(layer(F.conv2d, down1, "down2", stride=2))
    middle = F.relu(layer(F.conv2d, down2, "middle"))
    grown = layer(F.conv_transpose2d, middle, "up2", stride=2)
    up2 = F.relu(grown + down1 if shortcut else grown)
    up1 = layer(F.conv_transpose2d, up2, "up1", stride=2)
    return {"down1": down1, "down2": down2, "middle": middle, "up2": up2, "up1": up1}


def golden() -> dict[str, list]:
    """Make the cases.

    Returns
    -------
    dict
        ``pictures``: some numbers of each layer, with and without the shortcut, and the size of
        the true mask; ``masks``: flat masks, truths, and their measures in float64.
    """
    pictures = []
    x, truth = segmenter.examples()
    for picture, mask in zip(torch.from_numpy(x), truth, strict=True):
        case = {"true": int(mask.sum()), "first": int(np.flatnonzero(mask)[0])}
        for name, shortcut in (("with", True), ("without", False)):
            found = maps(picture[None], shortcut)
            case[name] = {k: _rounded(v.flatten()[::SOME]) for k, v in found.items()}
            case[f"digit {name}"] = int(found["up1"][0].argmax(0).sum())
        pictures.append(case)
    rng = np.random.default_rng(0)
    masks = []
    for share in (0, 0, 0.2, 0.5, 0.9, 1):
        p, t = (rng.random((2, 30)) < share).astype(int)
        both, either = int((p & t).sum()), int((p | t).sum())
        size = int(p.sum() + t.sum())
        measures = {
            "accuracy": float((p == t).mean()),
            "iou": both / either if either else 1.0,
            "dice": 2 * both / size if size else 1.0,
        }
        masks.append({"mask": p.tolist(), "truth": t.tolist(), **measures})
    return {"pictures": pictures, "masks": masks}


def text() -> str:
    """Write the cases as they are committed.

    Returns
    -------
    str
    """
    return json.dumps(golden(), separators=(",", ":")) + "\n"


def _rounded(values: torch.Tensor) -> list[float]:
    return [round(v, 4) + 0.0 for v in values.tolist()]


if __name__ == "__main__":
    PLACE.write_text(text())
