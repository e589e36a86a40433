"""Mend a handed-in notebook where the intent is clear, and say what was mended.

Cells are known by nbgrader's id, else by the cell's own id, else by what they hold:
Colab and some editors lose metadata on the way.
"""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode

from .flags import claims

CLAIMS = "pixelup_claims"  # of a notebook's metadata: what its test cells showed
GAP = "YOUR ANSWER HERE"  # nbgrader's, in the place of a model answer
_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class UnreadableError(ValueError):
    """A file that is no notebook; the message says why, and what to ask the student for."""


@dataclass(frozen=True)
class Repaired:
    """A notebook that nbgrader can take, and a sentence for each thing that was mended."""

    notebook: NotebookNode
    notes: tuple[str, ...]


def read_notebook(data: bytes) -> NotebookNode:
    """Read a notebook that anyone may have sent.

    Raises
    ------
    UnreadableError
        If it is none.
    """
    if not data.strip():
        raise UnreadableError("the file is empty; ask for it again")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError("the file is not text, so no notebook; ask for it again") from None
    try:
        raw = json.loads(text)
    except RecursionError:
        raise UnreadableError("the file is nested too deep for a notebook") from None
    except json.JSONDecodeError as problem:
        if problem.pos >= len(text.rstrip()) - 1 or problem.msg.startswith("Unterminated"):
            said = f"the file breaks off in line {problem.lineno}: it was cut short"
        else:
            said = f"the file is broken at line {problem.lineno} ({problem.msg})"
        raise UnreadableError(f"{said}; ask for it again") from None
    if not isinstance(raw, dict) or not isinstance(raw.get("cells"), list):
        raise UnreadableError("the file is JSON but no notebook of format 4; ask for it again")
    try:
        return nbformat.from_dict(_tolerable(raw))
    except Exception as problem:  # nbformat raises many kinds
        raise UnreadableError(f"the notebook does not fit its format ({problem})") from None


def repair(submitted: NotebookNode, released: NotebookNode) -> Repaired:
    """Put back what a grader needs.

    Parameters
    ----------
    submitted
        What came.
    released
        What the student was given; it is not changed.

    Returns
    -------
    Repaired
        All cells of the release are there once, with its metadata; a test cell stands right
        behind the cell it tests; locked cells hold the release's text. Everything else is as
        it came.
    """
    notes: list[str] = []
    cells = [copy.deepcopy(c) for c in submitted.cells]
    given = [c for c in released.cells if "nbgrader" in c.metadata]
    lost: list[str] = []
    found = {_id(want): _match(cells, want, lost, notes) for want in given}
    if lost:
        which = lost[0] if len(lost) == 1 else f"{len(lost)} cells"
        notes.append(f"The nbgrader data of {which} was lost; it was put back.")
    keep = {id(c) for c in found.values() if c is not None}
    for cell in cells:
        if id(cell) not in keep:
            cell.metadata.pop("nbgrader", None)
    for before, want in zip([None, *given], given, strict=False):
        have = found[_id(want)]
        if have is None:
            notes.append(_missing(want))
            found[_id(want)] = _put_back(cells, want, found[_id(before)] if before else None)
            continue
        if have.metadata.get("nbgrader") != want.metadata.nbgrader:
            if "nbgrader" in have.metadata and _flags(have) != _flags(want):
                notes.append(f"The settings of the cell {_id(want)} were changed; they were reset.")
            have.metadata["nbgrader"] = copy.deepcopy(want.metadata.nbgrader)
        if want.metadata.nbgrader.locked and have.source.strip() != want.source.strip():
            notes.append(f"The locked cell {_id(want)} was edited; its text was put back.")
            have.source = want.source
        have.cell_type = want.cell_type
    _tests_behind(cells, released, found, notes)
    _unique_ids(cells)
    made = nbformat.v4.new_notebook(cells=cells, metadata=copy.deepcopy(released.metadata))
    if submitted.metadata.get(CLAIMS):
        made.metadata[CLAIMS] = submitted.metadata[CLAIMS]  # read again when it was graded
    return Repaired(made, tuple(notes))


def _id(cell: NotebookNode) -> str:
    return cell.metadata.nbgrader.grade_id


def _flags(cell: NotebookNode) -> tuple[object, ...]:
    return tuple(cell.metadata.nbgrader.get(k) for k in ("grade", "solution", "locked", "points"))


