"""From an exercise's source to nbgrader's notebooks: the instructor's, and the students'."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    IncludeHeaderFooter,
    LockCells,
)

from . import install
from .once import while_unchanged
from .source import Cell, UnitSource

KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# nbgrader's own list (GenerateAssignment.preprocessors) without those that need a database or
# a test template; a test compares the outcome with `nbgrader generate_assignment`.
RELEASE = (
    IncludeHeaderFooter,
    LockCells,
    ClearSolutions,
    ClearOutput,
    CheckCellMetadata,
    ComputeChecksums,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
)


def source_notebook(unit: UnitSource) -> nbformat.NotebookNode:
    """The instructor's nbgrader notebook: solutions in their regions, a locked test a task."""
    cells: list[nbformat.NotebookNode] = []
    counts: dict[str, int] = {}
    for cell in unit.cells:
        cells += _cells(cell, counts)
    # before all code, and not nbgrader's: students may delete it, and nothing is lost
    first = next((n for n, cell in enumerate(cells) if cell.cell_type == "code"), len(cells))
    code = install.text(unit.path.parents[1], unit.given)
    cells.insert(first, _plain(new_code_cell, code, install.ID))
    return new_notebook(cells=cells, metadata=KERNEL)


def release(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """What students get, through nbgrader's own preprocessors."""
    made = copy.deepcopy(notebook)
    resources: dict[str, Any] = {}
    for preprocessor in RELEASE:
        made, resources = preprocessor().preprocess(made, resources)
    return made


@while_unchanged
def released(source: Path) -> nbformat.NotebookNode:
    """What students got of an instructor's notebook; not to be changed."""
    return release(nbformat.read(source, as_version=4))


def text_of(notebook: nbformat.NotebookNode) -> str:
    """A notebook as text, the same bytes every time."""
    return nbformat.writes(notebook) + "\n"


def check_id(task: str) -> str:
    """Id of the locked test cell of a task."""
    return f"check-{task}"


def _cells(cell: Cell, counts: dict[str, int]) -> list[nbformat.NotebookNode]:
    match cell.role:
        case "statement":
            source = without_labels(cell.text)
            if not source:
                return []
            return [_plain(new_markdown_cell, source, _numbered("text", counts))]
        case "play":
            return [_plain(new_code_cell, cell.text, _numbered("play", counts))]
        case "given":
            name = _numbered("given", counts)
            return [_graded(new_code_cell, cell.text, name, locked=True)]
        case "manual":
            return [
                _graded(
                    new_markdown_cell,
                    cell.text,
                    cell.options.name(),
                    grade=True,
                    solution=True,
                    points=cell.options.points(),
                )
            ]
        case "solution":
            task = cell.options.task()
            points = cell.options.points()
            return [
                _graded(new_code_cell, cell.text, task, solution=True),
                _graded(
                    new_code_cell,
                    f"check({task})",
                    check_id(task),
                    grade=True,
                    locked=True,
                    points=points,
                ),
            ]
    return []


def _numbered(kind: str, counts: dict[str, int]) -> str:
    counts[kind] = counts.get(kind, 0) + 1
    return f"{kind}-{counts[kind]}"


def _plain(make: Any, source: str, name: str) -> nbformat.NotebookNode:
    cell = make(source)
    cell.id = name
    return cell


def _graded(make: Any, source: str, name: str, **flags: Any) -> nbformat.NotebookNode:
    cell = _plain(make, source, name)
    cell.metadata["nbgrader"] = {
        "grade": False,
        "grade_id": name,
        "locked": False,
        "schema_version": 3,
        "solution": False,
        "task": False,
        **flags,
    }
    return cell


def without_labels(text: str) -> str:
    """Markdown without MyST's labels: in a notebook they would be seen as they stand."""
    return re.sub(r"^\([a-z0-9-]+\)=\n+", "", text, flags=re.MULTILINE).strip()
