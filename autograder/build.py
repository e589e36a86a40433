"""Build an exercise: from `solutions/NN-name.md` to the release and the golden pack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pixelup import pack

from . import notebook, scan
from .errors import AutograderError
from .once import while_unchanged
from .run import VISIBLE_SEED, unit_of
from .source import UnitSource

MAX_BYTES = 1_000_000


@dataclass(frozen=True)
class Product:
    """A generated file: where it belongs, and its text."""

    path: Path
    text: str

    @property
    def is_current(self) -> bool:
        """Whether the file on disk is this, byte for byte."""
        return self.path.is_file() and self.path.read_bytes() == self.text.encode()


def products(root: Path, unit: UnitSource) -> tuple[Product, ...]:
    """Everything that is generated from a unit and committed.

    Raises
    ------
    AutograderError
        If code of a solution would reach students, or a file would be over 1 MB.
    """
    released = notebook.text_of(notebook.release(notebook.source_notebook(unit)))
    golden = pack.dumps(unit_of(unit, VISIBLE_SEED, sections(root, unit.name)))
    made = (
        Product(root / "exercises" / unit.name / f"{unit.name}.ipynb", released),
        Product(root / "pixelup" / "golden" / f"{unit.name}.json", golden),
    )
    for leak in scan.leaks([unit], ((p.path.name, p.text) for p in made)):
        raise AutograderError(
            f"{leak.where} would show students the line `{leak.line}` of {leak.secret}; "
            "put it into a solution region"
        )
    for product in made:
        if len(product.text) > MAX_BYTES:
            raise AutograderError(
                f"{product.path.name} would have {len(product.text)} bytes; draw smaller cases"
            )
    return made


def write(made: tuple[Product, ...]) -> tuple[Path, ...]:
    """Write what is not current; returns the paths written."""
    stale = [p for p in made if not p.is_current]
    for product in stale:
        product.path.parent.mkdir(parents=True, exist_ok=True)
        temporary = product.path.with_suffix(".part")
        temporary.write_bytes(product.text.encode())
        temporary.replace(product.path)
    return tuple(p.path for p in stale)


def strays(root: Path, units: tuple[Path, ...]) -> Iterator[Path]:
    """Generated files whose source is gone."""
    known = {u.stem for u in units}
    yield from (p for p in sorted((root / "exercises").glob("*/*.ipynb")) if p.stem not in known)
    golden = sorted((root / "pixelup" / "golden").glob("*.json"))
    yield from (p for p in golden if p.stem not in known)


def sections(root: Path, name: str) -> dict[str, str]:
    """Titles of a chapter's sections by label; empty where there is no chapter yet."""
    chapter = root / "book" / f"{name}.md"
    return _sections(chapter) if chapter.is_file() else {}


@while_unchanged
def _sections(chapter: Path) -> dict[str, str]:
    text = chapter.read_text(encoding="utf-8")
    return dict(re.findall(r"^\(([a-z0-9-]+)\)=\n+#+ +(.+?) *$", text, flags=re.MULTILINE))
