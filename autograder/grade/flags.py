"""What a person should look at, a sentence each. A flag never costs points."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from pixelup.judge import FORBIDDEN, Verdict
from pixelup.show import MIME
from pixelup.task import Answer

MOST = 10  # sentences of one kind


def replaced(noticed: Iterable[str]) -> Iterator[str]:
    """Functions of Python and its libraries that the notebook replaced; see `pixelup.noticed`."""
    names = [said.removeprefix("patched ") for said in noticed if said.startswith("patched ")]
    for name in names[:MOST]:
        yield f"Code in the notebook replaced `{name}` by something else."


def hidden_use(verdict: Verdict, answers: Iterable[Answer], noticed: Iterable[str]) -> str:
    """A forbidden function that is used so that reading the code does not show it; or nothing."""
    if verdict.broken:
        return ""
    name = verdict.task.name
    used = [n for n in verdict.task.forbid if f"forbidden {n}" in noticed]
    if used:
        return f"`{name}` holds `{used[0]}`, which its task forbids, under another name."
    if any(a.error == FORBIDDEN for a in answers):
        return f"While it ran, `{name}` called what its task forbids; its code does not show it."
    return ""


def claims(cells: Iterable[Any]) -> dict[str, float]:
    """Points that the test cells of a notebook show as it was handed in, by task.

    Parameters
    ----------
    cells
        Of the file as it came; nothing in it is trusted.
    """
    found: dict[str, float] = {}
    for cell in cells:
        outputs = cell.get("outputs") if isinstance(cell, dict) else None
        for output in outputs if isinstance(outputs, list) else ():
            data = output.get("data") if isinstance(output, dict) else None
            said = data.get(MIME) if isinstance(data, dict) else None
            if isinstance(said, dict) and _is_claim(said):
                found[said["task"]] = float(said["points"])
    return found


def claimed(verdict: Verdict, claim: object) -> str:
    """A task that had all points when it was handed in and has none now; or nothing."""
    if not isinstance(claim, float) or claim < verdict.task.points or verdict.points > 0:
        return ""
    return (
        f"The file shows all points for `{verdict.task.name}`; run from top to bottom it has none. "
        "Were its cells run in another order, or its outputs edited?"
    )


def _is_claim(said: dict[str, Any]) -> bool:
    points, name = said.get("points"), said.get("task")
    return (
        isinstance(name, str)
        and name.isidentifier()
        and len(name) < 100
        and type(points) in (int, float)
        and math.isfinite(points)
    )
