"""Read what the judge wrote into a graded notebook, and what the student wrote beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pixelup.show import MIME

from ..notebook import check_id


@dataclass(frozen=True)
class Graded:
    """A graded notebook.

    Attributes
    ----------
    verdicts
        By task, as :func:`pixelup.show.data` writes them.
    answers
        By the name of the cell: what stands in the cells that students write.
    """

    verdicts: dict[str, dict[str, Any]]
    answers: dict[str, str]


def read_graded(notebook: Path) -> Graded:
    """Read a graded notebook; one that is not there has no verdicts."""
    verdicts: dict[str, dict[str, Any]] = {}
    answers: dict[str, str] = {}
    if not notebook.is_file():
        return Graded(verdicts, answers)
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        marks = cell.get("metadata", {}).get("nbgrader", {})
        name = marks.get("grade_id", "")
        if marks.get("solution"):
            source = cell.get("source", "")
            answers[name] = source if isinstance(source, str) else "".join(source)
        elif marks.get("grade"):
            for output in cell.get("outputs", []):
                # only the first: the judge writes one, and a student's cell cannot be a test
                data = output.get("data", {}).get(MIME)
                if isinstance(data, dict) and check_id(str(data.get("task"))) == name:
                    verdicts.setdefault(data["task"], data)
    return Graded(verdicts, answers)
