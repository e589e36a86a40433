"""Prove that nothing of a solution is in what students get."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .run import stub
from .source import UnitSource

SHORTEST = 20  # characters of a line that cannot be there by chance
_NOISE = re.compile(r"\s+")
# a line that only opens a block or imports says nothing about a solution
_FRAME = re.compile(r"\s*(with|for|while|if|elif|else|try|except|def|class|import|from)\b.*")


@dataclass(frozen=True)
class Leak:
    """A line of secret code found where it should not be."""

    where: str
    line: str
    secret: str


def secrets(unit: UnitSource) -> dict[str, str]:
    """Lines of code that no student may see, each with the name of what it is part of.

    Lines that stand in the stubs, the given code or a statement are public anyway.
    """
    public = {
        _folded(line)
        for text in (
            unit.given,
            *(stub(t.reference) for t in unit.tasks),
            *(c.text for c in unit.cells if c.role in ("statement", "play")),
        )
        for line in text.splitlines()
    }
    found: dict[str, str] = {}
    for name, code in _secret_code(unit):
        for line in code.splitlines():
            if _FRAME.fullmatch(line):
                continue
            folded = _folded(line)
            plain_line = folded.split("#")[0]
            if len(plain_line) >= SHORTEST and folded not in public:
                found.setdefault(plain_line, name)
    return {line: name for line, name in found.items() if line not in public}


def leaks(units: Iterable[UnitSource], files: Iterable[tuple[str, str]]) -> Iterator[Leak]:
    """Look for secret lines in texts.

    Parameters
    ----------
    units
        The exercises.
    files
        Pairs of a name and a text.
    """
    hidden = {line: f"{u.name}, {name}" for u in units for line, name in secrets(u).items()}
    for where, text in files:
        seen = {_folded(line).split("#")[0]: line.strip() for line in _lines(where, text)}
        for line in seen.keys() & hidden.keys():
            yield Leak(where, seen[line], hidden[line])


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """All text files of a folder, a wheel or a zip; a single file is itself."""
    if path.is_dir():
        for file in sorted(p for p in path.rglob("*") if p.is_file()):
            yield from texts(file)
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield f"{path.name}!{name}", archive.read(name).decode("utf-8", "replace")
    else:
        yield str(path), path.read_text(encoding="utf-8", errors="replace")


def _secret_code(unit: UnitSource) -> Iterator[tuple[str, str]]:
    for task in unit.tasks:
        yield f"the reference of {task.name}", task.reference
        yield f"the cases of {task.name}", task.cases
        for role, variants in (("accepted", task.accepted), ("mistake", task.mistakes)):
            for v in variants:
                yield f"{role} {v.name} of {task.name}", v.code
    for cell in unit.cells:
        if cell.role == "manual":
            yield f"the answer of {cell.options.get('name')}", cell.text.split("### BEGIN")[-1]


def _lines(where: str, text: str) -> Iterator[str]:
    """Lines of a text; of JSON, the lines of every string in it."""
    if where.endswith((".ipynb", ".json")):
        try:
            for string in _strings(json.loads(text)):
                yield from string.splitlines()
        except ValueError:
            pass  # broken JSON is read as text below
        else:
            return
    yield from text.splitlines()


def _strings(data: object) -> Iterator[str]:
    match data:
        case str():
            yield data
        case list():
            for item in data:
                yield from _strings(item)
        case dict():
            for item in data.values():
                yield from _strings(item)


def _folded(line: str) -> str:
    return _NOISE.sub("", line)
