"""Read a student's notebook as text: which code an answer is made of. Nothing is run."""

from __future__ import annotations

import ast

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode


def code_of(notebook: NotebookNode, task: str) -> str:
    """The code of an answer and of the notebook's own functions that it calls.

    Parameters
    ----------
    notebook
        What was handed in.
    task
        Name of the function or class.

    Returns
    -------
    str
        Empty where nothing of that name is defined at the top of a cell that parses.
    """
    definitions, imports = _definitions(notebook)
    wanted, seen = [task], dict[str, str]()
    while wanted:
        name = wanted.pop()
        if name in seen or name not in definitions:
            continue
        node = definitions[name]
        seen[name] = ast.unparse(node)
        wanted += sorted({n.id for n in ast.walk(node) if isinstance(n, ast.Name)})
    if not seen:
        return ""
    return "\n".join([*imports, *seen.values()])


def _definitions(notebook: NotebookNode) -> tuple[dict[str, ast.stmt], list[str]]:
    """Last definition of each name at the top level, and all imports, in order."""
    definitions: dict[str, ast.stmt] = {}
    imports: list[str] = []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        try:
            tree = ast.parse(TransformerManager().transform_cell(cell.source))
        except (SyntaxError, ValueError, RecursionError):
            continue
        for node in tree.body:
            match node:
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    definitions[name] = node
                case ast.Assign(targets=[ast.Name(id=name)]):
                    definitions[name] = node
                case ast.Import() | ast.ImportFrom():
                    imports.append(ast.unparse(node))
    return definitions, imports
