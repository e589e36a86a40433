"""Photographs of the course: they come with scikit-image, so no network is needed.

Every one is CC0: copy, change and share it as you like.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import skimage.data
from PIL import Image
from skimage.transform import resize

# Rec. 709 luma: how much red, green and blue add to the brightness that we see.
LUMA = np.array([0.2126, 0.7152, 0.0722])


@dataclass(frozen=True)
class Photograph:
    """Where a photograph comes from.

    Parameters
    ----------
    file : str
        Name of the file in scikit-image's data folder.
    shows : str
        What can be seen on it, in a few words.
    credit : str
        Who made it.
    licence : str
        The licence under which scikit-image ships it.
    """

    file: str
    shows: str
    credit: str
    licence: str = "CC0 1.0"


PHOTOGRAPHS: dict[str, Photograph] = {
    "brick": Photograph("brick.png", "a brick wall", "CC0Textures (Bricks25)"),
    "camera": Photograph("camera.png", "a man with a camera", "Lav Varshney"),
    "cell": Photograph("cell.png", "a cell in saline", "the authors of qpformat"),
    "chelsea": Photograph("chelsea.png", "Chelsea, a cat", "Stefan van der Walt"),
    "coffee": Photograph("coffee.png", "a cup of coffee", "Rachel Michetti, Pikolo Espresso Bar"),
    "grass": Photograph("grass.png", "grass", "linolafett (DeviantArt)"),
    "gravel": Photograph("gravel.png", "gravel", "CC0Textures (Gravel04)"),
    "horse": Photograph("horse.png", "the outline of a horse", "Andreas Preuss (marauder)"),
    "retina": Photograph("retina.jpg", "the retina of an eye", "Mikael Häggström"),
}


def photograph(
    name: str, *, gray: bool = False, size: int | tuple[int, int] | None = None
) -> np.ndarray:
    """Load a photograph that scikit-image ships.

    Parameters
    ----------
    name : str
        A key of `PHOTOGRAPHS`.
    gray : bool, optional
        Return the brightness only.
    size : int or (int, int), optional
        Height and width in pixels; one number means a square. The photograph is scaled
        until it covers that size, then cut equally at both sides. Without it, the
        photograph keeps its own size.

    Returns
    -------
    numpy.ndarray
        Shape (H, W) when `gray`, otherwise (H, W, 3); uint8, 0 (black) to 255 (white).

    Raises
    ------
    KeyError
        No photograph has this name; the message lists the names.
    ValueError
        `size` is not positive.
    FileNotFoundError
        scikit-image was installed without its pictures.
    """
    if name not in PHOTOGRAPHS:
        raise KeyError(f"no photograph is called {name!r}; there are {', '.join(PHOTOGRAPHS)}")
    x = read(PHOTOGRAPHS[name].file)
    if gray:
        x = np.rint(x @ LUMA).astype(np.uint8)
    if size is None:
        return x
    height, width = (size, size) if isinstance(size, int) else size
    if height < 1 or width < 1:
        raise ValueError(f"a photograph needs at least one pixel a side, not {height} × {width}")
    return _cover(x, height, width)


def read(file: str) -> np.ndarray:
    """Read a picture of scikit-image's data folder.

    Parameters
    ----------
    file : str
        Its name.

    Returns
    -------
    numpy.ndarray
        Shape (H, W, 3), uint8, RGB.

    Raises
    ------
    FileNotFoundError
        scikit-image was installed without its pictures.
    """
    path = Path(skimage.data.__file__).parent / file
    if not path.is_file():
        raise FileNotFoundError(
            f"scikit-image has no {file} beside its code; install it again: "
            "pip install --force-reinstall scikit-image"
        )
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def _cover(x: np.ndarray, height: int, width: int) -> np.ndarray:
    """Scale `x` until it covers (height, width), and cut what sticks out, equally."""
    scale = max(height / x.shape[0], width / x.shape[1])
    big = (max(height, round(x.shape[0] * scale)), max(width, round(x.shape[1] * scale)))
    top, left = (big[0] - height) // 2, (big[1] - width) // 2
    # Anti-aliasing blurs before it shrinks: without it, fine texture turns into false patterns.
    scaled = resize(x.astype(float), big + x.shape[2:], anti_aliasing=scale < 1)
    return np.rint(scaled[top : top + height, left : left + width]).clip(0, 255).astype(np.uint8)
