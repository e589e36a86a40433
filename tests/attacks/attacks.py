"""Submissions that attack, as lists of cells; what they do stands in ``submissions/``.

Every cell knows the paths and numbers of :class:`World`, as if the attacker had been told:
``${name}`` is filled from it. Whatever succeeds prints GOT and what; a cell that is `#ask NAME` is
a test cell of the task NAME. `f` of an honest student sums the columns of a picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any

import yaml

HONEST = ("def f(x):\n    return x.sum(axis=0)", "#ask f")

# `attempt` runs something and tells on itself when it works
ATTEMPT = """
def attempt(what, call):
    try:
        found = call()
    except BaseException as problem:
        return
    print("GOT", what, str(found)[:200])
"""

# what a cell of one word stands for
SHARED = {"honest": HONEST, "attempt": (ATTEMPT,)}


@dataclass(frozen=True)
class Attack:
    """One submission.

    Attributes
    ----------
    cells
        Its code cells.
    causes
        One of these must be in the outputs or in the messages of the answers, if there are any.
    answers
        What the tasks answer, in order: `right`, `wrong` (a value, but not the right one),
        or a name of an error.
    files
        Handed in beside the notebook: name and content.
    anywhere
        Whether it can also be tried where there are no namespaces.
    """

    cells: tuple[str, ...]
    answers: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    anywhere: bool = False

    def told(self, world: Mapping[str, str]) -> tuple[str, ...]:
        """The cells with the paths and numbers of a world; a name that it lacks is an error."""
        return tuple(Template(cell).substitute(world) for cell in self.cells)


def _attack(told: dict[str, Any]) -> Attack:
    cells = [SHARED.get(cell, (cell.rstrip("\n"),)) for cell in told.pop("cells")]
    lists = {key: tuple(told.pop(key, ())) for key in ("answers", "causes")}
    return Attack(cells=sum(cells, ()), **lists, **told)


def _group(name: str) -> dict[str, Attack]:
    path = Path(__file__).parent / "submissions" / f"{name}.yaml"
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {attack: _attack(keys) for attack, keys in told.items()}


FILES = _group("files")
OTHERS = _group("others")
RESOURCES = _group("resources")
HANGS = _group("hangs")
FORGERIES = _group("forgeries")
ALL = {**FILES, **OTHERS, **RESOURCES, **HANGS, **FORGERIES}
