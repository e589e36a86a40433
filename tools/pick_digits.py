"""Pick the digits among which InsideExplorer looks for what a map likes best, and write them.

``python tools/pick_digits.py``: a second; the same file each time. Fifty test digits, five of each
class, all read right by the committed network, in eight greys; the noise of the background becomes
black, which packs better.
"""

from __future__ import annotations

import numpy as np
from safetensors.numpy import save

from pixelup.datasets import GlyphDigits
from pixelup.widgets import lenet

OUT = lenet.FILE.with_name("digits.safetensors")
EACH, SEED = 5, 11
LEVELS, BLACK = 7, 0.12


def picked() -> dict[str, np.ndarray]:
    """Draw digits until there are enough of each class.

    Returns
    -------
    dict of str to ndarray
        ``x`` int8 (50, 28, 28), 0 to 7; ``x.scale`` float32 (1,); ``y`` int8 (50,), in order.
    """
    drawn = GlyphDigits("test").draw(40 * EACH, seed=SEED)
    x = drawn.x[:, 0].numpy()
    whole = np.round(np.where(x < BLACK, 0, x) * LEVELS).astype(np.int8)
    weights, kept = lenet.trained(), []
    for label in range(10):
        own = np.flatnonzero(drawn.y.numpy() == label)
        right = [n for n in own if lenet.scores(whole[n] / LEVELS, weights).argmax() == label]
        kept += right[:EACH]
    labels = drawn.y.numpy()[kept].astype(np.int8)
    return {"x": whole[kept], "x.scale": np.float32([1 / LEVELS]), "y": labels}


def main() -> None:
    """Pick and write."""
    OUT.write_bytes(save(picked()))
    print(f"{OUT.name}: {OUT.stat().st_size:,} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
