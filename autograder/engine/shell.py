"""IPython's shell, looking at each cell once.

ipykernel and IPython both ask what a cell means, and IPython takes it apart token by token, in
search of its own syntax, before Python's compiler reads it. What the compiler can read as it
stands has no such syntax in it, so it is asked first.
"""

from __future__ import annotations

import ast
import os
import re
import zlib
from typing import Any

from ipykernel.compiler import XCachingCompiler, get_tmp_directory
from IPython.core.inputtransformer2 import TransformerManager

from .commands import CommandShell

# what Python can read and IPython changes all the same: prompts that were copied with the code
_PROMPT = re.compile(r"\s*(>>>|\.\.\.|In \[)")


class Compiler(XCachingCompiler):
    """The compiler; a tree that is there already is not made again."""

    _tree: tuple[str, int, ast.AST] | None = None  # of which source, with which flags

    def get_code_name(self, raw_code: str, code: str, number: int) -> str:  # noqa: ARG002
        """Called for each cell: its name in tracebacks. ipykernel's hash is made in Python."""
        digest = zlib.crc32(raw_code.encode(errors="backslashreplace"))
        return f"{get_tmp_directory()}{os.sep}{digest}.py"

    def read(self, source: str) -> bool:
        """Whether Python can read a cell as it stands; the tree is kept."""
        flags = self.flags
        try:
            tree = super().ast_parse(source, self.get_code_name(source, source, 0))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        self._tree = source, flags, tree
        return True

    def ast_parse(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> ast.AST:
        """Called for each cell."""
        known, self._tree = self._tree, None
        if known is not None and known[:2] == (source, self.flags) and symbol == "exec":
            return known[2]
        return super().ast_parse(source, filename, symbol)


class Shell(CommandShell):
    """The shell; ipykernel and IPython both ask it what a cell means, and it looks once."""

    _looked_at: tuple[str, str] | None = None

    def transform_cell(self, raw_cell: str) -> str:
        """Called twice for a cell: its code without IPython's own syntax."""
        known, self._looked_at = self._looked_at, None
        if known is not None and known[0] == raw_cell:
            return known[1]
        source = raw_cell if raw_cell.endswith("\n") else f"{raw_cell}\n"
        plain = self._is_plain(source) and self.compile.read(source)
        transformed = source if plain else super().transform_cell(raw_cell)
        self._looked_at = raw_cell, transformed
        return transformed

    def should_run_async(self, raw_cell: str, **kwargs: Any) -> bool:
        """Called twice for a cell: whether it awaits; most often a word tells, not a compiler."""
        code = kwargs.get("transformed_cell") or raw_cell
        may = "await" in code or "async" in code
        return may and super().should_run_async(raw_cell, **kwargs)

    def _is_plain(self, source: str) -> bool:
        """Whether IPython would leave a cell as it is, if Python can read it."""
        lines = source.split("\n", 2)
        manager = self.input_transformer_manager
        return (
            len(lines) == 3  # a single line may be a macro's name
            and not lines[0][:1].isspace()
            and bool(lines[0])
            and not any(map(_PROMPT.match, lines[:2]))
            and ">>>" not in lines[2]
            and not self.input_transformers_post
            and isinstance(self.compile, Compiler)
            and "transform_cell" not in vars(manager)
            and _transformers(manager) == _USUAL
        )


def _transformers(manager: TransformerManager) -> tuple[Any, ...]:
    kind = type(manager)
    known = *manager.cleanup_transforms, *manager.line_transforms, *manager.token_transformers
    return kind, kind.transform_cell, known


_USUAL = _transformers(TransformerManager())  # before anybody changed them