def _match(
    cells: list[NotebookNode], want: NotebookNode, lost: list[str], notes: list[str]
) -> NotebookNode | None:
    name = _id(want)
    by_grade_id = [c for c in cells if _grade_id(c) == name]
    same = by_grade_id or [c for c in cells if c.get("id") == want.id]
    if not same:
        same = [c for c in cells if "nbgrader" not in c.metadata and _looks_like(c, want)]
    if same and not by_grade_id:
        lost.append(name)
    if len(same) < 2:
        return same[0] if same else None
    written = [c for c in same if c.source.strip() != want.source.strip()]
    notes.append(
        f"The cell {name} was there {len(same)} times; the last one that says something counts."
    )
    return (written or same)[-1]


def _grade_id(cell: NotebookNode) -> str | None:
    data = cell.metadata.get("nbgrader")
    return data.get("grade_id") if isinstance(data, dict) else None


def _looks_like(cell: NotebookNode, want: NotebookNode) -> bool:
    if cell.cell_type != want.cell_type:
        return False
    if want.metadata.nbgrader.solution and want.cell_type == "code":
        defined = re.findall(r"^(?:def|class) +(\w+)", want.source, flags=re.MULTILINE)
        return (
            bool(defined)
            and re.search(
                rf"^(?:def|class) +{defined[-1]}\b|^{defined[-1]} *=",
                cell.source,
                flags=re.MULTILINE,
            )
            is not None
        )
    if want.metadata.nbgrader.solution:  # a written answer stands below its question
        question = want.source.split(GAP)[0].strip()
        return bool(question) and cell.source.strip().startswith(question)
    return cell.source.strip() == want.source.strip()


def _missing(want: NotebookNode) -> str:
    if want.metadata.nbgrader.grade and not want.metadata.nbgrader.solution:
        return f"The test cell {_id(want)} was missing; it was put back."
    return f"The cell {_id(want)} was missing; it was put back as it was handed out."


def _put_back(
    cells: list[NotebookNode], want: NotebookNode, before: NotebookNode | None
) -> NotebookNode:
    """Insert a cell of the release behind the one that it followed there."""
    made = copy.deepcopy(want)
    at = next((i for i, c in enumerate(cells) if c is before), -1) + 1
    cells.insert(at, made)
    return made


def _tests_behind(
    cells: list[NotebookNode],
    released: NotebookNode,
    found: dict[str, NotebookNode | None],
    notes: list[str],
) -> None:
    """A test cell that came before what it tests goes right behind it."""
    solution: NotebookNode | None = None
    for want in (c for c in released.cells if "nbgrader" in c.metadata):
        have = found[_id(want)]
        if want.metadata.nbgrader.solution:
            solution = have
            continue
        if not want.metadata.nbgrader.grade or solution is None or have is None:
            continue
        where = {id(c): i for i, c in enumerate(cells)}
        if where[id(have)] < where[id(solution)]:
            cells.pop(where[id(have)])
            cells.insert(where[id(solution)], have)  # one to the left since the pop
            notes.append(f"The test cell {_id(want)} stood before its answer; it was moved behind.")


def _unique_ids(cells: list[NotebookNode] | list[dict[str, Any]]) -> None:
    seen: set[str] = set()
    for number, cell in enumerate(cells):
        if not _CELL_ID.fullmatch(str(cell.get("id", ""))) or cell["id"] in seen:
            cell["id"] = f"cell-{number}"
        seen.add(cell["id"])


def _tolerable(raw: dict) -> dict:
    """A notebook that nbformat will read: old or odd fields are filled in or dropped."""
    cells = []
    for cell in raw["cells"]:
        if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
            continue
        source = cell.get("source", "")
        source = "".join(map(str, source)) if isinstance(source, list) else str(source)
        metadata = cell.get("metadata")
        kept = {
            "cell_type": cell["cell_type"],
            "metadata": metadata if isinstance(metadata, dict) else {},
            "source": source,
            "id": str(cell.get("id", "")),
        }
        if cell["cell_type"] == "code":
            kept |= {"outputs": [], "execution_count": None}
        cells.append(kept)
    _unique_ids(cells)
    metadata = {CLAIMS: claims(raw["cells"])}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
