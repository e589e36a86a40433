"""A sample class, made by program from a real exercise: right, wrong and unlucky work."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from . import notebook
from .classroom import Classroom
from .source import TaskSource, UnitSource
from .training import folder_of


def make_sample(classroom: Classroom, unit: UnitSource) -> tuple[str, ...]:
    """Write the submissions of a sample class; a file that is the same already is left alone.

    Returns
    -------
    tuple of str
        The students, in order.
    """
    students = []
    for student, text in submissions(unit):
        folder = classroom.submitted(student, unit.name)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{unit.name}.ipynb"
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
        if not student.startswith("mistaken"):
            _hand_in_weights(unit, folder)
        students.append(student)
    return tuple(students)


def _hand_in_weights(unit: UnitSource, folder: Path) -> None:
    """Lay the recorded weights of trained networks beside a notebook."""
    wanted = [t.score.weights for t in unit.tasks if t.score and t.score.weights]
    kept = (folder_of(unit) / w.file for w in wanted)
    for file in (f for f in kept if f.is_file() and not (folder / f.name).exists()):
        shutil.copyfile(file, folder / file.name)


def submissions(unit: UnitSource) -> Iterator[tuple[str, str]]:
    """Pairs of a student and the text of a notebook; the student's name says what is in it."""
    released = notebook.release(notebook.source_notebook(unit))
    right = {t.name: t.reference for t in unit.tasks}
    right |= {c.options.name(): c.text for c in unit.cells if c.role == "manual"}
    perfect = _filled(released, right)
    yield "perfect", notebook.text_of(perfect)
    for number in range(max(len(t.accepted) for t in unit.tasks)):
        code = {t.name: _nth([v.code for v in t.accepted], number, t.reference) for t in unit.tasks}
        yield f"accepted-{number + 1:02}", notebook.text_of(_filled(released, right | code))
    for number in range(max(len(t.mistakes) for t in unit.tasks)):
        code = {t.name: _nth([v.code for v in t.mistakes], number, t.reference) for t in unit.tasks}
        yield f"mistaken-{number + 1:02}", notebook.text_of(_filled(released, right | code))
    yield "untouched", notebook.text_of(released)
    half = {t.name: t.reference for t in unit.tasks[: len(unit.tasks) // 2]}
    yield "half-done", notebook.text_of(_filled(released, half))
    for name, change in _UNLUCKY.items():
        yield name, change(unit.tasks[1 % len(unit.tasks)], copy.deepcopy(perfect))


def _nth(items: list[str], number: int, otherwise: str) -> str:
    return items[number] if number < len(items) else otherwise


def _filled(released: NotebookNode, code: dict[str, str]) -> NotebookNode:
    """A release with the answers written in, as a student would."""
    made = copy.deepcopy(released)
    for cell in made.cells:
        if cell.id in code:
            kept = [
                line
                for line in code[cell.id].splitlines()
                if "### BEGIN SOLUTION" not in line and "### END SOLUTION" not in line
            ]
            cell.source = "\n".join(kept)
    return made


def _cell(made: NotebookNode, name: str) -> NotebookNode:
    return next(c for c in made.cells if c.id == name)


def _raises(task: TaskSource, made: NotebookNode) -> str:
    _cell(made, task.name).source = f"def {task.name}(*args):\n    raise ValueError('no idea')"
    return notebook.text_of(made)


def _syntax(task: TaskSource, made: NotebookNode) -> str:
    _cell(made, task.name).source += "\n    return (("
    return notebook.text_of(made)


def _truncated(_: TaskSource, made: NotebookNode) -> str:
    text = notebook.text_of(made)
    return text[: len(text) // 2]


def _duplicated(task: TaskSource, made: NotebookNode) -> str:
    at = made.cells.index(_cell(made, task.name))
    made.cells.insert(at, copy.deepcopy(made.cells[at]))
    return json.dumps(made, indent=1) + "\n"  # nbformat itself would mend the doubled id


def _deleted(task: TaskSource, made: NotebookNode) -> str:
    made.cells.remove(_cell(made, notebook.check_id(task.name)))
    return notebook.text_of(made)


def _endless(task: TaskSource, made: NotebookNode) -> str:
    _cell(made, task.name).source = f"def {task.name}(*args):\n    while True:\n        pass"
    return notebook.text_of(made)


def _without_metadata(_: TaskSource, made: NotebookNode) -> str:
    """As some editors save it: nbgrader's data and the cells' ids are gone."""
    plain = nbformat.from_dict(made)
    for number, cell in enumerate(plain.cells):
        cell.metadata.pop("nbgrader", None)
        cell.id = f"x{number}"
    return notebook.text_of(plain)


_UNLUCKY: dict[str, Callable[[TaskSource, NotebookNode], str]] = {
    "raises": _raises,
    "syntax-error": _syntax,
    "endless-loop": _endless,
    "truncated-file": _truncated,
    "duplicated-cell": _duplicated,
    "deleted-test": _deleted,
    "lost-metadata": _without_metadata,
}
