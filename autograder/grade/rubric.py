"""Model answers beside the students', for who grades by hand in formgrader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from ..classroom import open_once
from ..errors import AutograderError
from ..once import while_unchanged
from ..source import BEGIN, END, Cell, find, read_once

HEAD = "**For who grades**"


class ShowRubric(NbGraderPreprocessor):
    """Put the model answer behind each written answer of a graded notebook.

    It stands in `autograded/` alone, and is put there anew each time; what a person has graded
    lies in the gradebook and is not touched.
    """

    classroom = Unicode("", help="The class folder.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Called by nbgrader after the notebook was run."""
        known = rubrics(Path(self.classroom), str(resources["nbgrader"]["notebook"]))
        cells = []
        for cell in nb.cells:
            cells.append(cell)
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            if name in known:
                made = new_markdown_cell(known[name])
                made.id = f"rubric-{name}"[:64]
                cells.append(made)
        nb.cells = cells
        return nb, resources


def rubrics(folder: Path, unit: str) -> dict[str, str]:
    """Model answers of a unit with their points, as markdown, by the name of the cell."""
    try:
        path = find(open_once(folder).solutions, unit)
    except AutograderError:  # a unit of nbgrader's own
        return {}
    return _of(path)


@while_unchanged
def _of(path: Path) -> dict[str, str]:
    source = read_once(path)
    found = {}
    for cell in source.cells:
        if cell.role == "manual" and BEGIN in cell.text:
            answer = cell.text.split(BEGIN, 1)[1].split(END, 1)[0].strip()
            name = cell.options.name()
            head = f"{HEAD}, {_points(cell)}: the course's own answer to `{name}`"
            quoted = "\n".join(f"> {line}".rstrip() for line in answer.splitlines())
            found[name] = f"{head}\n\n{quoted}"
    return found


def _points(cell: Cell) -> str:
    points = cell.options.points()
    return f"{points:g} point" if points == 1 else f"{points:g} points"
