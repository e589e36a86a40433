"""What to run again in a fresh kernel, after one died: what later cells may need."""

from __future__ import annotations

import ast
from dataclasses import dataclass

QUICK = 1.0  # s


@dataclass(frozen=True)
class Ran:
    """One cell that was run.

    Attributes
    ----------
    source
        Its code.
    seconds
        How long it took.
    survived
        Whether the kernel did.
    """

    source: str
    seconds: float
    survived: bool

    def again(self) -> str:
        """The whole cell if it was quick and harmless, else only what it defines."""
        if self.survived and self.seconds < QUICK:
            return self.source
        return definitions(self.source)


def definitions(source: str) -> str:
    """Imports, functions, classes and constants of a cell; empty if it cannot be read."""
    try:
        body = ast.parse(source).body
        kept = [ast.unparse(node) for node in body if _defines(node)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    return "\n\n".join(kept)


def _defines(node: ast.stmt) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.ClassDef():
            return True
        case ast.AsyncFunctionDef():
            return True
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            return _constant(value)
    return False


def _constant(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, MemoryError, RecursionError):
        return False
    return True
