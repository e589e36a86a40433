"""Read a student's notebook as text: which code an answer is made of. Nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode


@dataclass(frozen=True)
class Written:
    """What the cells of a notebook define.

    Attributes
    ----------
    definitions
        The last definition of each name at the top level.
    imports
        All of them, in order.
    text
        All code.
    """

    definitions: dict[str, ast.stmt]
    imports: tuple[ast.Import | ast.ImportFrom, ...]
    text: str

    def code_of(self, task: str) -> str:
        """The code of an answer and of the notebook's own functions that it calls.

        Parameters
        ----------
        task
            Name of the function or class.

        Returns
        -------
        str
            Empty where nothing of that name is defined at the top of a cell that parses. Imports
            that it does not use are left out: another task may be free to.
        """
        wanted, seen, used = [task], dict[str, str](), set[str]()
        while wanted:
            name = wanted.pop()
            if name in seen or name not in self.definitions:
                continue
            node = self.definitions[name]
            seen[name] = ast.unparse(node)
            names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
            used |= names
            wanted += sorted(names)
        imports = filter(None, (_used(node, used) for node in self.imports))
        return "\n".join([*imports, *seen.values()]) if seen else ""


def written(notebook: NotebookNode) -> Written:
    """Read what was handed in, once for all its tasks."""
    definitions: dict[str, ast.stmt] = {}
    imports: list[ast.Import | ast.ImportFrom] = []
    texts: list[str] = []
    for cell in notebook.cells:
        source, body = _body(cell)
        texts.append(source)
        for node in body:
            match node:
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    definitions[name] = node
                case ast.Assign(targets=[ast.Name(id=name)]):
                    definitions[name] = node
                case ast.Import() | ast.ImportFrom():
                    imports.append(node)
    return Written(definitions, tuple(imports), "\n".join(texts))


def code_of(notebook: NotebookNode, task: str) -> str:
    """The code of one answer; see :meth:`Written.code_of`."""
    return written(notebook).code_of(task)


def _used(node: ast.Import | ast.ImportFrom, names: set[str]) -> str:
    """What an import gives of some names, as code; all of a module's may be any of them."""
    kept = [a for a in node.names if (a.asname or a.name.partition(".")[0]) in {*names, "*"}]
    if not kept:
        return ""
    if isinstance(node, ast.Import):
        return ast.unparse(ast.Import(names=kept))
    return ast.unparse(ast.ImportFrom(module=node.module, names=kept, level=node.level))


def _body(cell: NotebookNode) -> tuple[str, list[ast.stmt]]:
    """A cell's code and statements; none where it does not parse. Magics are looked for last."""
    for source in _readings(cell):
        try:
            return source, _statements(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return "", []


@lru_cache(maxsize=256)  # most cells are the same in many notebooks
def _statements(source: str) -> list[ast.stmt]:
    return ast.parse(source).body


def _readings(cell: NotebookNode) -> Iterator[str]:
    if cell.cell_type == "code":
        yield cell.source
        try:
            yield TransformerManager().transform_cell(cell.source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return
