"""The typefaces that come with matplotlib, and small bitmaps of their characters.

Fonts are the one source of labelled pictures that every reader has: no download, no licence to
ask for, and an endless supply once the bitmaps are turned, bent and smeared.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.ft2font import FT2Font
from PIL import Image, ImageDraw, ImageFont

CANVAS, BOX = 64, 44  # pixels: the bitmap's side, and the longer side of the glyph in it
LEAST_INK = 10  # in full pixels: less is a dot, or a glyph that the file lacks

# Capital letters, and the small ones that do not look like them.
LATIN = string.ascii_uppercase + "abdefghnqrt"
CHARACTERS: dict[str, str] = {
    "digits": string.digits,
    "latin": LATIN,
    "greek": "αβγδεζηθλμξπρστφχψω",
    "cyrillic": "бгджзийлпфцчшщъыьэюя",
    "armenian": "".join(map(chr, range(0x561, 0x587))),
    "georgian": "".join(map(chr, range(0x10D0, 0x10F1))),
}


@dataclass(frozen=True)
class Face:
    """One way to draw a character.

    Parameters
    ----------
    file : str
        Name of a font file of matplotlib, without its ending.
    upper, lower, digits : int, optional
        Code points that stand for "A", "a" and "0" in this style; Unicode has whole alphabets
        of mathematical letters. Without any of them the face draws a character as itself.
    held_out : bool, optional
        With `unseen_faces`, only the test split sees this face.
    """

    file: str
    upper: int | None = None
    lower: int | None = None
    digits: int | None = None
    held_out: bool = False

    def code(self, character: str) -> int | None:
        """Return the code point that draws `character` in this style, None if there is none."""
        if self.upper is None:
            return ord(character)
        for start, alphabet in (
            (self.upper, string.ascii_uppercase),
            (self.lower, string.ascii_lowercase),
            (self.digits, string.digits),
        ):
            if start is not None and character in alphabet:
                return start + alphabet.index(character)
        return None


# LastResort draws boxes; cmsy and cmex draw signs; the digits of cmmi stand in other places.
FACES: tuple[Face, ...] = (
    *(Face(f"DejaVuSans{style}") for style in ("", "-Bold", "-Oblique", "-BoldOblique")),
    *(Face(f"DejaVuSansMono{style}") for style in ("", "-Bold", "-Oblique", "-BoldOblique")),
    *(Face(f"DejaVuSerif{style}", held_out=True) for style in ("", "-Bold", "-Italic")),
    Face("DejaVuSerif-BoldItalic", held_out=True),
    *(Face(f"STIXGeneral{style}") for style in ("", "Bol", "Italic", "BolIta")),
    Face("cmr10"),
    Face("cmb10"),
    Face("cmss10", held_out=True),
    Face("cmti10"),
    Face("cmtt10", held_out=True),
    Face("STIXGeneral", 0x1D49C, 0x1D4B6),  # script
    Face("STIXGeneral", 0x1D4D0, 0x1D4EA, held_out=True),  # bold script
    Face("STIXGeneral", 0x1D504, 0x1D51E),  # Fraktur
    Face("STIXGeneral", 0x1D56C, 0x1D586, held_out=True),  # bold Fraktur
    Face("STIXGeneral", 0x1D538, 0x1D552, 0x1D7D8),  # double-struck
    Face("STIXGeneral", 0x1D5A0, 0x1D5BA, 0x1D7E2),  # sans-serif
    Face("STIXGeneral", 0x1D5D4, 0x1D5EE, 0x1D7EC),  # bold sans-serif
    Face("STIXGeneral", 0x1D608, 0x1D622),  # slanted sans-serif
    Face("STIXGeneral", 0x1D63C, 0x1D656),  # bold slanted sans-serif
    Face("STIXGeneral", 0x1D670, 0x1D68A, 0x1D7F6, held_out=True),  # typewriter
)


@dataclass(frozen=True)
class Atlas:
    """Clean bitmaps of some characters in all faces that have them.

    Parameters
    ----------
    bitmaps : numpy.ndarray
        Shape (G, 64, 64), uint8, 0 paper and 255 ink; each glyph is centred, its longer side
        44 pixels.
    classes : numpy.ndarray
        Shape (G,): which character.
    faces : numpy.ndarray
        Shape (G,): which of `FACES`.
    """

    bitmaps: np.ndarray
    classes: np.ndarray
    faces: np.ndarray


@lru_cache
def atlas(characters: str) -> Atlas:
    """Draw every character in every face that has it, once a session.

    Parameters
    ----------
    characters : str
        The classes, in order.

    Returns
    -------
    Atlas
    """
    found = [
        (bitmap, c, f)
        for f, face in enumerate(FACES)
        for c, character in enumerate(characters)
        if (bitmap := draw(face, character)) is not None
    ]
    bitmaps, classes, faces = zip(*found, strict=True)
    return Atlas(np.stack(bitmaps), np.array(classes), np.array(faces))


def draw(face: Face, character: str) -> np.ndarray | None:
    """Draw one character, scaled to the box and centred.

    Parameters
    ----------
    face : Face
        The style.
    character : str
        One character.

    Returns
    -------
    numpy.ndarray or None
        Shape (64, 64), uint8; None when the face lacks the character.
    """
    code = face.code(character)
    if code is None or code not in _codes(face.file):
        return None
    left, top, right, bottom = _font(face.file, 96).getbbox(chr(code))
    if min(right - left, bottom - top) <= 2:
        return None
    font = _font(face.file, max(8, round(96 * BOX / max(right - left, bottom - top))))
    left, top, right, bottom = font.getbbox(chr(code))
    at = (CANVAS - (right - left)) / 2 - left, (CANVAS - (bottom - top)) / 2 - top
    picture = Image.new("L", (CANVAS, CANVAS))
    ImageDraw.Draw(picture).text(at, chr(code), fill=255, font=font)
    bitmap = np.array(picture)
    return bitmap if bitmap.sum() > 255 * LEAST_INK else None


def _path(file: str) -> str:
    return str(Path(mpl.get_data_path()) / "fonts" / "ttf" / f"{file}.ttf")


@lru_cache
def _codes(file: str) -> frozenset[int]:
    """Return the code points for which a font file has a glyph."""
    return frozenset(FT2Font(_path(file)).get_charmap())


@lru_cache(maxsize=256)
def _font(file: str, size: int) -> ImageFont.FreeTypeFont:
    # The basic layout is FreeType alone: the same bitmaps whether or not Raqm is installed.
    return ImageFont.truetype(_path(file), size, layout_engine=ImageFont.Layout.BASIC)
